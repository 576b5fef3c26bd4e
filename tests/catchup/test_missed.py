"""Which lessons pupils missed: what the roll call says, else what is known of an absence; never what was not held."""

import datetime as dt

from attendance.conftest import ABSENT, LATE, PRESENT
from catchup.conftest import PARENT, PUPIL, TEACHER, TODAY, Room
from preau.attendance.public import Stretch, lessons_missed, pupils_missing, pupils_told
from preau.attendance.services import Seen
from preau.directory.models import Enrollment
from preau.timetable.public import lessons_held, lessons_taught

TOMORROW = TODAY + dt.timedelta(days=1)


def missed_by(room: Room, who: str = PUPIL) -> list[int]:
    """When the lessons began that somebody of the cast missed today."""
    pupils = pupils_told(room.hat(who))
    return [line.starts for lines in lessons_missed(pupils, TODAY, TOMORROW).values() for line in lines]


def missing_in(room: Room, *lessons: object) -> dict[int, list[str]]:
    """Who misses these lessons, by when each begins."""
    held = lessons_held(room.school.pk, [one.pk for one in lessons])  # type: ignore[attr-defined]
    found = pupils_missing(room.school.pk, held)
    return {one.starts: [away.name for away in found[one.lesson_id]] for one in held if one.lesson_id in found}


def test_who_is_noted_absent_misses_the_lesson_and_nothing_beside(room: Room) -> None:
    first, second = room.lesson(), room.lesson(540, 595)
    me, other = room.pupils()[:2]
    room.call(first, {**room.away(me), other.pk: Seen(LATE, room.now)})
    room.later(60)
    room.call(second)
    assert missed_by(room) == [480]
    assert missing_in(room, first, second) == {480: [f"{me.family_name} {me.given_name}"]}
    assert missed_by(room, PARENT) == [480]


def test_an_absence_taken_back_takes_the_lesson_with_it(room: Room) -> None:
    lesson, one = room.lesson(), room.pupils()[0]
    room.call(lesson, room.away(one))
    room.later(1)
    room.call(lesson, {one.pk: Seen(PRESENT, room.now)}, version=1)
    assert missed_by(room) == [] and missing_in(room, lesson) == {}
    room.later(1)
    room.call(lesson, {one.pk: Seen(ABSENT, room.now)}, version=2)
    assert missed_by(room) == [480]


def test_an_absence_announced_counts_until_the_roll_call_says_otherwise(room: Room) -> None:
    inside, across, outside = room.lesson(), room.lesson(690, 745), room.lesson(780, 835)
    room.announce(stretch=Stretch(TODAY, 480, TODAY, 720))
    assert missed_by(room) == [480, 690]
    assert sorted(missing_in(room, inside, across, outside)) == [480, 690]
    one = room.pupils()[0]
    room.call(inside, {one.pk: Seen(PRESENT, room.now)})  # known to be away, and there after all
    assert missed_by(room) == [690]
    assert sorted(missing_in(room, inside, across, outside)) == [690]


def test_a_lesson_that_is_not_held_is_not_missed(room: Room) -> None:
    cancelled, moved = room.lesson(), room.lesson(540, 595)
    room.announce(stretch=Stretch(TODAY, 480, TODAY, 720))
    room.change(cancelled, is_cancelled=True)
    room.change(moved, day=TOMORROW, starts=480, ends=535)
    assert missed_by(room) == [] and missing_in(room, cancelled, moved) == {}
    room.announce(stretch=Stretch(TOMORROW, 0, TOMORROW, 500))
    assert missed_by(room) == [480] and sorted(missing_in(room, moved)) == [480]


def test_who_left_the_class_misses_it_no_more(room: Room) -> None:
    lesson = room.missed()
    Enrollment.objects.filter(student=room.academy[PUPIL].person, school=room.school).update(left_on=TODAY)
    assert missing_in(room, lesson) == {} and missed_by(room) == []


def test_lessons_taught_are_those_of_the_slot_those_stood_in_for_and_those_moved(room: Room) -> None:
    me, head = room.academy[TEACHER].person.pk, room.academy["helene-garnier"].person.pk
    mine, given_away = room.lesson(), room.lesson(540, 595)
    taken = room.lesson(600, 655, teachers=frozenset({head}))
    moved = room.lesson(660, 715)
    room.lesson(720, 775, teachers=frozenset({head}))
    room.change(given_away, absent_id=me, teacher_id=head)
    room.change(taken, absent_id=head, teacher_id=me)
    room.change(moved, day=TOMORROW, starts=480, ends=535)

    def taught(since: dt.date, until: dt.date) -> set[object]:
        return {one.lesson_id for one in lessons_taught(room.school.pk, me, since, until)}

    assert taught(TODAY, TODAY) == {mine.pk, given_away.pk, taken.pk}
    assert taught(TODAY, TOMORROW) == {mine.pk, given_away.pk, taken.pk, moved.pk}
    assert taught(TOMORROW, TOMORROW) == {moved.pk}
