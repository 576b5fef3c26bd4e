"""Finding a contact by name, class or function, accents aside, among those whom the rules let one see and nobody else.

Each word typed must begin a word of the name, or name a class or group, a function, or (for a collectivity) a school.
Words are understood first, by what the school's own classes and functions are called; people are then read through the
groups that the hat sees, so that neither a result, nor a count, nor a completion can tell of anybody else.
"""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from preau.access.communication import covering
from preau.access.contacts import OFFICES, OUTSIDE_SCHOOLS, SEE, Targets, statement, targets
from preau.access.enums import GroupKind as K
from preau.access.groups import GROUPS, GroupRef, literals, memberships_of, values_of_today
from preau.access.hats import Hat
from preau.access.statement import Values
from preau.directory.enums import OFFICE_LISTED, STAFF_PROFILES
from preau.directory.selectors import school_names
from preau.directory.words import readable
from preau.kernel import sql
from preau.kernel.text import fold
from preau.ui.wording import said_once

SHOWN = 20
WORDS_AT_MOST = 6
LETTERS_AT_LEAST = 2
_FUNCTION_LETTERS = 3
# Who sees all of the second sees of which class, or of which office, each is.
_PART_OF: Mapping[str, str] = {
    K.CLASS_STUDENTS: K.STUDENTS, K.CLASS_GUARDIANS: K.GUARDIANS, **dict.fromkeys(OFFICES, K.STAFF),
}  # fmt: skip
_MOST = (K.STUDENTS, K.GUARDIANS)
STAFF_KINDS = tuple(kind for kind, declared in GROUPS.items() if not declared.hats.isdisjoint(STAFF_PROFILES))


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody found: their name, and what they are to the reader."""

    person_id: uuid.UUID
    name: str
    detail: str


@dataclass(frozen=True, slots=True)
class Found:
    """What a search gives; `more` when others than those shown answer to it."""

    contacts: tuple[Contact, ...] = ()
    more: bool = False


@dataclass(slots=True)
class _Place:
    """What is called what in the schools of the hat."""

    units: dict[uuid.UUID, str] = field(default_factory=dict)
    functions: dict[uuid.UUID, dict[str, None]] = field(default_factory=dict)
    names: dict[uuid.UUID, str] = field(default_factory=dict)


@said_once
def titles() -> Mapping[str, str]:
    """What members of a group are called, in the reader's language."""
    return {
        K.STUDENTS: _("Élève"), K.CLASS_STUDENTS: _("Élève"), K.GROUP_STUDENTS: _("Élève"),
        K.GUARDIANS: _("Responsable"), K.CLASS_GUARDIANS: _("Responsable"), K.GROUP_GUARDIANS: _("Responsable"),
        K.TEACHERS: _("Enseignement"), K.CLASS_TEACHERS: _("Enseignement"), K.GROUP_TEACHERS: _("Enseignement"),
        K.STUDENT_LIFE: _("Vie scolaire"), K.OFFICE: _("Administration et services"), K.HEADS: _("Direction"),
        K.STAFF: _("Personnel"), K.CLASS_STAFF: _("Personnel"),
        K.HEAD_TEACHERS: _("Professeur principal"), K.CLASS_HEAD_TEACHERS: _("Professeur principal"),
        K.DELEGATES: _("Délégué des élèves"), K.CLASS_DELEGATES: _("Délégué des élèves"),
        K.ELECTED_PARENTS: _("Parent élu"), K.CLASS_ELECTED_PARENTS: _("Parent élu"),
    }  # fmt: skip


# Other words that people type; the titles themselves are understood too.
_SAID = {
    K.STUDENTS: "eleves", K.CLASS_STUDENTS: "eleves", K.GROUP_STUDENTS: "eleves",
    K.GUARDIANS: "parents famille", K.CLASS_GUARDIANS: "parents famille", K.GROUP_GUARDIANS: "parents famille",
    K.TEACHERS: "enseignants professeurs", K.CLASS_TEACHERS: "enseignants professeurs",
    K.GROUP_TEACHERS: "enseignants professeurs", K.STUDENT_LIFE: "cpe aed surveillants", K.OFFICE: "secretariat",
    K.HEADS: "proviseure principale directrice chef", K.STAFF: "personnels", K.CLASS_STAFF: "personnels",
    K.DELEGATES: "deleguees", K.CLASS_DELEGATES: "deleguees",
    K.ELECTED_PARENTS: "parents elus", K.CLASS_ELECTED_PARENTS: "parents elus",
    K.HEAD_TEACHERS: "professeurs principaux", K.CLASS_HEAD_TEACHERS: "professeurs principaux",
}  # fmt: skip


