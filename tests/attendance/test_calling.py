"""The roll call of a lesson: by whom, once, never over newer information."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from attendance.conftest import ABSENT, CPE, HEAD, LATE, PRESENT, PUPIL, TEACHER, TODAY, Register
from cast import COLLEGE
from preau.attendance.models import Absence, Mark, RollCall
from preau.attendance.selectors.sheet import sheet_of
from preau.attendance.services import Seen, call_roll
from preau.directory.errors import Refused, Unknown
from preau.directory.models import Affiliation, GroupMembership, StudentGroup
from preau.kernel import outbox, scope
from preau.kernel.ids import new_id
from preau.kernel.models import AuditEntry, OutboxEvent
from preau.timetable.models import Lesson
from preau.timetable.public import held_lesson, held_on
from preau.timetable.services import settle


def test_a_roll_call_keeps_one_row_and_those_who_are_not_there(register: Register) -> None:
    lesson, (one, two, three, *_rest) = register.lesson(), register.pupils()
    called = register.call(lesson, {**register.away(one, two), three.pk: Seen(LATE, register.now)})
    assert (called.version, called.absent, called.late, called.changed) == (1, 2, 1, True)
    assert called.expected == len(register.pupils())
    assert register.states(lesson) == {one.pk: ABSENT, two.pk: ABSENT, three.pk: LATE}
    assert Mark.objects.get(pupil=three).minutes == 10
    told = AuditEntry.objects.filter(action="attendance.call").latest("pk")
    assert told.data == {"version": 1, "absent": 2, "late": 1}


def test_the_same_sending_twice_is_done_once(register: Register) -> None:
    lesson, (one, two, *_rest), key = register.lesson(), register.pupils(), new_id()
    register.call(lesson, {**register.away(one), two.pk: Seen(LATE, register.now)}, key=key)
    register.later(5)
    again = register.call(lesson, {**register.away(one), two.pk: Seen(LATE, register.now)}, key=key)
    assert (again.version, again.changed, again.absent) == (1, False, 1)
    assert Mark.objects.get(pupil=two).minutes == 10
    assert RollCall.objects.count() == 1
    assert AuditEntry.objects.filter(action="attendance.call").count() == 1


def test_two_roll_calls_of_one_lesson_never_lose_what_the_other_saw(register: Register) -> None:
    lesson, (one, two, *_rest) = register.lesson(), register.pupils()
    register.call(lesson, register.away(one))
    register.later(2)
    second = register.call(lesson, register.away(two), who=CPE)
    assert register.states(lesson) == {one.pk: ABSENT, two.pk: ABSENT}
    assert [(kept.pupil.id, kept.state) for kept in second.stays] == [(one.pk, ABSENT)]
    assert second.stays[0].who == register.academy[TEACHER].actor.label


def test_one_made_without_a_line_does_not_undo_what_was_seen_after(register: Register) -> None:
    lesson, (one, two, three, *_rest) = register.lesson(), register.pupils()
    early = register.at(8, 2)
    register.call(lesson, {one.pk: Seen(LATE, register.now, 7)}, who=CPE)
    register.later(30)
    sent = register.call(lesson, {**register.away(one, two, at=early), three.pk: Seen(ABSENT, register.at(8, 20))})
    # `one` was seen late at 8 h 10, after they were missed at 8 h 02; nobody had said anything of `three` since.
    assert register.states(lesson)[one.pk] == LATE
    assert register.states(lesson)[three.pk] == ABSENT
    assert two.pk not in register.states(lesson)
    assert {kept.pupil.id for kept in sent.stays} == {one.pk, two.pk}


def test_what_one_wrote_is_changed_from_the_page_that_shows_it(register: Register) -> None:
    lesson, (one, *_rest) = register.lesson(), register.pupils()
    register.call(lesson, register.away(one))
    register.later(3)
    called = register.call(lesson, {one.pk: Seen(PRESENT, register.now)}, version=1)
    assert (called.version, called.absent) == (2, 0)
    assert register.states(lesson) == {one.pk: PRESENT}
    assert not Absence.objects.filter(is_void=False).exists()


def test_a_clock_ahead_writes_no_later_than_now(register: Register) -> None:
    lesson, (one, *_rest) = register.lesson(), register.pupils()
    register.call(lesson, {one.pk: Seen(ABSENT, register.now + dt.timedelta(hours=2))})
    assert Mark.objects.get(pupil=one).observed_at == register.now


def test_who_gives_the_lesson_that_day_calls_its_roll(register: Register) -> None:
    lesson = register.lesson()
    stand_in = register.academy[CPE].person.pk
    with pytest.raises(Unknown):
        call_roll(**register.doing(PUPIL), lesson_id=lesson.pk, key=new_id(), version=0, seen={})
    with pytest.raises(Unknown):
        call_roll(**register.doing("yves-caron", COLLEGE), lesson_id=lesson.pk, key=new_id(), version=0, seen={})
    register.call(lesson, who=HEAD)
    register.change(lesson, absent_id=register.academy[TEACHER].person.pk, teacher_id=stand_in)
    with pytest.raises(PermissionDenied):
        register.call(lesson)


def test_who_stands_in_calls_the_roll(register: Register) -> None:
    lesson = register.lesson(teachers=frozenset({register.academy[HEAD].person.pk}))
    with pytest.raises(PermissionDenied):
        register.call(lesson)
    register.change(lesson, absent_id=register.academy[HEAD].person.pk, teacher_id=register.academy[TEACHER].person.pk)
    assert register.call(lesson).version == 1


def test_a_lesson_is_held_in_its_own_school_by_each_teacher_once(register: Register) -> None:
    both = [register.academy[one].person.pk for one in (TEACHER, HEAD)]
    lesson = register.lesson(teachers=frozenset(both))
    register.change(lesson, absent_id=both[0], teacher_id=both[1])
    other = register.academy.school(COLLEGE).pk
    with scope.use(scope.Scope.of([register.school.pk])):
        held = held_lesson(lesson.pk)
        assert held is not None and [number for number, _name in held.teachers] == [both[1]]
        assert [one.id for one in held_on(register.school.pk, TODAY)] == [lesson.pk]
    with scope.use(scope.Scope.of([other])):
        assert held_lesson(lesson.pk) is None
        assert held_on(register.school.pk, TODAY) == held_on(other, TODAY) == []


@pytest.mark.parametrize(
    ("minutes", "said"), [(-40, "n’a pas commencé"), (60 * 24 * 8, "plus d’une semaine")]
)  # fmt: skip
def test_a_roll_is_called_around_its_lesson(register: Register, minutes: int, said: str) -> None:
    lesson = register.lesson()
    register.later(minutes)
    with pytest.raises(Refused, match=said):
        register.call(lesson)


def test_a_cancelled_lesson_has_no_roll(register: Register) -> None:
    lesson = register.lesson()
    register.change(lesson, is_cancelled=True)
    with pytest.raises(Refused, match="annulé"):
        register.call(lesson)


def test_lessons_missed_one_after_the_other_are_one_absence(register: Register) -> None:
    first, second = register.lesson(), register.lesson(540, 595)
    one = register.pupils()[0]
    register.call(first, register.away(one))
    register.later(60)
    assert next(line for line in sheet_of(register.hat(TEACHER), second.pk).lines if line.pupil.id == one.pk).known
    register.call(second, register.away(one))
    absence = register.absence()
    assert (absence.starts, absence.ends, absence.is_over) == (480, 595, False)
    register.call(second, {one.pk: Seen(PRESENT, register.now)}, version=1)
    absence.refresh_from_db()
    assert (absence.starts, absence.ends, absence.is_over) == (480, 535, True)
    third = register.lesson(600, 655)
    assert next(line for line in sheet_of(register.hat(TEACHER), third.pk).lines if line.pupil.id == one.pk).state == (
        PRESENT
    )


def test_an_earlier_lesson_given_back_leaves_who_is_still_missing(register: Register) -> None:
    first, second = register.lesson(), register.lesson(540, 595)
    one = register.pupils()[0]
    register.call(first, register.away(one))
    register.later(60)
    register.call(second, register.away(one))
    register.call(first, {one.pk: Seen(PRESENT, register.now)}, version=1)
    absence = register.absence()
    assert (absence.starts, absence.ends, absence.is_over) == (540, 595, False)


def test_who_comes_back_is_away_no_more(register: Register) -> None:
    first, second, third = register.lesson(), register.lesson(540, 595), register.lesson(600, 655)
    one = register.pupils()[0]
    register.call(first, register.away(one))
    register.later(60)
    register.call(second)
    assert register.absence().is_over
    register.later(60)
    register.call(third, register.away(one))
    assert Absence.objects.filter(pupil=one).count() == 2


def test_who_was_there_by_mistake_has_one_absence(register: Register) -> None:
    first, second = register.lesson(), register.lesson(540, 595)
    one = register.pupils()[0]
    register.call(first, register.away(one))
    outbox.dispatch()
    register.later(60)
    register.call(second)
    assert register.absence().is_over
    register.later(1)
    register.call(second, register.away(one), version=1)
    outbox.dispatch()
    absence = register.absence()
    assert (absence.starts, absence.ends, absence.is_over, absence.told) == (480, 595, False, 1)


def test_who_came_for_a_quarter_of_an_hour_has_two_absences(register: Register) -> None:
    first, second, third = register.lesson(), register.lesson(540, 555), register.lesson(560, 615)
    one = register.pupils()[0]
    register.call(first, register.away(one))
    register.later(60)
    register.call(second)
    register.later(20)
    register.call(third, register.away(one))
    assert [one.is_over for one in Absence.objects.filter(pupil=one).order_by("starts")] == [True, False]


def test_a_known_absence_is_shown_with_its_reason_and_explains_the_roll(register: Register) -> None:
    announced = register.announce()
    lesson, one = register.lesson(), register.pupils()[0]
    line = next(line for line in sheet_of(register.hat(TEACHER), lesson.pk).lines if line.pupil.id == one.pk)
    assert (line.state, line.known) == (ABSENT, "Rendez-vous médical (annoncée)")
    register.call(lesson, {one.pk: Seen(ABSENT)})
    assert Mark.objects.get(pupil=one).absence_id == announced.pk
    assert Absence.objects.filter(pupil=one).count() == 1


def test_open_boards_hear_of_it(register: Register) -> None:
    register.call(register.lesson())
    outbox.dispatch()
    event = OutboxEvent.objects.filter(topic="attendance.changed").latest("pk")
    assert str(register.academy[CPE].person.pk) in event.audience
    assert str(register.academy[TEACHER].person.pk) not in event.audience


def test_a_lesson_whose_roll_was_called_stays_when_the_week_loses_it(register: Register) -> None:
    lesson, other = register.lesson(), register.lesson(540, 595)
    register.call(lesson)
    for one in (lesson.slot, other.slot):
        one.weekday = 2
        one.save()
    settle(school_id=register.school.pk, since=register.now.date())
    assert Lesson.objects.filter(pk=lesson.pk).exists()
    assert not Lesson.objects.filter(pk=other.pk).exists()


def test_a_group_is_called_with_its_own_pupils_once_each(register: Register) -> None:
    one, two, *_rest = register.pupils()
    group = StudentGroup.objects.create(
        school=register.school, school_year_id=register.homeroom().school_year_id, code="G9", label="Groupe 9"
    )
    GroupMembership.objects.create(school=register.school, group=group, student=one)
    Affiliation.objects.filter(school=register.school, person=two).update(state="suspended")
    lesson = register.lesson(groups=frozenset({group.pk}))
    told = [line.pupil.id for line in sheet_of(register.hat(TEACHER), lesson.pk).lines]
    assert told.count(one.pk) == 1 and two.pk not in told
    assert len(told) == len(register.pupils())
    alone = register.lesson(540, 595, homerooms=frozenset(), groups=frozenset({group.pk}))
    assert [line.pupil.id for line in sheet_of(register.hat(TEACHER), alone.pk).lines] == [one.pk]
