"""Pages of attendance, as browsers send them."""

import json
import re
from typing import Any

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from attendance.conftest import ABSENT, CPE, FATHER, LATE, PARENT, PUPIL, TEACHER, TODAY, Register
from preau.attendance.forms import sent_roll, shown_of
from preau.attendance.models import Absence, Justification, Mark, RollCall
from preau.attendance.seeds import show
from preau.attendance.selectors.board import register_of
from preau.attendance.selectors.family import absence_for, lines_of, waiting_of
from preau.attendance.selectors.today import board_of
from preau.attendance.services import Seen
from preau.directory.models import GroupHomeroom, GroupMembership, Homeroom, Person, School, StudentGroup
from preau.kernel.ids import new_id
from preau.kernel.models import OutboxEvent


def fields(page: str) -> dict[str, str]:
    """What a form of the roll call sends, untouched."""
    found = dict(re.findall(r'name="(key|version|who|base)" value="([^"]*)"', page))
    found |= dict(re.findall(r'name="(e-[0-9a-f]{32})" value="(\w+)" checked', page))
    return found


@pytest.mark.parametrize("script", [True, False])
def test_a_roll_call_is_sent_with_and_without_a_script(register: Register, script: bool) -> None:
    lesson, (one, two, *_rest) = register.lesson(), register.pupils()
    client, address = register.academy.client(TEACHER), f"/appel/{lesson.pk}/"
    sent = fields(client.get(address).content.decode())
    sent |= {f"e-{one.pk.hex}": ABSENT, f"e-{two.pk.hex}": LATE, f"m-{two.pk.hex}": "4"}
    if script:
        sent["ages"] = json.dumps({one.pk.hex: 60, two.pk.hex: 30, "*": 5})
        answer = client.post(address, sent, headers={"Accept": "application/json"})
        assert answer.json()["next"] == address
        assert client.post(address, sent, headers={"Accept": "application/json"}).status_code == 200
    else:
        assert client.post(address, sent).status_code == 302
    assert register.states(lesson) == {one.pk: ABSENT, two.pk: LATE}
    assert register.roll(lesson).version == 1
    page = client.get(address).content.decode()
    assert f"{one.pk.hex}:absent {two.pk.hex}:late4" in page or f"{two.pk.hex}:late4 {one.pk.hex}:absent" in page


def test_what_was_filled_under_another_name_is_refused(register: Register) -> None:
    lesson = register.lesson()
    address = f"/appel/{lesson.pk}/"
    sent = fields(register.academy.client(TEACHER).get(address).content.decode())
    answer = register.academy.client(CPE).post(address, sent, headers={"Accept": "application/json"})
    assert answer.status_code == 422
    assert not RollCall.objects.exists()


@given(
    st.dictionaries(st.text(max_size=40), st.text(max_size=20), max_size=6),
    st.sampled_from(
        [
            "",
            "null",
            "[]",
            "{",
            '{"a": 1}',
            '{"*": -5}',
            '{"*": 1e300}',
            '{"*": 1e999}',
            '{"*": NaN}',
            '{"*": "x"}',
            '{"*": ' + "9" * 400 + "}",
            '{"*": -' + "9" * 400 + "}",
        ]
    ),
    st.text(max_size=30),
)
def test_whatever_is_sent_is_read_or_left_aside(sent: dict[str, str], ages: str, base: str) -> None:
    query = QueryDict(mutable=True)
    query.update({**sent, "ages": ages, "base": base, "version": sent.get("version", "9" * 20), f"e-{new_id()}": LATE})
    found = sent_roll(query)
    assert 0 <= found.version <= 10**8
    assert len(found.seen) <= 1 + len(sent)


@given(st.lists(st.text(max_size=60)), st.integers(0, 5), st.text(max_size=9))
def test_whatever_is_chosen_is_read_or_left_aside(values: list[str], times: int, more: str) -> None:
    number = new_id()
    found = shown_of([*values, f"{number}:{more}", f"{number}:{times}"])
    assert found[number] == times
    assert all(0 <= one <= 100 for one in found.values())


def test_the_board_tells_what_is_due_missing_and_late(register: Register) -> None:
    first, second = register.lesson(), register.lesson(540, 595)
    one, two, *_rest = register.pupils()
    assert [held.id for held in board_of(register.hat(CPE)).due] == [first.pk]
    register.call(first, {**register.away(one), two.pk: Seen(LATE, register.now)})
    board = board_of(register.hat(CPE))
    assert (list(board.due), board.called) == ([], 1)
    assert [(missing.id, missing.is_now) for missing in board.missing] == [(register.absence().pk, True)]
    assert [late.minutes for late in board.late] == [10]
    register.explain(register.absence())
    board = board_of(register.hat(CPE))
    assert not board.missing and [explained.reason for explained in board.explained] == ["Maladie de l’élève"]
    register.later(60)
    assert [held.id for held in board_of(register.hat(CPE)).due] == [second.pk]
    register.later(60)
    assert not board_of(register.hat(CPE)).due
    whole = board_of(register.hat(CPE), whole=True)
    assert ([held.id for held in whole.due], whole.called) == ([second.pk], 1)


