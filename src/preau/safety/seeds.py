"""What the demonstration shows of this room: a report of the past, invented, that the head dealt with and closed."""

import uuid
from collections.abc import Iterable
from typing import Any

from preau.access.public import worn_in_cast
from preau.directory.enums import Profile, SchoolKind
from preau.kernel import scope
from preau.kernel.actor import Actor
from preau.safety.enums import Standing, State
from preau.safety.services.closing import close_case, note_in
from preau.safety.services.opening import open_case
from preau.safety.services.reporting import Reported, report

_PUPIL, _HEAD, _KEY = "theo-marchand", "helene-garnier", uuid.UUID("7d1f7d52-9a53-4f0e-b3d0-0c4f6a4be201")


def seed(*, actor: Actor, cast: Iterable[Any]) -> None:
    """Nothing that others count on: what tests report begins with no report."""


def show(*, actor: Actor, cast: Iterable[Any]) -> None:
    """Report as a witness, open, note and close as the head; twice is once."""
    people = list(cast)
    pupil = worn_in_cast(people, _PUPIL, lambda hat: hat.profile == Profile.STUDENT)
    head = worn_in_cast(
        people, _HEAD,
        lambda hat: hat.profile == Profile.HEAD and hat.schools[0].kind == SchoolKind.UPPER_SECONDARY,
    )  # fmt: skip
    if pupil is None or head is None or not set(pupil[1].school_ids) & {(school := head[1].schools[0].id)}:
        return
    with scope.use(scope.Scope.of([school])):
        told = Reported(
            school, Standing.WITNESS, "Depuis une semaine, des élèves d’un groupe hors de l’ENT se moquent d’une élève"
            " et partagent une photo d’elle prise au gymnase. Elle ne vient plus en sport.",
        )  # fmt: skip
        row = report(actor=pupil[0], hat=pupil[1], report_id=_KEY, told=told)
        if row.state == State.CLOSED:
            return
        open_case(actor=head[0], hat=head[1], report=row)
        note_in(
            actor=head[0], hat=head[1], report_id=_KEY,
            text="Élève et parents reçus avec l’infirmière. La photo a été retirée. Point prévu dans trois semaines.",
        )  # fmt: skip
        close_case(
            actor=head[0], hat=head[1], report_id=_KEY,
            outcome="Merci d’avoir signalé. L’élève concernée a été reçue et la photo retirée : vous pouvez nous"
            " écrire si cela recommence.",
        )  # fmt: skip
