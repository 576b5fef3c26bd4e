"""Addresses of this room."""

from django.urls import path

from preau.helpdesk.views import asking, desk

app_name = "helpdesk"
urlpatterns = [
    path("aide/", asking.help_page, name="help"),
    path("aide/demander/", asking.ask, name="ask"),
    path("aide/demander/recu/", asking.sent, name="sent"),
    path("aide/demandes/<uuid:request_id>/", asking.mine, name="mine"),
    path("aide/demandes/<uuid:request_id>/regle/", asking.settle, name="settle"),
    path("demandes-aide/", desk.desk, name="desk"),
    path("demandes-aide/sans-reponse/", desk.above, name="above"),
    path("demandes-aide/<uuid:request_id>/", desk.one, name="one"),
    path("demandes-aide/<uuid:request_id>/repondre/", desk.answer, name="answer"),
    path("demandes-aide/<uuid:request_id>/clore/", desk.close, name="close"),
]
