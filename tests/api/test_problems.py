"""Every error of the API has one shape (RFC 9457): each status, at each operation, whoever asks."""

import json
import re
from typing import Any

import pytest
from django.test import Client

from api.caller import ROOT, Api, by_session, by_token
from preau.api import door, limits
from preau.api.application import openapi_document
from preau.api.problems import MEDIA_TYPE, TITLES
from preau.kernel.ids import new_id

OPERATIONS = sorted(
    (method, path.removeprefix(ROOT))
    for path, methods in openapi_document()["paths"].items()
    for method in methods
    if method in ("get", "post", "put", "patch", "delete")
)


def is_problem(answer: Any, path: str, *statuses: int) -> dict[str, Any]:
    """Fail unless it is one of these errors, told as the standard and the documentation say."""
    assert answer.status_code in statuses, (path, answer.status_code, answer.content[:200])
    kind = "application/json" if "/oneroster/" in path else MEDIA_TYPE
    assert answer.headers["Content-Type"].split(";")[0] == kind, path
    told: dict[str, Any] = json.loads(answer.content)
    assert {"type", "title", "status", "detail", "instance"} <= set(told)
    assert told["status"] == answer.status_code and told["title"] == str(TITLES[answer.status_code])
    assert told["type"].startswith("urn:preau:problem:")
    assert answer.headers["Cache-Control"] == "private, no-store"
    if "/oneroster/" in path:
        assert told["imsx_codeMajor"] == "failure"
    assert "Traceback" not in answer.content.decode() and "<html" not in answer.content.decode()
    return told


def filled(path: str) -> str:
    """The operation's address, with identifiers of nothing that exists."""
    return re.sub(r"\{[^}]+\}", lambda _name: str(new_id()), path.replace("{year}", "2026"))


@pytest.mark.parametrize(("method", "path"), OPERATIONS, ids=[" ".join(one) for one in OPERATIONS])
def test_nobody_and_a_wrong_token_are_told_alike_everywhere(db, method, path):
    told = is_problem(Api().ask(method, filled(path)), path, 401, 400)
    wrong = is_problem(Api("preau_" + "x" * 40).ask(method, filled(path)), path, 401)
    assert told["title"] and wrong["detail"]


@pytest.mark.parametrize(("method", "path"), [one for one in OPERATIONS if "{" in one[1]])
def test_what_does_not_exist_is_told_everywhere(academy, method, path):
    body = {} if method in ("post", "put", "patch") else None
    answer = by_session(academy, "helene-garnier").ask(method, filled(path), body)
    is_problem(answer, path, 400, 403, 404, 422)


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_a_method_that_is_not_there_is_told_everywhere(db, method, path):
    answer = Client().generic("TRACE", ROOT + filled(path))
    is_problem(answer, path, 405, 401)


def test_an_address_that_is_not_there(db):
    for path in ("/nulle-part", "/me/", "/pupils/x/y/z", "/ims/oneroster/rostering/v1p2/nothing"):
        is_problem(Api().get(path), path, 404)


def test_too_often_and_too_broken(academy, monkeypatch):
    api = by_token(academy, "samira-benali")
    api.client.raise_request_exception = False
    monkeypatch.setattr(door, "_once", _broken)
    told = is_problem(api.get("/me"), "/me", 500)
    assert "ZeroDivision" not in json.dumps(told)
    monkeypatch.undo()
    monkeypatch.setattr(limits, "REQUESTS", (0, 60))
    assert int(api.get("/me").headers["Retry-After"]) > 0
    is_problem(api.get("/me"), "/me", 429)


def _broken(*_args: Any) -> Any:
    return 1 / 0
