"""Writes a whole academy: areas one by one (or two at a time), their files then numbered in order."""

import datetime as dt
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from preau.imports.demo import first_degree, second_degree
from preau.imports.demo.area import UNREFERENCED, AreaPeople
from preau.imports.demo.curriculum import LEVELS, SUBJECTS
from preau.imports.demo.files import Batches
from preau.imports.demo.people import Guardian, Home
from preau.imports.demo.places import TOWNS
from preau.imports.demo.plan import ENT_CODE, ENT_CODE_FIRST_DEGREE, DemoPlan, DemoSummary, OddEntry, WorstCase
from preau.imports.demo.schools import Area, plan_areas

Progress = Callable[[str, int, int], None]

_TYPES = ("Eleve", "PersRelEleve", "PersEducNat")
_PARALLEL_FROM = 40_000
"""Pupils from which two processes are worth their start."""


@dataclass(slots=True)
class AreaResult:
    """What writing one area gave: parts of its summary, its schools' records and the names of its files."""

    summary: DemoSummary
    school_records: list[tuple[bool, str]]
    files: dict[tuple[str, str], list[str]]


def stem(first: bool, kind: str, day: dt.date, mode: str = "Complet") -> str:
    """Start of a file's name, without its number: `ENT-DEMO_Complet_20260915_Eleve`."""
    return f"{ENT_CODE_FIRST_DEGREE if first else ENT_CODE}_{mode}_{day:%Y%m%d}_{kind}"


def write_area(plan: DemoPlan, area: Area, folder: Path) -> AreaResult:
    """Write all people of one area into files of its own (named by the area, numbered later)."""
    people = AreaPeople(plan, area)
    summary = DemoSummary(schools=len(area.schools), students=area.students)
    year = plan.year
    with ExitStack() as stack:
        out = {
            (degree, kind): stack.enter_context(
                Batches(
                    folder, f"part-{area.index:05d}-{degree}-{kind}", degree, plan.date,
                    latin=(area.index, degree, kind) == (0, "2D", "PersEducNat"),
                )
            )
            for degree in ("2D", "1D")
            for kind in _TYPES
        }  # fmt: skip
        young, older = out["1D", "Eleve"], out["2D", "Eleve"]
        first_keys = {school.key for school in area.schools if school.first_degree}
        for student in people.students():
            if student.school in first_keys:
                young.write(first_degree.student_record(student))
            else:
                older.write(second_degree.student_record(student, year))
        guardians = people.households.guardians
        if area.index == 0:
            town, postcode = TOWNS[3]
            home = Home("1 rue Basse$$$", postcode, town, "")
            guardians.append(Guardian(UNREFERENCED, False, "Ÿvan", "ŒUVRARD", "ŒUVRARD", home))
            people.odd.append(OddEntry("guardian_unreferenced", "PersRelEleve", str(UNREFERENCED)))
        for guardian in guardians:
            if guardian.children or not guardian.young:
                out["2D", "PersRelEleve"].write(second_degree.guardian_record(guardian))
            if guardian.young:
                out["1D", "PersRelEleve"].write(first_degree.guardian_record(guardian))
        for person in people.staff:
            if person.first_degree:
                out["1D", "PersEducNat"].write(first_degree.staff_record(person))
            else:
                out["2D", "PersEducNat"].write(second_degree.staff_record(person, year))
    _count(summary, people)
    for (degree, kind), batches in out.items():
        summary.records[f"{degree} {kind}"] = batches.records
    records = [
        (
            structure.school.first_degree,
            (first_degree if structure.school.first_degree else second_degree).school_record(structure),
        )
        for structure in people.structures
    ]
    return AreaResult(summary, records, {key: batches.names for key, batches in out.items()})


