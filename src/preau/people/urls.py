"""Addresses of this room."""

from django.urls import path

from preau.people import contacts, majority, tokens, views

app_name = "people"
urlpatterns = [
    path("annuaire/", contacts.contacts, name="contacts"),
    path("annuaire/propositions/", contacts.options, name="contact_options"),
    path("preferences/", views.preferences, name="preferences"),
    path("majorite/", majority.majority, name="majority"),
    path("jetons/", tokens.tokens, name="tokens"),
]
