"""The day after: changes, departures and arrivals of a share of the pupils, as a delta export."""

import datetime as dt
from contextlib import ExitStack
from pathlib import Path

from preau.imports.demo import cast, first_degree, second_degree
from preau.imports.demo.academy import stem
from preau.imports.demo.area import AreaPeople
from preau.imports.demo.chance import Chance
from preau.imports.demo.families import Households
from preau.imports.demo.files import Batches
from preau.imports.demo.people import Guardian, Student
from preau.imports.demo.plan import DeltaSummary, DemoPlan
from preau.imports.demo.schools import plan_areas
from preau.imports.demo.second_degree import value, values
from preau.imports.demo.structures import Structure
from preau.imports.demo.words import mailbox

_NEW_KEYS = 1_000_000_000
"""Keys given by a delta lie far above those of any full export."""
_KEYS_PER_AREA = 1_000_000
_CHANGES = ("class", "mail", "groups", "leaves", "arrives")
_WEIGHTS = (0.4, 0.25, 0.2, 0.08, 0.07)


def modify(what: str, key: int, modifications: dict[str, str]) -> str:
    """A modifyRequest replacing the named attributes by ready `<value>` elements."""
    body = "".join(
        f'<modification name="{name}" operation="replace">{content}</modification>\n'
        for name, content in modifications.items()
    )
    return (
        f'<modifyRequest>\n<operationalAttributes><attr name="categoriePersonne"><value>{what}</value></attr>'
        f"</operationalAttributes>\n<identifier><id>{key}</id></identifier>\n"
        f"<modifications>\n{body}</modifications>\n</modifyRequest>\n\n"
    )


def delete(what: str, key: int) -> str:
    """A deleteRequest, which carries nothing but the key."""
    return (
        f'<deleteRequest>\n<operationalAttributes><attr name="categoriePersonne"><value>{what}</value></attr>'
        f"</operationalAttributes>\n<identifier><id>{key}</id></identifier>\n</deleteRequest>\n\n"
    )


class _AreaDelta:
    """Changes of one area, written as its pupils go by."""

    def __init__(self, plan: DemoPlan, people: AreaPeople, seed: int, day: dt.date, summary: DeltaSummary) -> None:
        index = people.area.index
        self.plan, self.people, self.day, self.summary = plan, people, day, summary
        self.chance = Chance(f"{seed}:delta:{index}")
        self.next = _NEW_KEYS + index * _KEYS_PER_AREA
        self.newcomers = Households(self.next, f"{seed}:delta:{index}:families", ())
        self.structures = {structure.school.key: structure for structure in people.structures}
        self.left: set[int] = set()
        self.leaver_guardians: dict[int, Guardian] = {}

    def record(self, one: Student) -> str | None:
        """The request that changes, removes or adds a pupil where `one` is; None when nothing changes."""
        structure = self.structures[one.school]
        young = structure.school.first_degree
        change = self.chance.weighted(_CHANGES, _WEIGHTS)
        if change == "leaves":
            self.summary.left.append(str(one.key))
            self.left.add(one.key)
            self.leaver_guardians.update((link.guardian.key, link.guardian) for link in one.links)
            return delete("Eleve", one.key)
        if change == "arrives":
            return self._arrival(one, structure)
        if change == "class":
            return self._move(one, structure)
        if change == "mail" and not young and one.key % 2:
            self.summary.changed_mail.append(str(one.key))
            mail = f"{mailbox(one.given, one.name)}.{self.chance.below(1000)}@nouveau.example"
            return modify("Eleve", one.key, {"mail": value(mail)})
        if change == "groups" and one.groups:
            kept = [f"{one.school}${name}" for name in one.groups[1:]]
            self.summary.changed_groups.append(str(one.key))
            return modify("Eleve", one.key, {"ENTEleveGroupes": values(kept)})
        return None

    def guardian_mail(self, one: Student) -> str:
        """A new mail address of the pupil's first guardian."""
        guardian = one.links[0].guardian
        self.summary.changed_guardian_mail.append(str(guardian.key))
        mail = f"{mailbox(guardian.given, guardian.name)}.{self.chance.below(1000)}@nouveau.example"
        return modify("PersRelEleve", guardian.key, {"mail": value(mail)})

    def _move(self, one: Student, structure: Structure) -> str | None:
        others = [d for d in structure.divisions if d.level is one.division.level and d is not one.division]
        if not others:
            return None
        division = self.chance.pick(others)
        self.summary.moved_class.append(str(one.key))
        if structure.school.first_degree:
            content = f"<value>{first_degree.class_value(one.school, division.name)}</value>"
            return modify("Eleve", one.key, {"ENTPersonClasses": content})
        groups, _ = structure.choose(division, self.chance.below(max(1, division.planned)), self.chance)
        return modify(
            "Eleve",
            one.key,
            {
                "ENTEleveClasses": f"<value>{one.school}${division.name}</value>",
                "ENTEleveDateEntreeClasses": f"<value>{one.school}${self.day:%d/%m/%Y}${division.name}</value>",
                "ENTEleveGroupes": values([f"{one.school}${name}" for name in groups]),
            },
        )

    def _arrival(self, one: Student, structure: Structure) -> str:
        """A new pupil in the class of `one`, with a family of its own."""
        self.next += 1
        family = self.newcomers.family(structure.school)
        new = Student(
            key=self.next, school=one.school, female=one.female, given=one.given, other_given=(), name=family.name,
            birth_name=family.name, birth=one.birth, division=one.division, groups=list(one.groups),
            subjects=list(one.subjects), home=family.home, links=family.links,
            ine=f"{self.chance.below(1_000_000_000):09d}ZZ", number=self.next % 90_000 + 1, regime=one.regime,
            transport=one.transport, scholarship=one.scholarship, mail="", adult=one.adult,
        )  # fmt: skip
        young = structure.school.first_degree
        for link in family.links:
            (link.guardian.young if young else link.guardian.children).append(new.key)
        self.summary.arrived.append(str(new.key))
        return first_degree.student_record(new) if young else second_degree.student_record(new, self.plan.year)

    def orphaned(self) -> list[Guardian]:
        """Guardians all of whose pupils left."""
        return [
            guardian
            for guardian in self.leaver_guardians.values()
            if self.left.issuperset(guardian.children) and self.left.issuperset(guardian.young)
        ]


