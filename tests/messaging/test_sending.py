"""A message is sent once, may be taken back before it leaves, and is in each mailbox once."""

import datetime as dt
import uuid
from typing import Any

import pytest

from messaging.conftest import OTHER_PARENT, PARENT, PUPIL, TEACHER, Clock, Post
from preau.access.enums import GroupKind
from preau.directory.errors import Overtaken, Refused, Unknown
from preau.directory.models import Enrollment
from preau.identity.enums import LockKind, LockTarget
from preau.identity.models import Lock
from preau.kernel import jobs
from preau.kernel.models import AuditEntry
from preau.messaging.enums import Folder, Kind, State
from preau.messaging.models import Concern, Delivery, Message
from preau.messaging.services import (
    Draft,
    Recounted,
    RefusedRecipients,
    deliver,
    end_pending,
    mark_read,
    recall,
    save_draft,
    send,
    undo,
)
from preau.notifications.models import Notice


def copies(message: Message) -> Any:
    return Delivery.objects.filter(message=message).exclude(kind=Kind.FROM)


def test_it_leaves_after_the_time_to_take_it_back(post: Post, moment: Clock) -> None:
    sent = post.send(TEACHER, post.person(PARENT))
    assert sent.state == State.WAITING and not copies(sent).exists() and not Notice.objects.exists()
    moment.on(seconds=9)
    assert not copies(sent).exists()
    moment.on(seconds=1)
    copy = copies(sent).get()
    assert (copy.person, copy.folder, copy.box) == (post.academy[PARENT].person, Folder.INBOX, "guardian")
    assert [one.child for one in copy.concerns.all()] == [post.academy[PUPIL].person]
    notice = Notice.objects.get()
    assert (notice.person, notice.about) == (post.academy[PARENT].person, post.academy[PUPIL].person)


def test_a_class_of_guardians_each_once_with_their_children(post: Post, moment: Clock) -> None:
    sent = post.send(TEACHER, post.group(), post.person(PARENT))
    moment.on(seconds=10)
    people = list(copies(sent).values_list("person_id", flat=True))
    assert len(people) == len(set(people)) == Message.objects.get(pk=sent.pk).readers > 5
    assert Message.objects.filter(text__contains="pique-nique").count() == 1
    assert set(Concern.objects.values_list("delivery_id", flat=True)) == set(copies(sent).values_list("pk", flat=True))


def test_a_double_click_sends_once(post: Post, moment: Clock) -> None:
    row = post.draft(TEACHER, post.group())
    first = post.send_draft(TEACHER, row)
    again = send(
        actor=post.academy[TEACHER].actor, hat=post.hat(TEACHER), message_id=row.pk, version=row.version, count=1
    )
    assert first.pk == again.pk
    moment.on(seconds=10)
    jobs.settle()
    assert deliver(message_id=row.pk, version=first.version) == 0
    assert Delivery.objects.filter(message=row, kind=Kind.FROM).count() == 1
    assert copies(row).count() == copies(row).values("person").distinct().count()


def test_undone_it_never_leaves_and_leaves_once_when_sent_again(post: Post, moment: Clock) -> None:
    sent = post.send(TEACHER, post.person(PARENT))
    back = undo(actor=post.academy[TEACHER].actor, hat=post.hat(TEACHER), message_id=sent.pk)
    moment.on(minutes=1)
    assert back.state == State.DRAFT and not Delivery.objects.filter(message=sent).exists()
    post.send_draft(TEACHER, back)
    moment.on(seconds=10)
    assert copies(sent).count() == 1
    with pytest.raises(Refused):
        undo(actor=post.academy[TEACHER].actor, hat=post.hat(TEACHER), message_id=sent.pk)


def test_at_night_it_waits_for_families_and_not_for_colleagues(post: Post, moment: Clock) -> None:
    moment.now = dt.datetime(2026, 11, 27, 21, 0, tzinfo=dt.UTC)  # a Friday, ten at night in Paris
    to_family = post.send(TEACHER, post.person(PARENT))
    to_staff = post.send(TEACHER, post.person("nadia-leroy"))
    assert to_family.delivers_at == dt.datetime(2026, 11, 30, 6, 0, tzinfo=dt.UTC)  # Monday, seven in Paris
    moment.on(minutes=1)
    assert copies(to_staff).count() == 1 and not copies(to_family).exists()
    moment.now = dt.datetime(2026, 11, 30, 6, 0, tzinfo=dt.UTC)
    jobs.settle()
    assert copies(to_family).count() == 1


