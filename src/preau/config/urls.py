"""Addresses of all rooms. In French, stable, made to be shared."""

from django.urls import include, path

from preau.kernel.routes import Rooms

ROOMS = (
    "portal", "federation", "console", "kernel", "identity", "notifications", "messaging", "safety", "people", "news",
    "liaison", "documents", "timetable", "attendance", "diary", "catchup", "submissions", "helpdesk", "imports", "ui",
    "api", "files",
)  # fmt: skip
urlpatterns = [Rooms([path("", include(f"preau.{room}.urls")) for room in ROOMS])]

handler400 = "preau.portal.failures.bad_request"
handler403 = "preau.portal.failures.forbidden"
handler404 = "preau.portal.failures.not_found"
handler500 = "preau.portal.failures.server_error"
