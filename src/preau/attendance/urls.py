"""Addresses of this room."""

from django.urls import path

from preau.attendance.views import board, calling, desk, family

app_name = "attendance"
urlpatterns = [
    path("appel/", calling.mine, name="mine"),
    path("appel/<uuid:lesson_id>/", calling.call, name="call"),
    path("appels/", board.desk, name="desk"),
    path("appels/prevenir/", board.tell, name="tell"),
    path("appels/eleves/", desk.find, name="find"),
    path("appels/billet/<uuid:mark_id>/", desk.slip, name="slip"),
    path("appels/registre/", board.register, name="register"),
    path("appels/absence/<uuid:absence_id>/", board.absence, name="absence_desk"),
    path("appels/noter/<uuid:pupil_id>/", board.note, name="note"),
    path("absences/", family.family, name="family"),
    path("absences/annoncer/", family.announced, name="announce"),
    path("absences/<uuid:absence_id>/", family.absence, name="absence"),
    path("absences/contester/<uuid:justification_id>/", family.contested, name="contest"),
]
