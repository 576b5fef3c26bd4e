"""A lesson given to who missed it: by whom, once, told, taken out by itself when nobody missed it."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from attendance.conftest import PRESENT
from cast import COLLEGE
from catchup.conftest import CPE, FATHER, HEAD, OTHER_PARENT, OTHER_PUPIL, PARENT, PUPIL, TEACHER, TODAY, Room
from preau.attendance.public import Stretch
from preau.attendance.services import Seen
from preau.catchup.models import CatchUp, Release
from preau.catchup.selectors.giving import count_to_give, lessons_to_give
from preau.catchup.selectors.home import waiting_of
from preau.catchup.selectors.packs import in_order, packs_of
from preau.catchup.services import mark_done, release
from preau.diary.enums import Shown
from preau.diary.services import HIDDEN, Publication
from preau.directory.errors import Overtaken, Refused, Unknown
from preau.directory.models import Person
from preau.kernel.models import AuditEntry
from preau.notifications.models import Notice


def pack(room: Room, who: str = PUPIL) -> tuple[list[int], list[int], list[int]]:
    """When the lessons of somebody's pack begin: to do, done, not given yet."""
    told = packs_of(room.hat(who))
    return (
        [part.line.starts for one in told for part in one.parts],
        [part.line.starts for one in told for part in one.done],
        [line.starts for one in told for line in one.waiting],
    )


def test_a_lesson_given_is_in_the_pack_of_who_missed_it_and_of_nobody_else(room: Room) -> None:
    lesson = room.missed()
    assert pack(room) == ([], [], [480])
    assert count_to_give(room.hat(TEACHER)) == 1
    row = room.release(lesson, note="Recopiez la figure.")
    assert (row.version, row.note, room.given(lesson)) == (1, "Recopiez la figure.", {room.pupils()[0].pk})
    assert pack(room) == pack(room, PARENT) == ([480], [], [])
    assert pack(room, OTHER_PUPIL) == pack(room, OTHER_PARENT) == ([], [], [])
    assert count_to_give(room.hat(TEACHER)) == 0
    assert [one.starts for one in waiting_of(room.hat(PUPIL))] == [480]
    assert AuditEntry.objects.filter(action="catchup.release", subject_id=str(lesson.pk)).count() == 1


def test_given_twice_is_given_once(room: Room) -> None:
    lesson = room.missed()
    first, second = room.release(lesson), room.release(lesson)
    assert (first.pk, first.version) == (second.pk, second.version)
    assert CatchUp.objects.count() == 1
    assert AuditEntry.objects.filter(action="catchup.release").count() == 1
    assert len(room.bell(PUPIL)) == 1


def test_who_is_found_absent_later_waits_again(room: Room) -> None:
    lesson = room.missed()
    room.release(lesson)
    other = room.pupils()[1]
    room.later(5)
    room.call(lesson, room.away(other), version=1)
    told = lessons_to_give(room.hat(TEACHER)).waiting
    assert [[away.id for away in one.waiting] for one in told] == [[other.pk]]
    assert [[away.id for away in one.given] for one in told] == [[room.pupils()[0].pk]]
    room.release(lesson)
    assert room.given(lesson) == {one.pk for one in room.pupils()[:2]}
    assert len(room.bell(PUPIL)) == 1


def test_an_absence_taken_back_takes_the_lesson_out_of_the_pack(room: Room) -> None:
    lesson = room.missed()
    room.release(lesson)
    room.later(1)
    room.call(lesson, {room.pupils()[0].pk: Seen(PRESENT, room.now)}, version=1)
    assert pack(room) == pack(room, PARENT) == ([], [], [])
    assert waiting_of(room.hat(PUPIL)) == []
    assert lessons_to_give(room.hat(TEACHER)).every == [] and count_to_give(room.hat(TEACHER)) == 0


def test_an_announced_absence_is_given_ahead(room: Room) -> None:
    tomorrow = TODAY + dt.timedelta(days=1)
    lesson = room.lesson()
    room.change(lesson, day=tomorrow, starts=480, ends=535)
    room.announce(stretch=Stretch(tomorrow, 0, tomorrow, 720))
    told = lessons_to_give(room.hat(TEACHER))
    assert not told.waiting and [one.held.lesson_id for one in told.coming] == [lesson.pk]
    room.release(lesson, note="Chapitre 3 du manuel.")
    assert pack(room) == ([480], [], [])


def test_nothing_to_give_and_nobody_who_missed_it_are_told(room: Room) -> None:
    lesson = room.missed(text="")
    with pytest.raises(Refused, match="Rien n’est encore publié"):
        room.release(lesson)
    room.diary.write(lesson, "Thalès", publication=HIDDEN)
    with pytest.raises(Refused, match="Rien n’est encore publié"):
        room.release(lesson)
    assert not Release.objects.exists()
    assert room.release(lesson, note="Demandez la fiche.").note
    attended = room.lesson(540, 595)
    room.call(attended)
    room.diary.write(attended, "Pythagore")
    with pytest.raises(Refused, match="Personne ne manque"):
        room.release(attended)
    cancelled = room.missed(600)
    assert count_to_give(room.hat(TEACHER)) == 1
    room.change(cancelled, is_cancelled=True)
    assert count_to_give(room.hat(TEACHER)) == 0
    with pytest.raises(Refused, match="Personne ne manque"):
        room.release(cancelled)


