"""Errors of the API: one shape (RFC 9457, application/problem+json), in the caller's language, never a trace."""

import json
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

MEDIA_TYPE = "application/problem+json"
ROSTER = "/oneroster/"
TITLES: Mapping[int, str | Promise] = {
    400: gettext_lazy("Cette demande n’a pas pu être lue"),
    401: gettext_lazy("Il faut se faire connaître"),
    403: gettext_lazy("Cette adresse ne vous est pas ouverte"),
    404: gettext_lazy("Rien à cette adresse"),
    405: gettext_lazy("Cette adresse ne fait pas cela"),
    409: gettext_lazy("Cela ne va pas avec ce qui existe"),
    412: gettext_lazy("Quelqu’un l’a changé entre-temps"),
    413: gettext_lazy("Cette demande est trop grosse"),
    415: gettext_lazy("Ce format n’est pas lu ici"),
    422: gettext_lazy("Cette demande ne peut pas être suivie"),
    428: gettext_lazy("Dites ce que vous aviez lu"),
    429: gettext_lazy("Trop de demandes"),
    500: gettext_lazy("Une erreur s’est produite de notre côté"),
}
# How OneRoster 1.2 names what went wrong.
_MINOR = {
    400: "invaliddata", 401: "unauthorisedrequest", 403: "forbidden", 404: "unknownobject", 405: "invaliddata",
    422: "invaliddata", 429: "server_busy", 500: "internal_server_error",
}  # fmt: skip


class Problem(Exception):
    """Something the caller must be told. `minor`: the standard's own word, at addresses of OneRoster."""

    def __init__(
        self,
        status: int,
        detail: str = "",
        *,
        kind: str = "",
        errors: Sequence[Mapping[str, str]] = (),
        headers: Mapping[str, str] | None = None,
        minor: str = "",
    ) -> None:
        super().__init__(detail)
        self.status, self.detail, self.kind, self.errors = status, detail, kind, errors
        self.headers, self.minor = dict(headers or {}), minor

    def response(self, request: HttpRequest) -> HttpResponse:
        """The answer; at addresses of OneRoster the standard's words stand beside ours."""
        kind = self.kind or HTTPStatus(self.status).phrase.lower().replace(" ", "-")
        told: dict[str, Any] = {
            "type": f"urn:preau:problem:{kind}",
            "title": str(TITLES.get(self.status, TITLES[400])),
            "status": self.status,
            "detail": self.detail,
            "instance": f"urn:uuid:{getattr(request, 'id', '')}",
        }
        if self.errors:
            told["errors"] = list(self.errors)
        media_type = MEDIA_TYPE
        if ROSTER in request.path:
            media_type = "application/json"
            minor = self.minor or _MINOR.get(self.status, "invaliddata")
            told |= {
                "imsx_codeMajor": "failure",
                "imsx_severity": "error",
                "imsx_description": self.detail or told["title"],
                "imsx_CodeMinor": {
                    "imsx_codeMinorField": [{"imsx_codeMinorFieldName": "TargetEndSystem",
                                             "imsx_codeMinorFieldValue": minor}]
                },
            }  # fmt: skip
        response = HttpResponse(json.dumps(told, ensure_ascii=False), status=self.status, content_type=media_type)
        for name, value in self.headers.items():
            response[name] = value
        return response


def missing() -> Problem:
    """404: it does not exist, or not for this caller; nobody can tell which."""
    return Problem(404, _("Rien n’existe ici, ou pas pour vous."))


def unreadable() -> Problem:
    """400: not JSON, or not text."""
    return Problem(400, _("Le corps de la demande n’est pas du JSON lisible."))


def refused(
    said: Exception, status: int = 422, *, kind: str = "refused", field: str = "", names: Sequence[str] = ()
) -> Problem:
    """What a room refuses, in its own words; `names`: each of those that it is about, told with the field."""
    return Problem(status, str(said), kind=kind, errors=[{"field": field, "message": one} for one in names])
