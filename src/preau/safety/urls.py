"""Addresses of this room."""

from django.urls import path

from preau.safety.views import cases, reporting

app_name = "safety"
urlpatterns = [
    path("signaler/", reporting.report, name="report"),
    path("signaler/message/<uuid:message_id>/", reporting.report_message, name="report_message"),
    path("signaler/suivi/<uuid:report_id>/", reporting.followed, name="followed"),
    path("signalements/", cases.desk, name="desk"),
    path("signalements/<uuid:report_id>/", cases.case, name="case"),
    path("signalements/<uuid:report_id>/echange/", cases.exchange, name="exchange"),
    path("signalements/<uuid:report_id>/noter/", cases.note, name="note"),
    path("signalements/<uuid:report_id>/suspendre/", cases.stop, name="stop"),
    path("signalements/<uuid:report_id>/clore/", cases.close, name="close"),
]
