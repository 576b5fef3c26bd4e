"""The schools of an academy, the share of pupils of each, and the neighbourhoods they are written by."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from preau.imports.demo.cast import SCHOOLS
from preau.imports.demo.chance import Chance
from preau.imports.demo.places import BASINS, DEPARTMENTS, PATRONS, TOWNS
from preau.imports.demo.plan import DemoPlan

UAI_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"
SCHOOLS_PER_AREA = 12

# kind: share among the further schools, usual size, spread of sizes, sigle, name, type, type code
KINDS = {
    "lgt": (0.80, 1180, 0.42, "LGT", "Lycée", "LYCEE D ENSEIGNEMENT GENERAL ET TECHNOLOGIQUE", "302"),
    "lp": (0.13, 430, 0.35, "LP", "Lycée professionnel", "LYCEE PROFESSIONNEL", "320"),
    "clg": (0.05, 520, 0.28, "CLG", "Collège", "COLLEGE", "340"),
    "ecole": (0.02, 150, 0.3, "E.E.PU", "École", "ECOLE ELEMENTAIRE", "151"),
}
_CAST_WEIGHTS = {"lgt": 1080.0, "lp": 500.0, "clg": 680.0, "ecole": 140.0}


@dataclass(slots=True)
class School:
    """One school of the plan; `students` is its exact number of pupils, `attached` its campus's first school."""

    key: str
    uai: str
    kind: str
    sigle: str
    name: str
    town: str
    postcode: str
    students: int
    wrong_letter: bool = False
    attached: str = ""

    @property
    def first_degree(self) -> bool:
        """Whether the school belongs to the first degree's feed."""
        return self.kind == "ecole"

    @property
    def basin(self) -> str:
        """Code and label of the training basin, as AAF writes them."""
        return "$".join(BASINS[self.postcode[:2]])


@dataclass(frozen=True, slots=True)
class Area:
    """Neighbouring schools whose families mix; written as one piece. The bases are the last keys already given."""

    index: int
    schools: tuple[School, ...]
    student_base: int
    guardian_base: int
    staff_base: int

    @property
    def students(self) -> int:
        """Pupils of all its schools."""
        return sum(school.students for school in self.schools)


def uai(department: str, serial: int) -> str:
    """A valid UAI: seven digits and their check letter (rank modulo 23 in an alphabet without I, O, Q)."""
    digits = f"{department}{serial:04d}"
    return digits + UAI_LETTERS[int(digits) % 23]


def _share_out(total: int, weights: Sequence[float]) -> list[int]:
    """Whole parts of `total` in proportion to the weights, 10 at least each, summing exactly."""
    spare = total - 10 * len(weights)
    bounds = [round(spare * part / sum(weights)) for part in accumulate(weights)]
    return [10 + high - low for low, high in zip([0, *bounds], bounds, strict=False)]


def plan_areas(plan: DemoPlan) -> list[Area]:
    """All schools of the academy, those of the cast first, cut into areas of neighbours."""
    chance = Chance(f"{plan.seed}:schools")
    rows: list[tuple[str, str, str, str, str, tuple[str, str], bool]] = []
    weights: list[float] = []
    for school in SCHOOLS:
        rows.append((school.key, school.uai, school.kind, school.sigle, school.name, TOWNS[school.town], False))
        weights.append(_CAST_WEIGHTS[school.kind])
    kinds = list(KINDS)
    shares = [KINDS[kind][0] for kind in kinds]
    for rank in range(plan.schools - len(SCHOOLS)):
        kind = chance.weighted(kinds, shares)
        _, usual, spread, sigle, name, _, _ = KINDS[kind]
        town = TOWNS[(rank * 7 + rank // len(TOWNS)) % len(TOWNS)]
        patron = PATRONS[(rank * 11 + rank // len(PATRONS)) % len(PATRONS)]
        code = uai(DEPARTMENTS[town[1][:2]], 9100 + rank % 900)
        if rank >= 900:
            code = uai(DEPARTMENTS[town[1][:2]], 8000 - rank)
        wrong = rank == 0
        if wrong:
            code = code[:7] + UAI_LETTERS[(UAI_LETTERS.index(code[7]) + 1) % 23]
        rows.append((str(1005 + rank), code, kind, sigle, f"{name} {patron}", town, wrong))
        weights.append(usual * min(2.8, max(0.15, chance.lognormal(spread))))
    counts = _share_out(plan.students, weights)
    schools = [
        School(key, code, kind, sigle, name, town[0], town[1], count, wrong)
        for (key, code, kind, sigle, name, town, wrong), count in zip(rows, counts, strict=True)
    ]
    for rank in range(len(SCHOOLS) + 1, len(schools)):
        annexe, neighbour = schools[rank], schools[rank - 1]
        if annexe.kind == "lp" and neighbour.kind == "lgt" and rank % 3 == 0:
            annexe.attached, annexe.town, annexe.postcode = neighbour.key, neighbour.town, neighbour.postcode
    areas: list[Area] = []
    before, taken = 0, 0
    for start in range(0, len(schools), SCHOOLS_PER_AREA):
        part = tuple(schools[start : start + SCHOOLS_PER_AREA])
        areas.append(Area(len(areas), part, 2_000_000 + before, 2_000_000 + 3 * before, 2_000_000 + taken))
        size = sum(school.students for school in part)
        before += size
        taken += size + 200 * len(part)
    return areas
