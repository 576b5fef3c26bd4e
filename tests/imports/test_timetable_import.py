"""A file of lessons put in a school's week: names, differences, what hands wrote, twice, two at once."""

import datetime as dt
import json
import threading
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from cast import LYCEE
from harness.emptying import emptied
from imports.timetable_files import csv_file, csv_line, edt_xml, sts_course, sts_service, sts_text
from preau.directory.enums import GroupSource, Profile
from preau.directory.errors import Refused
from preau.directory.models import Affiliation, GroupHomeroom, GroupMembership, Homeroom, Person, StudentGroup
from preau.directory.services import create_group
from preau.imports.timetables.services import import_file
from preau.kernel import clock, scope
from preau.kernel.models import AuditEntry
from preau.timetable.enums import ReceptionState, Source
from preau.timetable.models import Change, Lesson, Reception, Room, Slot, SlotTeacher
from preau.timetable.public import LEFT_OUT, mean_names
from preau.timetable.services import end_slot, make_lessons, revise_slot
from timetable.conftest import HEAD, MONDAY, PUPIL, TEACHER, TODAY, Timetable

DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def everywhere() -> Iterator[None]:
    with scope.everything("tests of imports of timetables"):
        yield


class Desk:
    """A school that files come to."""

    def __init__(self, academy: Any, folder: Path) -> None:
        self.table, self.folder = Timetable(academy), folder
        self.school, self.academy = academy.school(LYCEE), academy
        self.teacher: Person = academy[TEACHER].person
        self.homeroom = self.table.homeroom()

    def line(self, number: str = "1", **more: str) -> str:
        """A lesson of the class and of the teacher."""
        told = {
            "classes": self.homeroom.label, "family": self.teacher.family_name, "given": self.teacher.given_name, **more
        }  # fmt: skip
        return csv_line(number, **told)

    def bring(self, *lines: str, **more: Any) -> dict[str, Any]:
        """These lines, imported."""
        path = csv_file(self.folder / "edt.csv", *lines)
        return self.bring_path(path, **more)

    def bring_path(self, path: Path, **more: Any) -> dict[str, Any]:
        """A file, imported."""
        return import_file(actor=self.academy[HEAD].actor, path=path, uai=self.school.uai, **more)

    def slots(self) -> list[Slot]:
        """Those that go on, in the order of the week."""
        return list(Slot.objects.filter(school=self.school, last_on__gte=clock.today()).order_by("weekday", "starts"))

    def snapshot(self) -> list[Any]:
        """All that files write."""
        return [
            list(Slot.objects.order_by("pk").values()),
            sorted(SlotTeacher.objects.values_list("slot_id", "teacher_id")),
            sorted(Lesson.objects.values_list("slot_id", "day")), sorted(Room.objects.values_list("code")),
            sorted(StudentGroup.objects.values_list("pk", "label")),
        ]  # fmt: skip


