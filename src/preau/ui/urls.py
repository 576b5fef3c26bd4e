"""Addresses of this room."""

from django.urls import path

from preau.ui import views

app_name = "ui"
urlpatterns = [
    path("design/", views.catalogue, name="catalogue"),
    path("theme/<str:name>.css", views.theme, name="theme"),
]
