"""The head's visa: what it locks, what it leaves, and a second one."""

import datetime as dt

import pytest

from diary.conftest import HEAD, TEACHER, TODAY, Clock, Diary
from preau.diary.enums import Shown
from preau.diary.models import Endorsement, Entry
from preau.diary.selectors.visas import writers_of
from preau.diary.services import HIDDEN, Publication, endorse
from preau.directory.errors import Refused
from preau.kernel.models import AuditEntry
from preau.timetable.models import Lesson

SCHEDULED = Publication(Shown.LATER, dt.datetime(2026, 11, 26, 11, 0, tzinfo=dt.UTC))


@pytest.fixture
def lessons(diary: Diary) -> list[Lesson]:
    """Three of today."""
    return [diary.lesson(diary.slot(weekday=1, starts=at, ends=at + 55), TODAY) for at in (480, 540, 600)]


def visa(diary: Diary, comment: str = "") -> Endorsement:
    """That of the head, on what the teacher wrote until today."""
    teacher = diary.academy[TEACHER].person.pk
    return endorse(
        **diary.doing(HEAD), school_id=diary.school.pk, teacher_id=teacher, until=TODAY, comment=comment
    )  # fmt: skip


@pytest.mark.parametrize("publication", [HIDDEN, SCHEDULED])
def test_what_is_not_read_yet_is_not_locked(diary: Diary, lessons: list[Lesson], publication: Publication) -> None:
    draft = diary.write(lessons[0], "Brouillon", publication=publication)
    with pytest.raises(Refused, match="Rien"):
        visa(diary)
    shown = diary.write(lessons[1])
    (writer,) = writers_of(diary.hat(HEAD))
    assert (writer.pages, writer.waiting) == (2, 1)
    visa(diary)
    assert list(Entry.objects.exclude(locked_at=None)) == [shown]
    assert diary.write(lessons[0], "Thalès", version=draft.version).appears_at is not None


def test_a_second_visa_of_the_day_holds_what_came_since(diary: Diary, lessons: list[Lesson], moment: Clock) -> None:
    diary.write(lessons[0])
    first = visa(diary, "Très clair.")
    assert visa(diary, "Très clair.").comment == "Très clair."
    moment.now += dt.timedelta(hours=1)
    diary.write(lessons[1])
    second = visa(diary, "Pensez aux liens.")
    assert (second.pk, second.at, second.comment) == (first.pk, moment.now, "Très clair.\n\nPensez aux liens.")
    assert not Entry.objects.filter(locked_at=None).exists()
    diary.write(lessons[2])
    assert visa(diary).comment == second.comment
    assert not Entry.objects.filter(locked_at=None).exists()
    told = AuditEntry.objects.filter(action="diary.endorse").order_by("pk")
    assert [one.data["count"] for one in told] == [1, 1, 1]
