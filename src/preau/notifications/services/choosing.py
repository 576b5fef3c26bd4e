"""How somebody wants to be told: kind by kind, for one child or for all; and when."""

import datetime as dt
import uuid
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from preau.directory.errors import Overtaken, Refused
from preau.directory.models import School
from preau.kernel import audit, clock
from preau.kernel.actor import Actor
from preau.kernel.signatures import signed
from preau.notifications.enums import Channel, Pace
from preau.notifications.kinds import Kind, kind_of, kinds, reader_of
from preau.notifications.models import Choice, Habits, Notice, SchoolCalm
from preau.notifications.quiet import FIRST_DIGEST, LAST_DIGEST, Calm
from preau.notifications.selectors.calm import calm_in


@transaction.atomic
def choose(
    *, actor: Actor, person_id: uuid.UUID, profile: str, kind: str, channel: str, pace: str,
    about_id: uuid.UUID | None = None,
) -> bool:  # fmt: skip
    """Say how one is told of a kind: for one child, or for all without `about_id`. `pace` "" takes back what was said
    for one child. False when it was so already.

    Raises UnknownKind; Refused for what the kind does not allow to somebody of that profile. The caller has checked
    that the child is theirs.
    """
    declared = kind_of(kind)
    allowed = declared.allowed(reader_of(profile), channel) if declared.ways_of(profile) else ()
    if (pace not in allowed) and not (pace == "" and about_id is not None and allowed):
        raise Refused("That way is not open for this kind of notices.")
    where: dict[str, Any] = {
        "person_id": person_id, "about_id": about_id or person_id, "kind": kind, "channel": channel,
    }  # fmt: skip
    if not pace:
        gone = bool(Choice.objects.filter(**where).delete()[0])
        if gone:
            audit.record(
                actor=actor, action="notifications.choose_as_for_all", subject="person", subject_id=person_id,
                data={"kind": kind, "channel": channel},
            )  # fmt: skip
        return gone
    row, made = Choice.objects.get_or_create(**where, defaults={"pace": pace})
    if not made and row.pace == pace:
        return False
    row.pace = pace
    row.save(update_fields=["pace"])
    audit.record(
        actor=actor, action="notifications.choose", subject="person", subject_id=person_id,
        data={"kind": kind, "channel": channel, "pace": pace},
    )  # fmt: skip
    if channel == Channel.MAIL and pace == Pace.OFF:
        _leave_digest(person_id, declared, about_id)
    return True


def _leave_digest(person_id: uuid.UUID, kind: Kind, about_id: uuid.UUID | None) -> None:
    """Mails of a kind are refused: what waited for the digest does no more, but for children of whom more was said."""
    apart = Choice.objects.filter(person_id=person_id, kind=kind.name, channel=Channel.MAIL).exclude(pace=Pace.OFF)
    rows = _waiting(person_id).filter(matter__kind=kind.name)
    rows = rows.filter(about_id=about_id) if about_id else rows.exclude(about__in=apart.values("about"))
    rows.update(by_mail=Notice.Mail.NONE)


def _waiting(person_id: uuid.UUID) -> QuerySet[Notice]:
    """What waits for the digest and may be refused; the rest leaves with the next one, refused or not."""
    kept = [one.name for one in kinds().values() if not one.refusable]
    return Notice.objects.filter(person_id=person_id, by_mail=Notice.Mail.WAITS).exclude(matter__kind__in=kept)


@transaction.atomic
def set_habits(
    *, actor: Actor, person_id: uuid.UUID, digest_at: dt.time | None, with_content: bool, night_from: dt.time | None,
    night_to: dt.time | None, weekend: bool,
) -> bool:  # fmt: skip
    """Say when one is told: the digest's hour, calm hours beside the school's, content in mails. False when it was so.

    `digest_at` None: no digest any more. Raises Refused for an hour in the night, or half a night.
    """
    if digest_at is not None and not FIRST_DIGEST <= digest_at <= LAST_DIGEST:
        raise Refused("A digest leaves in the day.")
    if (night_from is None) != (night_to is None):
        raise Refused("A night has a beginning and an end.")
    row, _made = Habits.objects.select_for_update(of=("self",)).get_or_create(person_id=person_id)
    wanted: dict[str, Any] = {
        "digest_at": digest_at or row.digest_at, "digest_off": digest_at is None, "with_content": with_content,
        "night_from": night_from, "night_to": night_to, "weekend": weekend,
    }  # fmt: skip
    if {name: getattr(row, name) for name in wanted} == wanted:
        return False
    for name, value in wanted.items():
        setattr(row, name, value)
    row.save(update_fields=list(wanted))
    audit.record(actor=actor, action="notifications.set_habits", subject="person", subject_id=person_id)
    if digest_at is None:
        _waiting(person_id).update(by_mail=Notice.Mail.NONE)
    return True


