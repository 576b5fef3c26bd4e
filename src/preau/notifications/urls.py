"""Addresses of this room."""

from django.urls import path

from preau.notifications import views

app_name = "notifications"
urlpatterns = [
    path("avis/", views.centre, name="centre"),
    path("avis/nombre/", views.count, name="count"),
    path("avis/lus/", views.read, name="read"),
    path("avis/reglages/", views.choices, name="choices"),
    path("avis/reglages/heures/", views.habits, name="habits"),
    path("avis/reglages/adresse/", views.address, name="address"),
    path("avis/reglages/appareils/", views.device, name="device"),
    path("avis/reglages/appareils/essai/", views.trial, name="trial"),
    path("avis/reglages/appareils/<uuid:device_id>/oublier/", views.forget_device, name="forget_device"),
    path("avis/heures-calmes/", views.calm, name="calm"),
    path("avis/courriels/<str:token>/", views.unsubscribe, name="unsubscribe"),
    path("avis/<uuid:notice_id>/", views.one, name="one"),
    path("avis/<uuid:notice_id>/ouvrir/", views.open_notice, name="open"),
    path("service-worker.js", views.service_worker, name="service_worker"),
    path("preau.webmanifest", views.web_manifest, name="web_manifest"),
]
