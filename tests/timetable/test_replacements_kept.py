"""A stretch of time changed, ended or sent again: what stays, what is told, and that nothing is lost or silent."""

import datetime as dt
from typing import Any

import pytest

from cast import COLLEGE
from preau.directory.models import Affiliation, Homeroom, SchoolYear
from preau.kernel import clock
from preau.kernel.ids import new_id
from preau.timetable.models import Change, Replacement, Slot
from preau.timetable.selectors.replacements import replacement_to_write, replacements_of, who_teach
from preau.timetable.selectors.stretches import part_of
from preau.timetable.services import Unread, remove_replacement, save_replacement, save_slot
from preau.timetable.services.replacements import TakenBack
from timetable.conftest import HEAD, MONDAY, PUPIL, TODAY, Timetable
from timetable.conftest import TEACHER as ROUX
from timetable.test_replacements import DAY, FRIDAY, MARC, NEXT_FRIDAY, TUESDAY, Page, bell, save, stretch

LUCIE = "lucie-perrin"
"""The librarian of the lycée."""
LAST_TUESDAY = TUESDAY - 7 * DAY


def number_of(table: Timetable, who: str) -> Any:
    return table.academy[who].person.pk


def by_day() -> dict[dt.date, Any]:
    return dict(Change.objects.order_by("lesson__day").values_list("lesson__day", "teacher"))


def test_it_is_shortened_once_whoever_stands_in_has_left(table: Timetable) -> None:
    table.slot()
    row = save(table, stretch(table))
    there = Affiliation.objects.filter(school=table.school, person=number_of(table, MARC))
    assert there.update(state="ended")
    save(table, stretch(table, last_on=FRIDAY), row.pk, version=1)
    assert list(by_day()) == [TUESDAY]


def test_lessons_held_stay_with_who_gave_them_when_another_stands_in(table: Timetable) -> None:
    table.slot()
    marc, lucie = number_of(table, MARC), number_of(table, LUCIE)
    row = save(table, stretch(table, first_on=LAST_TUESDAY, last_on=TUESDAY))
    assert by_day() == {LAST_TUESDAY: marc, TUESDAY: marc}
    page = Page(table, row.pk)
    typed = {"first_on": LAST_TUESDAY, "last_on": TUESDAY, "teacher": str(lucie), "reason": "Stage"}
    assert page.send(**typed) == 422
    assert "1 cours est concerné." in page.text and "1 cours déjà passé reste comme il est." in page.text
    assert page.send(**typed) == 302
    assert by_day() == {LAST_TUESDAY: marc, TUESDAY: lucie}
    save(table, stretch(table, LUCIE, first_on=LAST_TUESDAY, last_on=NEXT_FRIDAY, reason="Formation"), row.pk, 2)
    assert by_day() == {LAST_TUESDAY: marc, TUESDAY: lucie, TUESDAY + 7 * DAY: lucie}
    assert set(Change.objects.values_list("reason", flat=True)) == {"Formation"}


