"""Classes and groups of a school, and which groups a pupil of a class may be in."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from preau.imports.demo.cast import LYCEE
from preau.imports.demo.chance import Chance
from preau.imports.demo.curriculum import LEVELS, Block, Level, class_name
from preau.imports.demo.schools import School

WORST_CLASS = 40
_SHORT = {"2de": "2", "1re": "1", "Tle": "T", "6e": "6", "5e": "5", "4e": "4", "3e": "3"}


@dataclass(slots=True)
class Division:
    """A class: its planned number of pupils, its half-groups, and the pupils written so far."""

    name: str
    level: Level
    rank: int
    planned: int
    halves: tuple[str, ...] = ()
    size: int = 0


@dataclass(slots=True)
class Group:
    """A group of pupils for one subject; `size` and `divisions` follow the pupils written so far."""

    name: str
    subject: str
    hours: float
    size: int = 0
    divisions: dict[str, None] = field(default_factory=dict)


@dataclass(slots=True)
class Choice:
    """One subject of a block in one school, with its groups."""

    subject: str
    weight: float
    groups: list[Group]


@dataclass(slots=True)
class Structure:
    """All classes and groups of a school; `offers` gives the choices by pattern of level."""

    school: School
    divisions: list[Division] = field(default_factory=list)
    groups: dict[str, Group] = field(default_factory=dict)
    offers: dict[str, list[tuple[Block, list[Choice], int]]] = field(default_factory=dict)

    def choose(self, division: Division, place: int, chance: Chance) -> tuple[list[str], list[str]]:
        """Groups (names) and further subjects (codes) of the pupil at that place of the class, counted in."""
        groups: list[str] = []
        subjects: list[str] = []
        if division.halves:
            groups.append(division.halves[place * 2 // max(1, division.planned)])
        for block, choices, classes in self.offers.get(division.level.pattern, ()):
            if block.share < 1 and chance.random() >= block.share:
                continue
            weights = [choice.weight for choice in choices]
            for _ in range(min(block.picks, len(choices))):
                choice = chance.weighted(choices, weights)
                while choice.subject in subjects:
                    choice = choices[(choices.index(choice) + 1) % len(choices)]
                where = (division.rank + place / max(1, division.planned)) * len(choice.groups) / classes
                groups.append(choice.groups[min(int(where), len(choice.groups) - 1)].name)
                subjects.append(choice.subject)
        for name in groups:
            group = self.groups[name]
            group.size += 1
            group.divisions[division.name] = None
        return groups, subjects


def _split(total: int, weights: Sequence[float]) -> list[int]:
    bounds = [round(total * part / sum(weights)) for part in accumulate(weights)]
    return [high - low for low, high in zip([0, *bounds], bounds, strict=False)]


def build(school: School) -> Structure:
    """Classes and groups of a school of that kind and size (no chance in it: sizes decide)."""
    structure = Structure(school)
    levels = [level for level in LEVELS[school.kind] if level.share >= 0.1 or level.share * school.students >= 8]
    for level, students in zip(levels, _split(school.students, [level.share for level in levels]), strict=True):
        if not students:
            continue
        count = max(level.fewest, round(students / level.size), math.ceil(students / (level.size + 5)))
        count = min(students, count)
        sizes = _split(students, [1.0] * count)
        if school.key == LYCEE and level.pattern == "Tle {n}":
            _fill_worst_class(sizes)
        divisions = [Division(class_name(level.pattern, rank), level, rank, size) for rank, size in enumerate(sizes)]
        structure.divisions += divisions
        if level.halves:
            _halve(structure, level, divisions)
        offers = []
        for block in level.blocks:
            choices = _choices(structure, level, block, students)
            if choices:
                offers.append((block, choices, count))
        if offers:
            structure.offers[level.pattern] = offers
    return structure


def _fill_worst_class(sizes: list[int]) -> None:
    """Move pupils of the other classes into the second one until it holds 40, leaving 15 in each."""
    if len(sizes) < 2:
        return
    others = [rank for rank in range(len(sizes)) if rank != 1]
    while sizes[1] < WORST_CLASS:
        largest = max(others, key=lambda rank: sizes[rank])
        if sizes[largest] <= 15:
            return
        sizes[largest] -= 1
        sizes[1] += 1


def _halve(structure: Structure, level: Level, divisions: list[Division]) -> None:
    codes = [code for code, _ in level.core]
    subject = "062300" if "062300" in codes else codes[-1]
    for division in divisions:
        if division.planned < 2:
            continue
        division.halves = (f"{division.name} G1", f"{division.name} G2")
        for name in division.halves:
            structure.groups[name] = Group(name, subject, 1.0)


def _choices(structure: Structure, level: Level, block: Block, students: int) -> list[Choice]:
    stem = level.pattern.partition("{")[0].strip()
    stem = _SHORT.get(stem, stem)
    choices = []
    for rank, (subject, prefix, weight) in enumerate(block.choices):
        expected = students * block.share * block.picks * weight
        if expected < 7 and rank:
            continue
        groups = []
        for number in range(1, max(1, round(expected / block.fill)) + 1):
            group = Group(f"{stem}{prefix}{number}", subject, block.hours)
            structure.groups[group.name] = group
            groups.append(group)
        choices.append(Choice(subject, weight, groups))
    return choices if len(choices) >= block.picks else []
