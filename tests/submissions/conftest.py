"""Work handed in as the house does, for tests: a Monday at ten, a piece of work due tomorrow at six in the evening."""

import datetime as dt
import io
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from diary.conftest import MONDAY, TODAY, Clock, Diary
from harness.emptying import emptied
from preau.diary.models import Entry, Work
from preau.files.public import arrivals
from preau.kernel import clock, scope
from preau.kernel.ids import new_id
from preau.submissions.enums import PartKind
from preau.submissions.models import Assignment, CopyVersion
from preau.submissions.selectors.files import FILE_KINDS
from preau.submissions.services import Asking, Handed, Sent, hand_in, save_assignment
from preau.timetable.models import Slot
from timetable.conftest import CPE, HEAD, PARENT, PUPIL, TEACHER

__all__ = ["CPE", "HEAD", "MONDAY", "PARENT", "PUPIL", "TEACHER", "TODAY"]
TOMORROW = TODAY + dt.timedelta(days=1)
DUE = dt.datetime(2026, 11, 24, 17, 0, tzinfo=dt.UTC)
"""Tomorrow at six in the evening in Paris."""
EVERYTHING = "pftlv"


@pytest.fixture(autouse=True)
def everywhere() -> Iterator[None]:
    with scope.everything("tests of work handed in"):
        yield


def photo(colour: str = "white", size: tuple[int, int] = (60, 80), form: str = "JPEG") -> bytes:
    """A page, as a telephone takes it."""
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, form)
    return out.getvalue()


class Desk(Diary):
    """The room, as people of the cast use it."""

    def __init__(self, academy: Any, moment: Clock) -> None:
        super().__init__(academy)
        self.moment = moment

    def ask(self, who: str = TEACHER, **more: Any) -> Assignment:
        """A piece of work, given and asked for."""
        room = self.homeroom()
        work = self.give(self.given(due={room.pk: TOMORROW}), who)
        return self.asked(work, who, **more)

    def asked(self, work: Work, who: str = TEACHER, version: int = 0, **more: Any) -> Assignment:
        """What a piece of work asks for."""
        told = {"takes": EVERYTHING, "due_minute": 18 * 60, **more}
        return save_assignment(**self.doing(who), work_id=work.pk, asking=Asking(**told), version=version)

    def came(self, body: bytes, name: str = "page.jpg", kind: PartKind = PartKind.PHOTO, who: str = PUPIL) -> Sent:
        """A file that a form brought."""
        found = arrivals(
            hat=self.hat(who), kind=FILE_KINDS[kind], school_id=self.school.pk, receipts=(),
            sent=[SimpleUploadedFile(name, body)],
        )  # fmt: skip
        return Sent(kind, found[0])

    def hand(self, row: Assignment, *parts: Sent, who: str = PUPIL, attempt: uuid.UUID | None = None,
             **more: Any) -> CopyVersion:  # fmt: skip
        """A copy, handed in."""
        handed = Handed(attempt or new_id(), parts, **more)
        return hand_in(**self.doing(who), work_id=row.work, handed=handed)


@pytest.fixture
def moment(monkeypatch: pytest.MonkeyPatch) -> Clock:
    found = Clock()
    monkeypatch.setattr(clock, "now", lambda: found.now)
    return found


@pytest.fixture
def desk(academy: Any, moment: Clock, settings: Any, tmp_path: Any) -> Desk:
    settings.DATA_DIR = tmp_path
    emptied(Work, Entry, Slot)
    return Desk(academy, moment)
