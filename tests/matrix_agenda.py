"""Timetables that addresses of the matrix name: of the class of each school, of somebody who teaches it, of a room."""

import datetime as dt
from typing import Any

import matrix_targets as targets
from cast import Academy
from preau.directory.calendar import year_of
from preau.directory.models import Section
from preau.kernel import clock
from preau.timetable.enums import ReceptionState
from preau.timetable.models import Lesson, Reception, Replacement, Room, Slot, SlotTeacher

STAFF = ("teacher", "cpe", "head", "school_staff")
REFUSED = {"teacher": "403", "cpe": "403", "school_staff": "403"}


def unit(academy: Academy, school: str) -> dict[str, Any]:
    """The class that rows of classes name."""
    return {"unit_id": targets.school_class(academy, school)["class_id"]}


def place(academy: Academy, school: str) -> dict[str, Any]:
    """A room of each school."""
    row, _made = Room.objects.get_or_create(school=academy.school(school), code="Z9", defaults={"name": "Z9"})
    return {"room_id": row.pk}


def colleague(academy: Academy, school: str) -> dict[str, Any]:
    """Somebody who teaches there alone, and is nobody of the rows."""
    here, year = academy.school(school), year_of(clock.today())
    mine = unit(academy, school)["unit_id"]
    busy = Section.objects.filter(school=here, homeroom_id=mine).values("teacher_id")
    elsewhere = Section.objects.exclude(school=here).values("teacher_id")
    there = Section.objects.filter(school=here, school_year_id=year).exclude(teacher_id__in=busy)
    section = there.exclude(teacher_id__in=elsewhere).order_by("teacher_id", "pk").first()
    assert section is not None
    if not SlotTeacher.objects.filter(school=here, teacher_id=section.teacher_id).exists():
        day = dt.date(year, 9, 1)
        slot = Slot.objects.create(
            school=here, school_year_id=year, weekday=2, starts=480, ends=535, first_on=day, last_on=day, title="Z"
        )
        SlotTeacher.objects.create(school=here, slot=slot, teacher_id=section.teacher_id)
    return {"person_id": section.teacher_id}


def lesson(academy: Academy, school: str) -> dict[str, Any]:
    """A lesson of each school."""
    here, day = academy.school(school), clock.today()
    year = year_of(day)
    slot, _made = Slot.objects.get_or_create(
        school=here, title="Cours de la matrice", defaults={
            "school_year_id": year, "weekday": day.isoweekday(), "starts": 480, "ends": 535, "first_on": day,
            "last_on": day, "made_until": day,
        },
    )  # fmt: skip
    row, _made = Lesson.objects.get_or_create(school=here, slot=slot, day=day)
    return {"lesson_id": row.pk}


def a_slot(academy: Academy, school: str) -> dict[str, Any]:
    """The slot of that lesson."""
    return {"slot_id": Lesson.objects.get(pk=lesson(academy, school)["lesson_id"]).slot_id}


def a_stretch(academy: Academy, school: str) -> dict[str, Any]:
    """Somebody of each school absent today, whom nobody replaces; no lesson was changed."""
    here, day = academy.school(school), clock.today()
    absent = colleague(academy, school)["person_id"]
    row, _made = Replacement.objects.get_or_create(
        school=here, defaults={
            "school_year_id": year_of(day), "absent_id": absent, "first_on": day, "last_on": day,
            "changed_at": clock.now(),
        },
    )  # fmt: skip
    return {"replacement_id": row.pk}


def nobody(academy: Academy, school: str) -> dict[str, Any]:
    """An address that nobody has."""
    return {"secret": "00112233445566778899aabbccddeeff"}


