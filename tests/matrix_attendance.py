"""Roll calls and absences that addresses of the matrix name."""

from typing import Any

import matrix_agenda as agenda
from cast import COLLEGE, LYCEE, Academy
from preau.attendance.models import Absence
from preau.directory.models import Guardianship
from preau.kernel import clock
from preau.kernel.ids import new_id

GUARDIANS = {LYCEE: "sophie-martin-lycee", COLLEGE: "ines-lopes"}
FOLLOWED = {"teacher": "403", "school_staff": "403"}
AT_DESK = {"teacher": "403/404", "school_staff": "403/404"}


def lesson(academy: Academy, school: str) -> dict[str, Any]:
    """A lesson of each school, which nobody of the rows teaches."""
    return agenda.lesson(academy, school)


def missed(academy: Academy, school: str) -> dict[str, Any]:
    """An absence of the child of the rows' guardian, which nobody explained."""
    row, _made = Absence.objects.get_or_create(
        school=academy.school(school), pupil_id=child(academy, school)["pupil_id"], first_on=clock.today(), defaults={
            "last_on": clock.today(), "starts": 480, "ends": 535, "origin": "seen",
        },
    )  # fmt: skip
    return {"absence_id": row.pk}


def said_for(academy: Academy, school: str) -> dict[str, Any]:
    """What nobody said of it."""
    return {"justification_id": new_id()}


def late(academy: Academy, school: str) -> dict[str, Any]:
    """A late arrival that nobody noted."""
    return {"mark_id": new_id()}


def child(academy: Academy, school: str) -> dict[str, Any]:
    """The child of the rows' guardian."""
    links = Guardianship.objects.filter(school=academy.school(school), guardian=academy[GUARDIANS[school]].person)
    return {"pupil_id": links.earliest("student_id").student_id}


def rows(Row: Any, only: Any) -> tuple[Any, ...]:
    """The rows of this room."""
    return (
        Row("attendance:mine", only("200", "teacher", "cpe", "head", school_staff="403"), look=("teacher",)),
        Row(
            "attendance:call", only("200/404", "cpe", "head", teacher="403/404", school_staff="403"), target=lesson,
            look=("head",),
        ),
        Row(
            "attendance:call", only("302/404", "cpe", "head", teacher="403/404", school_staff="403"), target=lesson,
            method="post",
        ),
        Row("attendance:desk", only("200", "cpe", "head", **FOLLOWED), look=("cpe",)),
        Row("attendance:tell", only("302", "cpe", "head", **FOLLOWED), method="post"),
        Row("attendance:register", only("200", "cpe", "head", **FOLLOWED), look=("cpe",)),
        Row("attendance:find", only("200", "cpe", "head", **FOLLOWED), look=("cpe",)),
        Row("attendance:slip", only("404", "cpe", "head", **FOLLOWED), target=late),
        Row("attendance:absence_desk", only("200/404", "cpe", "head", **FOLLOWED), target=missed, look=("cpe",)),
        Row("attendance:absence_desk", only("422/404", "cpe", "head", **FOLLOWED), target=missed, method="post"),
        Row("attendance:note", only("200/404", "cpe", "head", **FOLLOWED), target=child, look=("cpe",)),
        Row("attendance:note", only("422/404", "cpe", "head", **FOLLOWED), target=child, method="post"),
        Row("attendance:family", only("200", "pupil", "guardian"), look=("guardian",)),
        Row("attendance:absence", only("200/404", "guardian"), target=missed),
        Row("attendance:absence", only("422/404", "guardian"), target=missed, method="post"),
        Row("attendance:announce", only("200", "guardian"), look=("guardian",)),
        Row("attendance:announce", only("422", "guardian"), method="post"),
        Row("attendance:contest", only("404"), target=said_for, method="post"),
    )  # fmt: skip