def test_whoever_may_not_be_written_to_is_refused_and_named(post: Post) -> None:
    row = post.draft(PARENT, post.person(OTHER_PARENT), post.person(TEACHER))
    with pytest.raises(RefusedRecipients) as refused:
        post.send_draft(PARENT, row)
    assert refused.value.names == (post.academy[OTHER_PARENT].person.full_name,)
    row.refresh_from_db()
    assert row.state == State.DRAFT


def test_a_group_that_may_not_be_written_to_is_no_addressee(post: Post) -> None:
    for who, kind in ((PUPIL, GroupKind.CLASS_STUDENTS), (PARENT, GroupKind.CLASS_GUARDIANS)):
        with pytest.raises(Refused):
            post.draft(who, post.group(kind))


def test_an_old_draft_is_asked_of_the_rules_again(post: Post) -> None:
    row = post.draft(TEACHER, post.person(PARENT), post.group())
    Enrollment.objects.filter(student=post.academy[PUPIL].person).update(left_on=dt.date(2026, 11, 1))
    with pytest.raises(RefusedRecipients):
        post.send_draft(TEACHER, row)


def test_who_left_while_it_waited_is_not_reached_and_who_sent_it_keeps_it(post: Post, moment: Clock) -> None:
    sent = post.send(TEACHER, post.person(PARENT))
    person = post.academy[PARENT].person
    person.suspended_at = moment.now
    person.save(update_fields=["suspended_at"])
    moment.on(seconds=10)
    sent.refresh_from_db()
    assert (sent.state, sent.problem) == (State.FAILED, "nobody") and not copies(sent).exists()
    back = undo(actor=post.academy[TEACHER].actor, hat=post.hat(TEACHER), message_id=sent.pk)
    assert back.text == "Prenez un pique-nique."


def test_a_sender_who_left_or_was_stopped_sends_nothing_more(post: Post, moment: Clock) -> None:
    stopped = post.send(TEACHER, post.person(PARENT))
    Lock.objects.create(
        school=post.academy.school("1001"), kind=LockKind.WRITE, target=LockTarget.PERSON,
        person=post.academy[TEACHER].person, reason="essai", set_by="essai", set_at=moment.now,
    )  # fmt: skip
    moment.on(seconds=10)
    stopped.refresh_from_db()
    assert (stopped.state, stopped.problem) == (State.FAILED, "suspended")
    with pytest.raises(Refused):
        post.send(TEACHER, post.person(PARENT))


def test_the_number_that_was_read_over_is_the_number_that_is_sent(post: Post) -> None:
    row = post.draft(TEACHER, post.group())
    with pytest.raises(Recounted):
        send(actor=post.academy[TEACHER].actor, hat=post.hat(TEACHER), message_id=row.pk, version=row.version, count=1)


def test_two_devices_in_one_draft(post: Post) -> None:
    row = post.draft(TEACHER, post.person(PARENT), text="un")
    hat, actor = post.hat(TEACHER), post.academy[TEACHER].actor
    typed = {"actor": actor, "hat": hat, "message_id": row.pk, "version": row.version}
    save_draft(**typed, draft=Draft("Sortie", "deux"))
    with pytest.raises(Overtaken):
        save_draft(**typed, draft=Draft("Sortie", "trois"))
    assert save_draft(**typed, draft=Draft("Sortie", "deux")).version == row.version + 1  # sent twice
    with pytest.raises(Overtaken):
        send(actor=actor, hat=hat, message_id=row.pk, version=row.version, count=1)
    with pytest.raises(Unknown):
        save_draft(**{**typed, "hat": post.hat("nadia-leroy")}, draft=Draft())
    with pytest.raises(Unknown):
        save_draft(actor=actor, hat=post.hat("nadia-leroy"), message_id=row.pk, version=0, draft=Draft())


def test_recalled_from_whoever_has_not_read(post: Post, moment: Clock) -> None:
    sent = post.send(TEACHER, post.group())
    moment.on(seconds=10)
    mine = copies(sent).get(person=post.academy[PARENT].person)
    mark_read(actor=post.academy[PARENT].actor, hat=post.hat(PARENT), ids=[mine.pk])
    number = copies(sent).count()
    taken, left = recall(actor=post.academy[TEACHER].actor, hat=post.hat(TEACHER), message_id=sent.pk)
    assert (taken, left) == (number - 1, 1) and copies(sent).get() == mine
    assert not Notice.objects.filter(read_at=None, ended_at=None).exists()
    assert AuditEntry.objects.filter(action="messaging.recall").count() == 1
    with pytest.raises(Unknown):
        recall(actor=post.academy[PARENT].actor, hat=post.hat(PARENT), message_id=sent.pk)


