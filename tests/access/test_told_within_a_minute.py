"""A judge's decision ends sessions, live pages and queued mail within a minute of being recorded."""

import asyncio
import datetime as dt
import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.core import mail as outbox
from django.db import transaction

from preau.access.informing import may_be_told
from preau.directory.enums import DecisionKind
from preau.directory.services import record_court_decision
from preau.identity import telling
from preau.identity.models import Account, AccountSession, DeviceNotice
from preau.identity.services import devices
from preau.kernel import clock, jobs, mail, scope
from preau.kernel import outbox as told
from preau.kernel.actor import system
from preau.kernel.models import Job
from preau.kernel.streams.app import Streams

CHILD, BARRED, OTHER = "lina-benali", "samira-benali", "karim-benali"


@pytest.fixture(autouse=True)
def server(settings: Any) -> None:
    settings.MAIL_URL = "memory:"


def sent_to() -> list[str]:
    return sorted(one.to[0] for one in outbox.outbox)


def new_device(academy: Any) -> None:
    """A second device of the pupil: told to the pupil and to both guardians."""
    for key in ("first", "second"):
        with scope.everything("test"):
            if key == "second":
                Account.objects.filter(pk=academy[CHILD].account.pk).update(last_login=clock.now())
            devices.recognise_device(
                actor=system("test"), account=academy[CHILD].account, device_key=key, name="Firefox"
            )


def bar(academy: Any) -> None:
    school, head = academy.school("1001"), academy["helene-garnier"]
    with scope.use(academy.scope_of("1001")):
        record_court_decision(
            actor=head.actor, school_id=school.pk, student_id=academy[CHILD].person.pk,
            guardian_id=academy[BARRED].person.pk, kind=DecisionKind.PROTECTION_ORDER, starts_on=clock.today(),
        )  # fmt: skip


def ticket_on(page: str) -> str:
    found = re.search(r'data-ticket="([^"]+)"', page)
    assert found is not None
    return found[1]


def answer_of(streams: Streams, ticket: str) -> int:
    """How the streams answer a page that asks for live events with this ticket."""
    said: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        said.append(dict(message))

    asked = b"ticket=" + ticket.encode()
    asks = {"type": "http", "method": "GET", "path": "/evenements", "headers": [], "query_string": asked}
    with ThreadPoolExecutor(1) as apart:  # a browser that tests of this process opened keeps a loop in this thread
        apart.submit(lambda: asyncio.run(streams(asks, receive, send))).result()
    return int(said[0]["status"])


def test_a_decision_ends_sessions_live_pages_and_queued_mail_within_a_minute(
    academy: Any, client_as: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    inside = client_as(BARRED)
    opens = ticket_on(inside.get("/").content.decode())
    streams, cursor = Streams(), told.Cursor.at_end()
    assert answer_of(streams, opens) == 200
    new_device(academy)
    with transaction.atomic():
        telling.account_opened(
            person=academy[CHILD].person, login="lina", account_id=academy[CHILD].account.pk, road="mail"
        )
    assert sum("about" in one.payload for one in Job.objects.filter(name=mail.JOB)) >= 4
    bar(academy)

    later = clock.now() + dt.timedelta(seconds=59)
    monkeypatch.setattr(clock, "now", lambda: later)
    while told.dispatch():
        pass
    streams.hear(cursor.read())
    jobs.settle()

    assert not AccountSession.objects.filter(account_id=academy[BARRED].account.pk).exists()
    assert inside.get("/").status_code == 302
    assert answer_of(streams, opens) == 403
    assert sent_to() == [academy[OTHER].person.email] * 2, "the other guardian hears of both, the barred one of none"
    assert "Lina" not in client_as(BARRED).get("/").content.decode(), "nor on the home page that other children open"
    assert not any("to" in one.payload for one in Job.objects.filter(name=mail.JOB)), "a dropped mail leaves no address"


def test_a_mail_dropped_says_so_and_names_nobody(academy: Any, capsys: pytest.CaptureFixture[str]) -> None:
    new_device(academy)
    bar(academy)
    capsys.readouterr()
    jobs.settle()
    log = capsys.readouterr().err
    assert log.count("mail dropped") == 1
    assert academy[BARRED].person.email not in log and academy[BARRED].person.family_name not in log


def test_who_may_be_told_of_whom(academy: Any) -> None:
    def may(recipient: str, about: str) -> bool:
        return may_be_told(recipient_id=academy[recipient].person.pk, about_id=academy[about].person.pk)

    assert may(BARRED, CHILD) and may(CHILD, CHILD) and may(OTHER, BARRED)
    assert not may("sophie-martin-lycee", CHILD) and not may("sophie-martin-lycee", BARRED)
    bar(academy)
    assert not may(BARRED, CHILD) and may(OTHER, CHILD)
    person = academy[OTHER].person
    person.suspended_at = clock.now()
    person.save(update_fields=["suspended_at"])
    assert not may(OTHER, CHILD)


def test_a_mail_about_somebody_names_both(academy: Any) -> None:
    with pytest.raises(ValueError, match="names both"):
        mail.send(to="a@example.fr", subject="s", text="t", key="k", about=academy[CHILD].person.pk)


def test_who_was_barred_closes_nobodys_account(academy: Any) -> None:
    new_device(academy)
    notice = DeviceNotice.objects.get(recipient=academy[BARRED].person)
    bar(academy)
    answer = {"actor": academy[BARRED].actor, "recipient_id": notice.recipient_id, "notice_id": notice.pk}
    assert devices.answer_notice(**answer, expected=False) is None
    assert academy[CHILD].account.reset_asked_at is None
