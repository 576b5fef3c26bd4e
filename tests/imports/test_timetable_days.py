"""A CSV of the day's changes alone: cancelled, moved, elsewhere, taken by another; twice, taken back, beside hands."""

import datetime as dt
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from imports.test_timetable_import import Desk, counts, desk
from imports.test_timetable_pages import Desk as Pages
from imports.test_timetable_pages import desk as pages
from imports.test_timetable_programs import key, send, work
from preau.kernel import scope
from preau.kernel.models import AuditEntry, Job
from preau.timetable.enums import Source
from preau.timetable.models import Change, Lesson
from preau.timetable.public import LEFT_OUT, DayChange, mean_names
from preau.timetable.public import week_that_stands as stand
from timetable.conftest import HEAD, TODAY

__all__ = ["desk", "pages"]
TOMORROW = TODAY + dt.timedelta(days=1)
HEADINGS = "DATE;H.DEBUT;CLASSE;TYPE;NOUVELLE DATE;NOUVEAU DEBUT;NOUVELLE FIN;SALLE;REMPLACANT;ABSENT;MOTIF"


@pytest.fixture(autouse=True)
def everywhere() -> Iterator[None]:
    with scope.everything("tests of changes of the day"):
        yield


def change(desk: Any, kind: str, **more: str) -> str:
    """A line: of tomorrow, 8 h 05, of the class."""
    told = {
        "day": TOMORROW.strftime("%d/%m/%Y"), "starts": "08h05", "classes": desk.homeroom.label, "kind": kind,
        "to_day": "", "to_starts": "", "to_ends": "", "room": "", "stands_in": "", "absent": "", "reason": "", **more,
    }  # fmt: skip
    return ";".join(told.values())


def text(*lines: str) -> str:
    """A file of changes."""
    return "\r\n".join([HEADINGS, *lines]) + "\r\n"


