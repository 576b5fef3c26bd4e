"""Keeps `ListedPerson`: who has a place in a school, under which profiles and by which name, in the order of names.

One rule says who is listed (`_PLACES`): whoever visits a school is none of its people. Whoever writes a place or a
guardianship calls `relist` after it, whoever changes a name `follow_names`, in the same transaction and in the open
scope; each night all schools are looked at again (`relist_everywhere`), for what a version that did not know of lists
wrote during an update.
"""

from collections.abc import Collection, Iterable

from preau.directory.bulk.tables import among, is_postgresql, many, rows_of, run, uid
from preau.directory.enums import LISTED, AffiliationState, Profile

_WHOLE_SCHOOL = 500
"""From so many people on, a school is read whole: as much work, and no list to send."""
_ACTIVE, _GUARDIAN = AffiliationState.ACTIVE.value, LISTED[Profile.GUARDIAN]
_LISTED = f"a.state = '{_ACTIVE}' AND a.profile <> '{Profile.ACADEMY.value}'"
_BITS = " ".join(f"WHEN '{one.value}' THEN {bit}" for one, bit in LISTED.items())

# S608: names of our own columns and values of our own closed lists.
_PLACES = f"""
    SELECT a.school_id AS school_id, a.person_id AS person_id, CASE a.profile {_BITS} END AS profile
      FROM directory_affiliation a
     WHERE {_LISTED} AND a.school_id = %s{{of_place}}
    UNION
    SELECT g.school_id, g.guardian_id, {_GUARDIAN} FROM directory_guardianship g
     WHERE g.ended_at IS NULL AND g.school_id = %s{{of_guardian}}"""  # noqa: S608
_GONE = f"""
    DELETE FROM directory_listedperson WHERE school_id = %s{{of_listed}}
       AND NOT EXISTS (SELECT 1 FROM directory_affiliation a WHERE {_LISTED}
                        AND a.school_id = directory_listedperson.school_id
                        AND a.person_id = directory_listedperson.person_id)
       AND NOT EXISTS (SELECT 1 FROM directory_guardianship g WHERE g.ended_at IS NULL
                        AND g.school_id = directory_listedperson.school_id
                        AND g.guardian_id = directory_listedperson.person_id)"""  # noqa: S608
# The name by a look at each person, what is listed by a look at each row: a join of tables just filled would be planned
# without knowing how large they are.
_AS_SAID = f"""
    INSERT INTO directory_listedperson (school_id, person_id, search_name, profiles)
    SELECT n.school_id, n.person_id, n.search_name, n.profiles
      FROM (SELECT m.school_id, m.person_id, SUM(m.profile) AS profiles,
                   (SELECT p.search_name FROM directory_person p WHERE p.id = m.person_id) AS search_name
              FROM ({_PLACES}) m
             GROUP BY m.school_id, m.person_id) n"""  # noqa: S608
# Rows that are right are not touched: the processes of an import, each in its own school, would wait for one another in
# a circle over people whom they share.
_WHAT_DIFFERS = """
     WHERE n.profiles || ' ' || n.search_name <>
           COALESCE((SELECT l.profiles || ' ' || l.search_name FROM directory_listedperson l
                      WHERE l.school_id = n.school_id AND l.person_id = n.person_id), '')
        ON CONFLICT (school_id, person_id)
        DO UPDATE SET search_name = excluded.search_name, profiles = excluded.profiles"""

_COUNTS = """
    INSERT INTO directory_listedcount (school_id, profiles, people)
    SELECT school_id, profiles, COUNT(*) FROM directory_listedperson WHERE school_id = %s
     GROUP BY school_id, profiles"""


def relist(school: str, people: Collection[str] | None = None) -> int:
    """List these people of a school (all, when None) as their places and names now are; returns the rows changed."""
    if people is not None and not people:
        return 0
    some = people is not None and len(people) < _WHOLE_SCHOOL
    narrowed = {
        name: f" AND {among(column, 'uuid')}" if some else ""
        for name, column in (
            ("of_place", "a.person_id"), ("of_guardian", "g.guardian_id"), ("of_listed", "person_id"),
        )
    }  # fmt: skip
    wanted = [many(sorted(set(people)))] if some and people is not None else []
    if is_postgresql():  # lists of one school are made one after the other, each seeing all that the one before did
        rows_of("SELECT 1 FROM directory_school WHERE id = %s FOR NO KEY UPDATE", [school])
    there = _AS_SAID.format(**narrowed)
    changed = 0
    if some or rows_of("SELECT 1 FROM directory_listedperson WHERE school_id = %s LIMIT 1", [school]):
        changed += run(_GONE.format(**narrowed), [school, *wanted])
        there += _WHAT_DIFFERS
    changed += run(there, [school, *wanted, school, *wanted])
    if changed:
        run("DELETE FROM directory_listedcount WHERE school_id = %s", [school])
        run(_COUNTS, [school])
    return changed


def follow_names(people: Collection[str]) -> int:
    """List these people by their present names wherever they have a place; returns the rows changed."""
    if not people:
        return 0
    wanted = many(sorted(set(people)))
    return run(
        "UPDATE directory_listedperson SET search_name = p.search_name FROM directory_person p"  # noqa: S608
        " JOIN (SELECT a.school_id AS school_id, a.person_id AS person_id FROM directory_affiliation a"
        f" WHERE {among('a.person_id', 'uuid')} UNION SELECT g.school_id, g.guardian_id FROM directory_guardianship g"
        f" WHERE {among('g.guardian_id', 'uuid')}) s ON s.person_id = p.id"
        " WHERE directory_listedperson.school_id = s.school_id AND directory_listedperson.person_id = s.person_id"
        " AND directory_listedperson.search_name <> p.search_name",
        [wanted, wanted],
    )


def relist_in_all(people: Collection[str]) -> int:
    """`relist` in every school where one of these people has, or had, a place."""
    if not people:
        return 0
    wanted = many(sorted(set(people)))
    schools = rows_of(
        f"SELECT {uid('school_id')} FROM directory_affiliation WHERE {among('person_id', 'uuid')}"  # noqa: S608
        f" UNION SELECT {uid('school_id')} FROM directory_guardianship WHERE {among('guardian_id', 'uuid')}",
        [wanted, wanted],
    )
    return sum(relist(school, people) for (school,) in sorted(schools))


def placed_by(places: Iterable[str], guardianships: Iterable[str]) -> set[str]:
    """The people of these places and guardianships, given by identifier."""
    of_places, of_guardianships = list(places), list(guardianships)
    found: set[str] = set()
    for table, column, ids in (
        ("directory_affiliation", "person_id", of_places), ("directory_guardianship", "guardian_id", of_guardianships),
    ):  # fmt: skip
        if ids:
            rows = rows_of(f"SELECT {uid(column)} FROM {table} WHERE {among('id', 'uuid')}", [many(ids)])  # noqa: S608
            found |= {row[0] for row in rows}
    return found


def relist_everywhere() -> int:
    """`relist` every school; returns the rows that were not as they should be."""
    schools = rows_of(f"SELECT {uid('id')} FROM directory_school ORDER BY id")  # noqa: S608
    return sum(relist(school) for (school,) in schools)
