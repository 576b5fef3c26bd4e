"""What of a filter, and of an address, the database answers: the rest of a list is never read.

A term that the database understands exactly is answered by it alone, and so is the page asked for. One that it can
only bound (a name, whose letters two databases fold otherwise) leaves few records, of which query.py says which pass.
What it does not understand, it leaves to query.py whole.
"""

import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from preau.api.oneroster.query import terms_of

Record = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Narrow:
    """Which records are wanted; None and () bound nothing. Values are as the filter says them, case folded.

    `places`: (roles, school) that the person holds in one place, each None for any. `names`: (field, text) whose folded
    words the person's name holds. `codes` and `kinds`: of subjects, schools, classes. `is_whole`: nothing is left for
    query.py to judge.
    """

    ids: frozenset[str] | None = None
    places: tuple[tuple[frozenset[str] | None, str | None], ...] = ()
    names: tuple[tuple[str, str], ...] = ()
    roles: frozenset[str] | None = None
    codes: frozenset[str] | None = None
    kinds: frozenset[str] | None = None
    user: str | None = None
    homeroom: str | None = None
    school: str | None = None
    is_whole: bool = True

    def of(self, field: str, values: frozenset[str]) -> "Narrow":
        """The same, narrowed to records that have one of these values in that field; inexact when it cannot be said."""
        made = _USER.get(field) or _ENROLLMENT.get(field) or _CATALOGUE.get(field)
        return made(self, values) if made else replace(self, is_whole=False)


def _both(one: frozenset[str] | None, other: frozenset[str]) -> frozenset[str]:
    return other if one is None else one & other


def _only(narrow: Narrow, name: str, values: frozenset[str]) -> Narrow:
    """One value of a field that a record has once; several, or another than before, are left to query.py."""
    before = getattr(narrow, name)
    if len(values) == 1 and before in (None, *values):
        return replace(narrow, **{name: next(iter(values))})  # type: ignore[arg-type]
    return replace(narrow, is_whole=False)


def _name(field: str) -> Callable[[Narrow, frozenset[str]], Narrow]:
    def narrowed(narrow: Narrow, values: frozenset[str]) -> Narrow:
        more = tuple((field, one) for one in values) if len(values) == 1 else ()
        return replace(narrow, names=(*narrow.names, *more), is_whole=False)

    return narrowed


Narrower = Callable[[Narrow, frozenset[str]], Narrow]
_IDS: Narrower = lambda narrow, values: replace(narrow, ids=_both(narrow.ids, values))  # noqa: E731
_USER: Mapping[str, Narrower] = {
    "sourcedId": _IDS,
    "givenName": _name("given_name"),
    "familyName": _name("family_name"),
    "roles.role": lambda narrow, values: replace(narrow, places=(*narrow.places, (values, None))),
}
_ENROLLMENT: Mapping[str, Narrower] = {
    "role": lambda narrow, values: replace(narrow, roles=_both(narrow.roles, values)),
    "user.sourcedId": lambda narrow, values: _only(narrow, "user", values),
    "class.sourcedId": lambda narrow, values: _only(narrow, "homeroom", values),
    "school.sourcedId": lambda narrow, values: _only(narrow, "school", values),
}
# Names and codes that schools choose are left to query.py: two databases fold their letters otherwise.
_CODES: Narrower = lambda narrow, values: replace(narrow, codes=_both(narrow.codes, values))  # noqa: E731
_CATALOGUE: Mapping[str, Narrower] = {
    "identifier": _CODES,
    "courseCode": _CODES,
    "classType": lambda narrow, values: replace(narrow, kinds=_both(narrow.kinds, values)),
    "org.sourcedId": lambda narrow, values: _only(narrow, "school", values),
}
FIELDS = {
    "users": frozenset(_USER), "enrollments": frozenset(_ENROLLMENT), "orgs": frozenset({"sourcedId", "identifier"}),
    "courses": frozenset({"sourcedId", "courseCode", "org.sourcedId"}),
    "classes": frozenset({"sourcedId", "classType", "school.sourcedId"}),
}  # fmt: skip


def narrow_of(many: str, text: str, fields: frozenset[str], start: Narrow = Narrow()) -> Narrow:
    """What a filter wants of this kind of list. Raises Problem 400 for a filter that is none."""
    if not text:
        return start
    first, joint, second = terms_of(text, fields)
    known = FIELDS.get(many, frozenset())
    found = [one for one in (first, second) if one is not None]
    if joint == "OR":
        same = len({one[0] for one in found}) == 1 and all(one[1] == "=" for one in found)
        if not same or first[0] not in known:
            return replace(start, is_whole=False)
        return start.of(first[0], frozenset(one[2].casefold() for one in found))
    for field, sign, wanted in found:
        start = (
            start.of(field, frozenset({wanted.casefold()}))
            if sign == "=" and field in known
            else replace(start, is_whole=False)
        )
    return start


def as_id(text: str) -> uuid.UUID | None:
    """The identifier that this text is, written as ours are; None for anything else, which names nothing."""
    try:
        found = uuid.UUID(text)
    except ValueError:
        return None
    return found if str(found) == text else None


class Lazy(Sequence[Record]):
    """Records of which only those asked for are read and made."""

    def __init__(self, count: Callable[[], int], part: Callable[[int, int | None], list[Record]]) -> None:
        self._count, self._part = count, part

    def __len__(self) -> int:
        return self._count()

    def __getitem__(self, place: Any) -> Any:
        if isinstance(place, slice):
            return self._part(place.start or 0, place.stop)
        return self._part(place, place + 1)[0]

    def __iter__(self) -> Iterator[Record]:
        return iter(self._part(0, None))