@lru_cache(maxsize=4)
def _vocabulary(language: str) -> Mapping[str, tuple[str, ...]]:
    return {kind: tuple({*fold(title).split(), *_SAID.get(K(kind), "").split()}) for kind, title in titles().items()}


@lru_cache(maxsize=8192)
def _words(text: str) -> tuple[str, ...]:
    folded = fold(text)
    return (*folded.split(), folded.replace(" ", ""))


def asked(text: str) -> list[str]:
    """The words of a search; none when they are too short to mean anything."""
    words = fold(text[:80].replace("\0", "")).split()[:WORDS_AT_MOST]
    return words if sum(map(len, words)) >= LETTERS_AT_LEAST else []


def _place(wanted: Targets, hat: Hat) -> _Place:
    """This year's classes and groups of the schools seen, and what their staff do in the words of the academy."""
    # A collectivity's hat holds ids alone.
    place = _Place(names={one.id: one.name for one in hat.schools} or school_names(hat.governed))
    schools = sorted({group.school_id for group in wanted.groups})
    if hat.schools and (others := set(schools) - set(place.names)):
        place.names |= school_names(others)  # of other schools, by links: where people are is said
    if hat.profile in OUTSIDE_SCHOOLS or not schools:
        return place
    values = values_of_today()
    listed = values.among(schools)
    rows = sql.named_rows(
        "SELECT 'unit' AS kind, id, label, '' AS detail FROM directory_homeroom"  # noqa: S608
        f" WHERE school_id IN ({listed}) AND school_year_id = %(year)s"
        " UNION ALL SELECT 'unit', id, label, '' FROM directory_studentgroup"
        f" WHERE school_id IN ({listed}) AND school_year_id = %(year)s"
        " UNION ALL SELECT 'function', a.person_id, f.label, f.discipline_label FROM directory_stafffunction f"
        f" JOIN directory_affiliation a ON a.id = f.affiliation_id WHERE f.school_id IN ({listed})",
        values.params,
    )
    for kind, id_, label, detail in rows:
        if kind == "unit":
            place.units[sql.as_id(id_)] = label
        elif detail or label:
            place.functions.setdefault(sql.as_id(id_), {})[detail or label] = None
    return place


def _begins(words: Iterable[str], typed: str) -> bool:
    return any(word.startswith(typed) for word in words)


def _in_lists(wanted: Targets, values: Values, *, outside: bool, word: str = "") -> str:
    """FROM and WHERE of the lists in which whoever is in these groups stands; of them, whoever bears this word.

    Everybody in a group of a school is in its list (tests/directory/test_listing.py).
    """
    schools, words = _schools(wanted), [word] if word else []
    where = [values.bears(words, schools)] if schools else [values.begins("l.search_name", one) for one in words]
    if outside:  # only heads and offices are seen, of hundreds of schools: their names have an index of their own
        where.append(f"l.profiles >= {OFFICE_LISTED}")
    return f"FROM directory_listedperson l WHERE {' AND '.join(where)}"


def _borne(words: Sequence[str], wanted: Targets, *, outside: bool) -> set[str]:
    """Those of these words that begin a word of somebody's name there."""
    if not words:
        return set()
    values = Values()
    asked = ", ".join(f"MAX(CASE WHEN {values.begins('l.search_name', word)} THEN 1 ELSE 0 END)" for word in words)
    told = sql.named_rows(f"SELECT {asked} {_in_lists(wanted, values, outside=outside)}", values.params)[0]
    return {word for word, is_borne in zip(words, told, strict=True) if is_borne}


