"""The regular week written by forms, by the keyboard alone: what was held stays, what comes follows."""

import datetime as dt
import uuid
from typing import Any

import pytest

from preau.kernel.ids import new_id
from preau.timetable.models import Lesson, Slot
from timetable.conftest import HEAD, TEACHER, TODAY, Timetable
from timetable.test_desk import Page

TUESDAY = TODAY + dt.timedelta(days=1)


class SlotPage(Page):
    """The page of one slot."""

    def __init__(self, table: Timetable, slot_id: uuid.UUID, unit: uuid.UUID | None = None, who: str = HEAD) -> None:
        self.client = table.academy.client(who)
        self.path = f"/agenda/creneau/{slot_id}/" + (f"?classe={unit}" if unit else "")
        self.text = self.read(self.client.get(self.path))


def typed(table: Timetable, **more: str) -> dict[str, str]:
    """Mathematics, on Tuesdays at eight."""
    return {
        "title": "Mathématiques", "weekday": "2", "starts": "08:00", "ends": "08:55", "since": TODAY.isoformat(),
        "last_on": "2027-07-02", "teacher": str(table.academy[TEACHER].person.pk), **more,
    }  # fmt: skip


def days(slot: Slot) -> list[dt.date]:
    return list(Lesson.objects.filter(slot=slot).order_by("day").values_list("day", flat=True))


def test_a_slot_is_added_once_from_the_week_of_a_class(table: Timetable) -> None:
    client, unit = table.academy.client(HEAD), table.homeroom().pk
    listed = client.get(f"/agenda/classe/{unit}/semaine/").content.decode()
    address = next(one for one in listed.split('"') if one.startswith("/agenda/creneau/"))
    assert f"?classe={unit}" in address and "Aucun cours" in listed
    for _twice in range(2):
        assert client.post(address, {**typed(table), "version": 0}).status_code == 302
    slot = Slot.objects.get()
    assert TUESDAY in days(slot) and slot.taught.get().homeroom_id == unit
    assert "Mathématiques" in client.get(f"/agenda/classe/{unit}/semaine/").content.decode()


def test_a_change_from_a_day_on_leaves_what_was_held(table: Timetable) -> None:
    slot = table.slot()
    page = SlotPage(table, slot.pk)
    assert "Les cours d’avant ce jour restent" in page.text
    change = typed(table, starts="10:00", ends="10:55", since=(TUESDAY + dt.timedelta(days=7)).isoformat())
    for _twice in range(2):
        assert page.client.post(page.path, {**change, "version": slot.version}).status_code == 302
    slot.refresh_from_db()
    follower = Slot.objects.exclude(pk=slot.pk).get()
    assert slot.last_on == TUESDAY + dt.timedelta(days=6) and max(days(slot)) == TUESDAY
    assert follower.starts == 600 and min(days(follower)) == TUESDAY + dt.timedelta(days=7)


def test_its_last_day_ends_it(table: Timetable) -> None:
    slot = table.slot()
    assert SlotPage(table, slot.pk).send(**typed(table, last_on=TUESDAY.isoformat())) == 302
    slot.refresh_from_db()
    assert slot.last_on == TUESDAY and max(days(slot)) == TUESDAY and Slot.objects.count() == 1


def test_conflicts_are_told_before(table: Timetable) -> None:
    table.slot(title="Français")
    page = SlotPage(table, new_id(), table.homeroom().pk)
    assert page.send(**typed(table)) == 422
    assert "Français (2de 4), à partir de mardi 24 novembre : ce professeur a déjà cours." in page.text
    assert Slot.objects.count() == 1
    assert page.send(**typed(table)) == 302 and Slot.objects.count() == 2


def test_two_people_do_not_overwrite_each_other(table: Timetable) -> None:
    slot = table.slot(first_on=TODAY)
    one, other = SlotPage(table, slot.pk), SlotPage(table, slot.pk)
    assert one.send(**typed(table, starts="09:00", ends="09:55")) == 302
    assert other.send(**typed(table, starts="14:00", ends="14:55")) == 409
    slot.refresh_from_db()
    assert slot.starts == 540


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"ends": "07:00"}, "finit avant de commencer"),
        ({"last_on": "2026-09-02"}, "Le dernier jour vient avant le premier"),
        ({"title": ""}, "Dites la matière"),
        ({"weekday": "9"}, "choi"),
    ],
)
def test_what_makes_no_sense_is_said(table: Timetable, more: Any, says: str) -> None:
    page = SlotPage(table, new_id(), table.homeroom().pk)
    assert page.send(**typed(table, **more)) == 422
    assert says in page.text and not Slot.objects.exists()


def test_a_class_that_does_not_exist_is_not_found(table: Timetable) -> None:
    for unit in (uuid.uuid4(), "x"):
        assert table.academy.client(HEAD).get(f"/agenda/creneau/{new_id()}/?classe={unit}").status_code == 404


def test_a_slot_moved_on_the_grid_says_whom_it_meets_before_anything_is_saved(table: Timetable) -> None:
    """The address that a drop, or the keyboard, opens: the form says the new place, and one press saves it."""
    slot = table.slot(version=0)
    table.slot(weekday=4, starts=630, ends=685, title="Français")
    listed = table.academy.client(HEAD).get(f"/agenda/classe/{table.homeroom().pk}/semaine/").content.decode()
    assert f'href="/agenda/creneau/{slot.pk}/" data-move="480"' in listed and 'data-hours="480 8' in listed
    page = SlotPage(table, slot.pk)
    assert "Rien n’est encore enregistré" not in page.text
    for nonsense in ("jour=9&debut=480", "jour=4", "jour=4&debut=1435", "jour=2&debut=480", "jour=x&debut=y"):
        assert "Rien n’est encore" not in page.read(page.client.get(f"{page.path}?{nonsense}")), nonsense
    free = page.read(page.client.get(f"{page.path}?jour=5&debut=600"))
    assert "Déplacé à vendredi, 10 h, sans rien rencontrer" in free
    met = page.read(page.client.get(f"{page.path}?jour=4&debut=630"))
    assert "Français" in met and "ces élèves ont déjà cours" in met and "Enregistrer tout de même" in met
    assert 'value="10:30"' in met and 'value="11:25"' in met
    slot.refresh_from_db()
    assert (slot.weekday, slot.version, Slot.objects.count()) == (2, 1, 2)
    assert page.send(**typed(table, weekday="4", starts="10:30", ends="11:25")) == 302
    follower = Slot.objects.get(weekday=4, title="Mathématiques")
    assert (follower.starts, follower.ends, follower.first_on) == (630, 685, TODAY)
    assert Slot.objects.get(pk=slot.pk).last_on < TODAY
