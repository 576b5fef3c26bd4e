"""All people of an area in the order they are written: the same draws for a full export and for a delta."""

import datetime as dt
from collections.abc import Iterator

from preau.imports.demo import cast
from preau.imports.demo.chance import Chance
from preau.imports.demo.families import AUTHORITY, FATHER, Households, cast_families
from preau.imports.demo.names import BOYS, GIRLS
from preau.imports.demo.people import Family, Guardian, Link, Student
from preau.imports.demo.plan import DemoPlan, OddEntry
from preau.imports.demo.schools import Area, School
from preau.imports.demo.staff import StaffRoom
from preau.imports.demo.structures import Division, Structure, build
from preau.imports.demo.words import mailbox

NOBODY = 1_999_998
"""Key of a guardian no file holds."""
UNREFERENCED = 1_999_999
"""Key of a guardian no pupil names."""
UNKNOWN_SCHOOL = "99999"
"""Key of a school no file holds."""

ODD_STUDENTS = ("without_class", "guardian_unknown", "school_unknown", "birth_30_february")
_POOL = 2500
_SIBLINGS = 0.28
_REGIMES = ("DEMI-PENSIONNAIRE DANS L'ETABLISSEMENT", "EXTERNE LIBRE", "INTERNE 5 JOURS", "DEMI-PENSIONNAIRE 5 JOURS",
            "INTERNE DANS L'ETABLISSEMENT", "EXTERNE SURVEILLE")  # fmt: skip
_REGIME_WEIGHTS = {
    "lgt": (0.62, 0.2, 0.07, 0.08, 0.01, 0.02), "lp": (0.5, 0.25, 0.14, 0.08, 0.02, 0.01),
    "clg": (0.66, 0.2, 0.0, 0.12, 0.0, 0.02), "ecole": (0.6, 0.35, 0.0, 0.05, 0.0, 0.0),
}  # fmt: skip
_CAST_BIRTHS = {
    # day, month, years before the first year of the school year; Théo is 18 all that school year
    "lina-benali": (14, 3, 15), "adam-benali": (2, 7, 12), "noe-benali": (23, 11, 8), "theo-marchand": (1, 9, 18),
    "emma-lopes": (9, 2, 13), "zoe-petit": (30, 5, 11), "jules-girard": (17, 10, 15), "ines-haddad": (5, 1, 15),
}  # fmt: skip
_CAST_FAMILY = {"adam-benali": "lina-benali", "noe-benali": "lina-benali"}
_CAST_GIRLS = {"lina-benali", "emma-lopes", "zoe-petit", "ines-haddad"}


