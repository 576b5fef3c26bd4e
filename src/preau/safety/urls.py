"""Addresses of this room."""

from django.urls import path

from preau.safety.views import cases, containing, crisis, reporting

app_name = "safety"
urlpatterns = [
    path("signaler/", reporting.report, name="report"),
    path("signaler/message/<uuid:message_id>/", reporting.report_message, name="report_message"),
    path("signaler/suivi/<uuid:report_id>/", reporting.followed, name="followed"),
    path("signalements/", cases.desk, name="desk"),
    path("envois-retenus/", cases.held, name="held"),
    path("crise/", crisis.crises, name="crises"),
    path("crise/<uuid:crisis_id>/finir/", crisis.end, name="end_crisis"),
    path("comptes-voles/", containing.contained, name="contained"),
    path("comptes-voles/message/<uuid:message_id>/", containing.contain, name="contain"),
    path("comptes-voles/<uuid:containment_id>/", containing.one, name="containment"),
    path("comptes-voles/<uuid:containment_id>/messages/", containing.withdrawn, name="withdrawn"),
    path("comptes-voles/<uuid:containment_id>/rouvrir/", containing.reopen, name="reopen"),
    path("signalements/<uuid:report_id>/", cases.case, name="case"),
    path("signalements/<uuid:report_id>/echange/", cases.exchange, name="exchange"),
    path("signalements/<uuid:report_id>/noter/", cases.note, name="note"),
    path("signalements/<uuid:report_id>/suspendre/", cases.stop, name="stop"),
    path("signalements/<uuid:report_id>/clore/", cases.close, name="close"),
]
