"""Every example of docs/api.md is run, in its order; the OpenAPI document is the one that was kept."""

import json
import os
import re
from pathlib import Path
from typing import Any

from django.test import Client

from api.caller import partner_secret, secret_of
from cast import LYCEE
from preau.access.public import SCOPES
from preau.directory.calendar import year_of
from preau.kernel import clock
from quality.tools import ROOT as CHECKOUT

DOCUMENT = CHECKOUT / "docs" / "api.md"
KEPT = Path(__file__).parent / "openapi.json"
_EXAMPLE = re.compile(r"```http\n(.*?)\n\nHTTP/1.1 (\d+)\n(.*?)\n```", re.S)


def _examples() -> list[tuple[str, int, str]]:
    return [(one[1], int(one[2]), one[3]) for one in _EXAMPLE.finditer(DOCUMENT.read_text(encoding="utf-8"))]


def _like(shown: Any, met: Any, place: str = "") -> None:
    """Fail unless all that the example shows is in the answer; "…" stands for any text."""
    if isinstance(shown, dict):
        assert isinstance(met, dict) and set(shown) <= set(met), f"{place}: {shown} in {met}"
        for name, value in shown.items():
            _like(value, met[name], f"{place}.{name}")
    elif isinstance(shown, list):
        assert isinstance(met, list) and len(met) >= len(shown), f"{place}: {met}"
        for number, value in enumerate(shown):
            _like(value, met[number], f"{place}[{number}]")
    elif shown == "…":
        assert isinstance(met, str) and met, place
    elif isinstance(shown, str):
        assert met == shown, place
    else:
        assert type(met) is type(shown), place


def test_no_example_escapes_the_test():
    assert DOCUMENT.read_text(encoding="utf-8").count("```http") == len(_examples()) >= 9


def test_every_example_is_true(academy):
    words = {
        "$TOKEN": secret_of(academy, "helene-garnier")[1],
        "$PARTNER": partner_secret(academy, LYCEE)[1],
        "{school}": str(academy.school(LYCEE).pk),
        "{pupil}": str(academy["lina-benali"].person.pk),
        "{year}": str(year_of(clock.today())),
        "{etag}": "",
    }
    for request, status, shown in _examples():
        for word, value in words.items():
            request = request.replace(word, value)
        head, _, body = request.partition("\n\n")
        first, *lines = head.split("\n")
        method, path = first.split(" ", 1)
        headers = dict(line.split(": ", 1) for line in lines)
        kind = headers.pop("Content-Type", "application/json")
        sent = {"data": body, "content_type": kind} if body else {}
        answer = getattr(Client(), method.lower())(path, headers=headers, **sent)
        assert answer.status_code == status, (first, answer.content)
        _like(json.loads(shown), answer.json(), first)
        words["{etag}"] = answer.headers.get("ETag", words["{etag}"])


def test_the_documentation_names_every_scope():
    table = set(re.findall(r"^\| `([a-z]+:[a-z]+)` \|", DOCUMENT.read_text(encoding="utf-8"), re.M))
    assert table == set(SCOPES)


def test_the_openapi_document_is_the_one_kept(client):
    found = json.loads(client.get("/api/v1/openapi.json").content)
    text = json.dumps(found, indent=1, ensure_ascii=False, sort_keys=True) + "\n"
    if os.environ.get("UPDATE_SNAPSHOTS"):
        KEPT.write_text(text, encoding="utf-8")
    assert text == KEPT.read_text(encoding="utf-8"), "UPDATE_SNAPSHOTS=1 keeps the new document; is it still version 1?"
