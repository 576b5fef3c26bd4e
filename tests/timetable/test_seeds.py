"""The demonstration's week: every lesson it holds can be held."""

from collections import defaultdict
from typing import Any

from preau.kernel import scope
from preau.timetable.models import Change, Lesson, Slot
from preau.timetable.seeds import seed


def test_nobody_and_no_room_is_twice_at_one_time(academy: Any) -> None:
    with scope.everything("tests of timetables"):
        slots = Slot.objects.prefetch_related("teachers", "taught")
        assert slots.count() > 200
        seen: dict[Any, int] = defaultdict(int)
        for slot in slots:
            at = slot.weekday, slot.starts
            keys = [one.teacher_id for one in slot.teachers.all()]
            keys += [one.homeroom_id or one.group_id for one in slot.taught.all()]
            keys += [slot.room_id] if slot.room_id else []
            for key in keys:
                seen[at, key] += 1
        assert max(seen.values()) == 1


def test_lessons_are_made_and_some_differ_and_twice_changes_nothing(academy: Any) -> None:
    with scope.everything("tests of timetables"):
        before = Lesson.objects.count()
        assert before > 1000
        assert Change.objects.count() == 2
    seed(actor=academy["helene-garnier"].actor, cast=[one.member for one in academy._members.values()])
    with scope.everything("tests of timetables"):
        assert Lesson.objects.count() == before
