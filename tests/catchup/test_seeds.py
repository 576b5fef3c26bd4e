"""The demonstration shows a lesson given and others that wait, at any hour, and once."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from attendance.conftest import Register
from catchup.conftest import PUPIL, TEACHER
from preau.attendance.public import lessons_missed, pupils_told
from preau.attendance.selectors import family
from preau.catchup.models import CatchUp, Release
from preau.catchup.selectors.packs import packs_of
from preau.imports import living
from preau.kernel import clock, jobs, scope


@pytest.mark.parametrize("hour", [2, 10, 22])
def test_one_lesson_is_given_and_others_wait(
    academy: Any, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, hour: int
) -> None:
    settings.DATA_DIR = tmp_path
    moment = dt.datetime.combine(clock.today(), dt.time(hour), dt.UTC)
    register = Register(academy, monkeypatch)
    register.now = moment
    family._known.clear()
    with scope.everything("a demonstration begins, twice"):
        for _time in range(2):
            living.seed_rooms(living=True)
            jobs.settle()
        pupils, today = pupils_told(register.hat(PUPIL)), clock.today()
        missed = lessons_missed(pupils, today - dt.timedelta(days=7), today - dt.timedelta(days=1))
        were_lessons = any(missed.values())  # there are none in holidays
        assert Release.objects.count() == CatchUp.objects.count() == int(were_lessons)
        pack = packs_of(register.hat(PUPIL))[0]
        assert len(pack.parts) == int(were_lessons) and all(one.note for one in pack.parts)
        assert not were_lessons or pack.waiting
        page = academy.client(TEACHER).get("/rattrapages/").content.decode()
        assert not were_lessons or "BENALI Lina" in page
    family._known.clear()
