"""Addresses of this room."""

from django.urls import path

from preau.people import contacts, correction_pages, data_pages, majority, tokens, views

app_name = "people"
urlpatterns = [
    path("annuaire/", contacts.contacts, name="contacts"),
    path("annuaire/propositions/", contacts.options, name="contact_options"),
    path("preferences/", views.preferences, name="preferences"),
    path("majorite/", majority.majority, name="majority"),
    path("jetons/", tokens.tokens, name="tokens"),
    path("mes-donnees/", data_pages.my_data, name="my_data"),
    path("mes-donnees/lu/", data_pages.notice_read, name="notice_read"),
    path("mes-donnees/copie/", data_pages.ask_copy, name="ask_copy"),
    path("mes-donnees/copie/<uuid:export_id>/", data_pages.download, name="download"),
    path("mes-donnees/<uuid:subject_id>/corriger/<slug:field>/", data_pages.correct, name="correct"),
    path("corrections/", correction_pages.corrections, name="corrections"),
    path("corrections/<uuid:request_id>/", correction_pages.decide, name="decide_correction"),
]
