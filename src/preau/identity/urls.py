"""Addresses of this room."""

from django.urls import path

from preau.identity import views
from preau.identity.urls_federation import urlpatterns as federation

app_name = "identity"
urlpatterns = [
    path("connexion/", views.sign_in, name="sign_in"),
    path("connexion/demonstration/", views.enter_demo, name="enter_demo"),
    path("deconnexion/", views.sign_out, name="sign_out"),
    *federation,
]
