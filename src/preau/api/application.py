"""The django-ninja application: it parses, checks shapes and writes the OpenAPI document; the rest is the door's."""

import functools
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from preau.api.problems import MEDIA_TYPE, Problem, missing, unreadable
from preau.api.v1 import ROUTERS

PREFIX = "/api/v1/"
api = NinjaAPI(
    title="Préau",
    version="1",
    description="What the pages of Préau show and do, for other tools, under the same rights. See docs/api.md.",
    docs_url=None,
    openapi_url=None,
    urls_namespace="api",
    auth=None,
)
for router in ROUTERS:
    api.add_router("", router)


@api.exception_handler(Problem)
def _problem(request: HttpRequest, problem: Problem) -> HttpResponse:
    return problem.response(request)


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    errors = [
        {"field": ".".join(str(part) for part in one.get("loc", ())[1:] if part != "body"), "message": _words(one)}
        for one in error.errors
    ]
    return Problem(422, _("Un champ ou plus ne va pas."), kind="invalid-fields", errors=errors[:50]).response(request)


def _words(error: dict[str, Any]) -> str:
    kind = error.get("type", "")
    if kind == "missing":
        return _("Ce champ manque.")
    if kind == "extra_forbidden":
        return _("Ce champ n’existe pas ici.")
    if kind in ("string_too_long", "too_long", "string_too_short", "too_short"):
        return _("La longueur ne convient pas.")
    if kind in ("literal_error", "enum"):
        return _("Cette valeur n’est pas proposée.")
    return _("Cette valeur ne convient pas.")


@api.exception_handler(HttpError)
def _unreadable(request: HttpRequest, error: HttpError) -> HttpResponse:
    problem = unreadable() if error.status_code == 400 else Problem(error.status_code)
    return problem.response(request)


@api.exception_handler(Http404)
def _missing(request: HttpRequest, error: Http404) -> HttpResponse:
    return missing().response(request)


@api.exception_handler(PermissionDenied)
def _denied(request: HttpRequest, error: PermissionDenied) -> HttpResponse:
    return Problem(403, str(error)).response(request)


@functools.cache
def openapi_document() -> dict[str, Any]:
    """The document, with what ninja leaves out: the media type of problems, headers, how sessions are accepted."""
    document: dict[str, Any] = dict(api.get_openapi_schema(path_prefix=PREFIX.strip("/")))
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            _complete(path, method, operation)
    document["components"]["securitySchemes"]["Session"] = {"type": "apiKey", "in": "cookie", "name": "preau"}
    return document


def _complete(path: str, method: str, operation: dict[str, Any]) -> None:
    for status, answer in operation["responses"].items():
        if int(status) >= 400 and "/oneroster/" not in path and "content" in answer:
            answer["content"] = {MEDIA_TYPE: answer["content"]["application/json"]}
    operation["security"] = [*operation.get("security", []), {"Session": []}]
    if method in ("post", "put", "patch"):
        words = "Sent again with the same key, the write is not done again."
        key = _header("Idempotency-Key", words, 200, required=method == "post")
        operation.setdefault("parameters", []).append(key)
        operation["responses"][415] = {**operation["responses"][400], "description": "Unsupported Media Type"}
    if method in ("put", "patch"):
        operation["parameters"].append(_header("If-Match", "The ETag that was read.", 100, required=True))


def _header(name: str, description: str, longest: int, *, required: bool) -> dict[str, Any]:
    return {
        "in": "header", "name": name, "required": required, "description": description,
        "schema": {"type": "string", "minLength": 1, "maxLength": longest, "pattern": "^[!-~]+$"},
    }  # fmt: skip
