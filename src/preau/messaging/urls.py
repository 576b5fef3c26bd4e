"""Addresses of this room."""

from django.urls import path

from preau.messaging import views

app_name = "messaging"
urlpatterns = [
    path("messages/", views.inbox, name="inbox"),
    path("messages/recherche/", views.found, name="search"),
    path("messages/reglages/", views.settings, name="settings"),
    path("messages/reglages/parents-elus/", views.elected, name="elected"),
    path("messages/dossiers/", views.folders, name="folders"),
    path("messages/dossiers/<uuid:own_id>/", views.own_folder, name="own"),
    path("messages/dossiers/<uuid:own_id>/changer/", views.change_folder, name="change_folder"),
    path("messages/ranger/", views.file, name="file"),
    path("messages/ecrire/", views.write, name="write"),
    path("messages/ecrire/destinataires/", views.options, name="options"),
    path("messages/ecrire/<uuid:message_id>/", views.edit, name="edit"),
    path("messages/ecrire/<uuid:message_id>/garder/", views.keep, name="keep"),
    path("messages/ecrire/<uuid:message_id>/verifier/", views.review, name="review"),
    path("messages/ecrire/<uuid:message_id>/jeter/", views.discard, name="discard"),
    path("messages/fil/<uuid:thread_id>/", views.thread, name="thread"),
    path("messages/<uuid:message_id>/repondre/", views.answer, name="answer"),
    path("messages/<uuid:message_id>/transferer/", views.forward, name="forward"),
    path("messages/<uuid:message_id>/annuler/", views.undo, name="undo"),
    path("messages/<uuid:message_id>/confirmer/", views.prove, name="prove"),
    path("messages/<uuid:message_id>/reprendre/", views.recall, name="recall"),
    path("messages/<uuid:message_id>/lecteurs/", views.readers, name="readers"),
    path("messages/<slug:folder>/", views.folder, name="folder"),
]
