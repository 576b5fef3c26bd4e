"""The week that stands, as a file is compared with it; and what names of files mean in a school."""

import datetime as dt
import time
import uuid
from collections import defaultdict
from dataclasses import dataclass

from django.db.models import OuterRef, Subquery

from preau.directory.bulk.tables import day, rows_of, uid
from preau.directory.errors import Unknown
from preau.kernel import clock
from preau.timetable.enums import ReceptionState, Source
from preau.timetable.matching import Stands, Week
from preau.timetable.models import FreshnessRule, MeantName, Reception, Room

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


TARGETS = ("homeroom", "group", "teacher", "room")
LEFT_OUT = "-"


def said_of(row: MeantName | None) -> str:
    """What somebody said of a name: "teacher:…" and its number, LEFT_OUT, "" when nobody said anything."""
    if row is None:
        return ""
    return next((f"{one}:{number.hex}" for one in TARGETS if (number := getattr(row, f"{one}_id"))), LEFT_OUT)


def meanings_of(school_id: uuid.UUID) -> dict[tuple[str, str], Meaning]:
    """What each name means, by its kind and its key, as somebody of the school said it."""
    rows = MeantName.objects.filter(school_id=school_id).values_list(
        "kind", "key", "homeroom_id", "group_id", "teacher_id", "room_id"
    )
    return {(kind, key): next((one for one in meant if one), None) for kind, key, *meant in rows}


def rooms_of(school_id: uuid.UUID) -> list[tuple[uuid.UUID, str, str]]:
    """Rooms of a school: number, code, name."""
    return list(Room.objects.filter(school_id=school_id).order_by("name", "pk").values_list("pk", "code", "name"))


DEFAULT_DAYS = 14
"""After how many days pages warn, in a school that has not said so."""
KEPT_SECONDS, MOST_KNOWN = 60.0, 5000
_known: dict[uuid.UUID, tuple[float, "Freshness | None"]] = {}


@dataclass(frozen=True, slots=True)
class Freshness:
    """When the timetable of a school was received, and after how many days its pages warn (0: never)."""

    received_at: dt.datetime
    days: int

    @property
    def is_old(self) -> bool:
        """Whether it is older than the school lets it be."""
        return 0 < self.days < (clock.now() - self.received_at).total_seconds() / 86400


def freshness_of(school_id: uuid.UUID) -> Freshness | None:
    """Of the last file that was applied; None in a school whose timetable no file brought.

    Changed a few times a day, it is remembered for a minute by each process.
    """
    now = time.monotonic()
    known = _known.get(school_id)
    if known is None or known[0] <= now:
        applied = Reception.objects.filter(school_id=school_id, state=ReceptionState.APPLIED)
        rule = FreshnessRule.objects.filter(school_id=OuterRef("school_id")).values("days")[:1]
        found = applied.order_by("-received_at").values_list("received_at", Subquery(rule)).first()
        told = None if found is None else Freshness(found[0], DEFAULT_DAYS if found[1] is None else found[1])
        if len(_known) > MOST_KNOWN:
            _known.clear()
        known = _known[school_id] = (now + KEPT_SECONDS, told)
    return known[1]


def forget_received() -> None:
    """Ask again at the next page."""
    _known.clear()


def days_before_warning(school_id: uuid.UUID) -> int:
    """After how many days without a file pages warn; 0: never."""
    found = FreshnessRule.objects.filter(school_id=school_id).values_list("days", flat=True).first()
    return DEFAULT_DAYS if found is None else found


SHOWN = 50


def receptions_of(school_id: uuid.UUID) -> list[Reception]:
    """Files that a school received, the last first, without their reports."""
    return list(Reception.objects.filter(school_id=school_id).defer("report").order_by("-received_at", "-pk")[:SHOWN])


def reception(school_id: uuid.UUID, number: uuid.UUID) -> Reception:
    """One of them; raises Unknown."""
    row: Reception | None = Reception.objects.filter(school_id=school_id, pk=number).first()
    if row is None:
        raise Unknown("no such file in this school")
    return row


def names_meant(school_id: uuid.UUID) -> list[MeantName]:
    """What somebody said of names, by kind and name."""
    return list(MeantName.objects.filter(school_id=school_id).order_by("kind", "key"))