def _count(summary: DemoSummary, people: AreaPeople) -> None:
    summary.guardians = len(people.households.guardians)
    summary.staff = len(people.staff)
    summary.adult_students = people.adults
    summary.families_over_schools = people.over_schools
    summary.separated_families = people.households.separated
    summary.staff_who_are_guardians = people.households.staff_guardians
    summary.staff_over_schools = sum(len({f[0] for f in one.functions}) > 1 for one in people.staff)
    for structure in people.structures:
        summary.classes += sum(1 for division in structure.divisions if division.size)
        summary.groups += sum(1 for group in structure.groups.values() if group.size)
        for division in structure.divisions:
            if division.size > summary.worst_class.size:
                summary.worst_class = WorstCase(structure.school.key, division.name, division.size)
        if structure.school.wrong_letter:
            people.odd.append(OddEntry("wrong_uai_letter", "EtabEducNat", structure.school.key))
    if people.worst_teacher is not None:
        classes = len(people.worst_teacher.classes)
        summary.worst_teacher = WorstCase(str(people.worst_teacher.key), "", classes)
    summary.odd = tuple(people.odd)


def _merge(total: DemoSummary, part: DemoSummary) -> None:
    for name in (
        "schools", "students", "guardians", "staff", "classes", "groups", "adult_students", "families_over_schools",
        "separated_families", "staff_over_schools", "staff_who_are_guardians",
    ):  # fmt: skip
        setattr(total, name, getattr(total, name) + getattr(part, name))
    for kind, count in part.records.items():
        total.records[kind] = total.records.get(kind, 0) + count
    total.odd += part.odd
    total.worst_class = max(total.worst_class, part.worst_class, key=lambda one: one.size)
    total.worst_teacher = max(total.worst_teacher, part.worst_teacher, key=lambda one: one.size)


def _results(plan: DemoPlan, areas: list[Area], folder: Path) -> Iterator[AreaResult]:
    """Results in the order of the areas, by two processes when that pays."""
    workers = min(2, os.cpu_count() or 1, len(areas))
    if plan.students < _PARALLEL_FROM or workers < 2:
        for area in areas:
            yield write_area(plan, area, folder)
        return
    # Only large academies pay for loading these.
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=context) as pool:
        yield from pool.map(write_area, [plan] * len(areas), areas, [folder] * len(areas))


def write_academy(plan: DemoPlan, output: Path, *, progress: Progress | None = None) -> DemoSummary:
    """Write a full export of the academy into `output` (made when missing) and say what is in it.

    Same plan, same bytes. Files of an earlier academy in that folder are removed first; memory stays
    flat at any size. `progress` is called with a French label, the pupils written and their total.
    """
    output.mkdir(parents=True, exist_ok=True)
    for old in (*output.glob(f"{ENT_CODE}*.xml"), *output.glob("part-*.xml")):
        old.unlink()
    areas = plan_areas(plan)
    total = DemoSummary()
    parts: dict[tuple[str, str], list[str]] = {}
    school_records: list[tuple[bool, str]] = []
    for result in _results(plan, areas, output):
        _merge(total, result.summary)
        school_records += result.school_records
        for key, names in result.files.items():
            parts.setdefault(key, []).extend(names)
        if progress is not None:
            progress("Écriture de l'annuaire", total.students, plan.students)
    names = _write_structures(plan, output, school_records, total)
    for (degree, kind), found in parts.items():
        for number, name in enumerate(found):
            final = f"{stem(degree == '1D', kind, plan.date)}_{number:04d}.xml"
            (output / name).rename(output / final)
            names.append(final)
    total.files = tuple(sorted(names))
    return total


def _write_structures(
    plan: DemoPlan, output: Path, school_records: list[tuple[bool, str]], total: DemoSummary
) -> list[str]:
    """Schools of both feeds and the two nomenclatures of the second degree."""
    names: list[str] = []
    day = plan.date
    for first, degree in ((False, "2D"), (True, "1D")):
        with Batches(output, stem(first, "EtabEducNat", day), degree, day) as batches:
            for one, record in school_records:
                if one is first:
                    batches.write(record)
        names += batches.names
        total.records[f"{degree} EtabEducNat"] = batches.records
    with Batches(output, stem(False, "MatiereEducNat", day), "2D", day) as batches:
        for code, label in sorted(SUBJECTS.items()):
            batches.write(second_degree.subject_record(code, label))
    names += batches.names
    total.records["2D MatiereEducNat"] = batches.records
    with Batches(output, stem(False, "MefEducNat", day), "2D", day) as batches:
        for kind in ("clg", "lgt", "lp"):
            for level in LEVELS[kind]:
                batches.write(second_degree.mef_record(level.mef, level.label, level.stat, level.training, level.track))
    names += batches.names
    total.records["2D MefEducNat"] = batches.records
    return names
