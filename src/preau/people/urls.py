"""Addresses of this room."""

from django.urls import path

from preau.people import majority, tokens, views

app_name = "people"
urlpatterns = [
    path("preferences/", views.preferences, name="preferences"),
    path("majorite/", majority.majority, name="majority"),
    path("jetons/", tokens.tokens, name="tokens"),
]
