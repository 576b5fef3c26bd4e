"""Addresses of this room."""

from django.urls import path

from preau.submissions.views import asking, extra, handing, receipts

app_name = "submissions"
urlpatterns = [
    path("a-rendre/<uuid:work_id>/", handing.work, name="work"),
    path("a-rendre/recu/<uuid:version_id>/", receipts.receipt, name="receipt"),
    path("recu/", receipts.check, name="check"),
    path("recu/<str:code>/", receipts.check, name="check_one"),
    path("copies/<uuid:work_id>/", asking.copies, name="copies"),
    path("copies/<uuid:work_id>/demander/", asking.ask, name="ask"),
    path("copies/<uuid:work_id>/fermer/", asking.close, name="close"),
    path("copies/<uuid:work_id>/papier/", asking.paper, name="paper"),
    path("copies/<uuid:work_id>/groupes/", asking.teams, name="teams"),
    path("copies/copie/<uuid:copy_id>/", asking.copy, name="copy"),
    path("eleves/<uuid:student_id>/temps/", extra.extra_time, name="extra_time"),
]
