"""Notices end: withdrawn by who sent them, at their term, or when they no longer concern their person."""

import datetime as dt
import uuid
from collections.abc import Collection, Mapping
from typing import Any

from django.db import transaction
from django.db.models import DateTimeField, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Least

from preau.directory.enums import AffiliationState, Profile
from preau.directory.models import Affiliation, Guardianship
from preau.directory.rights import rights_of_guardian
from preau.kernel import clock, scope
from preau.kernel.actor import Actor
from preau.notifications.models import Choice, Habits, Matter, Notice, PushDevice
from preau.notifications.services.telling import settle_pages

KEPT_DAYS = 90
"""After its term, that a matter told stays known: so that nothing is told twice, and a digest can be understood."""
BATCH = 500


@transaction.atomic
def withdraw(*, actor: Actor, key: str, data: Mapping[str, Any] | None = None) -> int:
    """Take back what was told under a key, from whoever has not read it; how many notices. It is told nobody again.

    `data`: what it tells from now on to who had read it. Not audited: what it told of was withdrawn, and that act is.
    """
    now = clock.now()
    matter = Matter.objects.filter(key=key).first()
    if matter is None:
        return 0
    kept = matter.data if data is None else dict(data)
    Matter.objects.filter(pk=matter.pk).update(expires_at=min(now, matter.expires_at), ended_at=now, data=kept)
    return _end(Notice.objects.filter(matter=matter))


def withdraw_under(*, actor: Actor, start: str, but: str) -> int:
    """Take back what runs under keys that begin so, but one: of something told anew each time; how many notices.

    Not audited, as `withdraw`.
    """
    running = Matter.objects.filter(ended_at=None, key__startswith=start).exclude(key=but)
    return sum(withdraw(actor=actor, key=key) for key in sorted(running.values_list("key", flat=True)))


@transaction.atomic
def withdraw_all(*, actor: Actor, keys: Collection[str]) -> int:
    """`withdraw`, of many keys at once: so many statements whatever their number. What ended already stays as it ended.

    Locked in the order of their keys: two who withdraw some of the same wait for each other, and never in a ring.
    """
    standing = Matter.objects.filter(key__in=sorted(keys), ended_at=None).order_by("key")
    found = list(standing.select_for_update(of=("self",)).values_list("pk", flat=True)) if keys else []
    if not found:
        return 0
    now = clock.now()
    ends = Least("expires_at", Value(now, output_field=DateTimeField()))
    Matter.objects.filter(pk__in=found).update(expires_at=ends, ended_at=now)
    return _end(Notice.objects.filter(matter__in=found))


@transaction.atomic
def end_expired() -> int:
    """End what has reached its term; how many notices. Called each minute."""
    due = list(
        Matter.objects.filter(ended_at=None, expires_at__lte=clock.now()).order_by("expires_at")
        .values_list("pk", flat=True)[:BATCH]
    )  # fmt: skip
    if not due:
        return 0
    Matter.objects.filter(pk__in=due).update(ended_at=clock.now())
    return _end(Notice.objects.filter(matter__in=due))


def _end(rows: QuerySet[Notice]) -> int:
    """End those of these notices that are open, and tell the pages of their people."""
    open_ones = rows.filter(read_at=None, ended_at=None)
    persons = list(open_ones.order_by().values_list("person_id", flat=True))
    if not persons:
        return 0
    count = open_ones.update(ended_at=clock.now())
    settle_pages(persons)
    return count


@transaction.atomic
def follow_child(*, guardian_id: uuid.UUID, student_id: uuid.UUID) -> int:
    """A guardianship changed: what told this guardian of that child ends, unless they still answer for it."""
    today = clock.today()
    with scope.everything("whether a guardian still answers for a child, in any school"):
        links = Guardianship.objects.filter(guardian_id=guardian_id, student_id=student_id, ended_at=None)
        if any(rights_of_guardian(one, one.student, today).has_account for one in links.select_related("student")):
            return 0
    Choice.objects.filter(person_id=guardian_id, about_id=student_id).delete()
    return _end(Notice.objects.filter(person_id=guardian_id, about_id=student_id))


@transaction.atomic
def follow_leaving(*, school_id: uuid.UUID, profile: str, person_ids: Collection[uuid.UUID]) -> int:
    """These people lost a place in a school: what told them of that school, under that profile, ends.

    Of pupils, so does what told their guardians of them there.
    """
    with scope.everything("who still has a place in a school"):
        held = Affiliation.objects.filter(school_id=school_id, profile=profile, state=AffiliationState.ACTIVE)
        left = set(person_ids) - set(held.filter(person_id__in=person_ids).values_list("person_id", flat=True))
    whose = Q(person_id__in=left, profile=profile)
    if profile == Profile.STUDENT:
        whose |= Q(about_id__in=left, profile=Profile.GUARDIAN)
    return _end(Notice.objects.filter(whose, matter__school_id=school_id))


@transaction.atomic
def follow_joining(*, kept_id: uuid.UUID, merged_id: uuid.UUID) -> None:
    """Two records were one person: notices and choices follow the one kept, which has its own way where both had one.

    Devices do not follow: whoever held the merged account proves again that the kept one is theirs.
    """
    there = Notice.objects.filter(person_id=kept_id, matter=OuterRef("matter"), about=OuterRef("about"))
    Notice.objects.filter(Exists(there), person_id=merged_id).delete()
    Notice.objects.filter(person_id=merged_id).update(person_id=kept_id)
    for column in (Q(person_id=merged_id), Q(about_id=merged_id)):
        for row in Choice.objects.filter(column):
            person = kept_id if row.person_id == merged_id else row.person_id
            about = kept_id if row.about_id == merged_id else row.about_id
            Choice.objects.get_or_create(
                person_id=person, about_id=about, kind=row.kind, channel=row.channel, defaults={"pace": row.pace}
            )
            row.delete()
    for notice in Notice.objects.filter(about_id=merged_id):
        if Notice.objects.filter(matter=notice.matter_id, person=notice.person_id, about=kept_id).exists():
            notice.delete()
        else:
            Notice.objects.filter(pk=notice.pk).update(about_id=kept_id)
    PushDevice.objects.filter(person_id=merged_id).delete()
    if not Habits.objects.filter(person_id=kept_id).exists():
        Habits.objects.filter(person_id=merged_id).update(person_id=kept_id)
    Habits.objects.filter(person_id=merged_id).delete()


def forget_old() -> int:
    """Erase what was told so long ago that nothing asks for it."""
    limit = clock.now() - dt.timedelta(days=KEPT_DAYS)
    return Matter.objects.filter(Q(ended_at__lt=limit) | Q(ended_at=None, expires_at__lt=limit)).delete()[0]
