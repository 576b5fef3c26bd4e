"""Row A5: a form sent with every field of every table besides its own writes what it writes without them.

What each form reads is written down (tests/__fields__/forms.txt), so that a form that begins to take another field is
seen; all other names, those of the models and of neighbours (`is_staff`, `role`…), change neither the answer nor one
statement. Bodies of the API refuse unknown fields (api/test_writes.py).
"""

import datetime as dt
import os
import re
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.handlers.wsgi import WSGIRequest
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.test import Client, RequestFactory
from django.urls import reverse

import matrix
from cast import Academy
from matrix_places import Kept, arguments_of
from preau.directory.models import Person
from preau.kernel import scope
from signing import keys_given_again
from test_matrix import client_of

KEPT = Path(__file__).parent / "__fields__" / "forms.txt"
FORMS = [one for one in matrix.ROWS if one.method == "post" and not one.url.startswith("api:")]
NEIGHBOURS = ("is_staff", "is_superuser", "role", "roles", "admin", "school_uai", "owner", "user", "user_id", "pk")
PLUMBING = {"csrfmiddlewaretoken"}
_WRITES = re.compile(r"\s*(?:WITH\b.*?\)\s*)?(?:INSERT|UPDATE|DELETE)\b", re.IGNORECASE | re.DOTALL)
_DRAWN = re.compile(r"^[0-9a-f-]{32,36}$|^\d{4}-\d\d-\d\d[T ]|^[\w+/=:.$,-]{40,}$|^[0-9A-Za-z]{12,}$")


SENDERS = ("head", "region", "operator", "guardian", "pupil", "teacher", "cpe", "support")
_RANKS = {200: 0, 302: 0, 303: 0, 400: 1, 422: 1, 404: 2}


def columns() -> list[str]:
    """Names of every column of ours, as Django and the database know them."""
    ours = (one for one in apps.get_models() if one.__module__.startswith("preau."))
    names = {name for model in ours for field in model._meta.concrete_fields for name in (field.name, field.attname)}
    return sorted({*names, *NEIGHBOURS})


def hostile(academy: Academy, names: list[str]) -> dict[str, str]:
    """A value for each that would show where it is taken: somebody else's, another school's, true, a lot."""
    stranger, college = str(academy["yves-caron"].person.pk), str(academy.school(matrix.COLLEGE).pk)
    said = {}
    for name in names:
        if "school" in name:
            said[name] = college
        elif name in ("person", "person_id", "account", "account_id", "owner", "user", "user_id", "pk", "id"):
            said[name] = stranger
        elif name.startswith(("is_", "has_")) or name in ("admin", "locked"):
            said[name] = "true"
        elif name.endswith(("_at", "_on")):
            said[name] = "2031-01-01"
        else:
            said[name] = "987654"
    return said


class Reading(QueryDict):
    """What was sent, which notes each name that is asked for."""

    asked: set[str]

    def get(self, key: str, *more: Any) -> Any:  # type: ignore[override]
        """One value."""
        self.asked.add(key)
        return super().get(key, *more)

    def getlist(self, key: str, *more: Any) -> Any:  # type: ignore[override]
        """All values."""
        self.asked.add(key)
        return super().getlist(key, *more)

    def __getitem__(self, key: str) -> Any:
        self.asked.add(key)
        return super().__getitem__(key)

    def __contains__(self, key: object) -> bool:
        self.asked.add(str(key))
        return super().__contains__(key)


Send = Callable[[dict[str, Any]], HttpResponse]


def sent(send: Send, data: dict[str, Any]) -> tuple[int, list[tuple[str, list[str]]], set[str]]:
    """The status, what was written (drawn values aside), and the names that were read; undone."""
    wrote: list[tuple[str, list[str]]] = []
    asked: set[str] = set()
    post = WSGIRequest.POST

    def noted(request: Any) -> QueryDict:
        found = post.fget(request)  # type: ignore[attr-defined]
        if not isinstance(found, Reading):
            seen = Reading("", mutable=True)
            seen.asked = asked
            for name, values in found.lists():
                seen.setlist(name, values)
            seen._mutable = False
            request._post = found = seen
        return found

    def watch(execute: Any, statement: Any, params: Any, many: bool, context: Any) -> Any:
        if _WRITES.match(str(statement)):
            rows = params if many else [params]
            flat = params.values() if isinstance(params, dict) else [one for row in rows for one in (row or ())]
            wrote.append((str(statement), [_plain(one) for one in flat]))
        return execute(statement, params, many, context)

    with pytest.MonkeyPatch.context() as patch, transaction.atomic(), connection.execute_wrapper(watch):
        patch.setattr(WSGIRequest, "POST", property(noted, post.fset))  # type: ignore[attr-defined]
        answer = send(data)
        if answer.streaming:
            b"".join(answer)  # type: ignore[arg-type]
        transaction.set_rollback(True)
    return answer.status_code, sorted(wrote), asked - PLUMBING


