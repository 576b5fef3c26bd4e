"""The day's mail: one for each person who has something waiting, for all their children, at the hour they chose.

An hour that is calm puts the day's mail off to the end of the calm, once: the next one keeps its own hour.
"""

import datetime as dt
import uuid
import zoneinfo
from collections.abc import Iterator, Sequence

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils.translation import override

from preau.directory.models import Person
from preau.kernel import clock, jobs, mail
from preau.notifications import texts
from preau.notifications.kinds import kinds
from preau.notifications.models import Habits, Notice
from preau.notifications.quiet import DEFAULT_DIGEST, rings_at
from preau.notifications.selectors.calm import calm_of, own_calm
from preau.notifications.services.addresses import dead_among
from preau.notifications.services.delivery import item_of, languages_of

JOB = "notifications.digest"
TOGETHER = 200


def _local(now: dt.datetime) -> dt.datetime:
    return now.astimezone(zoneinfo.ZoneInfo(settings.TIME_ZONE))


def have_digests_sent() -> int:
    """Have the digests written whose hour has come and that have not gone today; how many people. Every ten minutes."""
    now = clock.now()
    local = _local(now)
    waiting = Notice.objects.filter(person=OuterRef("pk"), by_mail=Notice.Mail.WAITS)
    habits = Habits.objects.filter(person=OuterRef("pk"))
    asked = (
        Person.objects.filter(Exists(waiting))
        .annotate(
            at=Subquery(habits.values("digest_at")[:1]), on=Subquery(habits.values("digest_on")[:1]),
            due=Subquery(habits.values("digest_due")[:1]),
        )
    )  # fmt: skip
    hour_has_come = Q(at__lte=local.time()) | (Q(at=None) if local.time() >= DEFAULT_DIGEST else Q(pk=None))
    not_today = Q(on=None) | Q(on__lt=local.date())
    asked = asked.filter(Q(due__lte=now) | (Q(due=None) & not_today & hour_has_come))
    people = list(asked.order_by("pk").values_list("pk", flat=True))
    slot = f"{local:%Y-%m-%dT%H:%M}"
    for start in range(0, len(people), TOGETHER):
        some = people[start : start + TOGETHER]
        jobs.enqueue(JOB, key=f"{JOB}/{slot}/{some[0]}", payload={"people": [str(one) for one in some]})
    return len(people)


def send_digests(person_ids: Sequence[uuid.UUID]) -> int:
    """Write the digest of each of these people, unless theirs has gone today; how many were written."""
    return sum(send_digest(one) for one in person_ids)


@transaction.atomic
def send_digest(person_id: uuid.UUID) -> bool:
    """Write one person's digest of today; False when there is nothing to say, or it is not the moment.

    What it tells of is marked in the same transaction: nothing is told by two digests, and nothing by none. What was
    read in Préau meanwhile is left out. Not audited: nobody does it.
    """
    habits, _made = Habits.objects.get_or_create(person_id=person_id)
    habits = Habits.objects.select_for_update(of=("self",)).get(pk=habits.pk)
    now = clock.now()
    today = _local(now).date()
    if habits.digest_due is not None:
        if habits.digest_due > now:
            return False
        today = habits.digest_on or today  # that day's, put off: the present day's comes at its own hour
    elif habits.digest_on is not None and habits.digest_on >= today:
        return False
    waiting = Notice.objects.filter(person_id=person_id, by_mail=Notice.Mail.WAITS)
    found = list(waiting.order_by("pk").select_related("matter", "matter__school", "about"))
    told = [one for one in found if one.read_at is None and one.ended_at is None and one.matter.kind in kinds()]
    until = _calm_until(habits, told, now)
    if until > now:
        Habits.objects.filter(pk=person_id).update(digest_on=today, digest_due=until)
        return False
    person = Person.objects.get(pk=person_id)
    told = [one for one in told if mail.may_be_told(recipient_id=person_id, about_id=one.about_id)]
    leaves = bool(told) and person.suspended_at is None and not dead_among([person])
    if leaves and _write(person, habits, told, today):
        waiting.filter(pk__in=[one.pk for one in told]).update(by_mail=Notice.Mail.SENT)
        Habits.objects.filter(pk=person_id).update(digest_on=today)
    Habits.objects.filter(pk=person_id).exclude(digest_due=None).update(digest_due=None)
    # Those that were looked at, and no more: others may have come to wait meanwhile.
    waiting.filter(pk__in=[one.pk for one in found]).update(by_mail=Notice.Mail.NONE)
    return leaves


def _calm_until(habits: Habits, told: Sequence[Notice], now: dt.datetime) -> dt.datetime:
    """When it is calm nowhere any more that these notices come from, nor for the person; now when it is so already."""
    own = own_calm(habits)
    until = now
    for school_id in {one.matter.school_id for one in told}:
        calm, timezone = calm_of(school_id)
        until = max(until, rings_at(now, [calm, own] if own else [calm], timezone))
    return until


def _write(person: Person, habits: Habits, told: Sequence[Notice], today: dt.date) -> bool:
    with override(languages_of([person.pk]).get(person.pk, settings.LANGUAGE_CODE)):
        items = list(_items(told))
        subject, text = texts.digest(person_id=person.pk, items=items, with_content=habits.with_content)
    return mail.send(
        to=person.email, subject=subject, text=text, key=f"digest/{person.pk}/{today.isoformat()}",
        recipient=person.pk, about={one.about_id for one in told}, unsubscribe=texts.unsubscribe_link(person.pk, ""),
    )  # fmt: skip


def _items(told: Sequence[Notice]) -> Iterator[texts.Item]:
    for one in told:
        yield item_of(kinds()[one.matter.kind], one.matter, one, one.about)
