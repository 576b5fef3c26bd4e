"""Somebody is absent from a day to a day: who stands in, what it changes, what it leaves, and how it ends."""

import datetime as dt
import html
import re
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from preau.directory.errors import Overtaken, Refused
from preau.directory.services import close_days
from preau.kernel import clock, jobs
from preau.kernel.ids import new_id
from preau.notifications.models import Notice
from preau.timetable.differing import Differs, Stretch
from preau.timetable.models import Change, Lesson, Replacement, Slot
from preau.timetable.privacy import erase, export
from preau.timetable.selectors.reading import TEACHER, Whose, lessons_of
from preau.timetable.selectors.stretches import part_of
from preau.timetable.services import (
    Unread,
    forget_old,
    make_lessons,
    remove_replacement,
    revise_slot,
    save_replacement,
    settle_year,
)
from preau.timetable.services.day import DayChange, compare_days, write_days
from preau.timetable.services.replacements import TakenBack
from timetable.conftest import HEAD, MONDAY, PUPIL, TODAY, Timetable
from timetable.conftest import TEACHER as ROUX

MARC = "marc-petit"
DAY = dt.timedelta(days=1)
TUESDAY, FRIDAY = TODAY + DAY, TODAY + 4 * DAY
NEXT_FRIDAY = FRIDAY + 7 * DAY


@pytest.fixture
def week(table: Timetable) -> Iterator[dict[str, Slot]]:
    """Claire Roux has mathematics on Tuesdays and Fridays, and the class's hour on Thursdays."""
    yield {
        "tuesday": table.slot(),
        "friday": table.slot(weekday=5),
        "hour": table.slot(weekday=4, title="Vie de classe"),
    }


def stretch(table: Timetable, teacher: str | None = MARC, **more: Any) -> Stretch:
    said = {
        "absent_id": table.academy[ROUX].person.pk, "first_on": TUESDAY, "last_on": NEXT_FRIDAY,
        "teacher_id": table.academy[teacher].person.pk if teacher else None,
    }  # fmt: skip
    return Stretch(**{**said, **more})


def save(
    table: Timetable, said: Stretch, number: uuid.UUID | None = None, version: int = 0, who: str = HEAD
) -> Replacement:
    """Saved, once what it would do was read."""
    told: dict[str, Any] = {
        **table.doing(who), "school_id": table.school.pk, "replacement_id": number or new_id(), "stretch": said,
        "version": version,
    }  # fmt: skip
    try:
        return save_replacement(**told)
    except Unread as unread:
        return save_replacement(**told, read=unread.weighed.key)


def weighed(table: Timetable, said: Stretch) -> Any:
    with pytest.raises(Unread) as told:
        save_replacement(
            **table.doing(), school_id=table.school.pk, replacement_id=new_id(), stretch=said
        )  # fmt: skip
    return told.value.weighed


def shown(table: Timetable, who: str) -> list[tuple[str, str, bool]]:
    """Lessons of somebody who teaches, over these two weeks: day, subject, whether it is theirs no more."""
    whose = Whose(TEACHER, table.academy[who].person.pk, table.school.pk)
    return [(one.day.isoformat(), one.subject, one.is_gone) for one in lessons_of(whose, TODAY, NEXT_FRIDAY + 7 * DAY)]


def all_said() -> list[Any]:
    return list(Change.objects.order_by("lesson__day", "pk").values_list("lesson__day", "teacher", "is_cancelled"))


def test_a_stretch_is_read_then_given_and_the_week_is_as_before_once_taken_back(
    table: Timetable, week: dict[str, Slot]
) -> None:
    make_lessons(school_id=table.school.pk, until=NEXT_FRIDAY + 7 * DAY)
    before = shown(table, ROUX)
    said = stretch(table)
    read = weighed(table, said)
    assert (len(read.written), read.left, read.back, read.conflicts) == (6, [], 0, [])
    assert not Replacement.objects.exists() and not Change.objects.exists()
    row = save(table, said)
    days = {day for day, _subject, _gone in shown(table, MARC)}
    assert len(days) == 6 and min(days) == TUESDAY.isoformat() and max(days) == NEXT_FRIDAY.isoformat()
    assert all(gone for day, _subject, gone in shown(table, ROUX) if day in days)
    assert any(not gone for day, _subject, gone in shown(table, ROUX))
    assert remove_replacement(**table.doing(), replacement_id=row.pk, version=1) == TakenBack(6, 0)
    assert remove_replacement(**table.doing(), replacement_id=row.pk, version=1) is None
    assert shown(table, ROUX) == before and shown(table, MARC) == [] and not Change.objects.exists()