def test_the_register_of_a_class_says_who_was_there(register: Register) -> None:
    lesson, (one, *_rest) = register.lesson(), register.pupils()
    register.call(lesson, register.away(one))
    found = register_of(register.hat(CPE), register.homeroom().pk, TODAY)
    assert found.hours == [("8\xa0h Mathématiques", True)]
    assert {name: list(cells) for number, name, cells in found.rows if number == one.pk} == {
        f"{one.family_name} {one.given_name}": ["Absent"]
    }


def test_the_register_of_a_class_holds_a_group_of_it_where_nobody_was_missing(register: Register) -> None:
    here = {"school": register.school, "group": StudentGroup.objects.create(
        school=register.school, school_year_id=register.homeroom().school_year_id, code="G9", label="Groupe 9"
    )}  # fmt: skip
    one, other = register.pupils()[0], _other(register)
    GroupMembership.objects.create(student=one, **here)
    GroupHomeroom.objects.create(homeroom=register.homeroom(), **here)
    group = register.lesson(homerooms=frozenset(), groups=frozenset({here["group"].pk}), title="Latin")
    register.lesson(540, 595, homerooms=frozenset({other.pk}))
    register.call(group)
    assert register_of(register.hat(CPE), register.homeroom().pk, TODAY).hours == [("8\xa0h Latin", True)]


def test_the_register_keeps_a_day_whose_week_was_written_again(register: Register) -> None:
    lesson, (one, *_rest) = register.lesson(), register.pupils()
    register.call(lesson, register.away(one))
    lesson.slot.weekday = 2
    lesson.slot.save()
    found = register_of(register.hat(CPE), register.homeroom().pk, TODAY)
    assert found.hours == [("8\xa0h Mathématiques", True)]
    # A lesson of another class, cancelled since: what was seen of a pupil of this one is not lost.
    elsewhere = register.lesson(540, 595, title="Chant", homerooms=frozenset({_other(register).pk}))
    mark = Mark.objects.get(pupil=one)
    roll = RollCall.objects.create(
        school=register.school, lesson=elsewhere, day=TODAY, starts=540, ends=595, called_at=register.now,
        changed_at=register.now, version=1,
    )  # fmt: skip
    Mark.objects.create(
        school=register.school, roll_call=roll, pupil=one, day=TODAY, state=ABSENT, absence=mark.absence,
        observed_at=register.now,
    )  # fmt: skip
    register.change(elsewhere, is_cancelled=True)
    found = register_of(register.hat(CPE), register.homeroom().pk, TODAY)
    assert found.hours == [("8\xa0h Mathématiques", True), ("9\xa0h Chant", True)]
    assert [list(cells) for number, _name, cells in found.rows if number == one.pk] == [["Absent", "Absent"]]


def test_a_family_reads_its_own_and_home_tells_what_waits(register: Register) -> None:
    one, other, *_rest = register.pupils()
    register.call(register.lesson(), register.away(one, other))
    assert [line.id for line in waiting_of(register.hat(PARENT))] == [Absence.objects.get(pupil=one).pk]
    client = register.academy.client(PARENT)
    theirs = Absence.objects.get(pupil=other)
    assert client.get(f"/absences/{theirs.pk}/").status_code == 404
    assert str(register.absence().pk) in client.get("/absences/").content.decode()
    assert lines_of([]) == []


