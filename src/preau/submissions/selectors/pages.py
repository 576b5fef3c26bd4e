"""What pages show: a copy with its versions and files, the list of a piece of work with its counts."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from preau.access.public import Hat
from preau.diary.public import Piece, piece_to_write
from preau.files.public import FileLine, files_of_things
from preau.submissions.enums import Joining, PartKind
from preau.submissions.models import Assignment, Copy, CopyPart, CopyVersion, TeamMember
from preau.submissions.receipts import sealed
from preau.submissions.selectors.files import ALL_KINDS, FILE_KINDS, JOINED
from preau.submissions.selectors.rows import assignment_of
from preau.submissions.selectors.who import Expected, expected_of


@dataclass(frozen=True, slots=True)
class PartLine:
    """A file of a version; `file`: None when it is gone."""

    kind: PartKind
    name: str
    words: str
    file: FileLine | None


@dataclass(frozen=True, slots=True)
class VersionLine:
    """A version as it is read. `receipt`: sealed. `joined`: the one PDF of its photographs, when it is made."""

    row: CopyVersion
    parts: Sequence[PartLine]
    joined: FileLine | None
    receipt: str

    @property
    def is_joining(self) -> bool:
        """Whether the PDF is being made."""
        return self.row.joining == Joining.WAITING


def version_lines(copy: Copy, only: int | None = None) -> list[VersionLine]:
    """The versions of a copy, the last first (that of a number alone). Six reads, whatever there is."""
    rows = CopyVersion.objects.filter(school_id=copy.school_id, copy=copy).order_by("-number")
    versions = list(rows.filter(number=only) if only is not None else rows)
    numbers = [one.pk for one in versions]
    parts: dict[uuid.UUID, list[CopyPart]] = {one: [] for one in numbers}
    for part in CopyPart.objects.filter(school_id=copy.school_id, version_id__in=numbers).order_by("place"):
        parts[part.version_id].append(part)
    asked = {FILE_KINDS[PartKind(part.kind)] for some in parts.values() for part in some}
    if any(one.joined for one in versions):
        asked.add(JOINED)
    files: dict[uuid.UUID, FileLine] = {}
    for kind in ALL_KINDS:
        if kind in asked:
            for lines in files_of_things(kind, numbers, [copy.school_id]).values():
                files |= {line.id: line for line in lines}
    return [
        VersionLine(
            one,
            [PartLine(PartKind(part.kind), part.name, part.words, files.get(part.file)) for part in parts[one.pk]],
            files.get(one.joined) if one.joined else None, sealed(one.handed_at, one.digest),
        )
        for one in versions
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """Somebody, or a group, in the list of a piece of work."""

    name: str
    pupil_id: uuid.UUID | None
    team_id: uuid.UUID | None
    copy: Copy | None
    left: bool = False

    @property
    def is_in(self) -> bool:
        """Whether something came, here or on paper."""
        return self.copy is not None and bool(self.copy.current or self.copy.paper_at)


@dataclass(frozen=True, slots=True)
class Listed:
    """A piece of work with its copies. `alone`: pupils in no group yet, where one hands in together."""

    piece: Piece
    assignment: Assignment | None
    rows: Sequence[Row]
    alone: Sequence[Expected] = ()

    def count(self) -> Mapping[str, int]:
        """How many: expected, handed in, late among these, on paper alone, missing."""
        copies = [one.copy for one in self.rows if one.copy is not None]
        handed = [one for one in copies if one.current]
        return {
            "expected": len(self.rows), "handed": len(handed), "late": sum(one.late_minutes > 0 for one in handed),
            "paper": sum(one.paper_at is not None and not one.current for one in copies),
            "missing": sum(not one.is_in for one in self.rows),
        }  # fmt: skip


def copies_listed(hat: Hat, work_id: uuid.UUID) -> Listed:
    """The list of a piece of work, for who writes it. Raises Unknown, PermissionDenied. Seven reads at most."""
    piece = piece_to_write(hat, work_id)
    assignment = assignment_of(piece.school_id, work_id)
    if assignment is None:
        return Listed(piece, None, ())
    here = {"school_id": assignment.school_id, "assignment": assignment}
    copies = list(Copy.objects.filter(**here).select_related("pupil"))
    pupils = expected_of(piece)
    if assignment.in_groups:
        return _of_groups(piece, assignment, copies, pupils)
    by_pupil = {one.pupil_id: one for one in copies}
    rows = [Row(one.name, one.id, None, by_pupil.get(one.id)) for one in pupils]
    known = {one.id for one in pupils}
    gone = [one for one in copies if one.pupil_id not in known and one.pupil is not None]
    rows += [
        Row(f"{one.pupil.family_name.upper()} {one.pupil.given_name}", one.pupil_id, None, one, left=True)
        for one in gone if one.pupil is not None
    ]  # fmt: skip
    return Listed(piece, assignment, rows)


def _of_groups(piece: Piece, assignment: Assignment, copies: Sequence[Copy], pupils: Sequence[Expected]) -> Listed:
    names = {one.id: one.name for one in pupils}
    teams: dict[uuid.UUID, tuple[int, list[str]]] = {}
    members = TeamMember.objects.filter(school_id=assignment.school_id, assignment=assignment).select_related("team")
    placed = set()
    for one in members:
        placed.add(one.pupil_id)
        teams.setdefault(one.team_id, (one.team.number, []))[1].append(names.get(one.pupil_id, "…"))
    by_team = {one.team_id: one for one in copies}
    rows = [
        Row(f"{number} – {', '.join(sorted(some))}", None, team, by_team.get(team))
        for team, (number, some) in sorted(teams.items(), key=lambda one: one[1][0])
    ]  # fmt: skip
    return Listed(piece, assignment, rows, [one for one in pupils if one.id not in placed])


def team_numbers(assignment: Assignment) -> dict[uuid.UUID, int]:
    """The group of each pupil. One read."""
    rows = TeamMember.objects.filter(school_id=assignment.school_id, assignment=assignment)
    return dict(rows.values_list("pupil_id", "team__number"))
