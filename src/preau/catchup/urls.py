"""Addresses of this room."""

from django.urls import path

from preau.catchup.views import giving, packs

app_name = "catchup"
urlpatterns = [
    path("rattrapages/", giving.to_give, name="to_give"),
    path("rattrapages/<uuid:lesson_id>/", giving.give, name="give"),
    path("a-rattraper/", packs.pack, name="pack"),
    path("a-rattraper/<uuid:lesson_id>/", packs.done, name="done"),
    path("a-rattraper/travail/<uuid:work_id>/", packs.work, name="work"),
]
