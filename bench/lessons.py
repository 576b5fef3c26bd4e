"""Makes lessons and opens pages for `make bench-teaching`: `python -m bench.lessons` takes orders as `bench.pages`."""

import datetime as dt
import time
from pathlib import Path
from typing import Any

from bench import diaries
from bench.pages import Bench, answer_orders

WEEK = dt.timedelta(days=7)
_DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")


class Lessons(Bench):
    """Pages, and what the worker does at night."""

    def forget(self) -> int:
        """No lesson was ever made: how many slots wait for theirs. What differs goes with them."""
        from preau.kernel import scope
        from preau.timetable.models import Change, Lesson, Slot

        with scope.everything("lessons are made anew for a benchmark"):
            Change.objects.all().delete()
            Lesson.objects.all()._raw_delete("default")
            return int(Slot.objects.update(made_until=None))

    def near(self) -> dict[str, Any]:
        """The next two weeks of all schools."""
        from preau.timetable.services import make_near

        return self._made(make_near)

    def year(self) -> dict[str, Any]:
        """The rest of the year."""
        from preau.timetable.services import make_year

        return self._made(make_year)

    def files(self, folder: str) -> int:
        """The week of each school as EDT writes it, one room in ten another, one lesson in fifty taken over by a hand;
        how many lessons.
        """
        from preau.directory.models import School
        from preau.kernel import scope
        from preau.timetable.models import Slot

        count = 0
        with scope.everything("files of timetables are written for a benchmark"):
            schools = Slot.objects.order_by("school_id").values_list("school_id", flat=True).distinct()
            for school in School.objects.filter(pk__in=schools):
                count += _write_file(school, Path(folder) / f"{school.uai}.csv")
        return count

    def receive(self, folder: str) -> dict[str, Any]:
        """Each file imported; how many lessons were compared, and how many changed or kept as a hand wrote them."""
        from preau.imports.timetables.services import import_file
        from preau.kernel.actor import system

        started, total = time.perf_counter(), {"changed": 0, "kept": 0, "added": 0, "ended": 0}
        for path in sorted(Path(folder).glob("*.csv")):
            counts = import_file(actor=system("bench"), path=path, uai=path.stem)["counts"]
            total = {name: many + counts[name] for name, many in total.items()}
        return {**total, "seconds": time.perf_counter() - started}

    @staticmethod
    def _made(make: Any) -> dict[str, Any]:
        started = time.perf_counter()
        count = make()
        return {"count": count, "seconds": time.perf_counter() - started}


class Rolls(Lessons):
    """The same, and what is written in a year's lessons."""

    def path(self, pattern: str) -> str:
        """{class}: the one that the cast's pupil is in."""
        from preau.directory.models import Enrollment
        from preau.identity.models import Account
        from preau.kernel import scope

        with scope.everything("a class of a benchmark"):
            pupil = Account.objects.get(login="lina.benali").person_id
            homeroom = Enrollment.objects.get(student_id=pupil, left_on=None).homeroom_id
        return super().path(pattern.replace("{class}", str(homeroom)))

    def fill_year(self) -> dict[str, int]:
        """Diaries, ticks, roll calls and absences of the year: how many rows of each."""
        from django.db import connection

        from preau.kernel import clock, scope

        with scope.everything("a year of lessons for a benchmark"), connection.cursor() as cursor:
            return diaries.fill(cursor, clock.today())

    def call_rolls(self, login: str, count: int) -> dict[str, Any]:
        """Call so many rolls of last week's lessons, three absent and one late in each: seconds each, the best half."""
        from dataclasses import replace

        from preau.access.public import hats_of
        from preau.attendance.models import RollCall
        from preau.attendance.selectors.sheet import roster_of
        from preau.attendance.services import Seen, call_roll
        from preau.identity.models import Account
        from preau.kernel import clock, scope
        from preau.kernel.actor import Actor
        from preau.kernel.ids import new_id
        from preau.timetable.models import Lesson
        from preau.timetable.public import held_lesson

        spent = []
        with scope.everything("roll calls of a benchmark"):
            account = Account.objects.get(login=login)
            hat = replace(hats_of(account)[0], person_id=account.person_id)
            assert hat.school is not None
            today = clock.today()
            here = Lesson.objects.filter(school_id=hat.school.id, day__gt=today - WEEK, day__lt=today)
            called = RollCall.objects.filter(school_id=hat.school.id).values("lesson_id")
            numbers = list(here.exclude(pk__in=called).order_by("day", "pk").values_list("pk", flat=True)[:count])
        for number in numbers:
            with scope.use(scope.Scope.of([hat.school.id])):
                lesson = held_lesson(number)
                assert lesson is not None
                pupils, now = roster_of(lesson)[:4], clock.now()
                states = ("absent", "absent", "absent", "late")
                seen = {one.id: Seen(state, now) for one, state in zip(pupils, states, strict=False)}
                started = time.perf_counter()
                call_roll(
                    actor=Actor("bench", account.person_id), hat=hat, lesson_id=number, key=new_id(), version=0,
                    seen=seen,
                )  # fmt: skip
                spent.append(time.perf_counter() - started)
        best = sorted(spent)[: max(len(spent) // 2, 1)]
        return {"count": len(spent), "seconds": sum(best) / max(len(best), 1)}


def _write_file(school: Any, path: Path) -> int:
    from preau.timetable.models import Slot

    slots = Slot.objects.filter(school=school).select_related("room").order_by("pk")
    slots = slots.prefetch_related("taught__homeroom", "taught__group", "teachers__teacher")
    lines = ["NUMERO;DUREE;MAT_CODE;MAT_LIBELLE;PROF_NOM;PROF_PRENOM;CLASSE;SALLE;JOUR;H.DEBUT"]
    by_hand = []
    for place, slot in enumerate(slots):
        people = [one.teacher for one in slot.teachers.all()]
        pupils = [one.homeroom.label if one.homeroom else f"[{one.group.label}]" for one in slot.taught.all()]
        length = slot.ends - slot.starts
        room = f"Z{place % 40}" if place % 10 == 0 else slot.room.code if slot.room else ""
        if place % 50 == 0:
            slot.source, slot.source_key = "hand", str(place)
            by_hand.append(slot)
        lines.append(
            f"{place};{length // 60}h{length % 60:02};{slot.subject_code};{slot.title or slot.subject_code};"
            f"{', '.join(one.family_name for one in people)};{', '.join(one.given_name for one in people)};"
            f"{', '.join(pupils)};{room};{_DAYS[slot.weekday - 1]};{slot.starts // 60:02}h{slot.starts % 60:02}"
        )
    Slot.objects.bulk_update(by_hand, ["source", "source_key"])
    path.write_text("\r\n".join(lines), encoding="utf-8")
    return len(lines) - 1


def main() -> int:
    """Answer orders until the input ends."""
    return answer_orders(Rolls())


if __name__ == "__main__":
    raise SystemExit(main())