def test_a_slot_added_makes_its_own_lessons_and_holds_no_other(
    table: Timetable, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = table.slot()
    until = Slot.objects.get(pk=other.pk).made_until
    monkeypatch.setattr(clock, "now", lambda: MONDAY + dt.timedelta(days=3))
    added = table.slot(weekday=4)
    assert Slot.objects.get(pk=other.pk).made_until == until
    assert Slot.objects.get(pk=added.pk).made_until == TODAY + 17 * DAY


def test_the_number_of_another_school_is_unknown(table: Timetable) -> None:
    table.slot()
    there = table.academy.school(COLLEGE)
    other = Replacement.objects.create(
        pk=new_id(), school=there, school_year_id=2026, absent=table.academy[MARC].person, first_on=TUESDAY,
        last_on=FRIDAY, changed_at=clock.now(),
    )  # fmt: skip
    page = Page(table, other.pk, f"?absent={number_of(table, ROUX)}")
    typed = {"first_on": TUESDAY, "last_on": FRIDAY, "teacher": str(number_of(table, MARC))}
    told = [page.status, page.send(**typed)]
    if told[-1] == 422:
        told.append(page.send(**typed))
    assert told[-1] == 404
    assert Replacement.objects.get().school_id == there.pk and not Change.objects.exists()


def test_one_without_lessons_is_removed_aloud(table: Timetable) -> None:
    table.slot()
    thursday = TODAY + 3 * DAY
    row = save(table, stretch(table, first_on=thursday, last_on=thursday))
    assert not Change.objects.exists()
    page = Page(table, row.pk)
    client = page.client
    assert page.send(retirer="1") == 302 and not Replacement.objects.exists()
    assert "est retiré" in client.get("/agenda/remplacements/").content.decode()
    assert page.client.post(page.path, {"retirer": "1", "version": "1"}).status_code == 302
    assert "est retiré" not in client.get("/agenda/remplacements/").content.decode()


def test_what_a_hand_changed_is_told_when_its_days_are_given_back(table: Timetable) -> None:
    slot, roux, marc = table.slot(weekday=5), number_of(table, ROUX), number_of(table, MARC)
    row = save(table, stretch(table))
    lesson = table.lesson(slot, NEXT_FRIDAY)
    table.change(lesson, version=1, absent_id=roux, teacher_id=marc, has_room=True)
    with pytest.raises(Unread) as told:
        save_replacement(
            **table.doing(), school_id=table.school.pk, replacement_id=row.pk, stretch=stretch(table, last_on=FRIDAY),
            version=1,
        )  # fmt: skip
    weighed = told.value.weighed
    assert ([one.day for one in weighed.left], [one.day for one in weighed.written]) == ([NEXT_FRIDAY], [FRIDAY])
    page = Page(table, row.pk)
    client = page.client
    assert page.send(retirer="1") == 302
    shown = client.get("/agenda/remplacements/").content.decode().replace("\u00a0", " ")
    assert "1 cours, changé depuis dans l’emploi du temps, reste comme il est." in shown
    assert Change.objects.get().lesson_id == lesson.pk


def test_what_is_taken_again_or_sent_again_is_told(table: Timetable, monkeypatch: pytest.MonkeyPatch) -> None:
    table.slot()
    moments = iter(MONDAY + dt.timedelta(hours=9, seconds=one) for one in range(100_000))
    monkeypatch.setattr(clock, "now", lambda: next(moments))
    number, said = new_id(), stretch(table)
    for _time in range(2):
        save(table, said, number)
        assert [one["what"] for one in bell(table, PUPIL)] == ["teacher"]
        assert remove_replacement(**table.doing(), replacement_id=number, version=1) == TakenBack(2, 0)
        assert [one["what"] for one in bell(table, PUPIL)] == ["usual"]


def test_the_week_takes_away_and_gives_back_and_both_are_told(
    table: Timetable, monkeypatch: pytest.MonkeyPatch
) -> None:
    slot = table.slot()
    moments = iter(MONDAY + dt.timedelta(hours=9, seconds=one) for one in range(100_000))
    monkeypatch.setattr(clock, "now", lambda: next(moments))
    roux, marc = number_of(table, ROUX), number_of(table, MARC)
    save(table, stretch(table))
    assert [one["what"] for one in bell(table, PUPIL)] == ["teacher"]
    for version, (who, what) in enumerate([(marc, "usual"), (roux, "teacher"), (marc, "usual")], 1):
        slot = save_slot(
            **table.doing(), school_id=table.school.pk, slot_id=slot.pk, version=version,
            written=table.written(teachers=frozenset({who})),
        )  # fmt: skip
        assert [one["what"] for one in bell(table, PUPIL)] == [what]


def test_the_year_to_come_is_offered_and_listed(table: Timetable, monkeypatch: pytest.MonkeyPatch) -> None:
    SchoolYear.objects.get_or_create(
        year=2027, defaults={"starts_on": dt.date(2027, 9, 1), "ends_on": dt.date(2028, 8, 31)}
    )
    homeroom = Homeroom.objects.create(school=table.school, school_year_id=2027, code="1G2", label="1re G2")
    roux = number_of(table, ROUX)
    table.slot(
        first_on=dt.date(2027, 9, 2), last_on=dt.date(2028, 7, 2), homerooms=frozenset({homeroom.pk})
    )  # fmt: skip
    assert [key for key, _name in who_teach(table.school.pk)] == [roux]
    found = replacement_to_write(table.hat(HEAD), new_id(), roux)
    assert [label for _key, label in found.parts] == ["1re G2 – Mathématiques – 2027-2028"]
    row = save(table, stretch(table, first_on=dt.date(2027, 9, 6), last_on=dt.date(2027, 9, 20)))
    assert [one.id for one in replacements_of(table.school.pk)] == [row.pk]


def test_a_part_that_the_week_has_no_more_stays_ticked(table: Timetable) -> None:
    slot = table.slot()
    table.slot(weekday=4, title="Vie de classe")
    part = part_of(slot, table.homeroom().pk)
    row = save(table, stretch(table, parts=frozenset({part})))
    Slot.objects.filter(pk=slot.pk).update(title="Maths")
    page = Page(table, row.pk)
    assert f'value="{part}"' in page.text and page.text.count("checked") == 1
    typed = {
        "first_on": TUESDAY, "last_on": FRIDAY, "teacher": str(number_of(table, MARC)), "parts": [part],
    }  # fmt: skip
    assert page.send(**typed) == 422 and page.send(**typed) == 302
    assert Replacement.objects.get().parts == [part]
