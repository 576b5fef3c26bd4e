"""One person's own calm hours hold what reaches them: the others have it before, and the writer reads so."""

import datetime as dt
import re
from typing import Any

import pytest

from messaging.conftest import OTHER_PARENT, PARENT, PUPIL, TEACHER, Clock, Post, main_of
from preau.kernel import clock
from preau.messaging.enums import Folder
from preau.messaging.models import Delivery, Message
from preau.messaging.selectors.boxes import read_box
from preau.messaging.selectors.exchange import exchange_of
from preau.messaging.selectors.searching import search
from preau.messaging.selectors.threads import thread_of
from preau.messaging.services import Unknown, begin_answer, bin_, mark_read, recall
from preau.messaging.services.delivering import appear
from preau.notifications.models import Habits, Notice

EVENING = dt.datetime(2026, 11, 23, 17, 30, tzinfo=dt.UTC)
"""A Monday at 18:30 in Paris: the school's calm begins at 20:00, Samira's at 18:00; hers ends at 9:00."""
NINE = dt.datetime(2026, 11, 24, 8, 0, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def her_hours(post: Post, moment: Clock) -> None:
    moment.now = EVENING
    person = post.academy[PARENT].person
    Habits.objects.update_or_create(
        person=person, defaults={"night_from": dt.time(18), "night_to": dt.time(9), "weekend": False}
    )


def to_both(post: Post, **typed: Any) -> Message:
    return post.send(TEACHER, post.person(PARENT), post.person(OTHER_PARENT), **typed)


def inbox(post: Post, who: str) -> list[str]:
    return [one.subject for one in read_box(post.hat(who), Folder.INBOX).lines]


def told(post: Post, who: str) -> int:
    return Notice.objects.filter(person=post.academy[who].person, read_at=None, ended_at=None).count()


def test_it_reaches_the_others_at_once_and_her_at_the_end_of_her_hours(post: Post, moment: Clock) -> None:
    before = told(post, PARENT)
    row = to_both(post)
    moment.on(seconds=30)
    assert inbox(post, OTHER_PARENT) == ["Sortie"] and inbox(post, PARENT) == []
    assert read_box(post.hat(PARENT), Folder.INBOX).unread == 0 and told(post, PARENT) == before
    row.refresh_from_db()
    assert row.readers == 2
    moment.now = NINE - dt.timedelta(minutes=1)
    moment.on()
    assert inbox(post, PARENT) == []
    moment.now = NINE
    moment.on()
    assert inbox(post, PARENT) == ["Sortie"] and told(post, PARENT) == before + 1
    [copy] = read_box(post.hat(PARENT), Folder.INBOX).lines
    assert copy.is_new and copy.children
    assert appear(message_id=row.pk, at=NINE) == 0, "once"
    mark_read(actor=post.academy[PARENT].actor, hat=post.hat(PARENT), ids=[copy.id])
    assert told(post, PARENT) == before


def test_what_she_has_not_yet_is_nowhere(post: Post, moment: Clock) -> None:
    """No list, exchange, search, answer, report or file finds it; no act on it by its number does anything."""
    row = to_both(post, subject="Sortie à la patinoire")
    moment.on(seconds=30)
    hat, actor = post.hat(PARENT), post.academy[PARENT].actor
    copy = Delivery.objects.get(message=row, person=post.academy[PARENT].person)
    assert thread_of(hat, row.thread) is None and exchange_of(hat, row.pk) is None
    assert not search(hat, "patinoire").lines
    with pytest.raises(Unknown):
        begin_answer(actor=actor, hat=hat, message_id=row.pk, to_all=False)
    assert mark_read(actor=actor, hat=hat, ids=[copy.pk]) == bin_(actor=actor, hat=hat, ids=[copy.pk]) == 0
    client = post.academy.client(PARENT)
    assert client.get(f"/messages/fil/{row.thread}/").status_code == 404
    assert "patinoire" not in main_of(client, "/messages/")


def test_the_writer_reads_when_and_for_how_many(post: Post) -> None:
    client = post.academy.client(TEACHER)
    row = post.draft(TEACHER, post.person(PARENT), post.person(OTHER_PARENT))
    page = re.sub(r"\s+", " ", main_of(client, f"/messages/ecrire/{row.pk}/verifier/").replace("\xa0", " "))
    assert "1 personne a ses propres heures calmes" in page and "24 novembre" in page and "9 h" in page
    alone = post.draft(TEACHER, post.person(OTHER_PARENT))
    assert "propres heures" not in main_of(client, f"/messages/ecrire/{alone.pk}/verifier/")


def test_what_is_taken_back_meanwhile_never_comes(post: Post, moment: Clock) -> None:
    row = to_both(post)
    moment.on(seconds=30)
    before = told(post, PARENT)
    assert recall(actor=post.academy[TEACHER].actor, hat=post.hat(TEACHER), message_id=row.pk) == (2, 0)
    moment.now = NINE
    moment.on()
    assert inbox(post, PARENT) == [] and told(post, PARENT) == before


def test_what_came_late_is_taken_back_from_her_bell_too(post: Post, moment: Clock) -> None:
    before = told(post, PARENT)
    row = to_both(post)
    moment.now = NINE
    moment.on()
    assert told(post, PARENT) == before + 1
    recall(actor=post.academy[TEACHER].actor, hat=post.hat(TEACHER), message_id=row.pk)
    assert told(post, PARENT) == before


def test_an_urgency_waits_for_nobodys_hours_and_staff_for_none_of_their_own(post: Post, moment: Clock) -> None:
    post.send_draft("helene-garnier", post.draft("helene-garnier", post.person(PARENT)), urgent_because="Fuite de gaz")
    moment.on(seconds=30)
    assert inbox(post, PARENT) == ["Sortie"]
    Habits.objects.update_or_create(
        person=post.academy[TEACHER].person, defaults={"night_from": dt.time(17), "night_to": dt.time(10)}
    )
    post.send(OTHER_PARENT, post.person(TEACHER))
    moment.on(seconds=30)
    assert inbox(post, TEACHER) == ["Sortie"]


def test_hers_that_end_before_the_schools_change_nothing(post: Post, moment: Clock) -> None:
    Habits.objects.filter(person=post.academy[PARENT].person).update(night_from=dt.time(21), night_to=dt.time(6))
    moment.now = dt.datetime(2026, 11, 23, 20, 30, tzinfo=dt.UTC)
    row = to_both(post)
    moment.on(seconds=30)
    assert not Delivery.objects.filter(message=row, folder__in=(Folder.INBOX, Folder.LATER)).exists()
    moment.now = dt.datetime(2026, 11, 24, 6, 0, 30, tzinfo=dt.UTC)
    moment.on()
    assert inbox(post, PARENT) == inbox(post, OTHER_PARENT) == ["Sortie"]
    assert clock.now() == moment.now and not Delivery.objects.exclude(appears_at=None).exists()


def test_a_pupils_hours_hold_too(post: Post, moment: Clock) -> None:
    Habits.objects.update_or_create(
        person=post.academy[PUPIL].person, defaults={"night_from": dt.time(18), "night_to": dt.time(8)}
    )
    post.send(TEACHER, post.person(PUPIL))
    moment.on(seconds=30)
    assert inbox(post, PUPIL) == []
    moment.now = NINE - dt.timedelta(hours=1)
    moment.on()
    assert inbox(post, PUPIL) == ["Sortie"]
