"""The week that stands, as a file is compared with it; and what names of files mean in a school."""

import datetime as dt
import time
import uuid
from collections import defaultdict

from preau.directory.bulk.tables import day, rows_of, uid
from preau.timetable.enums import ReceptionState, Source
from preau.timetable.matching import Stands, Week
from preau.timetable.models import MeantName, Reception, Room

Meaning = uuid.UUID | None
"""What a name stands for; None when it is left out."""


def week_that_stands(school_id: uuid.UUID, year: int, since: dt.date) -> list[Stands]:
    """Slots of a school that go on from a day, and those of a file that a hand ended before. Three reads."""
    here = [school_id.hex, year]
    where = "s.school_id = %s AND s.school_year_id = %s AND s.weeks <> 0"
    teachers: dict[str, set[uuid.UUID]] = defaultdict(set)
    homerooms: dict[str, set[uuid.UUID]] = defaultdict(set)
    groups: dict[str, set[uuid.UUID]] = defaultdict(set)
    join = "JOIN timetable_slot s ON s.id = t.slot_id"
    for slot, person in rows_of(
        f"SELECT {uid('t.slot_id')}, {uid('t.teacher_id')} FROM timetable_slotteacher t {join} "  # noqa: S608
        f"WHERE t.school_id = %s AND {where}",
        [school_id.hex, *here],
    ):
        teachers[slot].add(uuid.UUID(person))
    for slot, homeroom, group in rows_of(
        f"SELECT {uid('t.slot_id')}, {uid('t.homeroom_id')}, {uid('t.group_id')} "  # noqa: S608
        f"FROM timetable_slotpupils t {join} WHERE t.school_id = %s AND {where}",
        [school_id.hex, *here],
    ):
        if homeroom:
            homerooms[slot].add(uuid.UUID(homeroom))
        else:
            groups[slot].add(uuid.UUID(group))
    rows = rows_of(
        f"SELECT {uid('s.id')}, s.weekday, s.starts, s.ends, s.subject_code, s.title, s.letters, s.weeks, "  # noqa: S608
        f"{uid('s.room_id')}, s.source_key, s.source, {day('s.first_on')}, {day('s.last_on')} FROM timetable_slot s "
        f"WHERE {where} AND (s.last_on >= %s OR (s.source = %s AND s.source_key <> ''))",
        [*here, since.isoformat(), Source.HAND.value],
    )
    found = []
    for slot, weekday, starts, ends, code, title, letters, weeks, room, key, source, first_on, last_on in rows:
        week = Week(
            weekday, starts, ends, code, title, letters, weeks, uuid.UUID(room) if room else None,
            frozenset(teachers[slot]), frozenset(homerooms[slot]), frozenset(groups[slot]),
        )  # fmt: skip
        last = dt.date.fromisoformat(last_on)
        found.append(
            Stands(
                uuid.UUID(slot), week, key, source == Source.HAND, dt.date.fromisoformat(first_on), last, last < since
            )
        )  # fmt: skip
    return found


def meanings_of(school_id: uuid.UUID) -> dict[tuple[str, str], Meaning]:
    """What each name means, by its kind and its key, as somebody of the school said it."""
    rows = MeantName.objects.filter(school_id=school_id).values_list(
        "kind", "key", "homeroom_id", "group_id", "teacher_id", "room_id"
    )
    return {(kind, key): next((one for one in meant if one), None) for kind, key, *meant in rows}


def rooms_of(school_id: uuid.UUID) -> list[tuple[uuid.UUID, str, str]]:
    """Rooms of a school: number, code, name."""
    return list(Room.objects.filter(school_id=school_id).order_by("name", "pk").values_list("pk", "code", "name"))


KEPT_SECONDS, MOST_KNOWN = 60.0, 5000
_known: dict[uuid.UUID, tuple[float, dt.datetime | None]] = {}


def received_at(school_id: uuid.UUID) -> dt.datetime | None:
    """When the last file that was applied came; None in a school whose timetable no file brought.

    Changed a few times a day, it is remembered for a minute by each process.
    """
    now = time.monotonic()
    known = _known.get(school_id)
    if known is None or known[0] <= now:
        applied = Reception.objects.filter(school_id=school_id, state=ReceptionState.APPLIED)
        found = applied.order_by("-received_at").values_list("received_at", flat=True).first()
        if len(_known) > MOST_KNOWN:
            _known.clear()
        known = _known[school_id] = (now + KEPT_SECONDS, found)
    return known[1]


def forget_received() -> None:
    """Ask again at the next page."""
    _known.clear()
