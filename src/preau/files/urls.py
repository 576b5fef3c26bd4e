"""Addresses of this room."""

from django.urls import path

from preau.files import views

app_name = "files"
urlpatterns = [
    path("fichiers/billets/", views.ticket, name="ticket"),
    path("fichiers/<uuid:file_id>/", views.file, name="file"),
    path("fichiers/<uuid:file_id>/apercu/", views.preview, name="preview"),
    path("images/<str:name>", views.picture, name="picture"),
]
