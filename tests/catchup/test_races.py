"""Several at the same moment: one release of a lesson, whoever gives it, and one tick."""

import pytest

from catchup.conftest import HEAD, PUPIL, TEACHER, Room
from diary.test_races import TAPS, together
from preau.catchup.models import CatchUp, Release
from preau.catchup.services import mark_done, release
from preau.directory.errors import Overtaken
from preau.notifications.models import Notice

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_teachers_and_a_button_pressed_again_give_once(room: Room) -> None:
    lesson = room.missed(teachers=frozenset({room.academy[one].person.pk for one in (TEACHER, HEAD)}))
    doing = [room.doing(TEACHER), room.doing(HEAD)] * (TAPS // 2)
    told = together(
        [
            lambda one=one: release(**one, school_id=room.school.pk, lesson_id=lesson.pk)
            for one in doing  # type: ignore[misc]
        ]
    )
    assert not [one for one in told if isinstance(one, Exception)], told
    assert (Release.objects.count(), Release.objects.get().version, CatchUp.objects.count()) == (1, 1, 1)
    assert Notice.objects.filter(person=room.academy[PUPIL].person, matter__kind="catchup.given").count() == 1


def test_of_two_words_at_once_one_is_read_first(room: Room) -> None:
    lesson = room.missed()
    doing = room.doing(TEACHER)
    told = together(
        [
            lambda note=note: release(**doing, school_id=room.school.pk, lesson_id=lesson.pk, note=note)  # type: ignore[misc]
            for note in ("Page 12", "Page 14")
        ]
    )
    assert [type(one) for one in told if isinstance(one, Exception)] == [Overtaken]
    assert Release.objects.get().version == 1 and CatchUp.objects.count() == 1


def test_of_two_words_in_place_of_one_that_stands_one_is_read_first(room: Room) -> None:
    lesson = room.missed()
    room.release(lesson, note="Page 10")
    doing = room.doing(TEACHER)
    words = [f"Page {number}" for number in range(12, 12 + TAPS)]
    told = together(
        [
            lambda note=note: release(**doing, school_id=room.school.pk, lesson_id=lesson.pk, note=note, version=1)  # type: ignore[misc]
            for note in words
        ]
    )
    assert [type(one) for one in told if isinstance(one, Exception)] == [Overtaken] * (TAPS - 1)
    assert Release.objects.get().version == 2


def test_taps_on_done_at_once_are_one(room: Room) -> None:
    lesson = room.missed()
    room.release(lesson)
    doing = room.doing(PUPIL)
    told = together([lambda: mark_done(**doing, lesson_id=lesson.pk, is_done=True)] * TAPS)
    assert not [one for one in told if isinstance(one, Exception)], told
    assert CatchUp.objects.get().done_at is not None


def test_two_lessons_at_once_take_the_place_of_those_before(room: Room) -> None:
    pupils, lessons = room.pupils()[:6], []
    for starts in (480, 540, 600, 660, 720):
        lesson = room.lesson(starts, starts + 55)
        room.call(lesson, room.away(*pupils))
        room.diary.write(lesson)
        lessons.append(lesson)
    for one in lessons[:2]:
        room.release(one)
    doing = room.doing(TEACHER)
    told = together(
        [
            lambda one=one: release(**doing, school_id=room.school.pk, lesson_id=one.pk)  # type: ignore[misc]
            for one in lessons[2:4]
        ]
    )
    assert not [one for one in told if isinstance(one, Exception)], told
    room.release(lessons[4])
    stands = Notice.objects.filter(ended_at=None, matter__kind="catchup.given", person__in=pupils)
    assert stands.count() == len(pupils)
