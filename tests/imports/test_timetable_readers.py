"""Timetables of other programs, read to one form; what cannot be taken is told with its line, and the rest passes."""

import time
from pathlib import Path

import pytest

from imports.timetable_files import (
    STS_OUTGOING,
    calendar,
    csv_file,
    csv_line,
    edt_xml,
    event,
    sts_course,
    sts_service,
    sts_text,
    undeux,
    zipped,
)
from preau.imports.enums import TimetableFault, TimetableFormat
from preau.imports.timetables import ical, reading
from preau.imports.timetables.neutral import FileLesson, Said
from preau.imports.timetables.reading import read
from preau.imports.timetables.xmlfile import elements, root_of
from preau.timetable.public import EVERY_WEEK, mask_of
from samples import sample

YEAR = 2026


def lessons_of(path: Path, year: int = YEAR) -> tuple[list[FileLesson], Said]:
    """What a file says."""
    said = Said(path.name, year)
    return list(read(path, said)), said


def written(path: Path, text: str, encoding: str = "utf-8") -> Path:
    """A file of that text."""
    path.write_text(text, encoding=encoding)
    return path


def labels(lesson: FileLesson) -> tuple[list[str], list[str], list[str]]:
    """Classes, groups and teachers of a lesson."""
    return tuple([one.label for one in some] for some in (lesson.classes, lesson.groups, lesson.teachers))  # type: ignore[return-value]


# EDT's text ------------------------------------------------------------------


def test_a_line_of_text_is_a_lesson(tmp_path: Path) -> None:
    path = csv_file(
        tmp_path / "edt.csv",
        csv_line("7", length="1h30", weeks="Q1", day="mardi", starts="10h15"),
        csv_line("8", classes="[3LATIN]", family="ROUX, PETIT", given="Claire, Marc"),
        csv_line("9", classes="<3A> 3A GR1"),
    )
    lessons, said = lessons_of(path)
    first, second, third = lessons
    assert (first.line, first.number, first.weekday, first.starts, first.ends) == (2, "7", 2, 615, 705)
    assert first.letters == "A" and first.room is not None and first.room.label == "B12"
    assert labels(first) == (["3A"], [], ["ROUX Claire"])
    assert labels(second) == ([], ["3LATIN"], ["ROUX Claire", "PETIT Marc"])
    assert labels(third) == ([], ["3A GR1"], ["ROUX Claire"])
    assert said.groups["3a gr1"].classes == {"3A"}
    assert not said.faults and said.is_whole and said.format == TimetableFormat.EDT_CSV


def test_one_bad_line_among_a_hundred_thousand_goes_aside(tmp_path: Path) -> None:
    lines = [csv_line(str(one), day="lundi") for one in range(100_000)]
    lines[54_321] = csv_line("54321", starts="midi")
    lessons, said = lessons_of(csv_file(tmp_path / "edt.csv", *lines))
    assert len(lessons) == 99_999
    (fault,) = said.faults
    assert (fault.cause, fault.line, fault.where) == (TimetableFault.BAD_TIME, 54_323, "edt.csv, ligne 54323")
    assert "midi" in fault.reason
    assert said.numbers == {"54321"} and said.is_whole  # the line says its number: what it was stays, all else may end


@pytest.mark.parametrize(
    ("line", "cause"),
    [
        (csv_line(length="0"), TimetableFault.BAD_TIME),
        (csv_line(starts="23h30", length="1h00"), TimetableFault.BAD_TIME),
        (csv_line(starts="25h00"), TimetableFault.BAD_TIME),
        (csv_line(day="primidi"), TimetableFault.BAD_TIME),
        (csv_line(weeks="parfois"), TimetableFault.BAD_WEEKS),
        (csv_line(classes=""), TimetableFault.NO_PUPILS),
        (csv_line(subject=""), TimetableFault.BAD_VALUE),
        (csv_line(classes="3" * 2000), TimetableFault.TOO_LONG),
    ],
)
def test_a_line_that_makes_no_sense_goes_aside(tmp_path: Path, line: str, cause: str) -> None:
    lessons, said = lessons_of(csv_file(tmp_path / "edt.csv", csv_line("1"), line, csv_line("2")))
    assert [one.number for one in lessons] == ["1", "2"]
    assert [(one.cause, one.line) for one in said.faults] == [(cause, 3)]