def test_what_appears_later_is_read_when_it_appears(room: Room) -> None:
    lesson = room.missed(text="")
    later = Publication(Shown.LATER, room.now + dt.timedelta(hours=3))
    room.diary.write(lesson, "Thalès", publication=later)
    room.diary.give(room.diary.given(lesson), publication=later)
    room.release(lesson)
    part = packs_of(room.hat(PUPIL))[0].parts[0]
    assert part.page is None and not part.works
    room.later(3 * 60)
    part = packs_of(room.hat(PUPIL))[0].parts[0]
    assert part.page is not None and part.page.text == "Thalès" and [one.line.text for one in part.works]


def test_another_word_than_a_colleague_wrote_is_read_first(room: Room) -> None:
    lesson = room.missed()
    row = room.release(lesson, note="Page 12")
    with pytest.raises(Overtaken):
        room.release(lesson, note="Page 14", version=0)
    assert room.release(lesson, version=0).note == "Page 12"  # said nothing: nothing is lost
    again = room.release(lesson, note="Page 14", version=row.version)
    assert (again.note, again.version) == ("Page 14", 2)
    with pytest.raises(Overtaken):
        room.release(lesson, note="", version=1)


def test_who_writes_the_diary_gives_and_nobody_else(room: Room) -> None:
    lesson = room.missed()
    for who in ("marc-petit", CPE):
        with pytest.raises(PermissionDenied):
            room.release(lesson, who=who)
    for who in (PUPIL, PARENT):
        with pytest.raises(Unknown):
            room.release(lesson, who=who)
    me, head = (room.academy[one].person.pk for one in (TEACHER, HEAD))
    room.change(lesson, absent_id=me, teacher_id=head)
    assert [one.held.lesson_id for one in lessons_to_give(room.hat(HEAD)).waiting] == [lesson.pk]
    assert count_to_give(room.hat(HEAD)) == count_to_give(room.hat(TEACHER)) == 1
    assert room.release(lesson, who=HEAD).released_by_id == head
    assert room.release(lesson, note="Bon courage", version=1).released_by_id == me


def test_another_school_is_a_stranger(room: Room) -> None:
    lesson = room.missed()
    with pytest.raises(Unknown):
        release(**room.doing("yves-caron", COLLEGE), school_id=room.school.pk, lesson_id=lesson.pk)


def test_only_the_pupil_says_that_it_is_done(room: Room) -> None:
    lesson = room.missed()
    room.release(lesson)
    with pytest.raises(PermissionDenied):
        mark_done(**room.doing(PARENT), lesson_id=lesson.pk, is_done=True)
    for who in (OTHER_PUPIL, OTHER_PARENT, TEACHER):
        with pytest.raises(Unknown):
            mark_done(**room.doing(who), lesson_id=lesson.pk, is_done=True)
    for _time in range(2):
        mark_done(**room.doing(PUPIL), lesson_id=lesson.pk, is_done=True)
    assert pack(room) == pack(room, PARENT) == ([], [480], [])
    assert lessons_to_give(room.hat(TEACHER)).given[0].done == 1
    assert waiting_of(room.hat(PUPIL)) == []
    mark_done(**room.doing(PUPIL), lesson_id=lesson.pk, is_done=False)
    assert pack(room) == ([480], [], [])


def test_an_adult_pupil_and_those_who_support_them_read_it(room: Room) -> None:
    Person.objects.filter(pk=room.academy[PUPIL].person.pk).update(
        birth_date=dt.date(2008, 1, 1), takes_over_signatures_on=TODAY
    )
    lesson = room.missed()
    room.release(lesson)
    assert pack(room) == pack(room, PARENT) == ([480], [], [])
    assert len(room.bell(PUPIL)) == len(room.bell(PARENT)) == 1


def test_one_notice_stands_for_lessons_given_one_after_the_other(room: Room) -> None:
    first, second = room.missed(), room.missed(540)
    room.release(first)
    kept = room.bell(PARENT)
    assert kept and room.bell(PUPIL) == room.bell(FATHER) == kept
    room.later(5)
    room.release(second)
    assert room.bell(PUPIL) == room.bell(PARENT) != kept and len(room.bell(PUPIL)) == 1
    matter = Notice.objects.get(person=room.academy[PUPIL].person, ended_at=None, matter__kind="catchup.given").matter
    assert matter.data["count"] == 2


def test_quiet_hours_hold_the_notice(room: Room) -> None:
    lesson = room.missed()
    room.later(12 * 60)
    room.release(lesson)
    notice = Notice.objects.get(person=room.academy[PARENT].person, matter__kind="catchup.given")
    assert notice.rings_at > room.now


def test_work_due_first_comes_first_and_a_subject_stays_together(room: Room) -> None:
    french = {"title": "Français"}
    lessons = [room.missed(480), room.missed(540, **french), room.missed(600), room.missed(660, **french)]
    later, sooner = TODAY + dt.timedelta(days=8), TODAY + dt.timedelta(days=3)
    unit = room.homeroom().pk
    room.diary.give(room.diary.given(lessons[0], due={unit: later}))
    work = room.diary.give(room.diary.given(lessons[3], due={unit: sooner}, subject="Français", title="Français"))
    for one in lessons:
        room.release(one)
    assert pack(room)[0] == [540, 660, 480, 600]
    told = packs_of(room.hat(PUPIL))[0]
    assert told.minutes == 50
    room.diary.tick(work)
    again = packs_of(room.hat(PUPIL))[0]
    assert [one.line.starts for one in again.parts] == [480, 600, 540, 660] and again.minutes == 25
    assert in_order([]) == []
