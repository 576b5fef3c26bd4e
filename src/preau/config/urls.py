"""Addresses of all rooms. In French, stable, made to be shared."""

from django.urls import include, path, re_path

urlpatterns = [
    path("", include("preau.portal.urls")),  # first: the home page is the one most asked for
    path("", include("preau.helpdesk.urls")),
    path("", include("preau.federation.urls")),  # other tools ask here three times for each sign-in
    # Looked through before seventy others, by who asks for a desk; passed over at once by everybody else.
    re_path("^(?=console/)", include("preau.console.urls")),
    path("", include("preau.kernel.urls")),
    path("", include("preau.identity.urls")),
    path("", include("preau.notifications.urls")),
    path("", include("preau.messaging.urls")),
    path("", include("preau.people.urls")),
    path("", include("preau.news.urls")),
    path("", include("preau.liaison.urls")),
    path("", include("preau.imports.urls")),
    path("", include("preau.ui.urls")),
    path("", include("preau.api.urls")),
    path("", include("preau.files.urls")),
]

handler400 = "preau.portal.failures.bad_request"
handler403 = "preau.portal.failures.forbidden"
handler404 = "preau.portal.failures.not_found"
handler500 = "preau.portal.failures.server_error"
