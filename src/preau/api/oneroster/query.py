"""How a list of OneRoster is filtered, sorted, cut and narrowed to fields (1.2, section on query parameters)."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from preau.api.problems import Problem

Record = Mapping[str, Any]
DEFAULT_LIMIT, MOST = 100, 5000
_FIELD = r"[A-Za-z][A-Za-z]*(?:\.[A-Za-z]+)?"
_TERM = rf"({_FIELD})\s*(!=|>=|<=|=|>|<|~)\s*'([^']*)'"
_ONE = re.compile(_TERM)
_FILTER = re.compile(rf"\s*{_TERM}(?:\s+(AND|OR)\s+{_TERM})?\s*")
_TESTS: Mapping[str, Callable[[str, str], bool]] = {
    "=": lambda one, wanted: one == wanted,
    "!=": lambda one, wanted: one != wanted,
    ">": lambda one, wanted: one > wanted,
    ">=": lambda one, wanted: one >= wanted,
    "<": lambda one, wanted: one < wanted,
    "<=": lambda one, wanted: one <= wanted,
    "~": lambda one, wanted: wanted in one,
}


@dataclass(frozen=True, slots=True)
class Found:
    """One page of a list, and how many records there are in all; `whole`: the page before fields were chosen."""

    records: Sequence[Record]
    total: int
    offset: int
    limit: int
    whole: Sequence[Record] = ()


def asked(
    request: HttpRequest, records: Sequence[Record], fields: frozenset[str], *, is_whole: bool = False
) -> Found:  # fmt: skip
    """The part of a list that a request asks for. Raises Problem 400, with the standard's word for what is wrong.

    `is_whole`: the records are those that pass the filter, all of them and no other; then only the page is made.
    """
    sent = request.GET
    if text := sent.get("filter", ""):
        terms_of(text, fields)  # a wrong one is told also where there is nothing to filter
    narrowed(request, {}, fields)
    limit, offset = _number(sent.get("limit"), DEFAULT_LIMIT, 1, MOST), _number(sent.get("offset"), 0, 0, 10**9)
    if is_whole and not sent.get("sort") and sent.get("orderBy", "asc") in ("asc", "desc"):
        page = records[offset : offset + limit]
        return Found([narrowed(request, one, fields) for one in page], len(records), offset, limit, page)
    found = [one for one in records if is_whole or _passes(one, text, fields)]
    order = sent.get("orderBy", "asc")
    if order not in ("asc", "desc"):
        raise Problem(400, _("orderBy vaut asc ou desc."))
    if by := sent.get("sort", ""):
        if by.split(".")[0] not in fields or not re.fullmatch(_FIELD, by):
            raise Problem(400, _("On ne peut pas trier sur ce champ."))
        found.sort(key=lambda one: (_texts(one, by), one["sourcedId"]), reverse=order == "desc")
    page = found[offset : offset + limit]
    return Found([narrowed(request, one, fields) for one in page], len(found), offset, limit, page)


def narrowed(request: HttpRequest, record: Record, fields: frozenset[str]) -> Record:
    """The record with the fields asked for, all when none is."""
    wanted = request.GET.get("fields")
    if wanted is None:
        return record
    names = [name.strip() for name in wanted.split(",")]
    if not set(names) <= fields:
        raise Problem(400, _("Un des champs demandés n’existe pas."), minor="invalid_selection_field")
    return {name: record[name] for name in names if name in record}


def _passes(record: Record, text: str, fields: frozenset[str]) -> bool:
    if not text:
        return True
    first, joint, second = terms_of(text, fields)
    passes = _holds(record, first)
    if second is None:
        return passes
    return (passes and _holds(record, second)) if joint == "AND" else (passes or _holds(record, second))


def terms_of(text: str, fields: frozenset[str]) -> tuple[tuple[str, str, str], str, tuple[str, str, str] | None]:
    match = _FILTER.fullmatch(text) if len(text) <= 500 else None
    if match is None:
        raise Problem(
            400, _("Un filtre s’écrit champ='valeur', deux au plus, unis par AND ou OR."), minor="invalid_filter_field"
        )  # fmt: skip
    first = (match[1], match[2], match[3])
    second = (match[5], match[6], match[7]) if match[5] else None
    for term in (first, second):
        if term is not None and term[0].split(".")[0] not in fields:
            raise Problem(400, _("On ne peut pas filtrer sur ce champ."), minor="invalid_filter_field")
    return first, match[4] or "", second


def _holds(record: Record, term: tuple[str, str, str]) -> bool:
    path, sign, wanted = term
    values = _texts(record, path)
    test = _TESTS[sign]
    folded = wanted.casefold()
    if sign == "!=":
        return all(test(one, folded) for one in values)
    return any(test(one, folded) for one in values)


def _texts(record: Record, path: str) -> list[str]:
    return [_text(value).casefold() for value in _values(record, path.split("."))]


def _text(value: Any) -> str:
    return ("true" if value else "false") if isinstance(value, bool) else str(value)


def _values(value: Any, path: Sequence[str]) -> Iterator[Any]:
    """All values at a path; of a list, those of each element; none of what is an object itself."""
    if isinstance(value, list | tuple):
        for one in value:
            yield from _values(one, path)
    elif path and isinstance(value, Mapping):
        if path[0] in value:
            yield from _values(value[path[0]], path[1:])
    elif not path and not isinstance(value, Mapping) and value is not None:
        yield value


def _number(text: str | None, default: int, least: int, most: int) -> int:
    if text is None:
        return default
    if not (text.isascii() and text.isdigit() and len(text) <= 10 and least <= int(text) <= most):
        raise Problem(400, _("limit va de 1 à 5 000, offset part de 0."))
    return int(text)
