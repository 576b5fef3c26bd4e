"""Addresses of the console."""

from django.urls import path

from preau.console.views import activation, calendar, family, home, journal, pairs, schools

app_name = "console"
urlpatterns = [
    path("console/", home.home, name="home"),
    path("console/etablissements/", schools.schools, name="schools"),
    path("console/etablissements/rattacher/", schools.assign, name="assign"),
    path("console/collectivites/", schools.authorities, name="authorities"),
    path("console/collectivites/<uuid:authority_id>/", schools.look, name="look"),
    path("console/calendrier/", calendar.calendar, name="calendar"),
    path("console/activation/", activation.classes, name="activation"),
    path("console/activation/<uuid:class_id>/", activation.one_class, name="activation_class"),
    path("console/activation/<uuid:class_id>/rappel/", activation.remind_class, name="activation_remind"),
    path("console/activation/<uuid:class_id>/<str:kind>/", activation.print_class, name="activation_print"),
    path("console/acces/", activation.desk, name="desk"),
    path("console/acces/<uuid:student_id>/", activation.desk_family, name="desk_family"),
    path("console/acces/<uuid:student_id>/<uuid:person_id>/", activation.desk_code, name="desk_code"),
    path("console/journal/", journal.journal, name="journal"),
    path("console/responsables/", family.search, name="family_search"),
    path("console/responsables/<uuid:student_id>/", family.student, name="family"),
    path("console/responsables/<uuid:student_id>/majorite/<str:choice>/", family.adult, name="adult"),
    path(
        "console/responsables/<uuid:student_id>/<uuid:guardian_id>/decision/",
        family.decide, name="decide",
    ),
    path("console/decisions/<uuid:decision_id>/lever/", family.withdraw, name="withdraw"),
    path("console/rapprochements/", pairs.pairs, name="pairs"),
    path("console/rapprochements/chercher/", pairs.find, name="find_pairs"),
    path("console/rapprochements/<uuid:match_id>/<str:act>/", pairs.decide, name="pair"),
]  # fmt: skip
