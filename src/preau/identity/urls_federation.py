"""Addresses of identities from elsewhere. Those under connexion/par/ are told to sources and never change."""

from django.urls import path

from preau.identity import views_federation as views

urlpatterns = [
    path("connexion/par/<slug:name>/", views.start, name="sso_start"),
    path("connexion/par/<slug:name>/retour/", views.answer, name="sso_answer"),
    path("connexion/par/<slug:name>/metadonnees/", views.metadata, name="sso_metadata"),
    path("connexion/par/<slug:name>/fermeture/", views.farewell, name="sso_farewell"),
    path("identites/preuve/", views.prove, name="sso_prove"),
    path("identites/relier/", views.link, name="sso_link"),
    path("identites/sortie/", views.leave, name="sso_leave"),
]
