"""Guardians of a school: who is counted as added, changed, left."""

from collections import Counter

from preau.directory.bulk.tables import among, many, rows_of, uid
from preau.imports.aaf.plan import Work
from preau.imports.aaf.records import GUARDIAN


def count_guardians(work: Work) -> None:
    """Note the differences of guardians, once guardianships are planned."""
    people, bundle = work.people, work.bundle
    gained, lost = Counter(work.gained), Counter(work.lost)
    old = sorted((gained.keys() | lost.keys()) - people.new)
    before = _open_here(work.plan.school, old) if old else {}
    key_of = {person: key for key in bundle.guardians if (person := people.person_of(GUARDIAN, key))}
    unknown = [person for person in old if person not in key_of]
    key_of.update(_keys_of(work.frame.authority, unknown) if unknown else {})
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


def _open_here(school: str, people: list[str]) -> dict[str, int]:
    rows = rows_of(
        f"SELECT {uid('guardian_id')}, count(*) FROM directory_guardianship"  # noqa: S608
        f" WHERE school_id = %s AND ended_at IS NULL AND {among('guardian_id', 'uuid')} GROUP BY guardian_id",
        [school, many(people)],
    )
    return {person: int(count) for person, count in rows}


def _keys_of(authority: str, people: list[str]) -> dict[str, str]:
    rows = rows_of(
        f"SELECT {uid('person_id')}, join_key FROM directory_directoryrecord"  # noqa: S608
        f" WHERE authority_id = %s AND kind = %s AND {among('person_id', 'uuid')}",
        [authority, GUARDIAN, many(people)],
    )
    return dict(rows)
