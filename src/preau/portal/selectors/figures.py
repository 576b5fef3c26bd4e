"""Figures counted ahead, for who looks at many schools."""

import datetime as dt
import uuid
from dataclasses import dataclass

from preau.directory.enums import SchoolKind
from preau.kernel import sql
from preau.kernel.text import fold
from preau.portal.models import SchoolFigures
from preau.ui.listing import holding


@dataclass(frozen=True, slots=True)
class KindLine:
    """Schools of one kind in the open scope, and their people."""

    kind: str
    schools: int
    students: int
    guardians: int
    staff: int
    accounts_used: int
    counted_at: dt.datetime | None = None

    @property
    def people(self) -> int:
        """All people with a place."""
        return self.students + self.guardians + self.staff

    @property
    def activation(self) -> float:
        """Share of people who have come at least once, from 0 to 1."""
        return self.accounts_used / self.people if self.people else 0.0


@dataclass(frozen=True, slots=True)
class SchoolRow:
    """A school of a territory, with its counts when they were made."""

    id: uuid.UUID
    uai: str
    name: str
    kind: str
    city: str
    students: int
    guardians: int
    staff: int
    homerooms: int
    accounts_used: int
    counted: bool

    @property
    def activation(self) -> float:
        """Share of people who have come at least once, from 0 to 1."""
        people = self.students + self.guardians + self.staff
        return self.accounts_used / people if people else 0.0


def kind_label(kind: str) -> str:
    """A kind of school, as families name it."""
    return str(SchoolKind(kind).label)


def by_kind(local_authority_id: uuid.UUID) -> list[KindLine]:
    """Schools of a collectivity by kind, with counts and never a name, and when the oldest was counted. One read."""
    found = sql.rows(
        "SELECT s.kind, COUNT(*), COALESCE(SUM(f.students), 0), COALESCE(SUM(f.guardians), 0),"
        " COALESCE(SUM(f.staff), 0), COALESCE(SUM(f.accounts_used), 0), MIN(f.computed_at)"
        " FROM directory_school s LEFT JOIN portal_schoolfigures f ON f.school_id = s.id"
        " WHERE s.local_authority_id = %s GROUP BY s.kind",
        [sql.key(local_authority_id)],
    )
    order = [str(kind) for kind in SchoolKind]
    return [
        KindLine(kind, int(schools), int(students), int(guardians), int(staff), int(used), sql.as_moment(at))
        for kind, schools, students, guardians, staff, used, at in sorted(found, key=lambda row: order.index(row[0]))
    ]


def counted_at() -> dt.datetime | None:
    """When the oldest figures of the open scope were counted."""
    row = SchoolFigures.objects.order_by("computed_at").values_list("computed_at", flat=True).first()
    moment: dt.datetime | None = row
    return moment


def schools_of(local_authority_id: uuid.UUID, *, text: str = "") -> list[SchoolRow]:
    """Schools of a collectivity by name, whose name, town or number hold each word of the text. One read."""
    found = sql.rows(
        "SELECT s.id, s.uai, s.name, s.kind, s.city, COALESCE(f.students, 0), COALESCE(f.guardians, 0),"
        " COALESCE(f.staff, 0), COALESCE(f.homerooms, 0), COALESCE(f.accounts_used, 0), f.id IS NOT NULL"
        " FROM directory_school s LEFT JOIN portal_schoolfigures f ON f.school_id = s.id"
        " WHERE s.local_authority_id = %s",
        [sql.key(local_authority_id)],
    )
    rows = [SchoolRow(*(sql.as_id(row[0]), *row[1:10], bool(row[10]))) for row in found]
    rows.sort(key=lambda one: (fold(one.name), one.uai))
    return holding(rows, text, lambda one: f"{one.name} {one.city} {one.uai}")
