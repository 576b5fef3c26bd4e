"""An urgency passes calm hours: of whom the school lets, with a reason that the journal keeps."""

import datetime as dt
from typing import Any

import pytest

from messaging.conftest import PARENT, PUPIL, TEACHER, Clock, Post, main_of
from messaging.test_held import CPE, HEAD, on_device, prove, sends
from preau.access.enums import Right
from preau.access.models import Delegation
from preau.directory.errors import Refused
from preau.kernel import clock
from preau.kernel.models import AuditEntry
from preau.messaging.enums import State
from preau.messaging.models import Delivery, Message
from preau.messaging.selectors.recipients import reach_of
from preau.messaging.services import end_pending
from preau.notifications.models import Matter

NIGHT = dt.datetime(2026, 11, 23, 20, 30, tzinfo=dt.UTC)
"""A Monday at 21:30 in Paris: families are left in peace until 7:00."""
BECAUSE = "Le collège est fermé demain : plus de chauffage"
FIELD = 'name="urgence"'


@pytest.fixture(autouse=True)
def night(moment: Clock) -> None:
    moment.now = NIGHT


def path(row: Message) -> str:
    return f"/messages/ecrire/{row.pk}/verifier/"


def posted(post: Post, client: Any, who: str, row: Message, **more: str) -> Any:
    count = reach_of(post.hat(who), row, children=False).count
    answer = client.post(path(row), {"version": row.version, "nombre": count, **more})
    row.refresh_from_db()
    return answer


def received(row: Message) -> Any:
    return Delivery.objects.filter(message=row, folder="inbox")


def confide(post: Post, who: str) -> Delegation:
    day, member = clock.today(), post.academy[who]
    found: Delegation = Delegation.objects.create(
        person=member.person, school=post.academy.school("1001"), right=Right.SEND_URGENTLY, starts_on=day,
        ends_on=day, reason="Astreinte", given_at=clock.now(),
    )  # fmt: skip
    return found


def test_the_head_reaches_families_at_night_and_says_why(post: Post, moment: Clock) -> None:
    client, row = post.academy.client(HEAD), post.draft(HEAD, post.person(PARENT))
    page = main_of(client, path(row))
    assert FIELD in page and "dites pourquoi" in page
    assert posted(post, client, HEAD, row, acte="urgence", urgence=BECAUSE).status_code == 303
    assert (row.state, row.urgent_because, row.delivers_at) == (
        State.WAITING,
        BECAUSE,
        NIGHT + dt.timedelta(seconds=10),
    )
    moment.on(seconds=9)
    assert not received(row).exists()
    moment.on(seconds=1)
    assert received(row).get().person == post.academy[PARENT].person
    assert Matter.objects.get().urgent_because == BECAUSE
    entry = AuditEntry.objects.get(action="messaging.urgent")
    assert entry.data == {"count": 1, "because": BECAUSE} and entry.chain == str(row.school_id)
    assert AuditEntry.objects.filter(action="notifications.pass_calm").count() == 1
    for page in (main_of(post.academy.client(PARENT), one) for one in ("/messages/", f"/messages/fil/{row.thread}/")):
        assert "Urgent" in page and BECAUSE not in page


def test_the_journal_says_it_in_words(post: Post, moment: Clock) -> None:
    row = post.draft(HEAD, post.group())
    post.send_draft(HEAD, row, urgent_because=BECAUSE)
    page = main_of(post.academy.client(HEAD), "/console/journal/")
    assert "a envoyé une urgence pendant les heures calmes" in page and BECAUSE in page
    assert not AuditEntry.objects.filter(action="messaging.send", subject_id=str(row.pk)).exists()


