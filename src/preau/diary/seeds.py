"""The diary of the demonstration: the last lessons of the classes of its cast are filled, with work for those to come.

Each teacher writes by the services, as they would; what was done last week is then shown as of its own evening.
"""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from preau.access.public import Hat, hats_of
from preau.diary.errors import Overloaded
from preau.diary.models import Entry, Work
from preau.diary.selectors.coming import lessons_after, next_of
from preau.diary.selectors.may import writes_lesson
from preau.diary.services import NOW, Given, fill_lesson
from preau.directory.calendar import year_of
from preau.directory.models import Enrollment
from preau.identity.public import account_by_login, account_of_person
from preau.kernel import clock, scope
from preau.kernel.actor import Actor
from preau.kernel.ids import new_id
from preau.timetable.public import CLASS, DatedLesson, Whose, lessons_held, lessons_of

_SINCE = dt.timedelta(days=7)
_MOST = 9
_DONE = (
    ("Correction des exercices. Puis le cours : propriété de Thalès, $\\frac{AM}{AB} = \\frac{AN}{AC}$.",
     "Exercices 12 et 14 page 87. Apprendre la propriété.", 25),
    ("Lecture d’un texte à voix haute, vocabulaire, puis dix minutes d’écriture.", "Finir le paragraphe commencé.", 20),
    ("Travail en groupes sur les documents du chapitre ; mise en commun au tableau.", "Relire le cours.", 15),
    ("Évaluation courte, puis présentation du chapitre suivant.", "", 0),
)  # fmt: skip


def seed(*, actor: Actor, cast: Iterable[Any]) -> None:
    """Nothing: tests begin without a diary."""


def show(*, actor: Actor, cast: Iterable[Any]) -> None:
    """Fill some lessons of each class of the cast's pupils; twice changes nothing."""
    with scope.everything("diaries of the demonstration are in all its schools"):
        if Entry.objects.exists():
            return
        people = [account.person_id for one in cast if (account := account_by_login(one.login)) is not None]
        rows = Enrollment.objects.filter(
            student_id__in=people, school_year_id=year_of(clock.today()), left_on=None, homeroom__isnull=False
        )
        classes = sorted(set(rows.values_list("school_id", "homeroom_id")))
    for school_id, unit in classes:
        with scope.use(scope.Scope.of([school_id])):
            _fill(school_id, unit)


def _fill(school_id: uuid.UUID, unit: uuid.UUID) -> None:
    today = clock.today()
    lines = lessons_of(Whose(CLASS, unit, school_id), today - _SINCE, today - dt.timedelta(days=1))
    numbers = [one.lesson_id for one in lines if not one.is_gone][-_MOST:]
    for place, held in enumerate(lessons_held(school_id, numbers)):
        worn = _teacher(held)
        if worn is None:
            continue
        done, asked, minutes = _DONE[place % len(_DONE)]
        given = _given(held, asked, minutes) if asked else None
        told: dict[str, Any] = {
            "actor": worn[0], "hat": worn[1], "school_id": school_id, "lesson_id": held.lesson_id,
            "entry_id": new_id(), "text": done, "publication": NOW, "given": given, "work_id": new_id(),
        }  # fmt: skip
        try:
            entry, work = fill_lesson(**told)
        except Overloaded as full:  # a demonstration too has an evening that is full
            entry, work = fill_lesson(**told, known=[one.key for one in full.overloads])
        evening = dt.datetime.combine(held.day, dt.time(17), dt.UTC)
        for model, row in ((Entry, entry), (Work, work)):
            if row is not None:
                model.objects.filter(pk=row.pk).update(appears_at=evening, published_at=evening)


def _given(held: DatedLesson, text: str, minutes: int) -> Given | None:
    """For the next lesson of each of its classes that is to come; nothing when there is none."""
    lessons = lessons_after(
        held.school_id, list(held.units), subject_code=held.subject_code, title=held.title, since=held.day
    )
    yesterday = clock.today() - dt.timedelta(days=1)
    due = {
        unit: found.day for unit in held.units if (found := next_of(lessons.get(unit, ()), yesterday)) is not None
    }  # fmt: skip
    if not due:
        return None
    return Given(
        held.school_id, held.day, held.subject, text, due, held.units, minutes=minutes,
        subject_code=held.subject_code, title=held.title, lesson_id=held.lesson_id,
    )  # fmt: skip


def _teacher(held: DatedLesson) -> tuple[Actor, Hat] | None:
    """Who teaches it, under their hat of that school."""
    for number in sorted(held.teachers):
        account = account_of_person(number)
        hats = hats_of(account) if account is not None else ()
        for hat in hats:
            if hat.is_staff and account is not None and writes_lesson(replace(hat, person_id=number), held):
                person = account.person
                return Actor(f"{person.full_name}, {hat.title}", number, hat.key), replace(hat, person_id=number)
    return None