class AreaPeople:
    """Structures, staff, pupils and guardians of one area. Go through `students()` once, then read the rest."""

    def __init__(self, plan: DemoPlan, area: Area) -> None:
        self.plan, self.area = plan, area
        self.structures: list[Structure] = [build(school) for school in area.schools]
        room = StaffRoom(area, self.structures, plan.year, plan.seed)
        self.staff, self.worst_teacher = room.staff, room.worst
        cast_keys = {int(one.join_key) for one in cast.CAST if one.join_key}
        teachers = [one for one in room.staff if one.services and one.key not in cast_keys]
        self.households = Households(area.guardian_base, f"{plan.seed}:{area.index}:families", teachers)
        self.chance = Chance(f"{plan.seed}:{area.index}:students")
        self.odd: list[OddEntry] = []
        self.over_schools = 0
        self.adults = 0
        self._next = area.student_base
        self._pool: list[Family] = []
        self._odd_left = list(ODD_STUDENTS) if area.index == 0 else []
        self._cast_families: dict[str, Family] = {}
        if area.index == 0:
            self._cast_families = cast_families()
            for family in self._cast_families.values():
                self.households.guardians += [link.guardian for link in family.links]
                self.households.separated += family.separated
            self.households.staff_guardians += 1  # Marc Petit

    def students(self) -> Iterator[Student]:
        """Every pupil, school by school, class by class."""
        members = {one.join_key: one for one in cast.CAST if one.kind == "student"}
        for structure in self.structures:
            school = structure.school
            waiting: dict[str, list[cast.CastMember]] = {}
            for key, (where, division_name) in cast.CLASS_OF.items():
                if where == school.key:
                    waiting.setdefault(division_name, []).append(members[key])
            for division in structure.divisions:
                for place in range(division.planned):
                    those = waiting.get(division.name)
                    if those:
                        yield self._cast_student(those.pop(0), structure, division, place)
                    else:
                        yield self._student(structure, division, place)

    def _family(self, school: School, age: int) -> Family:
        chance, pool = self.chance, self._pool
        if pool and chance.random() < _SIBLINGS:
            for _ in range(6):
                rank = chance.below(len(pool))
                family = pool[rank]
                if age in family.ages:
                    continue
                family.left -= 1
                if not family.left:
                    pool[rank] = pool[-1]
                    pool.pop()
                return family
        family = self.households.family(school)
        if family.left:
            if len(pool) >= _POOL:
                pool[chance.below(_POOL)] = family
            else:
                pool.append(family)
        return family

    def _student(self, structure: Structure, division: Division, place: int) -> Student:
        chance, school = self.chance, structure.school
        draw = chance.random()
        age = division.level.age + (0 if draw < 0.86 else 1 if draw < 0.95 else 2 if draw < 0.97 else -1)
        if draw >= 0.95 and school.first_degree:
            age = division.level.age
        family = self._family(school, age)
        female = chance.random() < 0.5
        given = chance.pick(GIRLS if female else BOYS)
        birth = dt.date(self.plan.year - age, 1 + chance.below(12), 1 + chance.below(28))
        self._next += 1
        odd = ""
        if self._odd_left and school.key == cast.LYCEE and place == division.planned - 1:
            odd = self._odd_left.pop(0)
            self.odd.append(OddEntry(odd, "Eleve", str(self._next)))
        one = self._make(self._next, structure, division, place, family, female, given, birth, odd)
        if chance.random() < 0.09:
            one.birth_name = family.links[0].guardian.birth_name
        return one

    def _cast_student(self, who: cast.CastMember, structure: Structure, division: Division, place: int) -> Student:
        assert who.join_key
        day, month, years = _CAST_BIRTHS[who.slug]
        family = self._cast_families[_CAST_FAMILY.get(who.slug, who.slug)]
        birth = dt.date(self.plan.year - years, month, day)
        female = who.slug in _CAST_GIRLS
        one = self._make(int(who.join_key), structure, division, place, family, female, who.given_name, birth, "")
        one.other_given = ()
        one.mail = ""
        return one

    def _make(
        self, key: int, structure: Structure, division: Division, place: int, family: Family, female: bool, given: str,
        birth: dt.date, odd: str,
    ) -> Student:  # fmt: skip
        chance, school = self.chance, structure.school
        links = family.links
        written = f"{birth:%d/%m/%Y}"
        groups: list[str] = []
        subjects: list[str] = []
        if odd not in {"without_class", "school_unknown"}:
            division.size += 1
            groups, subjects = structure.choose(division, place, chance)
        if odd == "guardian_unknown":
            nobody = Guardian(NOBODY, False, "", "", "", family.home)
            links = (*links, Link(nobody, FATHER, AUTHORITY, False, False))
        if odd == "birth_30_february":
            written = f"30/02/{birth.year}"
        for link in family.links:
            (link.guardian.young if school.first_degree else link.guardian.children).append(key)
        if len(family.schools) == 1 and school.key not in family.schools:
            self.over_schools += 1
        family.schools.add(school.key)
        family.ages.add(self.plan.year - birth.year)
        others = (chance.pick(GIRLS if female else BOYS),) if chance.random() < 0.5 else ()
        date = self.plan.date
        adult = (date.year - birth.year - ((date.month, date.day) < (birth.month, birth.day))) >= 18
        self.adults += adult
        number = chance.below(1_000_000_000)
        if chance.random() < 0.45:
            ine = f"{number:09d}{chance.below(10)}{'ABCDEFGHJK'[chance.below(10)]}"
        else:
            ine = f"{number:09d}{'ABCDEFGHJK'[chance.below(10)]}{'ABCDEFGHJK'[chance.below(10)]}"
        mail = ""
        if division.level.age >= 14 and chance.random() < 0.35:
            mail = f"{mailbox(given, family.name)}{key % 100}@courriel.example"
        return Student(
            key=key, school=UNKNOWN_SCHOOL if odd == "school_unknown" else school.key, female=female, given=given,
            other_given=others, name=family.name, birth_name=family.name, birth=written, division=division,
            groups=groups, subjects=subjects, home=family.home, links=links, ine=ine,
            number=key % 90_000 + 1, regime=chance.weighted(_REGIMES, _REGIME_WEIGHTS[school.kind]),
            transport=chance.random() < 0.3, scholarship=chance.random() < 0.24, mail=mail, adult=adult, odd=odd,
        )  # fmt: skip
