"""Addresses of this room."""

from django.urls import path

from preau.documents.views import linking, reading, sharing, writing

app_name = "documents"
_NODE = "documents/<uuid:node_id>/"
urlpatterns = [
    path("documents/", reading.home, name="home"),
    path("documents/chercher/", reading.search, name="search"),
    path("documents/corbeille/", reading.bin_page, name="bin"),
    path("documents/noms/", sharing.options, name="options"),
    path("documents/lien/<slug:secret>/", linking.public_page, name="public"),
    path("documents/lien/<slug:secret>/fichier/", linking.public_file, name="public_file"),
    path(_NODE, reading.node, name="node"),
    path(f"{_NODE}archive/", reading.archive, name="archive"),
    path(f"{_NODE}deposer/", writing.add, name="add"),
    path(f"{_NODE}dossier/", writing.new_folder, name="folder"),
    path(f"{_NODE}renommer/", writing.rename_node, name="rename"),
    path(f"{_NODE}ranger/", writing.arrange, name="arrange"),
    path(f"{_NODE}supprimer/", writing.bin_node, name="delete"),
    path(f"{_NODE}remettre/", writing.restore, name="restore"),
    path(f"{_NODE}effacer/", writing.erase, name="erase"),
    path(f"{_NODE}version/", writing.new_version, name="version"),
    path(f"{_NODE}version/<int:edition>/reprendre/", writing.old_version, name="old_version"),
    path(f"{_NODE}partage/", sharing.shares, name="shares"),
    path(f"{_NODE}partage/<uuid:share_id>/retirer/", sharing.end, name="end_share"),
    path(f"{_NODE}lien/", linking.new_link, name="link"),
    path(f"{_NODE}lien/<uuid:link_id>/fermer/", linking.close_link, name="end_link"),
]
