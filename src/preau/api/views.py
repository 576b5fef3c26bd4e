"""The OpenAPI document, and what has no address."""

from django.http import HttpRequest, HttpResponse, JsonResponse

from preau.access.public import exercises
from preau.api import rules
from preau.api.application import openapi_document
from preau.api.problems import Problem, missing


@exercises(rules.LOOK_UP)
def document(request: HttpRequest) -> HttpResponse:
    """What the API offers, for anyone: no name, no school."""
    if request.method not in ("GET", "HEAD"):
        raise Problem(405, headers={"Allow": "GET, HEAD"})
    response = JsonResponse(openapi_document(), json_dumps_params={"indent": 1})
    response["Cache-Control"] = "public, max-age=300"
    return response


@exercises(rules.LOOK_UP)
def nothing(request: HttpRequest) -> HttpResponse:
    """An address of the API that leads nowhere is told as the API tells things."""
    raise missing()