def test_without_a_reason_it_waits_or_is_refused(post: Post, moment: Clock) -> None:
    client, row = post.academy.client(HEAD), post.draft(HEAD, post.person(PARENT))
    answer = posted(post, client, HEAD, row, acte="urgence", urgence="  ")
    assert answer.status_code == 422 and "Dites pourquoi" in answer.content.decode() and row.state == State.DRAFT
    answer = posted(post, client, HEAD, row, acte="urgence", urgence="x" * 201)
    assert answer.status_code == 422 and "200 caractères" in answer.content.decode().replace("\xa0", " ")
    later = {"acte": "plus-tard", "plus-tard": "2026-11-24T21:00"}
    assert posted(post, client, HEAD, row, urgence=BECAUSE, **later).status_code == 422
    assert posted(post, client, HEAD, row).status_code == 303
    assert row.delivers_at == dt.datetime(2026, 11, 24, 6, 0, tzinfo=dt.UTC) and not row.urgent_because
    moment.on(hours=10)
    assert "Urgent" not in main_of(post.academy.client(PARENT), "/messages/")
    assert not AuditEntry.objects.filter(action="messaging.urgent").exists()


@pytest.mark.parametrize("who", [TEACHER, CPE])
def test_others_may_not_unless_it_is_confided_to_them(post: Post, moment: Clock, who: str) -> None:
    client, row = post.academy.client(who), post.draft(who, post.person(PARENT))
    assert FIELD not in main_of(client, path(row))
    answer = posted(post, client, who, row, acte="urgence", urgence=BECAUSE)
    assert answer.status_code == 422 and row.state == State.DRAFT
    with pytest.raises(Refused, match="urgence"):
        post.send_draft(who, row, urgent_because=BECAUSE)
    confide(post, who)
    assert FIELD in main_of(client, path(row))
    assert posted(post, client, who, row, acte="urgence", urgence=BECAUSE).status_code == 303
    moment.on(seconds=10)
    assert received(row).count() == 1


def test_families_may_not(post: Post, moment: Clock) -> None:
    for who in (PARENT, PUPIL):
        row = post.draft(who, post.person(TEACHER))
        assert FIELD not in main_of(post.academy.client(who), path(row))
        with pytest.raises(Refused, match="urgence"):
            post.send_draft(who, row, urgent_because=BECAUSE)


def test_it_is_offered_only_where_the_message_would_wait(post: Post, moment: Clock) -> None:
    client, row = post.academy.client(HEAD), post.draft(HEAD, post.person(TEACHER))
    assert FIELD not in main_of(client, path(row))  # staff alone: it arrives at once
    row = post.draft(HEAD, post.person(PARENT))
    assert FIELD in main_of(client, path(row))
    moment.now = NIGHT - dt.timedelta(hours=4)
    assert FIELD not in main_of(client, path(row))


def test_what_is_taken_back_is_urgent_no_more(post: Post, moment: Clock) -> None:
    client, row = post.academy.client(HEAD), post.draft(HEAD, post.person(PARENT))
    posted(post, client, HEAD, row, urgence=BECAUSE)
    assert row.urgent_because == BECAUSE  # a reason that was typed counts, whichever button sends
    assert end_pending(actor=post.academy[HEAD].actor, person_id=post.academy[HEAD].person.pk) == 1
    row.refresh_from_db()
    assert (row.state, row.urgent_because) == (State.DRAFT, "")


def test_a_held_message_keeps_its_urgency(post: Post, moment: Clock) -> None:
    client = on_device(post, HEAD, hours=1)
    row = sends(post, client, HEAD, post.group(), acte="urgence", urgence=BECAUSE)
    assert (row.state, row.urgent_because) == (State.HELD, BECAUSE)
    assert not AuditEntry.objects.filter(action="messaging.urgent").exists()
    moment.now += dt.timedelta(seconds=30)
    prove(client)
    assert client.post(f"/messages/{row.pk}/confirmer/").status_code == 303
    moment.on(seconds=10)
    row.refresh_from_db()
    assert row.state == State.SENT and received(row).count() == row.readers > 1
    assert AuditEntry.objects.get(action="messaging.urgent").data["count"] == row.readers


def test_a_held_urgency_asks_the_right_again(post: Post, moment: Clock) -> None:
    confided, client = confide(post, TEACHER), on_device(post, TEACHER, hours=1)
    row = sends(post, client, TEACHER, post.group(), acte="urgence", urgence=BECAUSE)
    assert row.state == State.HELD
    confided.delete()
    moment.now += dt.timedelta(seconds=30)
    prove(client)
    client.post(f"/messages/{row.pk}/confirmer/")
    row.refresh_from_db()
    assert row.state == State.HELD
