"""Classes and groups of a school: those declared, those its pupils are in, those its staff teach."""

from preau.directory.enums import GroupSource
from preau.imports.aaf.bundle import SchoolBundle
from preau.imports.aaf.details import homerooms_in_use
from preau.imports.aaf.plan import Work
from preau.kernel.ids import new_hex_ids

CODE_MAX, LABEL_MAX = 60, 80


def wanted_homerooms(bundle: SchoolBundle) -> dict[str, str]:
    """Classes that the export names here: label by code."""
    key = bundle.key
    wanted: dict[str, str] = {}
    declared = bundle.declared.classes if bundle.declared else ()
    wanted.update(declared)
    for person in bundle.staff.values():
        wanted.update((code, label) for school, code, _subject, label in person.class_teachings if school == key)
        for school, code in person.heads:
            if school == key:
                wanted.setdefault(code, code)
    for student in bundle.students.values():
        wanted.update((code, label) for school, code, label in student.classes if school == key)
    return {code[:CODE_MAX]: label[:LABEL_MAX] for code, label in wanted.items()}


def wanted_groups(bundle: SchoolBundle) -> tuple[dict[str, str], set[tuple[str, str]]]:
    """Groups that the export names here: label by code; and (group, class) for what each draws from."""
    key = bundle.key
    wanted: dict[str, str] = {}
    draws: set[tuple[str, str]] = set()
    for code, label, classes in bundle.declared.groups if bundle.declared else ():
        wanted[code] = label
        draws.update((code[:CODE_MAX], one[:CODE_MAX]) for one in classes)
    for person in bundle.staff.values():
        wanted.update((code, label) for school, code, _subject, label in person.group_teachings if school == key)
    for student in bundle.students.values():
        wanted.update((code, label) for school, code, label in student.groups if school == key)
    return {code[:CODE_MAX]: label[:LABEL_MAX] for code, label in wanted.items()}, draws


def plan_structure(work: Work) -> None:
    """Plan classes, groups and what groups draw from; fills `work.homerooms` and `work.groups` (code → id)."""
    homerooms = wanted_homerooms(work.bundle)
    groups, draws = wanted_groups(work.bundle)
    for _code, homeroom in draws:
        homerooms.setdefault(homeroom, homeroom)
    year, school, changes = work.frame.year, work.plan.school, work.plan.changes
    new = sorted(homerooms.keys() - work.state.homerooms.keys())
    for code, number in zip(new, new_hex_ids(len(new)), strict=True):
        changes.homerooms_added.append((number, school, year, code, homerooms[code]))
        work.homerooms[code] = number
        work.plan.differ("homerooms", "added", code, homerooms[code])
    for code, (number, label) in work.state.homerooms.items():
        work.homerooms[code] = number
        if code in homerooms and label != homerooms[code]:
            changes.homerooms_changed.append((number, homerooms[code]))
            work.plan.differ("homerooms", "changed", code, homerooms[code], f"{label} → {homerooms[code]}")
    new = sorted(groups.keys() - work.state.groups.keys())
    for code, number in zip(new, new_hex_ids(len(new)), strict=True):
        changes.groups_added.append((number, school, year, code, groups[code], GroupSource.AAF.value))
        work.groups[code] = number
        work.plan.differ("groups", "added", code, groups[code])
    for code, (number, label) in work.state.groups.items():
        work.groups[code] = number
        if code in groups and label != groups[code]:
            changes.groups_changed.append((number, groups[code]))
            work.plan.differ("groups", "changed", code, groups[code], f"{label} → {groups[code]}")
    _plan_draws(work, draws)
    if work.bundle.structure_whole:
        changes.groups_gone = sorted(work.state.groups[code][0] for code in work.state.groups.keys() - groups.keys())
        for code in sorted(work.state.groups.keys() - groups.keys()):
            work.plan.differ("groups", "left", code, work.state.groups[code][1])


def _plan_draws(work: Work, draws: set[tuple[str, str]]) -> None:
    """Only a declared group says what it draws from; a delta's school keeps what it has."""
    if work.bundle.declared is None:
        return
    changes, school = work.plan.changes, work.plan.school
    added_groups = {row[3] for row in changes.groups_added}
    wanted = {(work.groups[group], work.homerooms[homeroom]): group for group, homeroom in draws}
    declared = {work.groups[one[0][:CODE_MAX]] for one in work.bundle.declared.groups}
    missing = sorted(pair for pair in wanted if pair not in work.state.draws)
    for (group, homeroom), number in zip(missing, new_hex_ids(len(missing)), strict=True):
        changes.draws_added.append((number, school, group, homeroom))
    gone = [pair for pair in work.state.draws if pair not in wanted and pair[0] in declared]
    changes.draws_gone = sorted(work.state.draws[pair] for pair in gone)
    label_of = {number: (code, label) for code, (number, label) in work.state.groups.items()}
    changed = {pair[0] for pair in gone} | {pair[0] for pair in missing if wanted[pair] not in added_groups}
    for group in sorted(changed & label_of.keys()):
        work.plan.differ("groups", "changed", *label_of[group], "classes")


def plan_homerooms_gone(work: Work) -> None:
    """Classes that are named no more and that no pupil was ever in, once pupils are placed, go."""
    if not work.bundle.structure_whole:
        return
    wanted = wanted_homerooms(work.bundle) | {pair[1]: "" for pair in wanted_groups(work.bundle)[1]}
    gone = {number: code for code, (number, _label) in work.state.homerooms.items() if code not in wanted}
    if not gone:
        return
    used = homerooms_in_use(work.plan.school, list(gone))
    moved = work.moved_from
    for number, code in sorted(gone.items(), key=lambda one: one[1]):
        if not (used.get(number, set()) - moved.get(number, set())):
            work.plan.changes.homerooms_gone.append(number)
            work.plan.differ("homerooms", "left", code, work.state.homerooms[code][1])
