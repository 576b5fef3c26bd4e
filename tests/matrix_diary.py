"""Class diaries that addresses of the matrix name: a lesson, work, the class of each school."""

from typing import Any

import matrix_agenda as agenda
from cast import Academy
from preau.diary.models import Entry, EntryUnit, TeachingPlan, Work, WorkUnit
from preau.directory.calendar import year_of
from preau.directory.models import Homeroom, Section
from preau.kernel import clock
from preau.kernel.ids import new_id
from preau.timetable.models import Lesson, Slot, SlotPupils, SlotTeacher

READERS = ("teacher", "cpe", "head")
WRITES = {"cpe": "403", "school_staff": "403"}


def work(academy: Academy, school: str) -> dict[str, Any]:
    """Work of the class that rows of classes name, which none of the rows' people gave."""
    here, day = academy.school(school), clock.today()
    unit = Homeroom.objects.get(pk=agenda.unit(academy, school)["unit_id"])
    row, _made = Work.objects.get_or_create(
        school=here, subject="Travail de la matrice", defaults={
            "school_year_id": year_of(day), "text": "Ex. 12", "given_on": day, "changed_at": clock.now(),
            "appears_at": clock.now(), "written_by": "Z",
        },
    )  # fmt: skip
    WorkUnit.objects.get_or_create(school=here, work=row, unit=unit.pk, defaults={"label": unit.label, "due_on": day})
    return {"work_id": row.pk}


def nobodys(academy: Academy, school: str) -> dict[str, Any]:
    """A task that nobody has."""
    return {"task_id": new_id()}


def own_lesson(academy: Academy, school: str) -> dict[str, Any]:
    """A lesson of the class that rows name, which all its teachers give together."""
    here, day = academy.school(school), clock.today()
    unit = agenda.unit(academy, school)["unit_id"]
    slot, made = Slot.objects.get_or_create(
        school=here, title="Cours à plusieurs de la matrice", defaults={
            "school_year_id": year_of(day), "weekday": day.isoweekday(), "starts": 485, "ends": 540, "first_on": day,
            "last_on": day, "made_until": day,
        },
    )  # fmt: skip
    if made:
        SlotPupils.objects.create(school=here, slot=slot, homeroom_id=unit)
        taught = Section.objects.filter(school=here, homeroom_id=unit).values_list("teacher_id", flat=True)
        SlotTeacher.objects.bulk_create(
            SlotTeacher(school=here, slot=slot, teacher_id=one) for one in sorted(set(taught))
        )  # fmt: skip
    row, _made = Lesson.objects.get_or_create(school=here, slot=slot, day=day)
    return {"lesson_id": row.pk}


def writer(academy: Academy, school: str) -> dict[str, Any]:
    """Somebody who teaches there alone, and wrote."""
    here, day = academy.school(school), clock.today()
    person_id = agenda.colleague(academy, school)["person_id"]
    Entry.objects.get_or_create(
        school=here, subject="Page de la matrice", defaults={
            "school_year_id": year_of(day), "day": day, "text": "Thalès", "changed_at": clock.now(),
            "written_by": "Z", "written_by_id": person_id,
        },
    )  # fmt: skip
    return {"person_id": person_id}


def written_page(academy: Academy, school: str) -> dict[str, Any]:
    """A page without a lesson, of the class that rows name."""
    here, day = academy.school(school), clock.today()
    row, made = Entry.objects.get_or_create(
        school=here, subject="Sortie de la matrice", defaults={
            "school_year_id": year_of(day), "day": day, "text": "Musée", "changed_at": clock.now(), "written_by": "Z",
        },
    )  # fmt: skip
    if made:
        EntryUnit.objects.create(
            school=here, entry=row, unit=agenda.unit(academy, school)["unit_id"], label="Z", day=day
        )
    return {"entry_id": row.pk}


def plan(academy: Academy, school: str) -> dict[str, Any]:
    """A plan that everybody who teaches there reads."""
    here, day = academy.school(school), clock.today()
    row, _made = TeachingPlan.objects.get_or_create(
        school=here, title="Séquence de la matrice", defaults={
            "school_year_id": year_of(day), "subject": "Z", "is_shared": True, "changed_at": clock.now(),
            "written_by": "Z",
        },
    )  # fmt: skip
    return {"plan_id": row.pk}


def as_json(academy: Academy, school: str) -> dict[str, Any]:
    """The year of the class, for programs."""
    return {**agenda.unit(academy, school), "kind": "json"}


def rows(Row: Any, only: Any, all_: Any) -> tuple[Any, ...]:
    """The rows of this room."""
    return (
        Row("diary:mine", only("200", *READERS, school_staff="403"), look=("teacher", "head")),
        Row("diary:lesson", only("403/404", "teacher", "head", **WRITES), target=agenda.lesson),
        Row("diary:lesson", only("403/404", "teacher", "head", **WRITES), target=agenda.lesson, method="post"),
        Row("diary:lesson", only("200/404", "teacher", head="403/404", **WRITES), target=own_lesson, look=("teacher",)),
        Row(
            "diary:page", only("200/404", "teacher", head="403/404", **WRITES), target=written_page, look=("teacher",)
        ),
        Row("diary:page", only("422/404", "teacher", head="403/404", **WRITES), target=written_page, method="post"),
        Row("diary:plans", only("200", "teacher", "head", **WRITES), look=("teacher",)),
        Row("diary:plan", only("200/404", "teacher", "head", **WRITES), target=plan, look=("teacher",)),
        Row("diary:plan", only("422/404", "teacher", "head", **WRITES), target=plan, method="post"),
        Row("diary:send", only("404", "teacher", "head", **WRITES)),
        Row("diary:copy", only("404", "teacher", "head", **WRITES), target=plan, method="post"),
        Row("diary:remove_plan", only("403/404", "teacher", "head", **WRITES), target=plan, method="post"),
        Row("diary:keep", only("403/404", "teacher", "head", **WRITES), target=agenda.lesson, method="post"),
        Row("diary:undo", only("403/404", "teacher", "head", **WRITES), target=agenda.lesson, method="post"),
        Row("diary:work", only("403/404", "teacher", "head", **WRITES), target=work),
        Row("diary:work", only("403/404", "teacher", "head", **WRITES), target=work, method="post"),
        Row("diary:remove", only("403/404", "teacher", "head", **WRITES), target=work, method="post"),
        Row("diary:of_class", only("200/404", *READERS, school_staff="403/404"), target=agenda.unit, look=("head",)),
        Row("diary:archive", only("200/404", *READERS, school_staff="403"), target=as_json),
        Row("diary:writers", only("200", "head", teacher="403", **WRITES), look=("head",)),
        Row("diary:book", only("200/404", "head", teacher="403", **WRITES), target=writer, look=("head",)),
        Row("diary:book", only("422/404", "head", teacher="403", **WRITES), target=writer, method="post"),
        Row("diary:rule", only("200", "head", teacher="403", **WRITES), look=("head",)),
        Row("diary:rule", only("422", "head", teacher="403", **WRITES), method="post"),
        Row("diary:contents", only("200", "pupil", "guardian"), look=("pupil", "guardian")),
        Row("diary:to_do", only("200", "pupil", "guardian"), look=("pupil", "guardian")),
        Row("diary:add", only("422", "pupil"), method="post"),
        Row("diary:task", only("404", "pupil"), target=nobodys, method="post"),
        Row("diary:done", only("302/404", "pupil", guardian="404"), target=work, method="post"),
    )  # fmt: skip