def write_delta(
    plan: DemoPlan, output: Path, *, share: float = 0.01, seed: int = 1, day: dt.date | None = None
) -> DeltaSummary:
    """Write into `output` the delta that follows the full export of `plan`, dated `day` (the day after it).

    About `share` of the pupils change class, groups or mail, leave, or give way to an arrival with new
    guardians; the cast and the odd entries are left alone. Other files of the folder stay. Same arguments,
    same bytes.
    """
    output.mkdir(parents=True, exist_ok=True)
    day = day or plan.date + dt.timedelta(days=1)
    cast_keys = {int(one.join_key) for one in cast.CAST if one.join_key}
    summary = DeltaSummary()
    with ExitStack() as stack:
        out = {
            (degree, kind): stack.enter_context(Batches(output, stem(degree == "1D", kind, day, "Delta"), degree, day))
            for degree in ("2D", "1D")
            for kind in ("Eleve", "PersRelEleve")
        }
        for batches in out.values():
            for old in output.glob(f"{batches.stem}_*.xml"):
                old.unlink()
        for area in plan_areas(plan):
            people = AreaPeople(plan, area)
            changes = _AreaDelta(plan, people, seed, day, summary)
            degrees = {school.key: "1D" if school.first_degree else "2D" for school in area.schools}
            for one in people.students():
                if changes.chance.random() >= share or one.key in cast_keys or one.odd:
                    continue
                degree = degrees[one.school]
                record = changes.record(one)
                if record is not None:
                    out[degree, "Eleve"].write(record)
                elif degree == "2D" and one.links[0].guardian.key not in cast_keys:
                    out[degree, "PersRelEleve"].write(changes.guardian_mail(one))
            for guardian in changes.newcomers.guardians:
                summary.new_guardians.append(str(guardian.key))
                if guardian.children:
                    out["2D", "PersRelEleve"].write(second_degree.guardian_record(guardian))
                if guardian.young:
                    out["1D", "PersRelEleve"].write(first_degree.guardian_record(guardian))
            for guardian in changes.orphaned():
                summary.left_guardians.append(str(guardian.key))
                if guardian.children:
                    out["2D", "PersRelEleve"].write(delete("PersRelEleve", guardian.key))
                if guardian.young:
                    out["1D", "PersRelEleve"].write(delete("PersRelEleve", guardian.key))
    summary.files = tuple(sorted(name for batches in out.values() for name in batches.names))
    return summary
