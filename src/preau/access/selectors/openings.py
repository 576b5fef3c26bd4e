"""Requests to see names, and the names while they are open."""

import datetime as dt
import uuid
from dataclasses import dataclass

from preau.access.enums import OpeningState
from preau.access.models import NameOpening
from preau.access.selectors.places import PersonLine, people_of_school
from preau.kernel import clock


@dataclass(frozen=True, slots=True)
class OpeningLine:
    """A request: who asked, for which school, why, for how long, and where it stands."""

    id: uuid.UUID
    school_id: uuid.UUID
    school: str
    asked_as: str
    reason: str
    hours: int
    state: str
    asked_at: dt.datetime
    ends_at: dt.datetime | None
    looks: int

    @property
    def is_open(self) -> bool:
        """Whether names are open now: a term that is over closes by itself."""
        return self.state == OpeningState.OPEN and self.ends_at is not None and self.ends_at > clock.now()

    @property
    def state_words(self) -> str:
        """Where it stands, in the reader's language."""
        over = self.state == OpeningState.OPEN and not self.is_open
        return str(OpeningState.CLOSED.label if over else OpeningState(self.state).label)


def _line(row: NameOpening) -> OpeningLine:
    return OpeningLine(
        row.pk, row.school_id, row.school.name, row.asked_as, row.reason, row.hours, row.state, row.asked_at,
        row.ends_at, row.looks,
    )  # fmt: skip


def openings_of(school_id: uuid.UUID) -> list[OpeningLine]:
    """Requests made to a school, latest first."""
    rows = NameOpening.objects.filter(school_id=school_id).select_related("school").order_by("-asked_at", "-pk")
    return [_line(row) for row in rows[:100]]


def openings_asked_by(person_id: uuid.UUID) -> list[OpeningLine]:
    """Requests that a person made, in the open scope, latest first."""
    rows = NameOpening.objects.filter(asked_by_id=person_id).select_related("school").order_by("-asked_at", "-pk")
    return [_line(row) for row in rows[:100]]


def opened_people(opening: OpeningLine, text: str) -> list[PersonLine]:
    """People of the school by name, while they are open; the caller notes the look before it shows them."""
    return people_of_school(opening.school_id, text=text) if opening.is_open else []
