"""An absence answers each correspondent once, only where its owner may, and never another automatic answer."""

import datetime as dt
from typing import Any

import pytest

from messaging.conftest import OTHER_PARENT, PARENT, TEACHER, Clock, Post, main_of
from preau.directory.errors import Refused
from preau.identity.enums import LockKind, LockTarget
from preau.identity.models import Lock
from preau.messaging.enums import Kind
from preau.messaging.models import Delivery, Message
from preau.messaging.services import Settings, answer_absence, set_mailbox

TODAY = dt.date(2026, 11, 23)


def away(post: Post, who: str, days: int = 3) -> Any:
    return set_mailbox(
        actor=post.academy[who].actor, hat=post.hat(who),
        settings=Settings("", TODAY, TODAY + dt.timedelta(days=days), "Je reviens jeudi."),
    )  # fmt: skip


def answers(who: Any) -> list[tuple[str, list[str]]]:
    found = Message.objects.filter(is_automatic=True, sender_id=who.person.pk).order_by("id")
    return [(one.text, [each.person.given_name for each in one.recipients.all() if each.person]) for one in found]


def test_each_correspondent_is_answered_once(post: Post, moment: Clock) -> None:
    away(post, TEACHER)
    for _number in range(2):
        sent = post.send(PARENT, post.person(TEACHER), post.person("nadia-leroy"))
        moment.on(seconds=10)
    post.send("nadia-leroy", post.person(TEACHER), post.group())
    moment.on(seconds=10)
    teacher = post.academy[TEACHER]
    names = [post.academy[one].person.given_name for one in (PARENT, "nadia-leroy")]
    assert answers(teacher) == [("Je reviens jeudi.", [names[0]]), ("Je reviens jeudi.", [names[1]])]
    moment.on(seconds=20)
    automatic = Message.objects.filter(is_automatic=True)
    readers = Delivery.objects.filter(message__in=automatic).exclude(kind=Kind.FROM)
    assert {one.person.given_name for one in readers} == set(names), "nobody else of the thread"
    page = main_of(post.academy.client(PARENT), f"/messages/fil/{sent.thread}/")
    assert "Prenez un pique-nique." in page
    moment.on(days=4)
    post.send(OTHER_PARENT, post.person(TEACHER))
    moment.on(seconds=20)
    assert len(answers(teacher)) == 2, "the absence is over"


def test_two_absences_do_not_answer_each_other(post: Post, moment: Clock) -> None:
    away(post, TEACHER)
    away(post, "nadia-leroy")
    post.send(TEACHER, post.person("nadia-leroy"))
    moment.on(minutes=1)
    moment.on(minutes=1)
    assert len(answers(post.academy["nadia-leroy"])) == 1 and answers(post.academy[TEACHER]) == []


def test_a_job_done_twice_answers_once_and_who_is_stopped_answers_nobody(post: Post, moment: Clock) -> None:
    own = away(post, TEACHER)
    sent = post.send(PARENT, post.person(TEACHER))
    moment.on(seconds=10)
    assert answer_absence(mailbox_id=own.pk, message_id=sent.pk) is None and len(answers(post.academy[TEACHER])) == 1
    Lock.objects.create(
        school=post.academy.school("1001"), kind=LockKind.WRITE, target=LockTarget.PERSON,
        person=post.academy[TEACHER].person, reason="essai", set_by="essai", set_at=moment.now,
    )  # fmt: skip
    post.send(OTHER_PARENT, post.person(TEACHER))
    moment.on(seconds=20)
    assert len(answers(post.academy[TEACHER])) == 1


def test_the_page_sets_it_and_says_what_it_lacks(post: Post, moment: Clock) -> None:
    client = post.academy.client(TEACHER)
    form = {"absent_from": "2026-11-23", "absent_until": "2026-11-27", "absence_text": "Je reviens lundi <b>."}
    assert client.post("/messages/reglages/", form).status_code == 303
    page = main_of(client, "/messages/reglages/")
    assert 'value="2026-11-27"' in page and "Je reviens lundi &lt;b&gt;." in page
    for wrong in ({"absence_text": ""}, {"absent_until": "2026-11-22"}, {"absent_from": ""}, {"absent_until": "x"}):
        refused = client.post("/messages/reglages/", {**form, **wrong})
        assert refused.status_code == 422
    with pytest.raises(Refused):
        set_mailbox(actor=post.academy[TEACHER].actor, hat=post.hat(TEACHER), settings=Settings(absent_from=TODAY))
    assert client.post("/messages/reglages/", {}).status_code == 303
    post.send(PARENT, post.person(TEACHER))
    moment.on(seconds=10)
    assert answers(post.academy[TEACHER]) == []