def test_a_lesson_that_ends_before_it_begins_is_told_so(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", "JOUR;CLASSE;H.DEBUT;H.FIN;MATIERE\nlundi;3A;10h00;09h00;Maths\n")
    lessons, said = lessons_of(path)
    assert not lessons and said.faults[0].reason == "le cours finit avant de commencer" and said.faults[0].line == 2
    assert not said.is_whole  # no number: nobody knows which lesson it was


def test_columns_that_lack_are_named(tmp_path: Path) -> None:
    lessons, said = lessons_of(written(tmp_path / "a.csv", "NOM;PRENOM\nRoux;Claire\n"))
    assert not lessons and not said.is_whole
    assert "CLASSE, JOUR, H.DEBUT, DUREE" in said.faults[0].reason


def test_the_same_columns_come_as_xml(tmp_path: Path) -> None:
    path = written(
        tmp_path / "a.xml",
        "<TABLE>\n<Cours><NUMERO>4</NUMERO><DUREE>1h00</DUREE><MAT_LIBELLE>MATHS</MAT_LIBELLE><CLASSE>3A</CLASSE>"
        "<JOUR>jeudi</JOUR><H.DEBUT>09h00</H.DEBUT></Cours>\n</TABLE>",
    )
    (lesson,), said = lessons_of(path)
    assert (lesson.number, lesson.weekday, lesson.starts, lesson.ends, lesson.line) == ("4", 4, 540, 600, 2)
    assert not said.faults


# STSWeb ----------------------------------------------------------------------


def test_the_return_to_sts_is_read(tmp_path: Path) -> None:
    text = sts_text(
        {"3A": sts_service({"11": [sts_course(), sts_course(day=4, weeks="SA")]})},
        {"3A_G1": ("3A", sts_service({"11": [sts_course(2)], "12": [sts_course(2)]}, together=True))},
        uai="0450001A",
    )
    lessons, said = lessons_of(written(tmp_path / "emp_sts.xml", text, "iso-8859-15"))
    every, sometimes, shared = lessons
    assert (every.weekday, every.starts, every.ends, every.weeks) == (1, 485, 540, EVERY_WEEK)
    assert every.room is not None and every.room.label == "B12"
    assert every.subject is not None and every.subject.codes == ("020700",)
    assert every.teachers[0].codes == ("sts:11",)
    assert sometimes.weeks == mask_of([2, 4]) and said.letters == {2: "A", 4: "A"}
    assert labels(shared)[1] == ["3A_G1"] and len(shared.teachers) == 2  # co-teaching is one lesson
    assert said.groups["3a g1"].classes == {"3A"}
    assert (said.uai, said.file_year) == ("0450001A", 2026)


def test_weeks_beyond_the_year_are_told(tmp_path: Path) -> None:
    text = sts_text({"3A": sts_service({"11": [sts_course(weeks="SB"), sts_course(2)]})})
    lessons, said = lessons_of(written(tmp_path / "emp_sts.xml", text, "iso-8859-15"))
    assert [one.weekday for one in lessons] == [2]
    assert said.faults[0].cause == TimetableFault.BAD_WEEKS and "2026-2027" in said.faults[0].reason
    assert said.faults[0].line


def test_names_come_from_the_outgoing_file_of_the_same_archive(tmp_path: Path) -> None:
    back = sts_text({"3A": sts_service({"11": [sts_course()]})})
    path = zipped(tmp_path / "sts.zip", {"emp_sts.xml": back, "sts_emp.xml": STS_OUTGOING})
    (lesson,), said = lessons_of(path)
    assert (lesson.teachers[0].family, lesson.teachers[0].given) == ("ROUX", "CLAIRE")
    assert not said.faults and list(tmp_path.iterdir()) == [path]  # what was unpacked is gone


def test_the_outgoing_file_alone_is_told_for_what_it_is(tmp_path: Path) -> None:
    lessons, said = lessons_of(written(tmp_path / "sts_emp.xml", STS_OUTGOING))
    assert not lessons and "emp_sts" in said.faults[0].reason


@pytest.mark.samples
@pytest.mark.parametrize(("name", "held", "aside"), [("case1_emp_sts.xml", 1, 0), ("case7_emp_sts.xml", 1, 1)])
def test_samples_of_sts_are_read(name: str, held: int, aside: int) -> None:
    lessons, said = lessons_of(sample("siecle", "sts", name), 2018)
    assert len(lessons) == held and len([one for one in said.faults if not one.is_warning]) == aside
    first = lessons[0]
    assert (first.weekday, first.starts, first.ends) == (4, 842, 902)
    assert labels(first)[0] == ["3A"] and first.room is not None and first.room.label == "15"


# EDT's and Pronote's XML -----------------------------------------------------


def mask(*weeks: int) -> str:
    """Weeks as the file says them."""
    return str(mask_of(weeks))


def test_clear_xml_is_read_before_what_it_points_to_or_after(tmp_path: Path) -> None:
    course = (
        '<Cours Ident="40" Jour="2" NumeroPlaceDebut="2" NombrePlaces="3"><Matiere Ident="1"/>'
        f'<Professeur Ident="1" Semaines="{mask(1, 2, 3)}"/><Classe Ident="1" Semaines="{mask(1, 2, 3, 4)}"/>'
        f'<Professeur Ident="2" Semaines="{mask(4)}"/><Salle Ident="1" Semaines="{mask(1, 2, 3, 4)}"/></Cours>'
    )
    text = edt_xml(course.replace('<Matiere Ident="1"/>', f'<Matiere Ident="1" Semaines="{mask(1, 2, 3, 4)}"/>'))
    body = text[text.index("<LesCours>") : text.index("</LesCours>") + 11]
    for number, told in enumerate((text, text.replace(body, "").replace("<Export>", f"<Export>{body}"))):
        lessons, said = lessons_of(written(tmp_path / f"{number}.xml", told))
        first, second = lessons
        assert (first.weekday, first.starts, first.ends) == (2, 540, 630)
        assert (first.weeks, second.weeks) == (mask_of([1, 2, 3]), mask_of([4]))
        assert [one.label for one in (*first.teachers, *second.teachers)] == ["ROUX Claire", "PETIT Marc"]
        assert (first.number, second.number) == ("40", "40/2") and not said.faults


def test_weeks_of_the_file_are_counted_from_its_own_first_day(tmp_path: Path) -> None:
    course = (
        '<Cours Ident="1" Jour="1" NumeroPlaceDebut="0" NombrePlaces="2" SemainesAnnulation="4">'
        f'<Matiere Ident="1" Semaines="{mask(1, 2, 3)}"/><Classe Ident="1" Semaines="{mask(1, 2, 3)}"/></Cours>'
    )
    (lesson,), _said = lessons_of(written(tmp_path / "a.xml", edt_xml(course, first_day="2026-09-07")))
    assert lesson.weeks == mask_of([2, 4])  # its weeks 1 and 3: the second is cancelled


def test_a_mask_beyond_the_year_and_week_53_are_told(tmp_path: Path) -> None:
    courses = "\n".join(
        f'<Cours Ident="{one}" Jour="1" NumeroPlaceDebut="0" NombrePlaces="2"><Matiere Ident="1" Semaines="{weeks}"/>'
        f'<Classe Ident="1" Semaines="{weeks}"/></Cours>'
        for one, weeks in enumerate((mask(52, 53, 60), mask(60), "-1", "beaucoup"))
    )
    lessons, said = lessons_of(written(tmp_path / "a.xml", edt_xml(courses)))
    assert [one.number for one in lessons] == ["0", "2"]
    assert lessons[0].weeks == mask_of([52, 53]) and lessons[1].weeks == EVERY_WEEK
    assert [(one.is_warning, one.cause) for one in said.faults] == [
        (True, TimetableFault.BAD_WEEKS), (False, TimetableFault.BAD_WEEKS), (True, TimetableFault.BAD_WEEKS),
        (False, TimetableFault.BAD_WEEKS),
    ]  # fmt: skip
    assert said.numbers == {"1", "3"} and all(one.line for one in said.faults)


def test_groups_of_clear_xml_have_their_classes_and_pupils(tmp_path: Path) -> None:
    pupils = (
        '<Eleve Ident="1" Nom="BENALI" Prenom="Lina" DateNaissance="14/07/2011"><PartieDeClasse Ident="7"/></Eleve>'
    )
    course = (
        '<Cours Ident="1" Jour="1" NumeroPlaceDebut="0" NombrePlaces="2"><Matiere Ident="1"/>'
        '<PartieDeClasse Ident="7"/></Cours>'
    )
    (lesson,), said = lessons_of(written(tmp_path / "a.xml", edt_xml(course, pupils=pupils)))
    assert labels(lesson)[1] == ["3A GR1"] and lesson.weeks == EVERY_WEEK
    half, latin = said.groups["3a gr1"], said.groups["3latin"]
    assert half.classes == {"3A"} and [one.family for one in half.pupils] == ["BENALI"]
    assert latin.classes == {"3A"}


def test_an_encrypted_export_says_so(tmp_path: Path) -> None:
    text = (
        '<EXPORT><UAI>0450001A</UAI><CLES><PARTENAIRE NOM="X">AA==</PARTENAIRE></CLES><CONTENU>AA==</CONTENU></EXPORT>'
    )
    lessons, said = lessons_of(written(tmp_path / "a.xml", text))
    assert not lessons and [one.cause for one in said.faults] == [TimetableFault.ENCRYPTED]
    assert "chiffré" in said.faults[0].reason and not said.is_whole


# UnDeuxTEMPS -----------------------------------------------------------------


def test_half_sequences_that_follow_are_one_lesson(tmp_path: Path) -> None:
    lessons, said = lessons_of(zipped(tmp_path / "a.zip", undeux()))
    hour, half = lessons
    assert (hour.weekday, hour.starts, hour.ends) == (1, 480, 540) and labels(hour) == (["3A"], [], ["ROUX Claire"])
    assert (half.starts, half.ends) == (600, 630)
    assert labels(half) == ([], ["3A_G1"], ["ROUX Claire", "PETIT Marc"])
    assert said.groups["3a g1"].classes == {"3A"} and [one.given for one in said.groups["3a g1"].pupils] == ["Lina"]
    assert said.file_year == 2026 and not said.faults


def test_a_class_that_the_archive_does_not_know_goes_aside(tmp_path: Path) -> None:
    rows = (
        '<ligfiche id="1" fic="0" div="9Z" mat="MA" prof="RX"/>\n<ligfiche id="2" fic="1" div="3A" mat="MA" prof="RX"/>'
    )
    lessons, said = lessons_of(zipped(tmp_path / "a.zip", undeux(**{"12": rows})))
    assert len(lessons) == 1
    (fault,) = said.faults
    assert (fault.cause, fault.file, fault.line) == (TimetableFault.UNKNOWN_PUPILS, "UDCal_12.xml", 2)


def test_a_table_that_lacks_is_named(tmp_path: Path) -> None:
    tables = undeux()
    del tables["UDCal_12.xml"]
    lessons, said = lessons_of(zipped(tmp_path / "a.zip", tables))
    assert not lessons and "UDCal_12.xml" in said.faults[0].reason


# iCalendar -------------------------------------------------------------------


def test_events_of_one_hour_are_one_lesson(tmp_path: Path) -> None:
    text = calendar(
        event(), event("20261130T080500", "20261130T090000"), event("20261124T080500", "20261124T090000"),
        event("20261123T100000", "20261123T110000", more="RRULE:FREQ=WEEKLY;INTERVAL=2;COUNT=3\r\n"),
    )  # fmt: skip
    lessons, said = lessons_of(written(tmp_path / "a.ics", text))
    assert [(one.weekday, one.starts, one.weeks) for one in lessons] == [
        (1, 485, mask_of([13, 14])), (2, 485, mask_of([13])), (1, 600, mask_of([13, 15, 17])),
    ]  # fmt: skip
    assert labels(lessons[0]) == (["3A"], [], ["ROUX Claire"])
    assert lessons[0].room is not None and lessons[0].room.label == "B12" and not said.faults


def test_a_moment_in_utc_is_read_on_the_clock_of_the_school(tmp_path: Path) -> None:
    text = calendar(event()).replace("DTSTART;TZID=Europe/Paris:20261123T080500", "DTSTART:20261123T070500Z")
    (lesson,), _said = lessons_of(written(tmp_path / "a.ics", text))
    assert lesson.starts == 485


WEEKLY = "RRULE:FREQ=WEEKLY;COUNT=4\r\n"


@pytest.mark.parametrize("is_before", [True, False])
def test_an_event_moved_alone_is_not_doubled(tmp_path: Path, is_before: bool) -> None:
    series = event(more=WEEKLY)
    other = event("20261201T140000", "20261201T145500", more="RECURRENCE-ID:20261123T070500Z\r\n")
    moved = [
        event("20261201T140000", "20261201T145500", more="RECURRENCE-ID;TZID=Europe/Paris:20261130T080500\r\n"),
        event("20261207T080500", "20261207T090000", more="RECURRENCE-ID:20261207T070500Z\r\nSTATUS:CANCELLED\r\n"),
        event("20261214T080500", "20261214T090000", more="RECURRENCE-ID;VALUE=DATE:20261214\r\n"),
        other.replace("UID:1", "UID:2"),
    ]
    text = calendar(*moved, series) if is_before else calendar(series, *moved)
    lessons, said = lessons_of(written(tmp_path / "a.ics", text))
    assert sorted((one.weekday, one.starts, one.weeks) for one in lessons) == [
        (1, 485, mask_of([13, 16])), (2, 840, mask_of([14])),
    ]  # fmt: skip
    assert not said.faults


def test_a_series_whose_events_are_all_moved_leaves_nothing_of_itself(tmp_path: Path) -> None:
    moved = event("20261124T080500", "20261124T090000", more="RECURRENCE-ID:20261123T070500Z\r\n")
    lessons, said = lessons_of(written(tmp_path / "a.ics", calendar(event(), moved)))
    assert [(one.weekday, one.weeks) for one in lessons] == [(2, mask_of([13]))] and not said.faults


@pytest.mark.parametrize(
    "told",
    [
        "RECURRENCE-ID;RANGE=THISANDFUTURE:20261130T070500Z",
        "RECURRENCE-ID:demain",
        "RECURRENCE-ID:PT1H",
        "RECURRENCE-ID:20261130T070500Z\r\nUID:",
    ],
)
def test_an_event_held_instead_of_nobody_knows_which_goes_aside(tmp_path: Path, told: str) -> None:
    moved = event("20261124T080500", "20261124T090000", more=f"{told}\r\n")
    moved = moved.replace("UID:1\r\n", "", 1) if "UID" in told else moved
    lessons, said = lessons_of(written(tmp_path / "a.ics", calendar(event(more=WEEKLY), moved)))
    assert [(one.weekday, one.weeks) for one in lessons] == [(1, mask_of([13, 14, 15, 16]))]
    assert [one.cause for one in said.faults] == [TimetableFault.BAD_WEEKS] and not said.is_whole


def test_a_series_begun_long_ago_is_held_in_the_weeks_of_the_year_alone(tmp_path: Path) -> None:
    def series(rule: str) -> str:
        return event("16001120T080500", "16001120T090000", more=f"RRULE:FREQ=WEEKLY;{rule}\r\n")  # a Monday

    text = calendar(series("INTERVAL=2;UNTIL=20261214T230000Z"))
    (lesson,), said = lessons_of(written(tmp_path / "a.ics", text))
    assert lesson.weeks & (mask_of([13, 14, 15, 16]) | mask_of([17])) == mask_of([13, 15]) and not said.faults
    for rule in ("COUNT=1000000", "UNTIL=20260701T000000Z"):
        lessons, said = lessons_of(written(tmp_path / "a.ics", calendar(series(rule))))
        assert not lessons and "aucune semaine" in said.faults[0].reason


@pytest.mark.parametrize(
    "bad",
    [
        event(ends="20261123T070000"), event(ends="20261124T090000"), event(more="RRULE:FREQ=SECONDLY\r\n"),
        event("20991123T110500", "20991123T120000"), event(description=""), event(begins="demain"),
    ],
)  # fmt: skip
def test_an_event_that_is_no_lesson_goes_aside(tmp_path: Path, bad: str) -> None:
    lessons, said = lessons_of(written(tmp_path / "a.ics", calendar(event(), bad)))
    assert len(lessons) == 1
    assert [one.line for one in said.faults if not one.is_warning] == [13]


# What no file may make us do -------------------------------------------------


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ('<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x "y">]>\n<EDT_STS>&x;</EDT_STS>', TimetableFault.HOSTILE),
        ('<!DOCTYPE a SYSTEM "file:///etc/passwd" [<!ATTLIST b c CDATA "d">]><EDT_STS/>', TimetableFault.HOSTILE),
        ("<EDT_STS>" + "<a>" * 60 + "</a>" * 60 + "</EDT_STS>", TimetableFault.HOSTILE),
        ("<EDT_STS>\n<DONNEES>", TimetableFault.MALFORMED),
        ("", TimetableFault.MALFORMED),
        ("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n", TimetableFault.MALFORMED),
        ("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n" + "X" * 30_000, TimetableFault.HOSTILE),
    ],
)
def test_a_hostile_or_broken_file_is_refused_in_words(tmp_path: Path, text: str, cause: str) -> None:
    lessons, said = lessons_of(written(tmp_path / "a.xml", text))
    assert not lessons and said.faults[0].cause == cause and not said.is_whole


