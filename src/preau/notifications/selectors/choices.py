"""What people chose, and what holds for those who chose nothing."""

import datetime as dt
import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from preau.notifications.enums import Channel, Pace
from preau.notifications.kinds import Kind, kinds, reader_of
from preau.notifications.models import Choice, DeadAddress, Habits, PushDevice
from preau.notifications.quiet import DEFAULT_DIGEST

Key = tuple[uuid.UUID, uuid.UUID, str]


def choices_for(kind: str, person_ids: Collection[uuid.UUID]) -> dict[Key, Pace]:
    """What these people chose for a kind: by person, child (the person for all) and way."""
    rows = Choice.objects.filter(kind=kind, person_id__in=person_ids)
    return {
        (person, about, channel): Pace(pace)
        for person, about, channel, pace in rows.values_list("person_id", "about_id", "channel", "pace")
    }


def pace_of(
    kind: Kind, profile: str, channel: str, person_id: uuid.UUID, about_id: uuid.UUID, chosen: Mapping[Key, Pace]
) -> Pace | None:
    """How somebody is told of a kind by one way: for the child, else for all, else by default; None for no such way.

    A choice that the kind does not allow any more counts for nothing.
    """
    ways = kind.ways_of(profile)
    if ways is None or ways.default(channel) is None:
        return None
    allowed = kind.allowed(reader_of(profile), channel)
    for about in (about_id, person_id):
        pace = chosen.get((person_id, about, channel))
        if pace in allowed:
            return pace
    return ways.default(channel)


@dataclass(frozen=True, slots=True)
class Option:
    """One value of a choice, as its page offers it."""

    value: str
    label: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One kind on the page of choices: for each way, what may be chosen; no options for a way it does not take."""

    kind: str
    label: str
    help: str
    profile: str
    ways: tuple[tuple[str, str, tuple[Option, ...]], ...]
    is_refusable: bool


def rows_for(person_id: uuid.UUID, profile: str, about_id: uuid.UUID | None = None) -> list[Row]:
    """The kinds that concern somebody of this profile and leave a choice, with what holds: for a child, or all."""
    chosen = {
        (row.kind, row.channel, row.about_id): Pace(row.pace) for row in Choice.objects.filter(person_id=person_id)
    }
    found = []
    for kind in kinds().values():
        # One row a kind, though it may tell the same person as a guardian and as the holder of an account: what is
        # chosen holds for both, each within what it allows.
        mine = next(
            (
                one for one in (profile, "")
                if kind.ways_of(one) is not None and (one or (about_id is None and kind.is_offered(profile)))
            ),
            None,
        )  # fmt: skip
        if mine is None:
            continue
        ways = tuple(
            (channel.value, str(channel.label), _options(kind, mine, channel, person_id, about_id, chosen))
            for channel in kind.ways[reader_of(mine)].channels()
        )
        if any(len(options) > 1 for _channel, _label, options in ways):
            found.append(Row(kind.name, str(kind.label), str(kind.help), mine, ways, kind.refusable))
    return found


def _options(
    kind: Kind, profile: str, channel: Channel, person_id: uuid.UUID, about_id: uuid.UUID | None,
    chosen: Mapping[tuple[str, str, uuid.UUID], Pace],
) -> tuple[Option, ...]:  # fmt: skip
    for_all = chosen.get((kind.name, channel, person_id)) or kind.ways[reader_of(profile)].default(channel)
    holds = chosen.get((kind.name, channel, about_id)) if about_id else for_all
    options = [
        Option(one.value, _words(one, channel), one == holds) for one in kind.allowed(reader_of(profile), channel)
    ]
    if about_id is not None:
        assert for_all is not None
        same = _("Comme pour tous : %(pace)s") % {"pace": _words(for_all, channel)}
        options.insert(0, Option("", same, holds is None))
    return tuple(options)


def _words(pace: Pace, channel: Channel) -> str:
    if channel == Channel.MAIL:
        return str(pace.label)
    return _("Oui") if pace == Pace.AT_ONCE else _("Non")


@dataclass(frozen=True, slots=True)
class Own:
    """When somebody is told, as they set it or by default; `digest_at` None: no digest."""

    digest_at: dt.time | None = DEFAULT_DIGEST
    with_content: bool = False
    night_from: dt.time | None = None
    night_to: dt.time | None = None
    weekend: bool = False


def own_of(person_id: uuid.UUID) -> Own:
    """The habits of one person."""
    row = Habits.objects.filter(person_id=person_id).first()
    if row is None:
        return Own()
    digest_at = None if row.digest_off else row.digest_at or DEFAULT_DIGEST
    return Own(digest_at, row.with_content, row.night_from, row.night_to, row.weekend)


def devices_of(person_id: uuid.UUID) -> list[PushDevice]:
    """The devices that are told, the latest first."""
    return list(PushDevice.objects.filter(person_id=person_id).order_by("-added_at"))


def dead_addresses_of(person_id: uuid.UUID) -> list[str]:
    """Addresses of this person that refuse our mail."""
    return list(DeadAddress.objects.filter(person_id=person_id).values_list("address", flat=True))
