"""What a notice of lessons to catch up costs and counts: few statements whatever was given before, what pages show."""

import datetime as dt
from typing import Any

import pytest

from attendance.conftest import PRESENT
from catchup.conftest import PARENT, PUPIL, TODAY, Room
from harness.sql import queries
from preau.attendance.services import Seen
from preau.catchup.models import CatchUp, Release
from preau.catchup.services import mark_done
from preau.catchup.services.telling import GIVEN, key_of
from preau.kernel.ids import new_id
from preau.notifications.models import Matter, Notice

LESSONS = 25
MORE = 10
"""Statements that lessons given before may add, to find what stands, to end it and to count: whatever their number."""


def count(room: Room, who: str = PUPIL) -> int:
    """How many lessons the notice that stands for somebody says."""
    rows = Notice.objects.filter(person=room.academy[who].person, ended_at=None, matter__kind=GIVEN)
    return int(rows.get().matter.data["count"])


def give_before(room: Room, pupils: Any, number: int) -> None:
    """So many lessons, given to these pupils a moment ago, each told to them."""
    stands = {"raised_at": room.now, "expires_at": room.now + dt.timedelta(days=7)}
    for _lesson in range(number):
        row = Release.objects.create(
            school=room.school, lesson=new_id(), day=TODAY, starts=480, subject="x", released_at=room.now
        )
        given = [CatchUp(school=room.school, release=row, pupil=one) for one in pupils]
        CatchUp.objects.bulk_create(given)
        matters = [Matter(key=key_of(one.pk), kind=GIVEN, school=room.school, data={}, **stands) for one in given]
        Matter.objects.bulk_create(matters)
        Notice.objects.bulk_create(
            Notice(matter=matter, person=one, about=one, profile="National_elv", rings_at=room.now)
            for matter, one in zip(matters, pupils, strict=True)
        )


def test_lessons_given_before_cost_the_same_whatever_their_number(room: Room) -> None:
    pupils = room.pupils()
    assert len(pupils) > 5

    def given(starts: int) -> int:
        lesson = room.lesson(starts, starts + 55)
        room.call(lesson, room.away(*pupils))
        room.diary.write(lesson)
        with queries() as found:
            room.release(lesson)
        return len(found)

    first, second = given(480), given(540)
    give_before(room, pupils, LESSONS)
    many = given(600)
    assert (second - first, many - second) <= (MORE, 0), (first, second, many)
    stands = Notice.objects.filter(ended_at=None, matter__kind=GIVEN, person__in=pupils, about__in=pupils)
    assert stands.count() == len(pupils) and not stands.exclude(matter__ended_at=None).exists()


def test_the_notice_counts_what_the_page_shows(room: Room) -> None:
    old, done, taken_back, left, last = (room.missed(starts) for starts in (480, 540, 600, 660, 720))
    for one in (old, done, taken_back, left):
        room.release(one)
    assert count(room) == count(room, PARENT) == 4
    Release.objects.filter(lesson=old.pk).update(day=TODAY - dt.timedelta(days=31))
    mark_done(**room.doing(PUPIL), lesson_id=done.pk, is_done=True)
    room.later(1)
    room.call(taken_back, {room.pupils()[0].pk: Seen(PRESENT, room.now)}, version=1)
    room.release(last)
    assert count(room) == count(room, PARENT) == 2


@pytest.mark.parametrize("who", [PUPIL, PARENT])
def test_a_notice_withdrawn_says_what_it_said_to_who_read_it(room: Room, who: str) -> None:
    first, second = room.missed(), room.missed(540)
    room.release(first)
    Notice.objects.filter(person=room.academy[who].person).update(read_at=room.now)
    read = Matter.objects.get(kind=GIVEN)
    room.release(second)
    again = Matter.objects.get(pk=read.pk)
    assert again.data == read.data and again.ended_at == again.expires_at == room.now
    assert Notice.objects.get(matter=read, person=room.academy[who].person).ended_at is None
