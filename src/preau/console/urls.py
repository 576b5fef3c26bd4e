"""Addresses of the console."""

from django.urls import path

from preau.console.views import calendar, family, home, journal, locks, pairs, schools, support

app_name = "console"
urlpatterns = [
    path("console/", home.home, name="home"),
    path("console/etablissements/", schools.schools, name="schools"),
    path("console/etablissements/rattacher/", schools.assign, name="assign"),
    path("console/collectivites/", schools.authorities, name="authorities"),
    path("console/collectivites/<uuid:authority_id>/", schools.look, name="look"),
    path("console/calendrier/", calendar.calendar, name="calendar"),
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
    path("console/suspensions/", locks.locks, name="locks"),
    path("console/suspensions/nouvelle/", locks.set_lock, name="set_lock"),
    path("console/suspensions/<uuid:lock_id>/lever/", locks.lift_lock, name="lift_lock"),
    path("console/second-facteur/<uuid:person_id>/retirer/", locks.rescue, name="rescue"),
    path("console/reseaux/", locks.networks, name="networks"),
    path("console/assistance/", support.support, name="support"),
    path("console/assistance/<uuid:opening_id>/voir/", support.view_as, name="view_as"),
    path("console/assistance/arreter/", support.stop_viewing, name="stop_viewing"),
    path("console/demandes-assistance/", support.openings, name="openings"),
    path("console/demandes-assistance/<uuid:opening_id>/ouvrir/", support.open_view, name="open_view"),
    path("console/demandes-assistance/<uuid:opening_id>/fermer/", support.close_view, name="close_view"),
]  # fmt: skip