def test_a_family_cannot_recall_for_it_would_learn_who_has_read(post: Post, moment: Clock) -> None:
    sent = post.send(PARENT, post.person(TEACHER), about_id=post.academy[PUPIL].person.pk)
    moment.on(seconds=10)
    with pytest.raises(Unknown):
        recall(actor=post.academy[PARENT].actor, hat=post.hat(PARENT), message_id=sent.pk)
    copy = copies(sent).get()
    mark_read(actor=post.academy[TEACHER].actor, hat=post.hat(TEACHER), ids=[copy.pk])
    copy.refresh_from_db()
    assert copy.is_read and copy.read_at is None


def test_what_waits_is_held_when_the_account_is_made_safe(post: Post, moment: Clock) -> None:
    sent = post.send(TEACHER, post.person(PARENT))
    assert end_pending(actor=post.academy[TEACHER].actor, person_id=post.academy[TEACHER].person.pk) == 1
    moment.on(minutes=1)
    sent.refresh_from_db()
    assert sent.state == State.DRAFT and not copies(sent).exists()


def test_a_death_in_the_middle_leaves_all_or_nothing(post: Post, moment: Clock, monkeypatch: Any) -> None:
    from preau.messaging.services import delivering

    sent = post.send(TEACHER, post.group())

    def dies(**_more: Any) -> None:
        raise RuntimeError("the worker dies")

    with monkeypatch.context() as patched:
        patched.setattr(delivering, "notify", dies)
        moment.now += dt.timedelta(seconds=10)
        with pytest.raises(RuntimeError):
            deliver(message_id=sent.pk, version=sent.version)
    assert not copies(sent).exists() and Message.objects.get(pk=sent.pk).state == State.WAITING
    jobs.settle()
    people = list(copies(sent).values_list("person_id", flat=True))
    assert len(people) == len(set(people)) > 5


def test_nothing_leaves_twice_under_another_id(post: Post) -> None:
    hat, actor, key = post.hat(TEACHER), post.academy[TEACHER].actor, uuid.uuid4()
    typed = {"actor": actor, "hat": hat, "message_id": key, "version": 0, "draft": Draft("a", "b")}
    add = [("to", post.person(PARENT))]
    assert save_draft(**typed, add=add).pk == save_draft(**typed, add=add).pk
    assert Message.objects.count() == 1


def test_sent_later_it_leaves_at_the_moment_chosen_and_may_be_taken_back(post: Post, moment: Clock) -> None:
    at = moment.now + dt.timedelta(days=2)
    row = post.draft(TEACHER, post.person(PARENT))
    sent = post.send_draft(TEACHER, row, later=at)
    assert sent.delivers_at == at
    moment.on(days=1, hours=23)
    assert not copies(sent).exists()
    moment.on(hours=1)
    assert copies(sent).count() == 1
    kept = post.send_draft(TEACHER, post.draft(TEACHER, post.person(PARENT)), later=moment.now + dt.timedelta(days=1))
    undo(actor=post.academy[TEACHER].actor, hat=post.hat(TEACHER), message_id=kept.pk)
    moment.on(days=2)
    kept.refresh_from_db()
    assert kept.state == State.DRAFT and not copies(kept).exists()


def test_sent_later_it_still_waits_for_calm_hours_of_families(post: Post, moment: Clock) -> None:
    night = dt.datetime(2026, 11, 27, 21, 0, tzinfo=dt.UTC)  # a Friday, ten at night in Paris
    to_family = post.send_draft(TEACHER, post.draft(TEACHER, post.person(PARENT)), later=night)
    to_staff = post.send_draft(TEACHER, post.draft(TEACHER, post.person("nadia-leroy")), later=night)
    assert to_family.delivers_at == dt.datetime(2026, 11, 30, 6, 0, tzinfo=dt.UTC)  # Monday, seven in Paris
    assert to_staff.delivers_at == night
    for wrong in (moment.now - dt.timedelta(minutes=1), moment.now + dt.timedelta(days=61)):
        with pytest.raises(Refused):
            post.send_draft(TEACHER, post.draft(TEACHER, post.person(PARENT)), later=wrong)
