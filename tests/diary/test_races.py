"""Several at the same moment: one page for a lesson, one tick for a work, one number for what pupils tell."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connections

from diary.conftest import HEAD, PUPIL, TEACHER, TODAY, Diary
from diary.test_plans import STEPS, plan
from preau.diary.models import Done, Endorsement, Entry, PlanStep, TeachingPlan, Work
from preau.diary.selectors import home
from preau.diary.selectors.home import forget_known, with_diaries
from preau.diary.services import NOW, endorse, save_entry, tell_minutes
from preau.directory.errors import Overtaken
from preau.kernel import scope
from preau.kernel.ids import new_id

pytestmark = pytest.mark.django_db(transaction=True)
TAPS = 6


def together(acts: list[Callable[[], Any]]) -> list[Any]:
    """What acts let go together came to: their value, or what they raised."""
    barrier, found = threading.Barrier(len(acts), timeout=60), []

    def run(act: Callable[[], Any]) -> None:
        try:
            connections["default"].ensure_connection()
            with scope.everything("tests of diaries"):
                barrier.wait()
                found.append(act())
        except Exception as error:
            found.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(one,)) for one in acts]
    for one in threads:
        one.start()
    for one in threads:
        one.join(120)
    return found


def test_two_who_fill_a_lesson_at_once_make_one_page(diary: Diary) -> None:
    lesson = diary.lesson(diary.slot())
    doing, place = diary.doing(TEACHER), diary.place(lesson)
    told = together([lambda text=text: _save(doing, place, text) for text in ("Thalès", "Pythagore")])  # type: ignore[misc]
    assert sorted(type(one) for one in told if isinstance(one, Exception)) == [Overtaken]
    assert Entry.objects.get().version == 1


def _save(doing: Any, place: Any, text: str) -> Any:
    return save_entry(**doing, entry_id=new_id(), place=place, text=text, publication=NOW)


def test_one_form_sent_six_times_at_once_gives_work_once(diary: Diary) -> None:
    given, key = diary.given(None), new_id()
    told = together([lambda: diary.give(given, work_id=key)] * TAPS)
    assert [getattr(one, "pk", one) for one in told] == [key] * TAPS
    assert Work.objects.get().version == 1


def test_one_form_sent_six_times_at_once_writes_one_plan(diary: Diary) -> None:
    key = new_id()
    told = together([lambda: plan(diary, plan_id=key)] * TAPS)
    assert [getattr(one, "pk", one) for one in told] == [key] * TAPS
    assert TeachingPlan.objects.get().version == 1
    assert PlanStep.objects.count() == len(STEPS)


def test_two_clicks_on_the_visa_at_once_are_one(diary: Diary) -> None:
    row = diary.write(diary.lesson(diary.slot(weekday=1), TODAY))
    asked = {"school_id": diary.school.pk, "teacher_id": diary.academy[TEACHER].person.pk, "until": TODAY}
    told = together([lambda: endorse(**diary.doing(HEAD), **asked)] * TAPS)
    assert [one for one in told if isinstance(one, Exception)] == []
    assert Endorsement.objects.count() == 1
    row.refresh_from_db()
    assert row.locked_at is not None


def test_taps_on_done_at_once_are_one_tick(diary: Diary) -> None:
    work = diary.give(diary.given(None))
    assert not [one for one in together([lambda: diary.tick(work)] * TAPS) if isinstance(one, Exception)]
    told = together([lambda: tell_minutes(**diary.doing(PUPIL), work_id=work.pk, minutes=30)] * TAPS)
    assert not [one for one in told if isinstance(one, Exception)]
    assert Done.objects.get().minutes == 30


def test_home_bears_that_another_thread_forgets(diary: Diary, monkeypatch: pytest.MonkeyPatch) -> None:
    diary.give(diary.given(None, due={diary.homeroom().pk: TODAY}))
    school = diary.school.pk
    assert with_diaries([school]) == {school}
    asked = home.WorkUnit.objects.filter

    def forgotten(**told: Any) -> Any:
        forget_known()
        return asked(**told)

    monkeypatch.setattr(home.WorkUnit.objects, "filter", forgotten)
    other = new_id()
    assert with_diaries([school, other]) == {school}
