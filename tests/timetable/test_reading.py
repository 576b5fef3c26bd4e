"""Whose lessons are read, by whom, and what differs said in words."""

import datetime as dt
import uuid
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from cast import COLLEGE
from preau.directory.enums import GroupSource
from preau.directory.errors import Unknown
from preau.directory.models import GroupMembership, StudentGroup
from preau.directory.services import close_days
from preau.kernel import scope
from preau.timetable.selectors.pages import coming_of, weeks_with
from preau.timetable.selectors.reading import PUPIL, ROOM, TEACHER, Line, Whose, lessons_of
from preau.timetable.selectors.whose import choices_of, of_room, of_teacher, of_unit, own
from timetable.conftest import CPE, HEAD, PARENT, TODAY, Timetable
from timetable.conftest import PUPIL as LINA
from timetable.conftest import TEACHER as ROUX

TUESDAY, FRIDAY = TODAY + dt.timedelta(days=1), TODAY + dt.timedelta(days=4)


def of(table: Timetable, who: str = LINA, kind: str = PUPIL) -> list[Line]:
    """The lessons of one of the cast, this week."""
    whose = Whose(kind, table.academy[who].person.pk, table.school.pk)
    return lessons_of(whose, TODAY, FRIDAY)


def said(lines: list[Line]) -> list[tuple[str, int, tuple[str, ...], bool]]:
    return [(one.day.isoformat(), one.starts, one.notes, one.is_gone) for one in lines]


def test_a_pupil_reads_the_lessons_of_class_and_groups(table: Timetable) -> None:
    group = StudentGroup.objects.create(
        school=table.school, school_year_id=2026, code="LAT", label="Latin", source=GroupSource.MANUAL
    )
    GroupMembership.objects.create(school=table.school, group=group, student=table.academy[LINA].person)
    other = StudentGroup.objects.create(
        school=table.school, school_year_id=2026, code="GRC", label="Grec", source=GroupSource.MANUAL
    )
    table.slot(room_id=table.room("B204").pk)
    table.slot(weekday=3, homerooms=frozenset(), groups=frozenset({group.pk}), title="Latin", teachers=frozenset())
    table.slot(weekday=4, homerooms=frozenset(), groups=frozenset({other.pk}), title="Grec", teachers=frozenset())
    lines = of(table)
    assert [(one.subject, one.room, one.teachers) for one in lines] == [
        ("Mathématiques", "B204", ("Claire ROUX",)), ("Latin", "", ()),
    ]  # fmt: skip
    (line,) = of(table, ROUX, TEACHER)
    assert (line.pupils, line.teachers) == (("2de 4",), ("Claire ROUX",))


def test_differences_are_said_in_words(table: Timetable) -> None:
    rooms = [table.room(one).pk for one in ("B12", "A3")]
    lesson = table.lesson(table.slot(room_id=rooms[0]))
    table.change(lesson, is_cancelled=True, reason="Sortie")
    assert said(of(table)) == [("2026-11-24", 480, ("Annulé",), True)]
    table.change(lesson, version=1, has_room=True, room_id=rooms[1])
    (line,) = of(table)
    assert (line.notes, line.room) == (("Salle B12 → A3",), "A3")
    nadia = table.academy[CPE].person.pk
    table.change(lesson, version=2, absent_id=table.academy[ROUX].person.pk, teacher_id=nadia)
    (line,) = of(table)
    assert line.notes == ("Nadia LEROY remplace Claire ROUX",)
    assert line.teachers == ("Nadia LEROY",)
    table.change(lesson, version=3, is_remote=True, link="https://visio.example/x", instructions="Micro coupé.")
    (line,) = of(table)
    assert (line.notes, line.link, line.instructions) == (("À distance",), "https://visio.example/x", "Micro coupé.")