@transaction.atomic
def unsubscribe(*, actor: Actor, person_id: uuid.UUID, kind: str) -> bool:
    """End the mails of a kind, for all children, or digests ("") altogether; False when they were ended.

    By the link of a mail: whoever holds the mail may, without signing in. What may not be refused goes on. Raises
    UnknownKind.
    """
    if kind and not kind_of(kind).refusable:
        return False
    if kind:
        mine = Choice.objects.filter(person_id=person_id, kind=kind, channel=Channel.MAIL)
        changed = mine.exclude(about_id=person_id).delete()[0]
        row, made = mine.get_or_create(
            about_id=person_id, defaults={"person_id": person_id, "kind": kind, "channel": Channel.MAIL,
                                          "pace": Pace.OFF},
        )  # fmt: skip
        changed += made or Choice.objects.filter(pk=row.pk).exclude(pace=Pace.OFF).update(pace=Pace.OFF)
        _waiting(person_id).filter(matter__kind=kind).update(by_mail=Notice.Mail.NONE)
    else:
        Habits.objects.get_or_create(person_id=person_id)
        changed = Habits.objects.filter(person_id=person_id, digest_off=False).update(digest_off=True)
        _waiting(person_id).update(by_mail=Notice.Mail.NONE)
    if changed:
        audit.record(
            actor=actor, action="notifications.unsubscribe", subject="person", subject_id=person_id, data={"kind": kind}
        )
    return bool(changed)


@transaction.atomic
def resubscribe(*, actor: Actor, person_id: uuid.UUID, kind: str) -> bool:
    """Have the mails come again that `unsubscribe` ended: as by default, or at once where the default is none."""
    if kind:
        declared = kind_of(kind)
        off = Choice.objects.filter(person_id=person_id, kind=kind, channel=Channel.MAIL, pace=Pace.OFF)
        silent = all(ways.mail in (None, Pace.OFF) for ways in declared.ways.values())
        changed = off.update(pace=Pace.AT_ONCE) if silent else off.delete()[0]
    else:
        changed = Habits.objects.filter(person_id=person_id, digest_off=True).update(digest_off=False)
    if changed:
        audit.record(
            actor=actor, action="notifications.resubscribe", subject="person", subject_id=person_id, data={"kind": kind}
        )
    return bool(changed)


@transaction.atomic
def set_calm(*, actor: Actor, school_id: uuid.UUID, calm: Calm, seen: Calm) -> bool:
    """Set the calm hours of a school; False when they were so. Raises Overtaken when what was read has changed."""
    School.objects.select_for_update(of=("self",)).get(pk=school_id)
    row = SchoolCalm.objects.filter(school_id=school_id).first()
    present = calm_in(row)
    if present == calm:
        return False
    if present != seen:
        raise Overtaken("somebody else set them meanwhile")
    values: dict[str, Any] = {
        "night_from": calm.night_from, "night_to": calm.night_to, "weekend": calm.weekend,
        "weekend_from": calm.weekend_from, "timetable_from": calm.timetable_from,
    }  # fmt: skip
    SchoolCalm.objects.update_or_create(
        school_id=school_id, defaults={**values, "changed_at": clock.now(), **signed("changed_by", actor)}
    )
    audit.record(
        actor=actor, action="notifications.set_calm", tenant=school_id, subject="school", subject_id=school_id,
        data={name: value if isinstance(value, bool) else value.strftime("%H:%M") for name, value in values.items()},
    )  # fmt: skip
    return True
