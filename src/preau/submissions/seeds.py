"""What people who try the demonstration find: two pieces of work of their teacher handed in, one with some copies."""

import datetime as dt
import io
import uuid
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from preau.access.public import Hat, worn_in_cast
from preau.diary.public import piece_of, pupils_of, works_of
from preau.directory.errors import Refused, Unknown
from preau.files.public import arrivals
from preau.kernel import clock, scope
from preau.kernel.actor import Actor
from preau.kernel.ids import new_id
from preau.submissions.enums import PartKind, Scale
from preau.submissions.models import Assignment
from preau.submissions.selectors.files import PHOTO
from preau.submissions.selectors.who import expected_of
from preau.submissions.services import Asking, Handed, Sent, hand_in, save_assignment
from preau.submissions.services.correcting import Marking, set_marking

_PUPIL, _TEACHER = "lina-benali", "claire-roux"
_AHEAD = dt.timedelta(days=30)
_ASKED, _COPIES = 2, 5
_TEXT = "Exercice 12 : les droites sont parallèles, donc AM/AB = AN/AC. AM = 3 × 4 / 6 = 2 cm."


def seed(*, actor: Actor, cast: Iterable[Any]) -> None:
    """Nothing: tests begin without copies."""


def show(*, actor: Actor, cast: Iterable[Any]) -> None:
    """Ask for two pieces of work, and hand in some copies; twice changes nothing."""
    people = list(cast)
    with scope.everything("a demonstration of work handed in"):
        pupil = worn_in_cast(people, _PUPIL, lambda hat: not hat.is_staff)
        teacher = worn_in_cast(people, _TEACHER, lambda hat: hat.is_staff)
        if pupil is None or teacher is None or Assignment.objects.exists():
            return
        today = clock.today()
        lines = [one for some in works_of(pupils_of(pupil.hat), today + dt.timedelta(days=1), today + _AHEAD).values()
                 for one in some if not one.is_test]  # fmt: skip
        asked: list[Assignment] = []
        for line in lines:
            if len(asked) == _ASKED:
                break
            try:
                row = save_assignment(
                    actor=teacher.actor, hat=teacher.hat, work_id=line.work_id,
                    asking=Asking("pftlv", late_days=2, due_minute=18 * 60),
                )  # fmt: skip
                marking = Marking(Scale.POINTS, 20)
                asked.append(
                    set_marking(
                        actor=teacher.actor, hat=teacher.hat, work_id=line.work_id, marking=marking, version=row.version
                    )
                )
            except (Unknown, PermissionDenied):
                continue
        if asked:
            _hand_in(asked[-1], pupil.hat)


def _hand_in(row: Assignment, first: Hat) -> None:
    """Copies of some pupils; the one whom people try still has theirs to hand in."""
    piece = piece_of(row.school_id, row.work)
    others = [one for one in expected_of(piece) if one.id != first.person_id] if piece else []
    for number, one in enumerate(others[:_COPIES]):
        # Classmates of the demonstration have no account: they wear the hat of the pupil whom people try.
        actor, hat = Actor(f"{one.name}, {first.title}", one.id, first.key), replace(first, person_id=one.id)
        parts = [Sent(PartKind.PHOTO, one) for one in _page(hat, row.school_id)] if number % 2 else []
        try:
            hand_in(
                actor=actor, hat=hat, work_id=row.work, handed=Handed(new_id(), parts, text="" if parts else _TEXT)
            )  # fmt: skip
        except (Refused, Unknown):
            continue


def _page(hat: Hat, school_id: uuid.UUID) -> list[Any]:
    """A page as a telephone takes it, drawn here."""
    image = Image.new("RGB", (900, 1270), "white")
    pen = ImageDraw.Draw(image)
    for line in range(60, 1230, 46):
        pen.line((40, line, 860, line), fill=(190, 205, 230), width=2)
    pen.text((60, 66), "Exercice 12. AM/AB = AN/AC", fill=(30, 40, 110), font_size=34)
    pen.text((60, 158), "AM = 3 x 4 / 6 = 2 cm", fill=(30, 40, 110), font_size=34)
    pen.polygon(((140, 800), (720, 800), (420, 340)), outline=(30, 40, 110), width=4)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=80)
    sent = SimpleUploadedFile("page.jpg", out.getvalue(), "image/jpeg")
    return arrivals(hat=hat, kind=PHOTO, school_id=school_id, receipts=(), sent=[sent])
