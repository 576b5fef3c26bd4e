"""Addresses of the console."""

from django.urls import path

from preau.console.views import calendar, confided, family, home, journal, openings, pairs, rules, schools, terms

app_name = "console"
urlpatterns = [
    path("console/", home.home, name="home"),
    path("console/etablissements/", schools.schools, name="schools"),
    path("console/etablissements/rattacher/", schools.assign, name="assign"),
    path("console/collectivites/", schools.authorities, name="authorities"),
    path("console/collectivites/<uuid:authority_id>/", schools.look, name="look"),
    path("console/calendrier/", calendar.calendar, name="calendar"),
    path("console/periodes/", terms.terms, name="terms"),
    path("console/journal/", journal.journal, name="journal"),
    path("console/responsables/", family.search, name="family_search"),
    path("console/responsables/<uuid:student_id>/", family.student, name="family"),
    path("console/responsables/<uuid:student_id>/majorite/<str:choice>/", family.adult, name="adult"),
    path(
        "console/responsables/<uuid:student_id>/<uuid:guardian_id>/decision/",
        family.decide, name="decide",
    ),
    path("console/decisions/<uuid:decision_id>/lever/", family.withdraw, name="withdraw"),
    path("console/regles/", rules.rules, name="rules"),
    path("console/regles/essai/", confided.try_them, name="try_rules"),
    path("console/regles/<str:kind>/", rules.rules_of, name="rules_of"),
    path("console/regles/<str:subject>/<str:key>/", rules.rule, name="rule"),
    path("console/services/", rules.services, name="services"),
    path("console/services/<str:subject>/<str:key>/", rules.service, name="service"),
    path("console/droits/", rules.rights, name="rights"),
    path("console/droits/confies/", confided.delegations, name="delegations"),
    path("console/droits/confies/<uuid:delegation_id>/reprendre/", confided.take_back, name="take_back"),
    path("console/droits/<str:subject>/<str:key>/", rules.right, name="right"),
    path("console/elus/", confided.mandates, name="mandates"),
    path("console/elus/<uuid:mandate_id>/terminer/", confided.end_place, name="end_mandate"),
    path("console/noms/", openings.openings, name="openings"),
    path("console/noms/<uuid:opening_id>/", openings.look, name="opened_names"),
    path("console/noms/<uuid:opening_id>/<str:act>/", openings.answer, name="answer_opening"),
    path("console/rapprochements/", pairs.pairs, name="pairs"),
    path("console/rapprochements/chercher/", pairs.find, name="find_pairs"),
    path("console/rapprochements/<uuid:match_id>/<str:act>/", pairs.decide, name="pair"),
]  # fmt: skip
