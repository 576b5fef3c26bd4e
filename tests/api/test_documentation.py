"""Every example of docs/api.md is run, in its order; the OpenAPI document is the one that was kept."""

import datetime as dt
import json
import os
import re
from pathlib import Path
from typing import Any

from django.test import Client

from api.caller import partner_secret, secret_of
from cast import LYCEE
from liaison.conftest import Room
from preau.access.public import SCOPES
from preau.directory.calendar import year_of
from preau.identity.public import ApiToken
from preau.kernel import clock, scope
from preau.liaison.public import lines_of
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


def old_token(academy: Any, who: str) -> str:
    """A token that was made days ago: what leaves a new one is held."""
    token, secret = secret_of(academy, who)
    ApiToken.objects.filter(pk=token.pk).update(created_at=clock.now() - dt.timedelta(days=3))
    return secret


def _word(academy: Any) -> tuple[str, str, str]:
    """A word that waits for Lina's mother, and an answer that it offers."""
    with scope.everything("naming a word for an example"):
        room = Room(academy)
        room.sent(only=["lina-benali"])
        line = next(one for one in lines_of(room.hat("samira-benali")) if one.waits)
        return str(line.word.pk), str(line.pupil_id), line.choices[0].value


def test_every_example_is_true(academy):
    word, pupil, choice = _word(academy)
    words = {
        "$TOKEN": old_token(academy, "helene-garnier"),
        "$PARENT": old_token(academy, "samira-benali"),
        "$PARTNER": partner_secret(academy, LYCEE)[1],
        "{school}": str(academy.school(LYCEE).pk),
        "{pupil}": pupil,
        "{word}": word,
        "{choice}": choice,
        "{teacher}": str(academy["claire-roux"].person.pk),
        "{year}": str(year_of(clock.today())),
        "{etag}": "",
        "{id}": "",
    }
    for request, status, shown in _examples():
        for name, value in words.items():
            request, shown = request.replace(name, value), shown.replace(name, value)
        head, _, body = request.partition("\n\n")
        first, *lines = head.split("\n")
        method, path = first.split(" ", 1)
        headers = dict(line.split(": ", 1) for line in lines)
        kind = headers.pop("Content-Type", "application/json")
        sent = {"data": body, "content_type": kind} if body else {}
        answer = getattr(Client(), method.lower())(path, headers=headers, **sent)
        assert answer.status_code == status, (first, answer.content)
        _like(json.loads(shown), answer.json(), first)
        words["{id}"] = str(answer.json().get("id", words["{id}"]))
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