@pytest.mark.parametrize(
    "text",
    [
        edt_xml('<Cours Ident="1" Jour="99999999" NumeroPlaceDebut="0" NombrePlaces="2"><Classe Ident="1"/></Cours>'),
        edt_xml(f'<Cours Ident="1" Jour="1" NumeroPlaceDebut="{"9" * 5000}" NombrePlaces="2"/>'),
        edt_xml(f'<Cours Ident="1" Jour="1" NumeroPlaceDebut="0" NombrePlaces="{"9" * 5000}"/>'),
        edt_xml('<Cours Ident="1" Jour="1" NumeroPlaceDebut="0" NombrePlaces="99"/>').replace(
            '"30"', f'"{"9" * 5000}"'
        ),
        sts_text({"3A": sts_service({"11": [sts_course().replace("<JOUR>1", "<JOUR>" + "9" * 5000)]})}),
        sts_text({"3A": sts_service({"11": [sts_course(9)]})}).replace("2026</ANNEE", "9" * 5000 + "</ANNEE"),
        calendar(event().replace("DTEND;TZID=Europe/Paris:20261123T090000", "DURATION:P99999999W")),
        calendar(event().replace("DTSTART;TZID=Europe/Paris:20261123T080500", "DTSTART:99991231T233000Z")),
    ],
)  # fmt: skip
def test_a_value_out_of_all_bounds_is_told_and_never_raises(tmp_path: Path, text: str) -> None:
    lessons, said = lessons_of(written(tmp_path / "a.xml", text))
    assert not lessons and said.faults


