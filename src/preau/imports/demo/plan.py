"""What one fictitious academy is asked to be, and what was written of it."""

import datetime as dt
from dataclasses import dataclass, field

ACADEMY_CODE = "10"
"""Number of the academy in AAF exports (10 is Lyon)."""

ENT_CODE = "ENT-DEMO"
ENT_CODE_FIRST_DEGREE = "ENT-DEMO1D"
RECORDS_PER_FILE = 10_000
FEWEST_SCHOOLS = 4
FEWEST_STUDENTS_PER_SCHOOL = 25


@dataclass(frozen=True, slots=True)
class DemoPlan:
    """Size, seed and day of an academy; the same plan always gives the same bytes.

    `schools` is at least 4 (the schools of the cast come first), `students` the exact
    number of pupil records of a full export, `date` the day of that export: ages and
    dates fit the school year it falls in. Raises ValueError below the smallest size.
    """

    schools: int = 4
    students: int = 2400
    seed: int = 1
    date: dt.date = dt.date(2026, 9, 15)

    def __post_init__(self) -> None:
        if self.schools < FEWEST_SCHOOLS:
            raise ValueError(f"au moins {FEWEST_SCHOOLS} établissements")
        if self.students < FEWEST_STUDENTS_PER_SCHOOL * self.schools:
            raise ValueError(f"au moins {FEWEST_STUDENTS_PER_SCHOOL} élèves par établissement")

    @property
    def year(self) -> int:
        """First calendar year of the school year, which starts on 1 September."""
        return self.date.year if self.date.month >= 9 else self.date.year - 1


@dataclass(frozen=True, slots=True)
class OddEntry:
    """One entry written wrong on purpose, as real exports have a few."""

    kind: str
    category: str
    key: str


@dataclass(frozen=True, slots=True)
class WorstCase:
    """The fullest class (its school, its name, its pupils) or teacher (key, "", classes)."""

    key: str
    name: str
    size: int


@dataclass(slots=True)
class DemoSummary:
    """What a full export holds; people and structures are counted once, odd ones included.

    `records` counts records by feed and file type ("2D Eleve", "1D PersRelEleve", …): a guardian
    of children in both degrees is one of `guardians` and two records.
    """

    schools: int = 0
    students: int = 0
    guardians: int = 0
    staff: int = 0
    classes: int = 0
    groups: int = 0
    adult_students: int = 0
    families_over_schools: int = 0
    separated_families: int = 0
    staff_over_schools: int = 0
    staff_who_are_guardians: int = 0
    records: dict[str, int] = field(default_factory=dict)
    odd: tuple[OddEntry, ...] = ()
    worst_class: WorstCase = WorstCase("", "", 0)
    worst_teacher: WorstCase = WorstCase("", "", 0)
    files: tuple[str, ...] = ()


@dataclass(slots=True)
class DeltaSummary:
    """What a delta changes, by join key, each list in the order of the files."""

    moved_class: list[str] = field(default_factory=list)
    changed_mail: list[str] = field(default_factory=list)
    changed_guardian_mail: list[str] = field(default_factory=list)
    changed_groups: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    arrived: list[str] = field(default_factory=list)
    new_guardians: list[str] = field(default_factory=list)
    left_guardians: list[str] = field(default_factory=list)
    files: tuple[str, ...] = ()
