"""Addresses of the API: version 1, each behind the same door."""

from django.urls import URLPattern, path, re_path

from preau.api.application import api
from preau.api.door import door
from preau.api.views import document, nothing

app_name = "api"


def _behind_the_door() -> list[URLPattern]:
    return [
        path(f"api/v1/{one.pattern}", door(one.callback), name=one.name)
        for one in api.urls[0]
        if isinstance(one, URLPattern) and one.name != "api-root"
    ]


urlpatterns = [
    path("api/v1/openapi.json", door(document), name="openapi"),
    *_behind_the_door(),
    re_path(r"^api/", door(nothing), name="nothing"),
]