class Day:
    """A school with a lesson tomorrow at 8 h 05, and one at 10 h."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        desk.bring(desk.line("7", day="mardi"), desk.line("8", day="mardi", starts="10h00", subject="ATELIER"))
        self.first, self.second = Lesson.objects.filter(day=TOMORROW).order_by("slot__starts")

    def bring(self, *lines: str, **more: Any) -> dict[str, Any]:
        """These changes, imported."""
        path = self.desk.folder / "jour.csv"
        path.write_text(text(*lines), encoding="utf-8")
        return self.desk.bring_path(path, **more)

    def line(self, kind: str, **more: str) -> str:
        """One of them."""
        return change(self.desk, kind, **more)


@pytest.fixture
def day(desk: Desk) -> Day:
    return Day(desk)


def test_lessons_are_cancelled_moved_and_held_elsewhere(day: Day) -> None:
    report = day.bring(
        day.line("Annulé", reason="Sortie"),
        day.line("Déplacé", starts="10h00", to_day="26/11/2026", to_starts="14h00", room="Z9"),
    )
    assert counts(report) == {"added": 2, "rooms": 1}
    first, second = Change.objects.get(lesson=day.first), Change.objects.get(lesson=day.second)
    assert first.is_cancelled and first.reason == "Sortie" and first.source == Source.FILE
    assert (second.day, second.starts, second.ends) == (dt.date(2026, 11, 26), 840, 900)
    assert second.has_room and second.room is not None and second.room.name == "Z9"
    assert AuditEntry.objects.filter(action="timetable.import_days").get().data["added"] == 2
    # Of less than a day, those concerned are told once: of the lesson of 8 h 05 alone, at half past eight.
    assert Job.objects.filter(name="timetable.tell").count() == 1


def test_somebody_stands_in_and_a_room_changes(day: Day) -> None:
    nadia = day.desk.academy["nadia-leroy"].person
    day.bring(
        day.line("Remplacement", stands_in=f"{nadia.family_name} {nadia.given_name}"),
        day.line("Salle", starts="10h00", room="B12"),
    )
    first, second = Change.objects.get(lesson=day.first), Change.objects.get(lesson=day.second)
    assert (first.teacher_id, first.absent_id) == (nadia.pk, day.desk.teacher.pk)
    assert second.has_room and not second.is_cancelled


def test_a_lesson_at_a_distance_has_its_link(day: Day) -> None:
    path = day.desk.folder / "jour.csv"
    line = f"24/11/2026;08h05;{day.desk.homeroom.label};À distance;https://visio.example/3a"
    path.write_text(f"DATE;H.DEBUT;CLASSE;TYPE;LIEN\n{line}\n", "utf-8")
    day.desk.bring_path(path)
    told = Change.objects.get()
    assert told.is_remote and told.link == "https://visio.example/3a"


def test_the_same_changes_twice_then_others(day: Day) -> None:
    lines = [day.line("Annulé"), day.line("Salle", starts="10h00", room="Z9")]
    day.bring(*lines)
    before = list(Change.objects.order_by("pk").values())
    assert counts(day.bring(*lines)) == {"same": 2}
    assert list(Change.objects.order_by("pk").values()) == before
    report = day.bring(day.line("Salle", room="Z9"))
    assert counts(report) == {"changed": 1, "ended": 1}  # what it told before and tells no more is taken back
    assert Change.objects.get().lesson_id == day.first.pk
    assert Job.objects.filter(name="timetable.tell").count() == 2


def test_a_line_that_cannot_be_read_takes_nothing_back(day: Day) -> None:
    day.bring(day.line("Annulé"), day.line("Salle", starts="10h00", room="Z9"))
    report = day.bring(day.line("Annulé"), day.line("Peut-être", starts="10h00"))
    assert counts(report) == {"same": 1, "aside": 1, "spared": 1}
    assert report["faults"][0]["line"] == 3 and "Peut-être" in report["faults"][0]["reason"]
    assert Change.objects.count() == 2


def test_a_change_of_a_class_left_out_is_no_fault(day: Day) -> None:
    day.bring(day.line("Annulé"), day.line("Annulé", starts="10h00"))
    mean_names(
        actor=day.desk.academy[HEAD].actor, school_id=day.desk.school.pk, meant={("class", "ulis"): ("ULIS", LEFT_OUT)}
    )  # fmt: skip
    assert counts(day.bring(day.line("Annulé"), day.line("Annulé", classes="ULIS"))) == {"same": 1, "ended": 1}


def test_a_file_of_many_lines_looks_through_the_week_once(day: Day, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[int] = []

    class Counted(list[Any]):
        def __iter__(self) -> Iterator[Any]:
            read.append(len(self))
            return super().__iter__()

    def compared(one: DayChange, other: object) -> bool:
        raise AssertionError("changes are not looked for one in the other")

    monkeypatch.setattr("preau.imports.timetables.importing.week_that_stands", lambda *told: Counted(stand(*told)))
    monkeypatch.setattr(DayChange, "__eq__", compared)
    lines = [day.line("Annulé"), day.line("Annulé", starts="10h00")]
    assert counts(day.bring(*lines, *[day.line("Annulé", starts="11h00")] * 50)) == {"added": 2, "aside": 50}
    assert read and len(read) < 5
    assert counts(day.bring(day.line("Annulé", starts="10h00"), day.line("Annulé"))) == {"same": 2}
    other = day.line("Annulé", day=(TOMORROW + dt.timedelta(days=7)).strftime("%d/%m/%Y"))
    report = day.bring(other, day.line("Salle", room="Z9", starts="10h00"))
    assert counts(report) == {"added": 1, "changed": 1, "ended": 1, "rooms": 1}
    assert sorted(Change.objects.values_list("lesson__day", "is_cancelled")) == [
        (TOMORROW, False), (TOMORROW + dt.timedelta(days=7), True),
    ]  # fmt: skip


def test_a_file_of_changes_longer_than_any_day_is_read_to_its_limit(day: Day) -> None:
    report = day.bring(*[day.line("Annulé")] * 5001, day.line("Annulé", starts="10h00"))
    assert counts(report) == {"added": 1, "aside": 1} and "5000 lignes" in report["faults"][0]["reason"]


def test_what_a_hand_wrote_of_a_lesson_stays(day: Day) -> None:
    day.desk.table.change(day.first, is_remote=True)
    report = day.bring(day.line("Annulé"))
    assert counts(report) == {"kept": 1} and report["conflicts"]
    kept = Change.objects.get()
    assert kept.is_remote and not kept.is_cancelled
    report = day.bring(day.line("Salle", starts="10h00", room="Z9"))
    assert counts(report)["added"] == 1 and Change.objects.count() == 2  # nor does its absence take it away


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ({"kind": "Annulé", "starts": "09h00"}, "aucun cours"),
        ({"kind": "Annulé", "classes": "9Z"}, "9Z"),
        ({"kind": "Annulé", "day": "31/02/2026"}, "n’est pas une date"),
        ({"kind": "Annulé", "day": "24/11/2031"}, "2026-2027"),
        ({"kind": "Déplacé", "to_starts": "14h00", "to_ends": "13h00"}, "avant de commencer"),
        ({"kind": "Déplacé"}, "nulle part"),
        ({"kind": "Salle"}, "salle"),
        ({"kind": "Remplacé"}, "remplace"),
        ({"kind": "Remplacé", "stands_in": "PERSONNE Nulle"}, "PERSONNE Nulle"),
    ],
)
def test_a_change_that_makes_no_sense_goes_aside(day: Day, line: dict[str, str], words: str) -> None:
    report = day.bring(day.line(**line), day.line("Annulé", starts="10h00"))
    assert counts(report)["added"] == 1 and counts(report)["aside"] == 1
    fault = next(one for one in report["faults"] if not one["warning"])
    assert words in fault["reason"] and fault["line"] == 2


def test_two_lessons_at_one_hour_are_told_apart_or_not_at_all(day: Day) -> None:
    desk = day.desk
    desk.bring(
        desk.line("7", day="mardi"), desk.line("8", day="mardi", starts="10h00", subject="ATELIER"),
        desk.line("9", day="mardi", starts="10h00", subject="CHORALE"),
    )  # fmt: skip
    report = day.bring(day.line("Annulé", starts="10h00"))
    assert counts(report) == {"aside": 1} and "plusieurs cours" in report["faults"][0]["reason"]
    path = desk.folder / "jour.csv"
    path.write_text(
        f"DATE;H.DEBUT;CLASSE;TYPE;MATIERE\n24/11/2026;10h00;{desk.homeroom.label};annulé;chorale\n", "utf-8"
    )
    assert counts(desk.bring_path(path)) == {"added": 1}
    assert Change.objects.get().lesson.slot.title == "CHORALE"


def test_a_rehearsal_says_so_in_the_terminal(day: Day) -> None:
    path: Path = day.desk.folder / "jour.csv"
    path.write_text(text(day.line("Annulé", reason="Sortie")), encoding="utf-8")
    out = StringIO()
    call_command("import", "timetable", str(path), school=day.desk.school.uai, dry_run=True, stdout=out)
    assert "Changements ajoutés" in out.getvalue() and "Mardi 24 novembre, 8 h 05" in out.getvalue().replace(
        "\u00a0", " "
    )
    assert "annulé · Sortie" in out.getvalue() and not Change.objects.exists()


def test_changes_come_by_program_beside_the_week(pages: Pages, client: Any) -> None:
    secret = key(pages)
    week = "\r\n".join(["JOUR;CLASSE;H.DEBUT;DUREE;MAT_LIBELLE", f"mardi;{pages.homeroom.label};08h05;1h00;ATELIER"])
    jour = text(change(pages, "Annulé"))
    for _time in range(2):
        for body in (week, jour):
            assert send(client, secret, body.encode()).status_code == 202
            work(pages)
    assert Change.objects.get().is_cancelled
    page = pages.text("/agenda/fichiers/")
    assert page.count("appliqué") == 2  # the second time each only says that it came again
    row = Change.objects.get().lesson
    assert row.day == TOMORROW