def test_sent_twice_it_is_once(table: Timetable, week: dict[str, Slot]) -> None:
    number, said = new_id(), stretch(table)
    first = save(table, said, number)
    told = all_said()
    assert save(table, said, number).version == first.version == 1
    assert (all_said(), Replacement.objects.count()) == (told, 1)


def test_what_was_changed_otherwise_stays_is_told_and_stays_after(table: Timetable, week: dict[str, Slot]) -> None:
    lesson = table.lesson(week["tuesday"])
    table.change(lesson, is_remote=True)
    said = stretch(table)
    read = weighed(table, said)
    assert [one.day for one in read.left] == [TUESDAY] and len(read.written) == 5
    row = save(table, said)
    after = table.lesson(week["friday"], FRIDAY)
    table.change(after, version=1, is_cancelled=True)
    remove_replacement(**table.doing(), replacement_id=row.pk, version=1)
    assert {one.lesson_id for one in Change.objects.all()} == {lesson.pk, after.pk}


def test_a_lesson_that_a_hand_put_back_is_not_taken_again(table: Timetable, week: dict[str, Slot]) -> None:
    save(table, stretch(table))
    lesson = table.lesson(week["friday"], FRIDAY)
    assert table.change(lesson, version=1) is None
    make_lessons(school_id=table.school.pk, until=NEXT_FRIDAY + 30 * DAY)
    assert not Change.objects.filter(lesson=lesson).exists() and Change.objects.count() == 5


def test_a_lesson_that_a_hand_changed_otherwise_goes_back_to_its_replacement(
    table: Timetable, week: dict[str, Slot]
) -> None:
    row = save(table, stretch(table))
    lesson = table.lesson(week["friday"], FRIDAY)
    before = Change.objects.get(lesson=lesson)
    table.change(lesson, version=before.version, is_cancelled=True)
    back = table.change(lesson, version=Change.objects.get(lesson=lesson).version)
    assert back is not None and (back.replacement_id, back.teacher_id) == (row.pk, before.teacher_id)
    assert not back.is_cancelled and Change.objects.count() == 6
    assert table.change(lesson, version=back.version) is None  # put back once more, it is as the week has it
    make_lessons(school_id=table.school.pk, until=NEXT_FRIDAY + 30 * DAY)
    assert not Change.objects.filter(lesson=lesson).exists()
    # Spared before the hand changed it, it stays with whom the week has.
    other = table.change(lesson, is_remote=True)
    assert other is not None and table.change(lesson, version=other.version) is None


def test_what_one_gives_back_is_taken_by_another_that_stands(table: Timetable, week: dict[str, Slot]) -> None:
    first = save(table, stretch(table, None, last_on=FRIDAY))
    second = save(table, stretch(table))
    assert Change.objects.filter(replacement=second).count() == 3
    remove_replacement(**table.doing(), replacement_id=first.pk, version=1)
    assert Change.objects.filter(replacement=second, is_cancelled=False).count() == Change.objects.count() == 6


def test_a_file_leaves_what_a_stretch_wrote(table: Timetable, week: dict[str, Slot]) -> None:
    save(table, stretch(table))
    told = [DayChange(week["tuesday"].pk, TUESDAY, Differs(is_cancelled=True))]
    found = compare_days(table.school.pk, told, [TUESDAY, FRIDAY], is_whole=True)
    assert (len(found.kept), found.added, found.changed, found.removed) == (1, [], [], [])


def test_a_lesson_that_a_file_gives_back_is_taken(table: Timetable, week: dict[str, Slot]) -> None:
    school, days = table.school.pk, [TUESDAY]
    told = [DayChange(week["tuesday"].pk, TUESDAY, Differs(is_remote=True))]
    write_days(school, compare_days(school, told, days, is_whole=True))
    save(table, stretch(table))
    lesson = table.lesson(week["tuesday"])
    assert Change.objects.get(lesson=lesson).replacement_id is None
    write_days(school, compare_days(school, [], days, is_whole=True))
    assert Change.objects.get(lesson=lesson).teacher_id == table.academy[MARC].person.pk


def test_what_is_kept_of_it_is_told_to_both_and_goes_with_them(table: Timetable, week: dict[str, Slot]) -> None:
    save(table, stretch(table, reason="Stage"))
    roux, marc = (table.academy[one].person.pk for one in (ROUX, MARC))
    assert export(roux)["replacements_had"][0]["first_on"] == TUESDAY.isoformat()
    assert "replacements_made" not in export(roux) and "Stage" not in str(export(marc)["replacements_made"])
    assert erase([marc], frozenset())["stretches_replaced"] == 1
    assert not Replacement.objects.exists() and not Change.objects.filter(teacher_id=marc).exists()


