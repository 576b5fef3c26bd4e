"""Addresses of this room."""

from django.urls import path

from preau.kernel import views

app_name = "kernel"
urlpatterns = [
    path("healthz", views.alive, name="healthz"),
    path("readyz", views.ready, name="readyz"),
    path("metrics", views.figures, name="metrics"),
]