def test_a_moved_lesson_is_shown_where_it_was_and_where_it_goes(table: Timetable) -> None:
    lesson = table.lesson(table.slot())
    table.change(lesson, day=FRIDAY, starts=600, ends=655)
    first, second = of(table)
    assert (first.day, first.is_gone, second.day, second.is_gone) == (TUESDAY, True, FRIDAY, False)
    assert first.notes[0].replace("\u00a0", " ") == "Déplacé à vendredi 27 novembre, 10 h"
    assert second.notes[0].replace("\u00a0", " ") == "Déplacé, au lieu de mardi 24 novembre, 8 h"
    # From another week, it is found in the one where it goes.
    whose = Whose(PUPIL, table.academy[LINA].person.pk, table.school.pk)
    assert [one.day for one in lessons_of(whose, FRIDAY, FRIDAY)] == [FRIDAY]


def test_who_stands_in_reads_it_and_who_is_absent_reads_that_it_goes(table: Timetable) -> None:
    lesson = table.lesson(table.slot())
    nadia = table.academy[CPE].person.pk
    table.change(lesson, absent_id=table.academy[ROUX].person.pk, teacher_id=nadia)
    assert [one.is_gone for one in of(table, ROUX, TEACHER)] == [True]
    assert [one.is_gone for one in of(table, CPE, TEACHER)] == [False]


def test_rooms_read_what_is_brought_and_what_leaves(table: Timetable) -> None:
    rooms = [table.room(one) for one in ("B12", "A3")]
    lesson = table.lesson(table.slot(room_id=rooms[0].pk))
    table.change(lesson, has_room=True, room_id=rooms[1].pk)
    found = [lessons_of(Whose(ROOM, one.pk, table.school.pk), TODAY, FRIDAY) for one in rooms]
    assert [[line.is_gone for line in lines] for lines in found] == [[True], [False]]


def test_nothing_is_read_outside_the_scope(table: Timetable) -> None:
    table.slot()
    with scope.use(table.academy.scope_of(COLLEGE)):
        assert of(table) == []


def test_a_week_says_its_pauses_and_its_days(table: Timetable) -> None:
    table.slot()
    actor = table.doing()["actor"]
    close_days(actor=actor, school_id=table.school.pk, starts_on=FRIDAY, ends_on=FRIDAY, reason="Portes ouvertes")
    (week,) = weeks_with([Whose(PUPIL, table.academy[LINA].person.pk, table.school.pk)], TUESDAY)
    assert [one.day.isoweekday() for one in week.days] == [1, 2, 3, 4, 5]
    assert [one.pause for one in week.days] == ["", "", "", "", "Portes ouvertes"]
    assert [len(one.lines) for one in week.days] == [0, 1, 0, 0, 0]


def test_now_and_next(table: Timetable) -> None:
    """It is half past eight on Monday."""
    whose = Whose(PUPIL, table.academy[LINA].person.pk, table.school.pk)
    assert coming_of([whose]) == []
    table.slot(weekday=1, starts=480, ends=535)
    table.slot(weekday=1, starts=545, ends=600, title="Français", teachers=frozenset())
    table.slot(weekday=1, starts=420, ends=475, title="Aide", teachers=frozenset())
    (found,) = coming_of([whose])
    assert found.now is not None
    assert (found.day, found.now.subject, [one.subject for one in found.next]) == (TODAY, "Mathématiques", ["Français"])


def test_a_guardian_reads_each_child_and_no_other(table: Timetable) -> None:
    children = {table.academy[one].person.pk for one in ("lina-benali", "adam-benali", "noe-benali")}
    assert {one.id for one in own(table.hat(PARENT))} == children


@pytest.mark.parametrize("who", [LINA, PARENT])
def test_families_open_no_other_timetable(table: Timetable, who: str) -> None:
    table.slot()
    hat, room = table.hat(who), table.room("B12")
    for find, number in (
        (of_unit, table.homeroom().pk), (of_teacher, table.academy[ROUX].person.pk), (of_room, room.pk),
    ):  # fmt: skip
        with pytest.raises(Unknown):
            find(hat, number)