def received(academy: Academy, school: str) -> dict[str, Any]:
    """A file of lessons of each school, that was read; what it says was kept."""
    here, day = academy.school(school), clock.today()
    week = {
        "day": 2, "starts": 480, "ends": 535, "letters": "", "subject": "Mathématiques", "pupils": ["2de 4"],
        "room": "B12", "teachers": [],
    }  # fmt: skip
    counts = dict.fromkeys(
        ("added", "changed", "ended", "same", "kept", "aside", "warned", "spared", "rooms", "groups", "lessons_kept"), 0
    )
    report = {
        "format": "edt-csv", "since": day.isoformat(), "needs_weeks": True, "rooms": [],
        "counts": {**counts, "added": 1, "changed": 1, "ended": 1, "kept": 1, "aside": 1},
        "causes": [{"cause": "bad_time", "warning": False, "count": 1}],
        "faults": [
            {"cause": "bad_time", "warning": False, "file": "edt.csv", "line": 3, "reason": "le cours ne dure rien"}
        ],
        "differences": [
            {"op": "changed", "was": week, "now": {**week, "room": "A3"}, "fields": ["room"]},
            {"op": "ended", "was": {**week, "day": 4}}, {"op": "added", "now": {**week, "day": 5}},
        ],
        "conflicts": [{"was": {**week, "day": 3}, "ended": False, "now": {**week, "starts": 540, "ends": 595}}],
        "unknown": [
            {"kind": "class", "key": "2nde iv", "label": "2NDE-IV", "line": 4, "many": 12, "same": 0},
            {"kind": "teacher", "key": "roux claire", "label": "ROUX Claire", "line": 5, "many": 3, "same": 2},
        ],
        "groups": [{"label": "LATIN", "pupils": 12}],
    }  # fmt: skip
    row, _made = Reception.objects.get_or_create(
        school=here, name="edt.csv", defaults={
            "school_year_id": year_of(day), "format": "edt-csv", "state": ReceptionState.READ, "report": report,
            "brought_by": "essai", "received_at": clock.now(),
        },
    )  # fmt: skip
    return {"reception_id": row.pk}


def rows(Row: Any, only: Any, all_: Any) -> tuple[Any, ...]:
    """The rows of this room."""
    own = {"cpe": "302", "head": "302", "school_staff": "302"}
    return (
        Row(
            "timetable:agenda", only("200", "pupil", "guardian", "teacher", **own),
            look=("pupil", "guardian", "teacher"),
        ),
        Row("timetable:choose", only("200", *STAFF), look=("head", "teacher")),
        Row("timetable:free_rooms", only("200", *STAFF), look=("head",)),
        Row("timetable:of_class", only("200/404", *STAFF), target=unit, look=("head",)),
        Row("timetable:of_person", only("200/404", "cpe", "head", "school_staff", teacher="403/404"), target=colleague),
        Row("timetable:of_place", only("200/404", "cpe", "head", "school_staff", teacher="403/404"), target=place),
        Row(
            "timetable:lesson", only("200/404", "head", **REFUSED), target=lesson, look=("head",),
        ),
        Row(
            "timetable:lesson", only("422/404", "head", **REFUSED), target=lesson, method="post",
        ),
        Row("timetable:regular", only("200/404", "head", **REFUSED), target=unit, look=("head",)),
        Row("timetable:slot", only("200/404", "head", **REFUSED), target=a_slot, look=("head",)),
        Row("timetable:slot", only("422/404", "head", **REFUSED), target=a_slot, method="post"),
        Row("timetable:replacements", only("200", "head", **REFUSED), look=("head",)),
        Row("timetable:replacement", only("200/404", "head", **REFUSED), target=a_stretch, look=("head",)),
        Row("timetable:replacement", only("422/404", "head", **REFUSED), target=a_stretch, method="post"),
        Row("imports:timetables", only("200", "head", **REFUSED), look=("head",)),
        Row("imports:timetables", only("422", "head", **REFUSED), method="post"),
        Row("imports:timetable_deposit", all_("401"), method="post"),
        Row("imports:timetable_freshness", only("422", "head", **REFUSED), method="post"),
        Row("imports:timetable", only("200/404", "head", **REFUSED), target=received, look=("head",)),
        Row("imports:timetable", only("302/404", "head", **REFUSED), target=received, method="post"),
        Row("imports:timetable_names", only("200/404", "head", **REFUSED), target=received, look=("head",)),
        Row("imports:timetable_names", only("302/404", "head", **REFUSED), target=received, method="post"),
        Row("timetable:feed", only("200", "pupil", "guardian", *STAFF), look=("guardian",)),
        Row("timetable:feed", only("404", "pupil", "guardian", *STAFF), method="post"),
        Row("timetable:end_feed", only("302", "pupil", "guardian", *STAFF), method="post"),
        Row("timetable:feed_read", all_("404"), target=nobody),
    )  # fmt: skip
