"""Addresses of this room."""

from django.urls import path

from preau.identity import views
from preau.identity.urls_federation import urlpatterns as federation
from preau.identity.views import activation, longer, reset

app_name = "identity"
urlpatterns = [
    path("connexion/", views.sign_in, name="sign_in"),
    path("connexion/demonstration/", views.enter_demo, name="enter_demo"),
    path("connexion/second-facteur/", views.second_step, name="second_step"),
    path("connexion/mot-de-passe/", longer.longer, name="longer"),
    path("connexion/cle/", views.passkey_options, name="passkey_options"),
    path("connexion/cle/entrer/", views.passkey_enter, name="passkey_enter"),
    path("connexion/telephone/", views.seat_enter, name="seat_enter"),
    path("connexion/telephone/oublier/", views.seat_forget, name="seat_forget"),
    path("confirmer/", views.confirm, name="confirm"),
    path("deconnexion/", views.sign_out, name="sign_out"),
    path("activer/", activation.activate, name="activate"),
    path("activer/comment/", activation.roads, name="roads"),
    path("activer/envoyer/", activation.send, name="send"),
    path("activer/preuve/", activation.prove_slip, name="prove"),
    path("activer/mot-de-passe/", activation.choose, name="choose"),
    path("activer/f/<str:link>/", activation.open_link, name="slip"),
    path("activer/f/<str:link>/suite/", activation.follow_link, name="follow_slip"),
    path("mot-de-passe/", reset.forgotten, name="forgotten"),
    path("mot-de-passe/envoye/", reset.reset_sent, name="reset_sent"),
    path("mot-de-passe/code/", reset.desk, name="desk"),
    path("mot-de-passe/code/choisir/", reset.desk_choose, name="desk_choose"),
    path("mot-de-passe/l/<str:link>/", reset.reset, name="reset"),
    path("mot-de-passe/ancienne-adresse/<str:link>/", reset.not_me, name="not_me"),
    *federation,
]