def test_shortened_it_gives_back_lessons_from_then_on_and_prolonged_takes_more(
    table: Timetable, week: dict[str, Slot]
) -> None:
    row = save(table, stretch(table))
    save(table, stretch(table, last_on=FRIDAY), row.pk, version=1)
    assert [day for day, *_more in all_said()] == [TUESDAY, TUESDAY + 2 * DAY, FRIDAY]
    save(table, stretch(table, last_on=FRIDAY + 7 * DAY), row.pk, version=2)
    assert len(all_said()) == 6
    with pytest.raises(Overtaken):
        save(table, stretch(table, last_on=FRIDAY), row.pk, version=2)


def test_nobody_stands_in_and_a_lesson_of_two_is_given_by_the_other(table: Timetable, week: dict[str, Slot]) -> None:
    both = frozenset({table.academy[ROUX].person.pk, table.academy[MARC].person.pk})
    shared = table.slot(weekday=3, teachers=both)
    save(table, stretch(table, None, last_on=FRIDAY, reason="Stage"))
    told = {one.lesson.slot_id: one for one in Change.objects.select_related("lesson")}
    assert told[week["tuesday"].pk].is_cancelled and told[week["tuesday"].pk].reason == "Stage"
    assert not told[shared.pk].is_cancelled and told[shared.pk].absent_id == table.academy[ROUX].person.pk


def test_some_of_their_lessons_alone(table: Timetable, week: dict[str, Slot]) -> None:
    part = part_of(week["hour"], table.homeroom().pk)
    save(table, stretch(table, parts=frozenset({part})))
    assert {one.lesson.slot_id for one in Change.objects.select_related("lesson")} == {week["hour"].pk}


def test_lessons_made_later_and_slots_added_later_follow(table: Timetable, week: dict[str, Slot]) -> None:
    far = TODAY + 40 * DAY
    save(table, stretch(table, last_on=far))
    there = Change.objects.count()
    make_lessons(school_id=table.school.pk, until=far)
    assert Change.objects.count() == Lesson.objects.filter(day__range=(TUESDAY, far)).count() > there
    added = table.slot(weekday=3, title="Soutien")
    assert Change.objects.filter(lesson__slot=added).count() == 2


def test_a_slot_that_another_takes_over_is_theirs(table: Timetable, week: dict[str, Slot]) -> None:
    save(table, stretch(table))
    slot = week["friday"]
    marc = frozenset({table.academy[MARC].person.pk})
    revise_slot(
        **table.doing(), school_id=table.school.pk, slot_id=slot.pk, since=slot.first_on, version=slot.version,
        written=table.written(weekday=5, teachers=marc),
    )  # fmt: skip
    assert not Change.objects.filter(lesson__slot=slot, lesson__day__gte=TODAY).exists()


def test_a_lesson_that_the_week_loses_goes_with_it(table: Timetable, week: dict[str, Slot]) -> None:
    save(table, stretch(table))
    close_days(
        actor=table.academy[HEAD].actor, school_id=table.school.pk, reason="Pont", starts_on=FRIDAY, ends_on=FRIDAY
    )  # fmt: skip
    settle_year(school_id=table.school.pk, day=FRIDAY)
    assert not Lesson.objects.filter(day=FRIDAY).exists() and not Change.objects.filter(lesson__day=FRIDAY).exists()


def test_who_stands_in_has_lessons_already(table: Timetable, week: dict[str, Slot]) -> None:
    table.slot(
        teachers=frozenset({table.academy[MARC].person.pk}), homerooms=frozenset(), title="Latin", starts=500, ends=550
    )
    (met,) = weighed(table, stretch(table)).conflicts
    assert (met.first_on, met.days) == (TUESDAY, 2)


def test_who_stands_in_calls_the_roll_and_writes_the_diary_and_no_longer_after(
    table: Timetable, week: dict[str, Slot]
) -> None:
    lesson = table.lesson(week["tuesday"])
    later = table.lesson(week["tuesday"], TUESDAY + 7 * DAY)
    client = table.academy.client(MARC)

    def opens(one: Lesson) -> list[bool]:
        return [client.get(f"{door}{one.pk}/").status_code == 200 for door in ("/appel/", "/cahier/cours/")]

    assert opens(lesson) == [False, False]
    row = save(table, stretch(table))
    assert opens(lesson) == opens(later) == [True, True]
    save(table, stretch(table, last_on=TUESDAY), row.pk, version=1)
    assert (opens(lesson), opens(later)) == ([True, True], [False, False])