def test_what_a_reader_cannot_reckon_is_a_refusal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def lost(*_told: object) -> None:
        raise OverflowError

    monkeypatch.setattr(ical, "checked", lost)
    lessons, said = lessons_of(written(tmp_path / "a.ics", calendar(event())))
    assert not lessons and not said.is_whole and "démesurée" in said.faults[0].reason


def test_what_a_file_costs_to_read_follows_its_length(tmp_path: Path) -> None:
    begun = time.process_time()
    endless = written(tmp_path / "a.xml", "<?xml version='1.0'?><!-- " + "x" * 24_000_000)
    assert root_of(endless) == ""
    pieces = written(
        tmp_path / "b.xml", "<EDT_STS><DIVISION>" + ("y" * 20 + "<b/>") * 190_000 + "</DIVISION></EDT_STS>"
    )
    (found,) = elements(pieces, frozenset({"DIVISION"}))
    assert found.text == "y" * 3_800_000
    courses = [sts_course(room=f"B{one}") for one in range(4000)]
    shared = sts_text({"3A": sts_service({"11": courses, "12": courses}, together=True)})
    lessons, _said = lessons_of(written(tmp_path / "c.xml", shared, "iso-8859-15"))
    assert [len(one.teachers) for one in lessons] == [2] * 4000
    assert time.process_time() - begun < 6  # together they took more than a minute