def test_the_lessons_of_an_absence_are_read_at_once_and_named_in_order(
    register: Register, django_assert_max_num_queries: Any
) -> None:
    one = register.pupils()[0]
    for starts, title in ((480, "Mathématiques"), (540, "Chant"), (600, "Anglais")):
        register.now = register.at(starts // 60, 5)
        register.call(register.lesson(starts, starts + 55, title=title), register.away(one))
    hat, number = register.hat(PARENT), register.absence().pk
    with django_assert_max_num_queries(6):
        assert absence_for(hat, number).lessons == "Mathématiques, Chant, Anglais"


@pytest.mark.parametrize(
    ("hour", "zone", "told"),
    [
        (7, "Europe/Paris", ("2026-11-23", "09:00", "18:00")),
        (18, "Europe/Paris", ("2026-11-23", "20:00", "21:00")),
        (22, "Europe/Paris", ("2026-11-23", "23:00", "23:59")),
        (7, "Pacific/Tahiti", ("2026-11-22", "22:00", "23:00")),
    ],
)
def test_an_absence_noted_at_the_desk_begins_at_the_hour_to_come_of_the_school(
    register: Register, hour: int, zone: str, told: tuple[str, str, str]
) -> None:
    School.objects.filter(pk=register.school.pk).update(timezone=zone)
    register.now = register.now.replace(hour=hour)
    page = register.academy.client(CPE).get(f"/appels/noter/{register.pupils()[0].pk}/").content.decode()
    shown = dict(re.findall(r'name="(du|de|a)" value="([^"]*)"', page))
    assert (shown["du"], shown["de"], shown["a"]) == told


def test_who_comes_second_is_told_what_the_first_said(register: Register) -> None:
    register.call(register.lesson(), register.away(register.pupils()[0]))
    address = f"/absences/{register.absence().pk}/"
    told = {"raison": "illness", "precision": "", "version": "0"}
    assert register.academy.client(PARENT).post(address, told).status_code == 302
    second = register.academy.client(FATHER).post(address, {**told, "raison": "family"})
    assert second.status_code == 409
    assert "Quelqu’un d’autre a expliqué cette absence" in second.content.decode()
    assert Justification.objects.count() == 1


def test_who_does_not_sign_sees_no_form_and_sends_none(register: Register) -> None:
    register.reach(FATHER, "supervises")
    register.call(register.lesson(), register.away(register.pupils()[0]))
    address, client = f"/absences/{register.absence().pk}/", register.academy.client(FATHER)
    page = client.get(address)
    assert page.status_code == 200 and 'name="raison"' not in page.content.decode()
    assert client.post(address, {"raison": "illness", "version": "0"}).status_code == 403
    assert not Justification.objects.exists()
    assert register.academy.client(PUPIL).get(address).status_code == 404


def test_vie_scolaire_notes_what_is_known_ahead_and_by_telephone(register: Register) -> None:
    client, one = register.academy.client(CPE), register.pupils()[0]
    sent = {
        "eleve": str(one.pk), "du": TODAY.isoformat(), "au": TODAY.isoformat(), "de": "08:00", "a": "09:00",
        "raison": "infirmary", "numero": str(new_id()),
    }  # fmt: skip
    for _twice in range(2):
        assert client.post(f"/appels/noter/{one.pk}/", sent).status_code == 302
    absence = register.absence()
    assert absence.reason == "infirmary"
    told = {"qui": str(register.academy[PARENT].person.pk), "moyen": "phone", "raison": "medical", "version": "1"}
    assert client.post(f"/appels/absence/{absence.pk}/", told).status_code == 302
    assert client.post(f"/appels/absence/{absence.pk}/", {**told, "raison": "other"}).status_code == 409
    assert register.absence().reason == "medical"


def test_what_the_demonstration_shows_is_written_once_and_tells_nobody(register: Register) -> None:
    lesson = register.lesson()
    register.lesson(485, 540, homerooms=frozenset(), teachers=frozenset(), title="Permanence")
    left = register.lesson(490, 545, teachers=frozenset(), homerooms=frozenset({_other(register).pk}))
    cast: list[Any] = [one.member for one in register.academy._members.values()]
    register.later(50)
    second = register.lesson(540, 595)
    for _twice in range(2):
        show(actor=register.academy["helene-garnier"].actor, cast=cast)
    assert set(RollCall.objects.values_list("lesson_id", flat=True)) == {lesson.pk}
    assert {second.pk, left.pk}.isdisjoint(RollCall.objects.values_list("lesson_id", flat=True))
    assert Absence.objects.filter(origin="seen").count() == Absence.objects.filter(origin="told").count() == 1
    assert not OutboxEvent.objects.filter(topic="attendance.called").exists()


def _other(register: Register) -> Homeroom:
    """Another class of the school."""
    rows = Homeroom.objects.filter(school=register.school, school_year_id=2026)
    return rows.exclude(pk=register.homeroom().pk).earliest("label")


def test_the_desk_finds_a_pupil_calls_the_family_and_prints_a_slip(register: Register) -> None:
    lesson, client = register.lesson(), register.academy.client(CPE)
    pupil, parent = register.academy[PUPIL].person, register.academy[PARENT].person
    Person.objects.filter(pk=parent.pk).update(mobile="06 00 00 00 07")
    register.call(lesson, register.away(pupil))
    found = client.get(f"/appels/eleves/?q={pupil.family_name[:3].lower()}").content.decode()
    absence = register.absence()
    assert f"/appels/absence/{absence.pk}/" in found and f"/appels/noter/{pupil.pk}/" in found
    assert 'href="tel:0600000007"' in found and parent.full_name in found
    opened = client.get(f"/appels/absence/{absence.pk}/").content.decode()
    assert 'href="tel:0600000007"' in opened
    assert "Personne de ce nom" in client.get("/appels/eleves/?q=zzzz").content.decode()
    assert pupil.family_name not in client.get("/appels/eleves/?q=x").content.decode()
    register.later(5)
    register.call(lesson, {pupil.pk: Seen(LATE, register.now, 7)})
    mark = Mark.objects.get(pupil=pupil)
    assert f"/appels/billet/{mark.pk}/" in client.get("/appels/").content.decode()
    slip = client.get(f"/appels/billet/{mark.pk}/").content.decode().replace("\u00a0", " ")
    assert pupil.family_name in slip and "7 min" in slip
    register.later(1)
    register.call(lesson, {pupil.pk: Seen("present", register.now)})
    assert client.get(f"/appels/billet/{mark.pk}/").status_code == 404  # taken back, it is no slip
    assert register.academy.client(TEACHER).get("/appels/eleves/?q=be").status_code == 403
