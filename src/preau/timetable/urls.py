"""Addresses of this room."""

from django.urls import path

from preau.timetable.views import changing, feeds, free, reading, regular, replacing

app_name = "timetable"
urlpatterns = [
    path("agenda/", reading.agenda, name="agenda"),
    path("agenda/choisir/", reading.choose, name="choose"),
    path("agenda/salles/libres/", free.free_rooms, name="free_rooms"),
    path("agenda/remplacements/", replacing.replacements, name="replacements"),
    path("agenda/remplacements/<uuid:replacement_id>/", replacing.replacement, name="replacement"),
    path("agenda/classe/<uuid:unit_id>/", reading.of_class, name="of_class"),
    path("agenda/professeur/<uuid:person_id>/", reading.of_person, name="of_person"),
    path("agenda/salle/<uuid:room_id>/", reading.of_place, name="of_place"),
    path("agenda/cours/<uuid:lesson_id>/", changing.lesson, name="lesson"),
    path("agenda/classe/<uuid:unit_id>/semaine/", regular.week, name="regular"),
    path("agenda/creneau/<uuid:slot_id>/", regular.slot, name="slot"),
    path("agenda/adresse/", feeds.feed, name="feed"),
    path("agenda/adresse/fermer/", feeds.end_feed, name="end_feed"),
    path("agenda/flux/<slug:secret>.ics", feeds.feed_read, name="feed_read"),
]
