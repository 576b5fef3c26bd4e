"""Row A2: what is another school's is met as what does not exist: the same answer, made by the same statements.

Time is not measured: who asks the database as often, and hashes nothing more, takes as long.
"""

import re
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

import matrix
from cast import Academy
from matrix_places import Kept, arguments_of
from test_matrix import client_of

READERS = ("head", "teacher", "guardian")
ROWS = [
    row for row in matrix.ROWS
    if row.target and row.method in ("get", "post") and not row.url.startswith("api:roster")
    and any(row.expected(who, own=False) == 404 != row.expected(who, own=True) for who in READERS)
]  # fmt: skip
_SECRETS = re.compile(
    r'(csrf[^>]*value="|data-csrf="|data-ticket=")[^"]*|[0-9a-f]{8}(?:-?[0-9a-f]{4}){3}-?[0-9a-f]{12}'
)


def met(client: Client, row: matrix.Row, given: dict[str, Any]) -> tuple[int, int, str]:
    """Status, how many statements, and the page without what is drawn anew or names what was asked."""
    with transaction.atomic():
        with CaptureQueriesContext(connection) as asked:
            answer = getattr(client, row.method)(reverse(row.url, kwargs=given) + row.query, dict(row.data))
        transaction.set_rollback(True)
    body = answer.content.decode() if not answer.streaming else ""
    return answer.status_code, len(asked), _SECRETS.sub("", body)


def differences(academy: Academy, who: str, rows: list[matrix.Row]) -> Iterator[str]:
    """One sentence for each address that tells what is the collège's from what is nobody's."""
    client, kept = client_of(academy, who, "lycee"), Kept()
    for row in rows[:1]:
        met(client, row, arguments_of(row, academy, matrix.COLLEGE, kept))  # what is kept between pages is kept by now
    for row in rows:
        theirs = arguments_of(row, academy, matrix.COLLEGE, kept)
        ids = [name for name, value in theirs.items() if _is_id(value)]
        if not ids:
            continue
        nobodys = {**theirs, ids[-1]: uuid.uuid4()}  # what the address leads to comes last, after where it lies
        found, nothing = met(client, row, theirs), met(client, row, nobodys)
        if found != nothing:
            same_body = "" if found[2] == nothing[2] else ", another text"
            yield f"{row}, {who}: {found[:2]} for the collège's, {nothing[:2]} for nobody's{same_body}"


def _is_id(value: object) -> bool:
    try:
        uuid.UUID(str(value))
    except ValueError:
        return False
    return True


@pytest.mark.parametrize("who", READERS)
def test_what_is_elsewhere_is_met_as_nothing(academy: Academy, who: str) -> None:
    rows = [one for one in ROWS if one.expected(who, own=False) == 404 != one.expected(who, own=True)]
    assert rows
    wrong = list(differences(academy, who, rows))
    assert not wrong, "\n".join(wrong)


def test_a_page_that_looks_once_more_is_found(academy: Academy, monkeypatch: pytest.MonkeyPatch) -> None:
    """The mutation: one read more for a pupil who exists somewhere."""
    from preau.directory.models import Person
    from preau.portal.selectors import pupils

    real = pupils.pupil_file

    def looks_first(hat: Any, student_id: uuid.UUID) -> Any:
        if Person.objects.filter(pk=student_id).exists():
            Person.objects.filter(pk=student_id).count()
        return real(hat, student_id)

    monkeypatch.setattr(pupils, "pupil_file", looks_first)
    assert list(differences(academy, "head", [one for one in ROWS if one.url == "portal:pupil"]))
