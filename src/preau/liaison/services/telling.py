"""Telling families of a word: from a job, once; and again those who are waited for, each day at most."""

import datetime as dt
import uuid
from collections.abc import Iterable
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from preau.access.public import About, Hat, Relative, relatives_of
from preau.directory.errors import Refused
from preau.directory.models import School
from preau.kernel import audit, clock, jobs
from preau.kernel.actor import Actor
from preau.liaison.enums import State
from preau.liaison.models import Word
from preau.liaison.selectors.desk import waiting_people
from preau.liaison.selectors.signers import pupils_of
from preau.liaison.services.locking import locked, locked_to_manage
from preau.notifications.public import To, notify
from preau.notifications.public import withdraw as take_back

JOB, REMIND_JOB, DUE_JOB = "liaison.tell", "liaison.remind", "liaison.remind_at_due"
TO_SIGN, TO_READ, REMINDED = "liaison.to_sign", "liaison.to_read", "liaison.reminded"
DAYS_BEFORE, HOUR = 2, 8
"""A reminder leaves by itself so many days before the last one, at that hour of the school's."""


def matter_of(word: Word) -> str:
    """The key under which a word is told."""
    return f"liaison/{word.pk}"


def reminder_of(word: Word) -> str:
    """The key under which its last reminder is told; empty without one."""
    return f"{matter_of(word)}/{word.reminded_on.isoformat()}" if word.reminded_on else ""


def matters_of(word: Word) -> list[str]:
    """Both keys."""
    return [one for one in (matter_of(word), reminder_of(word)) if one]


def link_of(word: Word) -> str:
    """The page where a family reads it."""
    return f"/carnet/mot/{word.pk}/"


def tell_later(word: Word) -> None:
    """Have the families of a word told at once, and reminded before its last day when that is some days away."""
    payload = {"word": str(word.pk)}
    jobs.enqueue(JOB, key=f"{JOB}/{word.pk}", tenant=word.school_id, payload=payload)
    if word.due_on is not None:
        zone = ZoneInfo(School.objects.only("timezone").get(pk=word.school_id).timezone)
        day = word.due_on - dt.timedelta(days=DAYS_BEFORE)
        at = dt.datetime.combine(day, dt.time(HOUR), zone)
        if at > clock.now() + dt.timedelta(days=1):
            jobs.enqueue(DUE_JOB, key=f"{DUE_JOB}/{word.pk}", run_at=at, tenant=word.school_id, payload=payload)


@transaction.atomic
def tell(*, actor: Actor, word_id: uuid.UUID) -> int:
    """Tell every family that a word reaches today; how many notices. Nothing once it is closed, and never twice."""
    word = locked(word_id)
    if word.state != State.SENT:
        return 0
    pupils = pupils_of(word)
    found = relatives_of(word.school_id, list(pupils.values()), About.MESSAGES)
    readers = [(pupil, one) for pupil in pupils for one in found.get(pupil, ())]
    return _told(actor, word, TO_SIGN if word.is_to_sign else TO_READ, matter_of(word), readers)


def _told(actor: Actor, word: Word, kind: str, key: str, people: Iterable[tuple[uuid.UUID, Relative]]) -> int:
    to = [To(one.person.pk, one.profile, None if one.is_pupil else pupil) for pupil, one in people]
    sending = notify(
        actor=actor, kind=kind, key=key, to=to, school_id=word.school_id,
        data={"title": word.title, "due": word.due_on.isoformat() if word.due_on else ""}, link=link_of(word),
    )  # fmt: skip
    return sending.told


@transaction.atomic
def remind(*, actor: Actor, hat: Hat, word_id: uuid.UUID) -> int:
    """Have those who are waited for reminded, and nobody else; how many people. Once a day."""
    word = locked_to_manage(hat, word_id)
    if word.state != State.SENT:
        raise Refused(_("Rien n’est à rappeler de ce mot."))
    if word.reminded_on == clock.today():
        raise Refused(_("Un rappel est déjà parti aujourd’hui : le suivant pourra partir demain."))
    return _remind(actor, word)


@transaction.atomic
def remind_at_due(*, actor: Actor, word_id: uuid.UUID) -> int:
    """The reminder that leaves by itself before the last day; none when somebody sent one that day."""
    word = locked(word_id)
    if word.state != State.SENT or word.reminded_on == clock.today():
        return 0
    return _remind(actor, word)


def _remind(actor: Actor, word: Word) -> int:
    count = len({one.person.pk for _pupil, one in waiting_people(word)})
    if not count:
        return 0
    if former := reminder_of(word):
        take_back(actor=actor, key=former)
    word.reminded_on = clock.today()
    word.save(update_fields=["reminded_on"])
    matter = reminder_of(word)
    jobs.enqueue(
        REMIND_JOB, key=f"{REMIND_JOB}/{matter}", tenant=word.school_id,
        payload={"word": str(word.pk), "matter": matter},
    )  # fmt: skip
    audit.record(
        actor=actor, action="liaison.remind", tenant=word.school_id, subject="word", subject_id=word.pk,
        data={"count": count},
    )  # fmt: skip
    return count


@transaction.atomic
def tell_again(*, actor: Actor, word_id: uuid.UUID, matter: str) -> int:
    """Remind those who are waited for still; how many. Nothing once the word is closed, never twice for a matter."""
    word = locked(word_id)
    if word.state != State.SENT or reminder_of(word) != matter:
        return 0
    return _told(actor, word, REMINDED, matter, waiting_people(word))