def _of_groups(typed: str, place: _Place, hat: Hat, values: Values) -> list[str]:
    """What a person's row may fulfil for one word typed, by what they are and not by their name."""
    tests = []
    units = [id_ for id_, label in place.units.items() if _begins(_words(label), typed)]
    if units:
        tests.append(values.within("m.unit_id", units))
    if len(typed) >= _FUNCTION_LETTERS:
        vocabulary = _vocabulary(get_language() or "fr")
        kinds = [kind for kind, words in vocabulary.items() if _begins(words, typed)]
        if kinds:
            tests.append(f"m.kind IN ({literals(kinds)})")
        doing = [
            person for person, labels in place.functions.items() if any(_begins(_words(one), typed) for one in labels)
        ]
        if doing:
            # Of a colleague seen as a parent, nothing tells that they teach.
            tests.append(f"{values.within('m.person_id', doing)} AND m.kind IN ({literals(STAFF_KINDS)})")
        schools = [one for one, name in place.names.items() if _begins(_words(name), typed)]
        if hat.profile in OUTSIDE_SCHOOLS and schools:
            tests.append(values.within("m.school_id", schools))
    return tests


def _schools(wanted: Targets) -> list[uuid.UUID]:
    return sorted({group.school_id for group in wanted.groups})


def _sees_most(wanted: Targets) -> bool:
    """Whether all pupils or guardians of a school are seen, and not a few classes."""
    return any(group.kind in _MOST for group in wanted.groups)


_LIVING = "directory_person p ON p.suspended_at IS NULL AND p.erased_at IS NULL"


def _by_group(wanted: Targets, tests: Mapping[str, list[str]], values: Values, *, outside: bool) -> str:
    """The read of those who fulfil, for each word, one of its conditions, or bear it."""
    # Where nobody bears a word, it is not looked for among names: classes and functions alone then say who is read.
    borne = _borne([word for word, of_groups in tests.items() if of_groups], wanted, outside=outside)
    for word, of_groups in tests.items():
        if not of_groups or word in borne:
            listed = _in_lists(wanted, values, outside=outside, word=word)
            of_groups.append(f"m.person_id IN (SELECT l.person_id {listed})")
    conditions = " AND ".join(f"({' OR '.join(one)})" for one in tests.values())
    rows = statement(wanted, values, labelled=any(tests.values()))
    return (
        "SELECT DISTINCT p.search_name, p.id, p.given_name, p.family_name"  # noqa: S608
        f" FROM ({rows}) m JOIN {_LIVING} AND p.id = m.person_id WHERE {conditions}"
    )


def _in_turn(wanted: Targets) -> bool:
    """Whether people found are those of one school of which most are seen."""
    return len(_schools(wanted)) == 1 and _sees_most(wanted)


def _is_common(wanted: Targets, words: Sequence[str]) -> bool:
    """Whether so many bear these words that the first come soon in the list: to find all would be most of it."""
    return _in_turn(wanted) and all(len(word) <= LETTERS_AT_LEAST for word in words)


def _by_name(wanted: Targets, words: Sequence[str], values: Values) -> str:
    """The read of those who bear all words: found in the lists, then looked for in the groups."""
    schools = _schools(wanted)
    in_turn, common = _in_turn(wanted), _is_common(wanted, words)
    bearing = values.borne(words, schools) if common else values.bears(words, schools)
    if in_turn:
        # Who sees most of a school sees the first of its list: each is looked for in turn, until there are enough.
        return (
            "SELECT l.search_name, l.person_id, p.given_name, p.family_name"  # noqa: S608
            f" FROM directory_listedperson l JOIN {_LIVING} AND p.id = l.person_id"
            f" WHERE {bearing} AND EXISTS (SELECT 1 FROM ({statement(wanted, values, person='l.person_id')}) m)"
        )
    rows = statement(wanted, values, person="SELECT n.person_id FROM named n")
    return (
        f"WITH named AS MATERIALIZED (SELECT l.person_id FROM directory_listedperson l WHERE {bearing})"  # noqa: S608
        " SELECT DISTINCT p.search_name, p.id, p.given_name, p.family_name"
        f" FROM ({rows}) m JOIN {_LIVING} AND p.id = m.person_id WHERE 1 = 1"
    )


