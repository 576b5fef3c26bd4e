"""What holds on every address: headers, tokens, and a GET that writes nothing (rows S9 and S10 of the bar)."""

import contextlib
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import resolve, reverse

import matrix
from cast import COLLEGE
from preau.directory.models import Person, School
from preau.kernel import scope
from test_matrix import client_of

READS = [row for row in matrix.ROWS if row.method == "get" and any(row.expected(p, own=True) == 200 for p in row.cells)]
FORMS = sorted({row.url: row for row in matrix.ROWS if row.method == "post"}.values(), key=str)
# Doors that other machines post to, where no token of ours can be: what they carry proves itself (a signed answer, a
# client's secret, a code of one use). Each is here by name, so that a new exemption is a decision and not an oversight.
FROM_MACHINES = {
    "identity:sso_answer", "identity:sso_farewell", "federation:token", "federation:saml_sso",
    "notifications:unsubscribe", "imports:timetable_deposit",
}  # fmt: skip
# What gives names out to tools, counted among exports before they leave (preau.api.leaving): by name, as a decision.
GIVES_NAMES = {
    "api:staff", "api:one_class", "api:pupils", "api:pupil", "api:guardians", "api:roster_users",
    "api:roster_teachers", "api:roster_schools_teachers",
}  # fmt: skip
# A message that is shown is read: its reader's count and the staff who wrote it say so (decision 0028).
RECEIPTS = {"messaging_delivery", "notifications_notice", "kernel_outbox_event"}
# A report that is shown is opened, and each reading of its exchange is noted (decision 0031).
NOTED = {"safety_report", "safety_step", "kernel_audit_entry", "kernel_audit_head", "kernel_outbox", "kernel_job",
         "notifications_matter", "notifications_notice", "NOTIFY preau_outbox"}  # fmt: skip
NOTED_PAGES = {"safety:case", "safety:exchange", "safety:withdrawn"}
COUNTED = {"console_listexport", "kernel_audit_entry", "kernel_audit_head"}
# Written by layers outside the view: the session's row and its account's last sight.
PLUMBING = {"identity_session"}
_WRITES = re.compile(
    r'\b(?:INSERT(?: OR IGNORE)? INTO|(?<!FOR )(?<!NO KEY )UPDATE|DELETE FROM|MERGE INTO|TRUNCATE)\s+"?(\w+)',
    re.IGNORECASE,
)
_READS = re.compile(r"\s*\(*\s*(?:SELECT|WITH|EXPLAIN|SAVEPOINT|RELEASE|ROLLBACK)\b", re.IGNORECASE)


def reader_of(row: matrix.Row, academy: Any) -> tuple[Client, str]:
    """Someone who may open the page, and its address."""
    who = next(p for p in matrix.PROFILES if row.expected(p, own=True) == 200)
    school = matrix.OFFICERS[who][1] if who in matrix.OFFICERS else "lycee"
    with scope.everything("naming what a test opens"):
        arguments = row.target(academy, matrix.SCHOOLS[school]) if row.target else {}
    return client_of(academy, who, school), reverse(row.url, kwargs=arguments) + row.query


@contextlib.contextmanager
def written() -> Iterator[set[str]]:
    """What the block writes, by table (by statement where no table is seen); undone or not, a write is a write."""
    found: set[str] = set()

    def watch(execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        tables = set(_WRITES.findall(str(sql)))
        found.update(tables or ([] if _READS.match(str(sql)) else [str(sql)[:60]]))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        yield found
    found -= PLUMBING


@pytest.mark.parametrize("row", READS, ids=str)
def test_a_page_read_twice_writes_nothing_and_says_its_headers(row: matrix.Row, academy: Any) -> None:
    client, address = reader_of(row, academy)
    with written() as tables:
        for _twice in range(2):
            response = client.get(address)
            assert response.status_code == 200, address
            if response.streaming:
                b"".join(response)  # a file that is sent is closed once it was read
    if row.url == "messaging:thread":
        assert tables <= RECEIPTS
    elif row.url in NOTED_PAGES:
        assert tables <= NOTED
    else:
        assert tables == (COUNTED if row.url in GIVES_NAMES else set())
    policy = response["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["X-Frame-Options"] == "DENY"
    assert response["Referrer-Policy"] == "same-origin"
    if settings.SESSION_COOKIE_NAME in client.cookies and response["Content-Type"].startswith("text/html"):
        assert "no-store" in response["Cache-Control"]


def address_of(row: matrix.Row, academy: Any) -> str:
    """Where the row's page stands, for the lycée."""
    with scope.everything("naming what a test opens"):
        return reverse(row.url, kwargs=row.target(academy, matrix.SCHOOLS["lycee"]) if row.target else {})


def forged(row: matrix.Row, origin: str, academy: Any, client: Client) -> Any:
    """The answer to a form sent under the session open here, without its token or from another site."""
    client.handler.enforce_csrf_checks = True
    extra = {"HTTP_ORIGIN": origin} if origin else {}
    if origin:
        client.cookies[settings.CSRF_COOKIE_NAME] = "a" * 32
    token = {"csrfmiddlewaretoken": "a" * 32} if origin else {}
    return client.post(address_of(row, academy), {**row.data, **token}, **extra)


@pytest.mark.sqlite
@pytest.mark.parametrize("row", [row for row in FORMS if row.url not in FROM_MACHINES], ids=str)
@pytest.mark.parametrize("origin", ["", "https://elsewhere.example.fr"])
def test_a_form_without_its_token_or_from_elsewhere_is_refused(row: matrix.Row, origin: str, academy: Any) -> None:
    assert forged(row, origin, academy, client_of(academy, "operator", "lycee")).status_code == 403


@pytest.mark.parametrize("row", [row for row in FORMS if row.url in FROM_MACHINES], ids=str)
@pytest.mark.parametrize("origin", ["", "https://elsewhere.example.fr"])
def test_a_door_for_machines_gives_nothing_to_a_forged_form(row: matrix.Row, origin: str, academy: Any) -> None:
    client = client_of(academy, "operator", "lycee")  # who comes in here is given a second factor: before the look
    with written() as tables:
        response = forged(row, origin, academy, client)
    assert response.status_code in {400, 401, 403, 404}
    assert settings.SESSION_COOKIE_NAME not in response.cookies
    assert tables == set()


def test_a_write_is_seen_however_it_is_made(academy: Any) -> None:
    school = academy.school(COLLEGE)
    with scope.everything("writing for a test"):
        for write in (
            lambda: School.objects.filter(pk=school.pk).update(name="Autre"),
            lambda: School.objects.bulk_update([school], ["name"]),
            lambda: Person.objects.create(),
            lambda: connection.cursor().execute("DELETE FROM directory_school WHERE 1 = 0"),
            lambda: connection.cursor().execute("CREATE TABLE planted (one integer)"),
        ):
            with written() as tables:
                write()
            assert tables
        with written() as tables:
            list(School.objects.all())
        assert tables == set()


def test_no_other_door_does_without_the_token(academy: Any) -> None:
    exempt = {row.url for row in FORMS if getattr(resolve(address_of(row, academy)).func, "csrf_exempt", False)}
    # The API asks for the token itself, of sessions alone: its forms are among those that the first test refuses.
    assert {name for name in exempt if not name.startswith("api:")} == FROM_MACHINES


def test_every_form_of_the_matrix_is_looked_at() -> None:
    assert len(FORMS) >= 5
    assert len(READS) >= 10
