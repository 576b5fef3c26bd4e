"""Guardians of a school: who is counted as added, changed, left."""

from collections import Counter

from preau.imports.aaf.plan import Work
from preau.imports.aaf.records import GUARDIAN
from preau.imports.aaf.state import keys_of, open_guardianships


def count_guardians(work: Work) -> None:
    """Note the differences of guardians, once guardianships are planned."""
    people, bundle = work.people, work.bundle
    gained, lost = Counter(work.gained), Counter(work.lost)
    old = sorted((gained.keys() | lost.keys()) - people.new)
    before = work.state.open
    if before is None:
        before = open_guardianships([work.plan.school], old)[work.plan.school] if old else {}
    key_of = {person: key for key in bundle.guardians if (person := people.person_of(GUARDIAN, key))}
    key_of = {**work.state.guardian_keys, **key_of}
    unknown = [person for person in old if person not in key_of]
    key_of.update(keys_of(work.frame.authority, GUARDIAN, unknown) if unknown else {})
    noted: set[str] = set()
    for person in [*gained, *(one for one in lost if one not in gained)]:
        had = before.get(person, 0)
        has = had + gained[person] - lost[person]
        operation = "added" if not had and has else "left" if had and not has else "changed"
        key = key_of.get(person, "")
        said = bundle.guardians.get(key)
        work.plan.differ("guardians", operation, key, f"{said.given_name} {said.family_name}" if said else "")
        noted.add(key)
    for key, said in bundle.guardians.items():
        if key not in noted and people.operation(GUARDIAN, key) == "changed":
            work.plan.differ("guardians", "changed", key, f"{said.given_name} {said.family_name}")