@pytest.fixture
def desk(academy: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Desk:
    monkeypatch.setattr(clock, "now", lambda: MONDAY)
    emptied(Slot)
    return Desk(academy, tmp_path)


def counts(report: dict[str, Any]) -> dict[str, int]:
    """Counts that are not null."""
    return {name: many for name, many in report["counts"].items() if many}


# A first file, and the same again --------------------------------------------


def test_a_first_file_writes_the_week_and_its_lessons(desk: Desk) -> None:
    report = desk.bring(desk.line("7", day="mardi"), desk.line("8", day="jeudi", room="C3", subject="ATELIER"))
    assert counts(report) == {"added": 2, "rooms": 2}
    first, second = desk.slots()
    assert (first.weekday, first.starts, first.ends, first.source, first.source_key) == (2, 485, 545, Source.FILE, "7")
    assert (first.first_on, first.last_on) == (TODAY, dt.date(2027, 7, 4))
    assert second.title == "ATELIER" and second.room is not None and second.room.name == "C3"
    assert list(SlotTeacher.objects.filter(slot=first).values_list("teacher", flat=True)) == [desk.teacher.pk]
    assert Lesson.objects.filter(slot=first, day=TODAY + DAY).exists()
    row = Reception.objects.get(school=desk.school)
    assert row.state == ReceptionState.APPLIED and row.applied_at == MONDAY and row.report["counts"]["added"] == 2
    entry = AuditEntry.objects.filter(action="timetable.import_week").get()
    assert entry.data["added"] == 2 and entry.actor_id == desk.academy[HEAD].person.pk


def test_the_same_file_twice_changes_nothing(desk: Desk) -> None:
    lines = [
        desk.line("7", day="mardi"),
        desk.line("8", day="jeudi"),
        desk.line("9", classes=f"<{desk.homeroom.label}> DEMI"),
    ]
    desk.bring(*lines)
    before = desk.snapshot()
    assert counts(desk.bring(*lines)) == {"same": 3}
    assert desk.snapshot() == before


def test_a_rehearsal_writes_nothing(desk: Desk) -> None:
    before = desk.snapshot()
    report = desk.bring(desk.line("7"), dry_run=True)
    assert report["dry_run"] and counts(report) == {"added": 1, "rooms": 1}
    assert desk.snapshot() == before and not Reception.objects.exists()


# Differences -----------------------------------------------------------------


def test_a_lesson_that_changes_keeps_its_past_and_its_lessons_to_come(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.bring(desk.line("7", day="mardi"), desk.line("8", day="jeudi"), desk.line("9", day="vendredi"))
    first = desk.slots()[0]
    make_lessons(school_id=desk.school.pk, until=TODAY + 20 * DAY)
    kept = Lesson.objects.get(slot=first, day=TODAY + 8 * DAY)
    monkeypatch.setattr(clock, "now", lambda: MONDAY + 3 * DAY)
    report = desk.bring(
        desk.line("7", day="mardi", room="Z9"),
        desk.line("8", day="lundi"),
        desk.line("10", day="samedi", subject="ATELIER"),
    )
    assert counts(report) == {"changed": 2, "added": 1, "ended": 1, "rooms": 1}
    first.refresh_from_db()
    assert first.last_on == TODAY + 2 * DAY and Lesson.objects.filter(slot=first).count() == 1  # the one held already
    moved, follower, added = desk.slots()
    assert (moved.weekday, moved.source_key) == (1, "8") and (added.weekday, added.source_key) == (6, "10")
    assert follower.room is not None and follower.room.name == "Z9" and follower.first_on == TODAY + 3 * DAY
    kept.refresh_from_db()
    assert kept.slot_id == follower.pk  # what hangs on a lesson to come stays
    assert [(one["op"], one.get("fields")) for one in report["differences"]] == [
        ("changed", ["day"]), ("changed", ["room"]), ("ended", None), ("added", None)
    ]  # fmt: skip


def test_a_file_corrected_the_same_day_leaves_nothing_of_the_first(desk: Desk) -> None:
    desk.bring(desk.line("7", day="mardi"), desk.line("8", day="jeudi"))
    desk.bring(desk.line("7", day="mercredi"))
    (slot,) = desk.slots()
    assert (slot.weekday, slot.source_key) == (3, "7")
    assert set(Lesson.objects.values_list("slot_id", flat=True)) == {slot.pk}
    assert {one.isoweekday() for one in Lesson.objects.values_list("day", flat=True)} == {3}


def test_lessons_without_numbers_are_known_by_what_they_say(desk: Desk) -> None:
    desk.bring(desk.line("", day="mardi"), desk.line("", day="jeudi"))
    report = desk.bring(desk.line("", day="mardi", room="Z9"), desk.line("", day="vendredi"))
    assert counts(report) == {"changed": 2, "rooms": 1}
    assert [one.weekday for one in desk.slots()] == [2, 5]


def test_a_line_that_cannot_be_read_ends_nothing(desk: Desk) -> None:
    desk.bring(desk.line("7", day="mardi"), desk.line("8", day="jeudi"), desk.line("9", day="vendredi"))
    report = desk.bring(desk.line("7", day="mardi"), desk.line("8", day="jeudi", starts="midi"))
    assert counts(report) == {"same": 1, "ended": 1, "spared": 1, "aside": 1}
    assert [one.source_key for one in desk.slots()] == ["7", "8"]
    report = desk.bring(desk.line("7", day="mardi"), desk.line("", day="jeudi", starts="midi"))
    assert counts(report) == {"same": 1, "spared": 1, "aside": 1}  # whose line it is, nobody knows


def test_a_line_whose_class_is_unknown_ends_nothing_without_a_number(desk: Desk) -> None:
    desk.bring(desk.line("", day="mardi"), desk.line("", day="jeudi", subject="ATELIER"))
    report = desk.bring(desk.line("", day="mardi"), desk.line("", day="vendredi", subject="ATELIER", classes="9Z"))
    assert counts(report) == {"same": 1, "spared": 1, "aside": 1} and len(desk.slots()) == 2


def test_a_lesson_whose_subject_is_named_otherwise_is_the_same_lesson(desk: Desk) -> None:
    desk.bring(desk.line("", subject="ATELIER"))
    lessons = set(Lesson.objects.values_list("pk", flat=True))
    assert counts(desk.bring(desk.line("", subject="ATELIER DE BOIS"))) == {"changed": 1}
    assert set(Lesson.objects.values_list("pk", flat=True)) == lessons


def test_a_file_for_later_leaves_the_weeks_before(desk: Desk) -> None:
    desk.bring(desk.line("7", day="mardi"))
    later = TODAY + 14 * DAY
    lines = [desk.line("7", day="mercredi")]
    desk.bring(*lines, since=later)
    old, new = desk.slots()
    assert (old.weekday, old.last_on) == (2, later - DAY) and (new.weekday, new.first_on) == (3, later)
    before = desk.snapshot()
    assert counts(desk.bring(*lines, since=later)) == {"same": 1}
    assert desk.snapshot() == before


# What hands wrote ------------------------------------------------------------


def test_what_a_hand_wrote_stays_and_is_listed(desk: Desk) -> None:
    lines = [desk.line("7", day="mardi"), desk.line("8", day="jeudi")]
    desk.bring(*lines)
    slot = desk.slots()[0]
    written = desk.table.written(weekday=3, starts=485, ends=545, first_on=TODAY, room_id=slot.room_id)
    revise_slot(
        **desk.table.doing(), school_id=desk.school.pk, slot_id=slot.pk, written=written, since=TODAY,
        version=slot.version,
    )  # fmt: skip
    for told in (lines, [desk.line("7", day="lundi"), lines[1]], lines[1:]):
        report = desk.bring(*told)
        assert counts(report) == {"kept": 1, "same": 1}
        assert [one.weekday for one in desk.slots()] == [3, 4]
        (conflict,) = report["conflicts"]
        assert conflict["was"]["day"] == 3


def test_a_hand_that_changed_a_lesson_from_a_day_on_is_followed(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.bring(desk.line("7", day="mardi"))
    monkeypatch.setattr(clock, "now", lambda: MONDAY + 3 * DAY)
    slot = desk.slots()[0]
    written = desk.table.written(weekday=3, starts=485, ends=545, room_id=slot.room_id)
    revise_slot(
        **desk.table.doing(), school_id=desk.school.pk, slot_id=slot.pk, written=written, since=clock.today(),
        version=slot.version,
    )  # fmt: skip
    report = desk.bring(desk.line("7", day="mardi"))
    assert counts(report) == {"kept": 1} and [one.weekday for one in desk.slots()] == [3]


def test_a_lesson_that_a_hand_ended_does_not_come_back(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.bring(desk.line("7", day="mardi"), desk.line("8", day="jeudi"))
    monkeypatch.setattr(clock, "now", lambda: MONDAY + 7 * DAY)
    slot = desk.slots()[0]
    end_slot(**desk.table.doing(), slot_id=slot.pk, last_on=clock.today() - DAY, version=slot.version)
    report = desk.bring(desk.line("7", day="mardi"), desk.line("8", day="jeudi"))
    assert counts(report) == {"kept": 1, "same": 1} and [one.source_key for one in desk.slots()] == ["8"]


def test_a_lesson_of_a_day_that_a_hand_changed_stays(desk: Desk) -> None:
    desk.bring(desk.line("7", day="mardi"), desk.line("8", day="jeudi"))
    slot = desk.slots()[0]
    desk.table.change(desk.table.lesson(slot), is_cancelled=True)
    report = desk.bring(desk.line("8", day="jeudi"))
    assert counts(report) == {"same": 1, "ended": 1, "lessons_kept": 1}
    assert Change.objects.get().lesson.day == TODAY + DAY


def test_a_week_written_by_hand_is_not_doubled(desk: Desk) -> None:
    room = desk.table.room("B12")
    desk.table.slot(weekday=2, starts=485, ends=545, title="ATELIER", room_id=room.pk)
    assert counts(desk.bring(desk.line("7", day="mardi", subject="ATELIER"))) == {"same": 1}
    assert len(desk.slots()) == 1


# Names -----------------------------------------------------------------------


def test_an_unknown_class_waits_for_its_meaning_which_is_kept(desk: Desk) -> None:
    line = desk.line("7", classes="2NDE-IV")
    report = desk.bring(line, desk.line("8"))
    assert counts(report) == {"added": 1, "aside": 1, "rooms": 1}
    (unknown,) = report["unknown"]
    assert (unknown["kind"], unknown["label"], unknown["many"]) == ("class", "2NDE-IV", 1)
    fault = next(one for one in report["faults"] if not one["warning"])
    assert (fault["file"], fault["line"]) == ("edt.csv", 2) and "2NDE-IV" in fault["reason"]
    meant = {("class", unknown["key"]): (unknown["label"], f"homeroom:{desk.homeroom.pk.hex}")}
    mean_names(actor=desk.academy[HEAD].actor, school_id=desk.school.pk, meant=meant)
    report = desk.bring(line, desk.line("8"))
    assert counts(report)["same"] >= 1 and not report["unknown"]


def test_two_people_of_one_name_are_never_guessed(desk: Desk) -> None:
    other = Person.objects.create(
        family_name=desk.teacher.family_name, given_name=desk.teacher.given_name, search_name="x"
    )
    Affiliation.objects.create(school=desk.school, person=other, profile=Profile.TEACHER)
    report = desk.bring(desk.line("7"))
    (slot,) = desk.slots()
    assert not SlotTeacher.objects.filter(slot=slot).exists()
    (unknown,) = report["unknown"]
    assert (unknown["kind"], unknown["same"]) == ("teacher", 2)
    assert "2 personnes" in report["faults"][0]["reason"]
    meant = {("teacher", unknown["key"]): (unknown["label"], f"teacher:{other.pk.hex}")}
    mean_names(actor=desk.academy[HEAD].actor, school_id=desk.school.pk, meant=meant)
    assert counts(desk.bring(desk.line("7"))) == {"changed": 1}
    assert [one.teacher_id for one in SlotTeacher.objects.filter(slot__in=desk.slots())] == [other.pk]


def test_two_things_of_one_label_are_never_guessed(desk: Desk) -> None:
    for code in ("1", "2"):
        Homeroom.objects.create(school=desk.school, school_year_id=2026, code=f"Z{code}", label="2NDE-IV")
        Room.objects.create(school=desk.school, code=f"Y{code}", name="Labo")
    report = desk.bring(desk.line("7", classes="2NDE-IV"), desk.line("8", room="Labo"), desk.line("9", classes="Z2"))
    assert counts(report)["added"] == 2 and counts(report)["aside"] == 1
    assert {(one["kind"], one["label"], one["same"]) for one in report["unknown"]} == {
        ("class", "2NDE-IV", 2), ("room", "Labo", 2)
    }  # fmt: skip
    assert any("plusieurs classes" in one["reason"] for one in report["faults"])
    assert {one.source_key: one.room_id for one in desk.slots()}["8"] is None  # and each by its code
    other = Room.objects.get(school=desk.school, code="Y2")
    meant = {("room", "labo"): ("Labo", f"room:{other.pk.hex}")}
    mean_names(actor=desk.academy[HEAD].actor, school_id=desk.school.pk, meant=meant)
    desk.bring(desk.line("8", room="Labo"), desk.line("9", classes="Z2"))
    assert {one.source_key: one.room_id for one in desk.slots()}["8"] == other.pk


def test_a_name_left_out_is_not_asked_again(desk: Desk) -> None:
    line = desk.line("7", family="PLANCHE", given="Dessin")
    (unknown,) = desk.bring(line)["unknown"]
    meant = {("teacher", unknown["key"]): (unknown["label"], LEFT_OUT)}
    mean_names(actor=desk.academy[HEAD].actor, school_id=desk.school.pk, meant=meant)
    report = desk.bring(line)
    assert not report["unknown"] and not report["faults"]


def test_a_class_left_out_is_no_fault_and_lets_others_end(desk: Desk) -> None:
    path = desk.folder / "sts.xml"

    def told(*classes: tuple[str, str]) -> dict[str, Any]:
        """STSWeb's return, whose lessons have no number."""
        text = sts_text({code: sts_service({"11": [sts_course(int(day))]}) for code, day in classes})
        path.write_text(text, "iso-8859-15")
        return desk.bring_path(path)

    other = Homeroom.objects.create(school=desk.school, school_year_id=2026, code="9Z", label="9Z")
    report = told((desk.homeroom.label, "2"), ("9Z", "3"), ("ULIS", "4"))
    assert counts(report)["added"] == 2 and counts(report)["aside"] == 1
    meant = {("class", "ulis"): ("ULIS", LEFT_OUT)}
    mean_names(actor=desk.academy[HEAD].actor, school_id=desk.school.pk, meant=meant)
    report = told((desk.homeroom.label, "2"), ("ULIS", "4"))
    assert counts(report)["ended"] == 1 and not {"aside", "spared"} & counts(report).keys()
    assert not Slot.objects.filter(taught__homeroom=other, last_on__gte=TODAY).exists()


def test_groups_that_a_file_makes_keep_their_source(desk: Desk) -> None:
    pupil = desk.academy[PUPIL].person
    course = (
        '<Cours Ident="1" Jour="1" NumeroPlaceDebut="0" NombrePlaces="2"><Matiere Ident="1"/>'
        '<PartieDeClasse Ident="7"/></Cours>'
    )
    pupils = (
        f'<Eleve Ident="1" Nom="{pupil.family_name}" Prenom="{pupil.given_name}"><PartieDeClasse Ident="7"/></Eleve>'
    )
    path = desk.folder / "edt.xml"
    path.write_text(edt_xml(course, pupils=pupils).replace('Nom="3A"', f'Nom="{desk.homeroom.label}"'), "utf-8")
    report = desk.bring_path(path)
    assert counts(report)["groups"] == 1 and report["groups"] == [{"label": "3A GR1", "pupils": 1}]
    group = StudentGroup.objects.get(school=desk.school, label="3A GR1")
    assert group.source == GroupSource.TIMETABLE
    assert list(GroupMembership.objects.filter(group=group).values_list("student", flat=True)) == [pupil.pk]
    assert list(GroupHomeroom.objects.filter(group=group).values_list("homeroom", flat=True)) == [desk.homeroom.pk]
    before = desk.snapshot()
    assert "groups" not in counts(desk.bring_path(path)) and desk.snapshot() == before


def test_a_group_of_another_source_is_used_and_left_as_it_is(desk: Desk) -> None:
    group = create_group(actor=desk.academy[HEAD].actor, school_id=desk.school.pk, year=2026, label="Latin")
    report = desk.bring(desk.line("7", classes="[LATIN]"))
    assert counts(report)["added"] == 1 and not GroupMembership.objects.filter(group=group).exists()


def test_weeks_that_nobody_named_are_told_then_named(desk: Desk) -> None:
    line = desk.line("7", weeks="A")
    report = desk.bring(line)
    assert counts(report) == {"aside": 1} and report["needs_weeks"] and "semaine A" in report["faults"][0]["reason"]
    report = desk.bring(line, weeks="alternate")
    assert counts(report)["added"] == 1 and desk.slots()[0].letters == "A"
    assert counts(desk.bring(line)) == {"same": 1}  # the school's weeks have names by now


# Refused whole ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("<EDT_STS><PARAMETRES><UAJ>9999999Z</UAJ></PARAMETRES></EDT_STS>", "9999999Z"),
        ("<EDT_STS><PARAMETRES><ANNEE_SCOLAIRE>2018</ANNEE_SCOLAIRE></PARAMETRES></EDT_STS>", "2018-2019"),
        ("<EDT_STS><DONNEES/></EDT_STS>", "aucun cours"),
        ("<E><CLES><PARTENAIRE NOM='x'/></CLES></E>", "chiffré"),
    ],
)
def test_a_file_of_elsewhere_or_of_nothing_is_refused(desk: Desk, text: str, words: str) -> None:
    desk.bring(desk.line("7"))
    before = desk.snapshot()
    path = desk.folder / "a.xml"
    path.write_text(text, "utf-8")
    with pytest.raises(Exception, match=words):
        desk.bring_path(path)
    assert desk.snapshot() == before


@pytest.mark.parametrize("since", [dt.date.min, dt.date.max, dt.date(2019, 10, 1)])
def test_a_day_of_no_school_year_is_refused(desk: Desk, since: dt.date) -> None:
    with pytest.raises(Refused, match="scolaire"):
        desk.bring(desk.line("7"), since=since)
    path = csv_file(desk.folder / "edt.csv", desk.line("7"))
    with pytest.raises(CommandError, match="scolaire"):
        call_command("import", "timetable", str(path), school=desk.school.uai, since=since, dry_run=True)
    assert not Reception.objects.exists()


def test_a_fault_in_the_middle_leaves_nothing_half_written(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.bring(desk.line("7"))
    before, receptions = desk.snapshot(), Reception.objects.count()

    def cut(**_more: Any) -> None:
        raise OSError("line cut")

    monkeypatch.setattr("preau.imports.timetables.importing.make_lessons", cut)
    with pytest.raises(OSError, match="line cut"):
        desk.bring(desk.line("7", day="mercredi"), desk.line("8", room="NEW", classes=f"<{desk.homeroom.label}> DEMI"))
    assert desk.snapshot() == before and Reception.objects.count() == receptions


@pytest.mark.django_db(transaction=True)
def test_two_files_at_once_never_double(desk: Desk) -> None:
    path = csv_file(desk.folder / "edt.csv", *(desk.line(str(one), starts=f"{8 + one}h00") for one in range(6)))
    failures: list[BaseException] = []

    def bring() -> None:
        try:
            with scope.everything("tests of imports of timetables"):
                desk.bring_path(path)
        except BaseException as fault:
            failures.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=bring) for _one in range(2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert not failures
    assert len(desk.slots()) == 6 and Room.objects.filter(school=desk.school, code="B12").count() == 1


# The command -----------------------------------------------------------------


def test_the_command_rehearses_imports_and_reports(desk: Desk) -> None:
    path = csv_file(desk.folder / "edt.csv", desk.line("7", day="mardi"), desk.line("8", starts="midi"))
    out, report = StringIO(), desk.folder / "report.json"
    call_command("import", "timetable", str(path), school=desk.school.uai, dry_run=True, stdout=out)
    assert "Simulation" in out.getvalue() and "edt.csv:3" in out.getvalue() and not desk.slots()
    out = StringIO()
    call_command("import", "timetable", str(path), school=desk.school.uai, report=str(report), stdout=out)
    assert "Import terminé" in out.getvalue() and "Mardi 8" in out.getvalue()
    told = json.loads(report.read_text("utf-8"))
    assert told["counts"]["added"] == 1 and told["causes"][0]["label"] == "Jour ou heure impossible"
    with pytest.raises(CommandError, match="UAI"):
        call_command("import", "timetable", str(path))
    with pytest.raises(CommandError, match="0000000X"):
        call_command("import", "timetable", str(path), school="0000000X")