def search_contacts(hat: Hat, text: str, *, want: str = SEE, limit: int = SHOWN) -> Found:
    """People whom this hat sees (`want` "write": may write to) and who answer to every word typed, by name."""
    typed = asked(text)
    if not typed:
        return Found()
    with sql.by_one_plan():
        wanted = targets(hat, want)
        if not (wanted.groups or wanted.everywhere):
            return Found()
        place = _place(wanted, hat)
    outside = hat.profile in OUTSIDE_SCHOOLS
    values = values_of_today()
    tests = {word: _of_groups(word, place, hat, values) for word in typed}
    if of_groups := outside or any(tests.values()):
        read = _by_group(wanted, tests, values, outside=outside)
    else:
        values = values_of_today()
        read = _by_name(wanted, typed, values)
    # One's own name is left out here; people kept apart too, before anything is counted.
    hidden = values.among([wanted.me, *sorted(wanted.apart)])
    text = f"{read} AND p.id NOT IN ({hidden}) ORDER BY 1, 2 LIMIT {values.of(limit + 1)}"
    # By the same indexes, whatever is looked for: to plan costs more than to read. But for who sees a whole school,
    # where a class is best read by itself, the staff at once, and names of two letters in the order of the list: only
    # who knows the letters knows that the first ones come soon.
    is_planned_anew = _sees_most(wanted) if of_groups else _is_common(wanted, typed)
    read_by = sql.named_rows if is_planned_anew else sql.rows_by_one_plan
    found = read_by(text, values.params)
    people = [(sql.as_id(row[1]), f"{row[2]} {row[3]}".strip()) for row in found[:limit]]
    details = _details(hat, wanted, place, [one for one, _name in people])
    return Found(tuple(Contact(one, name, details.get(one, "")) for one, name in people), len(found) > limit)


def _details(hat: Hat, wanted: Targets, place: _Place, person_ids: list[uuid.UUID]) -> dict[uuid.UUID, str]:
    """What each person found is to the reader, told only through the groups by which they are seen."""
    if not person_ids:
        return {}
    rows = _groups_seen(hat, wanted, person_ids)
    called, schools = titles(), place.names
    words: dict[uuid.UUID, dict[str, None]] = {one: {} for one in person_ids}
    units: dict[uuid.UUID, set[str]] = {one: set() for one in person_ids}
    places: dict[uuid.UUID, set[str]] = {one: set() for one in person_ids}
    staff: set[uuid.UUID] = set()
    for id_, (school, kind, unit) in sorted(rows, key=lambda row: (_RANKS[row[1].kind], str(row[1].unit_id))):
        if not (kind in (K.STAFF, K.CLASS_STAFF) and words[id_]):
            words[id_][called[kind]] = None
        label = place.units.get(unit) if unit else None
        if kind in STAFF_KINDS:
            staff.add(id_)
        elif label:
            units[id_].add(label)
        places[id_].add(schools.get(school, ""))
    several = len(schools) > 1
    return {
        one: " · ".join(
            filter(
                None,
                (
                    ", ".join(words[one]),
                    ", ".join(dict.fromkeys(map(readable, place.functions.get(one, ())))) if one in staff else "",
                    ", ".join(sorted(units[one])),
                    ", ".join(sorted(filter(None, places[one]))) if several else "",
                ),
            )
        )
        for one in person_ids
    }


def _groups_seen(hat: Hat, wanted: Targets, person_ids: list[uuid.UUID]) -> list[tuple[uuid.UUID, GroupRef]]:
    """The groups by which these persons are seen; their classes or offices too, for who sees all that they are of."""
    if wanted.everywhere:
        values = values_of_today()
        text = statement(wanted, values, person=values.among(person_ids))
        found = sql.named_rows(
            f"SELECT DISTINCT m.person_id, m.school_id, m.kind FROM ({text}) m",  # noqa: S608
            values.params,
        )
        return [(sql.as_id(person), GroupRef(sql.as_id(school), kind)) for person, school, kind in found]
    kinds = {group.kind for group in wanted.groups}
    kinds |= {kind for kind, whole in _PART_OF.items() if whole in kinds}
    theirs = memberships_of(person_ids, {group.school_id for group in wanted.groups}, kinds=kinds)
    return [
        (person, group)
        for person, groups in theirs.items()
        for group in groups
        if any(one in wanted.groups for one in covering(group))
        or (group.kind in _PART_OF and GroupRef(group.school_id, _PART_OF[group.kind]) in wanted.groups)
    ]


# Titles that say most first: an office before "staff", an elected place after what one is.
_RANKS: Mapping[str, int] = {
    kind.value: len(K) if kind in (K.STAFF, K.CLASS_STAFF) else rank for rank, kind in enumerate(K)
}
