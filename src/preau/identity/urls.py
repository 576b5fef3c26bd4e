"""Addresses of this room."""

from django.urls import path

from preau.identity import views

app_name = "identity"
urlpatterns = [
    path("connexion/", views.sign_in, name="sign_in"),
    path("connexion/demonstration/", views.enter_demo, name="enter_demo"),
    path("connexion/second-facteur/", views.second_step, name="second_step"),
    path("connexion/cle/", views.passkey_options, name="passkey_options"),
    path("connexion/cle/entrer/", views.passkey_enter, name="passkey_enter"),
    path("connexion/telephone/", views.seat_enter, name="seat_enter"),
    path("connexion/telephone/oublier/", views.seat_forget, name="seat_forget"),
    path("confirmer/", views.confirm, name="confirm"),
    path("deconnexion/", views.sign_out, name="sign_out"),
]
