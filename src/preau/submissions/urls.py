"""Addresses of this room."""

from django.urls import path

from preau.submissions.views import asking, correcting, extra, giving_back, handing, phrases, receipts

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
    path("copies/copie/<uuid:copy_id>/corriger/", correcting.correct_one, name="correct"),
    path("copies/copie/<uuid:copy_id>/redemander/", giving_back.again, name="ask_again"),
    path("copies/commentaires/", phrases.bank, name="phrases"),
    path("copies/commentaires/retirer/", phrases.remove, name="remove_phrase"),
    path("copies/<uuid:work_id>/corriger/", correcting.first, name="correct_first"),
    path("copies/<uuid:work_id>/notation/", correcting.marking, name="marking"),
    path("copies/<uuid:work_id>/rendre/", giving_back.all_of_them, name="give_back"),
    path("copies/<uuid:work_id>/rappeler/", giving_back.remind_all, name="remind"),
    path("eleves/<uuid:student_id>/temps/", extra.extra_time, name="extra_time"),
]