def test_what_makes_no_sense_is_refused_in_words(table: Timetable, week: dict[str, Slot]) -> None:
    for more, words in (
        ({"last_on": TODAY}, "avant le premier"), ({"last_on": dt.date(2027, 9, 20)}, "même année"),
        ({"absent_id": table.academy[HEAD].person.pk}, "aucun cours"),
        ({"teacher_id": table.academy[ROUX].person.pk}, "elle-même"), ({"teacher_id": new_id()}, "pas dans cet"),
    ):  # fmt: skip
        with pytest.raises(Refused, match=words):
            save(table, stretch(table, **more))
    with pytest.raises(PermissionDenied):
        save(table, stretch(table), who=ROUX)
    assert not Replacement.objects.exists()


def bell(table: Timetable, who: str) -> list[dict[str, Any]]:
    jobs.settle()
    rows = Notice.objects.filter(person=table.academy[who].person, ended_at=None, matter__kind="timetable.changed")
    return [one.matter.data for one in rows.select_related("matter")]


def test_each_one_is_told_once_of_lessons_of_less_than_a_day_away(
    table: Timetable, week: dict[str, Slot], monkeypatch: pytest.MonkeyPatch
) -> None:
    table.slot(starts=600, ends=655)  # on Tuesdays too
    monkeypatch.setattr(clock, "now", lambda: MONDAY + dt.timedelta(hours=9))
    row = save(table, stretch(table))
    for who in (PUPIL, MARC, ROUX):
        (told,) = bell(table, who)
        assert (told["what"], told["day"], told["more"]) == ("teacher", TUESDAY.isoformat(), 1)
    remove_replacement(**table.doing(), replacement_id=row.pk, version=1)
    assert [(one["what"], one["more"]) for one in bell(table, PUPIL)] == [("usual", 1)]


class Page:
    """The page of one replacement, as its browser has it."""

    def __init__(self, table: Timetable, number: uuid.UUID, more: str = "") -> None:
        self.client, self.path = table.academy.client(HEAD), f"/agenda/remplacements/{number}/"
        self.read(self.client.get(self.path + more))

    def read(self, answer: Any) -> None:
        self.status = answer.status_code
        self.text = html.unescape(answer.content.decode()).replace("\u00a0", " ").replace("\u202f", " ")

    def send(self, **typed: Any) -> int:
        hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', self.text))
        self.read(self.client.post(self.path, {**hidden, **typed}))
        return self.status


def test_the_pages_say_it_before_and_write_it(table: Timetable, week: dict[str, Slot]) -> None:
    roux, marc = table.academy[ROUX].person, table.academy[MARC].person
    start = html.unescape(table.academy.client(HEAD).get("/agenda/remplacements/").content.decode())
    assert roux.listed_name in start
    number = new_id()
    page = Page(table, number, f"?absent={roux.pk}")
    assert "2de 4 – Mathématiques" in page.text
    typed = {"first_on": TUESDAY, "last_on": NEXT_FRIDAY, "teacher": str(marc.pk)}
    assert page.send(**typed) == 422
    assert "6 cours sont concernés." in page.text and not Replacement.objects.exists()
    assert page.send(**typed) == 302 and Change.objects.count() == 6
    stale = Page(table, number)
    again = Page(table, number)
    assert again.send(**{**typed, "last_on": FRIDAY}) == 422
    assert "3 cours sont rendus" in again.text
    assert again.send(**{**typed, "last_on": FRIDAY}) == 302
    assert stale.send(**{**typed, "reason": "Formation"}) == 409
    assert "remplace" in table.academy.client(HEAD).get("/agenda/remplacements/").content.decode()
    assert stale.send(retirer="1", version="1") == 409 and "Quelqu’un d’autre a modifié" in stale.text
    stranger = table.academy.client("yves-caron")
    stranger.post(page.path, {"retirer": "1", "version": "2"})
    assert Replacement.objects.exists() and stranger.get(page.path).status_code == 404
    last = Page(table, number)
    assert last.send(retirer="1") == 302 and not Change.objects.exists()


def test_it_goes_with_its_year(table: Timetable, week: dict[str, Slot], monkeypatch: pytest.MonkeyPatch) -> None:
    save(table, stretch(table))
    monkeypatch.setattr(clock, "now", lambda: MONDAY + dt.timedelta(days=700))
    forget_old()
    assert not Replacement.objects.exists()