def _plain(value: Any) -> str:
    if isinstance(value, float | dt.datetime | bytes | memoryview) or _DRAWN.match(str(value)):
        return "" if str(value) not in _hostile_ids else str(value)
    return re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}|\d{4}-\d\d-\d\d[T ][\d:.+Z]*|\b[0-9a-f]{32,}\b", "", str(value))


_hostile_ids: set[str] = set()


def differences(send: Send, data: dict[str, Any], extra: dict[str, str]) -> tuple[list[str], set[str]]:
    """What the other names change, in sentences; and the names that are read."""
    _hostile_ids.update(
        spelled for one in extra.values() if len(one) == 36 for spelled in (one, one.replace("-", ""))
    )  # fmt: skip
    data = {**data, "nothing-of-ours": "x"}  # an empty form is read by nobody
    status, wrote, read = sent(send, data)
    others = {name: value for name, value in extra.items() if name not in read and name not in data}
    again, wrote_too, _read = sent(send, {**others, **data})
    found = [] if status == again else [f"{again}, not {status}"]
    if wrote != wrote_too:
        more = [one for one in wrote_too if one not in wrote] or [one for one in wrote if one not in wrote_too]
        found.append(f"writes otherwise: {more[0][0][:120]} {more[0][1]}")
    return found, read


def looked_at(academy: Academy) -> Iterator[tuple[str, list[str], set[str]]]:
    """Each form, as somebody who may send it: its name, what other names change, what it reads."""
    extra, kept = hostile(academy, columns()), Kept()
    clients: dict[str, tuple[Client, Any]] = {}
    for row in FORMS:
        who = min(SENDERS, key=lambda one: (_RANKS.get(row.expected(one, own=True), 3), SENDERS.index(one)))
        home = matrix.OFFICERS[who][1] if who in matrix.OFFICERS else "lycee"
        if who not in clients:
            client = client_of(academy, who, home)
            clients[who] = client, client.cookies.copy()
        client, cookies = clients[who]

        def send(data: dict[str, Any], row: Any = row, client: Client = client, cookies: Any = cookies,
                 home: str = home) -> HttpResponse:  # fmt: skip
            client.cookies = cookies.copy()
            given = arguments_of(row, academy, matrix.SCHOOLS[home], kept)
            return client.post(reverse(row.url, kwargs=given) + row.query, data)

        found, read = differences(send, dict(row.data), extra)
        yield f"{row.url}", found, read


@pytest.mark.sqlite
def test_every_form_takes_its_own_fields_alone(academy: Academy) -> None:
    read: dict[str, set[str]] = {}
    wrong: list[str] = []
    with keys_given_again():
        for name, found, names in looked_at(academy):
            read.setdefault(name, set()).update(names)
            wrong += [f"{name}: {one}" for one in found]
    assert not wrong, "\n".join(wrong)
    assert len(read) > 60
    lines = "".join(f"{name}: {' '.join(sorted(names))}\n" for name, names in sorted(read.items()))
    if os.environ.get("UPDATE_SNAPSHOTS") == "1":
        KEPT.parent.mkdir(exist_ok=True)
        KEPT.write_text(lines)
    assert lines == KEPT.read_text(), "A form reads other fields: if they are right, UPDATE_SNAPSHOTS=1 writes them."


@pytest.mark.sqlite  # lengths are not its matter
def test_a_view_that_takes_whatever_is_sent_is_found(academy: Academy) -> None:
    """The mutation: a view that sets every field of a person that the form names."""
    person = academy["claire-roux"].person

    def takes(request: HttpRequest) -> HttpResponse:
        known = {field.name for field in Person._meta.concrete_fields if field.get_internal_type() == "CharField"}
        with scope.everything("mutation"):
            Person.objects.filter(pk=person.pk).update(
                given_name=request.POST["given_name"],
                **{name: value for name, value in request.POST.items() if name in known - {"given_name"}},
            )
        return HttpResponse()

    def send(data: dict[str, Any]) -> HttpResponse:
        return takes(RequestFactory().post("/", data))

    found, read = differences(send, {"given_name": "Claire"}, hostile(academy, columns()))
    assert found and "given_name" in read and uuid.UUID(str(person.pk))
