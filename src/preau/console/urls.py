"""Addresses of the console."""

from django.urls import path

from preau.console.views import calendar, exports, family, groups, home, journal, pairs, people, schools, terms

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
    path("console/annuaire/", people.people, name="people"),
    path("console/annuaire/<uuid:person_id>/", people.person, name="person"),
    path("console/exports/", exports.exports, name="exports"),
    path("console/exports/nouveau/", exports.export, name="export"),
    path("console/exports/<uuid:export_id>/emporter/", exports.take, name="take_export"),
    path("console/exports/<uuid:export_id>/<str:act>/", exports.decide, name="decide_export"),
    path("console/groupes/", groups.groups, name="groups"),
    path("console/groupes/<uuid:group_id>/", groups.group, name="group"),
    path("console/groupes/<uuid:group_id>/<str:act>/", groups.change, name="change_group"),
    path("console/rapprochements/", pairs.pairs, name="pairs"),
    path("console/rapprochements/chercher/", pairs.find, name="find_pairs"),
    path("console/rapprochements/<uuid:match_id>/<str:act>/", pairs.decide, name="pair"),
]  # fmt: skip
