"""What a person of the school is asked about names of files: what each may stand for."""

import hashlib
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from preau.directory.enums import STAFF_PROFILES, AffiliationState, GroupSource
from preau.directory.models import Affiliation, Homeroom, Person, StudentGroup
from preau.directory.words import class_order
from preau.timetable.enums import NameKind
from preau.timetable.public import names_meant, rooms_of, said_of

MOST_ASKED = 300
Choices = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class NameAsked:
    """A name, and what was said of it, as `said_of` writes it."""

    kind: str
    key: str
    label: str
    said: str = ""
    many: int = 0
    same: int = 0

    @property
    def field(self) -> str:
        """Its field in a form."""
        return "n" + hashlib.blake2b(f"{self.kind}/{self.key}".encode(), digest_size=8).hexdigest()

    @property
    def kind_label(self) -> str:
        """What it is the name of."""
        return str(NameKind(self.kind).label)


def names_asked(school_id: uuid.UUID, report: Mapping[str, Any]) -> list[NameAsked]:
    """Names that a file has and nobody understands, then those of which something was said."""
    asked = [
        NameAsked(one["kind"], one["key"], one["label"], "", one["many"], one["same"])
        for one in report.get("unknown", ())
    ]
    there = {(one.kind, one.key) for one in asked}
    known = [row for row in names_meant(school_id) if (row.kind, row.key) not in there]
    return [*asked, *(NameAsked(row.kind, row.key, row.spelling, said_of(row)) for row in known)][:MOST_ASKED]


def offers_of(school_id: uuid.UUID, year: int) -> dict[str, Choices]:
    """What a name of each kind may stand for. Four reads."""
    here = {"school_id": school_id, "school_year_id": year}
    classes = Homeroom.objects.filter(**here).values_list("pk", "label")
    units = [(f"homeroom:{number.hex}", label) for number, label in classes]
    groups = StudentGroup.objects.filter(**here).exclude(source=GroupSource.RULE).values_list("pk", "label")
    units += [(f"group:{number.hex}", _("%(name)s (groupe)") % {"name": label}) for number, label in groups]
    staff = Affiliation.objects.filter(
        school_id=school_id, state=AffiliationState.ACTIVE, profile__in=STAFF_PROFILES
    ).values("person_id")
    people = Person.objects.filter(pk__in=staff, erased_at=None).order_by("search_name", "pk")
    units.sort(key=lambda one: class_order(one[1]))
    return {
        NameKind.CLASS: units,
        NameKind.GROUP: units,
        NameKind.TEACHER: [(f"teacher:{one.pk.hex}", one.full_name) for one in people],
        NameKind.ROOM: [(f"room:{number.hex}", name) for number, _code, name in rooms_of(school_id)],
    }
