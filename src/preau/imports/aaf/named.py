"""What a delta needs of the directory, read for several schools at once.

A delta names few people of many schools. Their records, places, classes, guardianships and functions are read by name,
in one round of statements for a batch of schools; nobody else's rows are, but to count who is there when someone
leaves. A school is then planned and written alone, in its own transaction, as in a full import.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from preau.imports.aaf.bundle import SchoolBundle
from preau.imports.aaf.details import details_of, staff_details_of
from preau.imports.aaf.plan import STAFF_VALUES, STUDENT_PROFILE, Frame
from preau.imports.aaf.plan_structure import wanted_groups, wanted_homerooms
from preau.imports.aaf.records import GUARDIAN, STAFF, STUDENT
from preau.imports.aaf.state import (
    HeldRecord,
    Named,
    SchoolState,
    keys_of,
    named,
    open_guardianships,
    present_in,
    records_of,
    shared_addresses,
)

Records = dict[tuple[str, str], HeldRecord]


@dataclass(slots=True)
class Known:
    """What is known of a school before it is planned."""

    state: SchoolState = field(default_factory=SchoolState)
    records: Records = field(default_factory=dict)


def read_named(frame: Frame, bundles: Mapping[str, SchoolBundle]) -> dict[str, Known]:
    """What each school (by id) holds of whom and what its bundle names."""
    keys = {school: _keys(bundle) for school, bundle in bundles.items()}
    records: Records = {}
    for kind in (STUDENT, STAFF, GUARDIAN):
        asked = {key for one in keys.values() for key in one[kind]}
        records.update({(kind, key): record for key, record in records_of(frame.authority, kind, asked).items()})
    ours = {
        school: {
            (kind, key): records[kind, key] for kind, some in one.items() for key in some if (kind, key) in records
        }
        for school, one in keys.items()
    }
    states = named({school: _named(bundle, ours[school]) for school, bundle in bundles.items()}, frame.year)
    _add_present(states, bundles)
    _add_details(frame, states, ours)
    _add_guardians(frame, states, bundles, ours)
    return {school: Known(states[school], ours[school]) for school in bundles}


def _keys(bundle: SchoolBundle) -> dict[str, set[str]]:
    return {
        STUDENT: bundle.students.keys() | bundle.leaving_students,
        STAFF: bundle.staff.keys() | bundle.leaving_staff,
        GUARDIAN: bundle.guardian_keys(),
    }


def _named(bundle: SchoolBundle, records: Records) -> Named:
    groups, draws = wanted_groups(bundle)
    return Named(
        frozenset(record.person for (kind, _key), record in records.items() if kind != GUARDIAN),
        frozenset(wanted_homerooms(bundle)) | {homeroom for _group, homeroom in draws},
        frozenset(groups),
        bundle.declared is not None,
    )


def _add_present(states: dict[str, SchoolState], bundles: Mapping[str, SchoolBundle]) -> None:
    """The share that leaves is weighed against all who are there."""
    losing = [school for school, bundle in bundles.items() if bundle.leaving_students or bundle.leaving_staff]
    for school, present in present_in(losing, STUDENT_PROFILE, sorted(STAFF_VALUES)).items():
        states[school].present = present


def _add_details(frame: Frame, states: dict[str, SchoolState], records: Mapping[str, Records]) -> None:
    people: dict[str, set[str]] = {STUDENT: set(), STAFF: set(), GUARDIAN: set()}
    for one in records.values():
        for (kind, _key), record in one.items():
            people[kind].add(record.person)
    schools = list(states)
    students = details_of(schools, frame.year, sorted(people[STUDENT]), frame.today)
    staff = staff_details_of(schools, frame.year, sorted(people[STAFF]))
    for school, state in states.items():
        state.students, state.staff = students[school], staff[school]


def _add_guardians(
    frame: Frame, states: dict[str, SchoolState], bundles: Mapping[str, SchoolBundle], records: Mapping[str, Records]
) -> None:
    """Who answers for how many pupils here, by what key; and the address sharing of those the delta only links to."""
    people: set[str] = set()
    silent: set[str] = set()
    unnamed: set[str] = set()
    for school, state in states.items():
        assert state.students is not None
        bundle, known = bundles[school], set()
        for (kind, key), record in records[school].items():
            if kind == GUARDIAN:
                known.add(record.person)
                state.guardian_keys[record.person] = key
                if key not in bundle.guardians:
                    silent.add(record.person)
        ended = {guardian for held in state.students.guardianships.values() for guardian in held}
        unnamed |= ended - known
        people |= known | ended
    addresses = shared_addresses(silent) if silent else {}
    counted = open_guardianships(list(states), sorted(people))
    others = keys_of(frame.authority, GUARDIAN, sorted(unnamed)) if unnamed else {}
    for school, state in states.items():
        assert state.students is not None
        state.students.addresses = addresses or {"": False}
        state.open = counted[school]
        state.guardian_keys = {**others, **state.guardian_keys}