def test_an_archive_that_climbs_or_swells_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    climbing = zipped(tmp_path / "a.zip", {"UDCal_12.xml": "<a/>", "../../out.xml": "<a/>"})
    lessons, said = lessons_of(climbing)
    assert not lessons and "chemin interdit" in said.faults[0].reason
    monkeypatch.setattr(reading, "UNPACKED_MAX", 1000)
    lessons, said = lessons_of(zipped(tmp_path / "b.zip", {"UDCal_12.xml": " " * 5000}))
    assert not lessons and "dépasse la limite" in said.faults[0].reason
    lessons, said = lessons_of(written(tmp_path / "c.zip", "PK\x03\x04 rien"))
    assert not lessons and said.faults[0].cause == TimetableFault.MALFORMED


@pytest.mark.parametrize("name", ["a.csv", "a.xml", "a.ics", "a.zip"])
def test_any_cut_of_a_good_file_is_told_and_never_raises(tmp_path: Path, name: str) -> None:
    made = {
        "a.csv": lambda path: csv_file(path, csv_line("1"), csv_line("2")),
        "a.xml": lambda path: written(path, sts_text({"3A": sts_service({"11": [sts_course()]})})),
        "a.ics": lambda path: written(path, calendar(event())),
        "a.zip": lambda path: zipped(path, undeux()),
    }
    whole = made[name](tmp_path / name).read_bytes()
    for length in range(0, len(whole), max(1, len(whole) // 97)):
        cut = tmp_path / f"cut-{name}"
        cut.write_bytes(whole[:length])
        lessons_of(cut)
        cut.write_bytes(whole[:length] + b"\xff<&" + whole[length + 3 :])
        lessons_of(cut)