def test_a_teacher_opens_their_classes_and_themselves_alone(table: Timetable) -> None:
    table.slot()
    table.slot(weekday=5, teachers=frozenset({table.academy[CPE].person.pk}))
    hat = table.hat(ROUX)
    assert of_unit(hat, table.homeroom().pk).label == "2de 4"
    assert of_teacher(hat, table.academy[ROUX].person.pk).id == table.academy[ROUX].person.pk
    with pytest.raises(PermissionDenied):
        of_teacher(hat, table.academy[CPE].person.pk)
    with pytest.raises(PermissionDenied):
        of_unit(hat, table.homeroom("theo-marchand").pk)
    assert not choices_of(hat).teachers and table.homeroom().pk in dict(choices_of(hat).classes)


def test_the_head_opens_all_of_the_school_and_none_of_another(table: Timetable) -> None:
    table.slot(room_id=table.room("B12").pk)
    choices = choices_of(table.hat(HEAD))
    assert table.academy[ROUX].person.pk in dict(choices.teachers) and "B12" in dict(choices.rooms).values()
    with pytest.raises(Unknown):
        of_unit(table.hat("yves-caron", COLLEGE), table.homeroom().pk)
    with pytest.raises(Unknown):
        of_unit(table.hat(HEAD), uuid.uuid4())


def page(table: Timetable, who: str, path: str = "/agenda/") -> Any:
    return table.academy.client(who).get(path)


def test_the_page_is_read_in_order_without_scripts(table: Timetable) -> None:
    table.change(table.lesson(table.slot()), is_cancelled=True, reason="Sortie scolaire")
    text = page(table, LINA, f"/agenda/?jour={TUESDAY}").content.decode()
    assert "Mathématiques" in text and "Annulé" in text and "Sortie scolaire" in text
    assert text.index("Lundi 23") < text.index("Mardi 24") < text.index("Vendredi 27")
    assert page(table, LINA, "/agenda/?jour=n-importe-quoi").status_code == 200
    assert page(table, LINA, "/agenda/?jour=9999-12-31").status_code == 200


def test_a_home_page_says_what_comes_next(table: Timetable) -> None:
    table.slot(weekday=1, starts=480, ends=535)
    text = page(table, LINA, "/").content.decode()
    assert "Maintenant et ensuite" in text and 'class="moment moment-now"' in text and "Mathématiques" in text
    assert "En ce moment" in page(table, LINA, "/agenda/").content.decode()


def test_where_no_timetable_is_no_home_page_asks_for_lessons(
    table: Timetable, django_assert_max_num_queries: Any
) -> None:
    client = table.academy.client(LINA)
    client.get("/")
    with django_assert_max_num_queries(10) as found:
        assert client.get("/").status_code == 200
    assert not [one for one in found.captured_queries if "timetable_lesson" in one["sql"]]


def test_next_is_the_first_day_with_lessons_moved_ones_included(table: Timetable) -> None:
    whose = Whose(PUPIL, table.academy[LINA].person.pk, table.school.pk)
    lesson = table.lesson(table.slot(weekday=5), FRIDAY)
    table.change(lesson, day=dt.date(2026, 11, 26), starts=600, ends=655)
    (found,) = coming_of([whose])
    assert (found.day, [one.starts for one in found.next]) == (dt.date(2026, 11, 26), [600])
    table.change(table.lesson(table.slot(weekday=2)), is_cancelled=True)
    (found,) = coming_of([whose])
    assert (found.day, [one.state for one in found.next]) == (TUESDAY, ["cancelled"])


def test_hours_stand_side_by_side_and_a_long_lesson_takes_several(table: Timetable) -> None:
    table.slot(weekday=2, starts=480, ends=600)
    table.slot(weekday=3, starts=540, ends=595)
    table.slot(weekday=3, starts=540, ends=600, title="Soutien", teachers=frozenset(), homerooms=frozenset())
    table.slot(weekday=4, starts=600, ends=655)
    (week,) = weeks_with([Whose(TEACHER, table.academy[ROUX].person.pk, table.school.pk)], TUESDAY)
    assert [[(one.band, one.span) for one in day.cells] for day in week.days] == [[], [(1, 2)], [(2, 1)], [(3, 1)], []]
