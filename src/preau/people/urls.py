"""Addresses of this room."""

from django.urls import path

from preau.people import contacts, correction_pages, data_pages, majority, tokens, views

app_name = "people"
urlpatterns = [
    path("annuaire/", contacts.contacts, name="contacts"),
    path("annuaire/propositions/", contacts.options, name="contact_options"),
    path("preferences/", views.preferences, name="preferences"),
    path("majorite/", majority.majority, name="majority"),
    path("mon-compte/", views.account, name="account"),
    path("mon-compte/second-facteur/", views.factors, name="factors"),
    path("mon-compte/second-facteur/cle/", views.new_passkey, name="new_passkey"),
    path("mon-compte/second-facteur/cle/ajouter/", views.add_passkey, name="add_passkey"),
    path("mon-compte/second-facteur/application/", views.add_totp, name="add_totp"),
    path("mon-compte/second-facteur/codes/", views.recovery_codes, name="recovery_codes"),
    path("mon-compte/second-facteur/<uuid:factor_id>/retirer/", views.remove_factor, name="remove_factor"),
    path("mon-compte/appareils/", views.devices, name="devices"),
    path("mon-compte/appareils/<uuid:device_id>/oublier/", views.forget_device, name="forget_device"),
    path("mon-compte/appareils/session/fermer/", views.end_session, name="end_session"),
    path(
        "mon-compte/appareils/avis/compte/<uuid:account_id>/<str:answer>/", views.answer_notices, name="answer_notices"
    ),
    path("mon-compte/appareils/avis/<uuid:notice_id>/<str:answer>/", views.answer_notice, name="answer_notice"),
    path("mon-compte/telephone/", views.keep_seat, name="keep_seat"),
    path("mon-compte/telephone/oublier/", views.forget_seat, name="forget_seat"),
    path("jetons/", tokens.tokens, name="tokens"),
    path("mes-donnees/", data_pages.my_data, name="my_data"),
    path("mes-donnees/lu/", data_pages.notice_read, name="notice_read"),
    path("mes-donnees/copie/", data_pages.ask_copy, name="ask_copy"),
    path("mes-donnees/copie/<uuid:export_id>/", data_pages.download, name="download"),
    path("mes-donnees/<uuid:subject_id>/corriger/<slug:field>/", data_pages.correct, name="correct"),
    path("corrections/", correction_pages.corrections, name="corrections"),
    path("corrections/<uuid:request_id>/", correction_pages.decide, name="decide_correction"),
]
