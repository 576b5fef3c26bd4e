"""What the demonstration shows of this room: an elected pupil and an elected parent, inscribed by its services."""

from collections.abc import Iterable
from typing import Any

from preau.access.enums import GroupKind, MandateKind
from preau.access.groups import memberships_of
from preau.access.services import give_mandate
from preau.directory.models import Affiliation, DirectoryRecord, Guardianship
from preau.kernel.actor import Actor

_ELECTED = {
    "theo-marchand": (MandateKind.DELEGATE, GroupKind.CLASS_STUDENTS),
    "brigitte-marchand": (MandateKind.ELECTED_PARENT, GroupKind.CLASS_GUARDIANS),
}


def seed(*, actor: Actor, cast: Iterable[Any]) -> None:
    """Inscribe them in the class where they, or their child, are; twice changes nothing."""
    for member in cast:
        if member.slug not in _ELECTED:
            continue
        record = DirectoryRecord.objects.filter(kind=member.kind, join_key=member.join_key).first()
        if record is None:
            continue  # not in this academy
        mandate, kind = _ELECTED[member.slug]
        person = record.person_id
        schools = {
            *Affiliation.objects.filter(person_id=person).values_list("school_id", flat=True),
            *Guardianship.objects.filter(guardian_id=person).values_list("school_id", flat=True),
        }
        for group in memberships_of([person], schools, kinds=[kind])[person]:
            give_mandate(
                actor=actor, school_id=group.school_id, person_id=person, kind=mandate,
                homeroom_id=group.unit_id,
            )  # fmt: skip
