"""The privacy duty of each room: what each field is for, who sees it, how long it stays; export and erasure.

A room with tables has a `privacy.py` holding `DUTY = Duty(...)`. A house test fails when a room or a field lacks, so
that no column appears without someone having said why (GDPR articles 5 and 30). The words are read by people: they
make the register of processing (`preau privacy register`).
"""

import datetime as dt
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from django.db import models, transaction

from preau.kernel import clock, scope
from preau.kernel.registry import modules_named
from preau.kernel.signatures import Followed, Signature, told_of, unsign

Words = Any  # str, or a lazy translation


@dataclass(frozen=True, slots=True)
class FieldUse:
    """Why a field is kept, who sees it, and until when; `is_personal` False for facts about no person.

    `data`: what it is, in the words of whom it is about ("nom et prénom"); the page on personal data says it.
    """

    purpose: Words
    audience: Words
    duration: Words
    is_personal: bool = True
    data: Words = ""


@dataclass(frozen=True, slots=True)
class Term:
    """How long one kind of data stays: `days()` after what `since` says, and the text that sets it.

    `kind` is a stable name of ours; a test moves the clock and looks at each kind on its day.
    """

    kind: str
    what: Words
    days: Callable[[], float]
    since: Words
    law: Words


@dataclass(frozen=True, slots=True)
class Cookie:
    """What a browser keeps for us under `name` (the beginning of it, for names that end by a number), and `days` for.

    The page on personal data says `purpose`; a house test finds the cookie that no room declares.
    """

    name: str
    purpose: Words
    days: Callable[[], float]


@dataclass(frozen=True, slots=True)
class Ends:
    """Rows of a model let somebody in, or act in their name, and end when their account is made safe.

    `kind`: the name under which `preau.identity` counts them ("tokens"); it says too what ends them.
    """

    kind: str


@dataclass(frozen=True, slots=True)
class Stays:
    """Rows of a model hold something that looks like a key and opens nothing to whoever stole the account; `why`."""

    why: str


def declare(model: str, uses: Mapping[str, FieldUse]) -> dict[str, FieldUse]:
    """Uses of one model's fields, given by groups: {"street city": USE} says two fields."""
    return {f"{model}.{name}": use for names, use in uses.items() for name in names.split()}


def _nothing(person_ids: Sequence[uuid.UUID]) -> set[uuid.UUID]:
    return set()


def _no_data(person_id: uuid.UUID) -> dict[str, Any]:
    return {}


def _no_erasure(person_ids: Sequence[uuid.UUID], names_kept: frozenset[uuid.UUID]) -> dict[str, int]:
    return {}


def _no_expiry() -> dict[str, int]:
    return {}


class Rows(list[dict[str, Any]]):
    """Rows of one table, as JSON holds them. `table`: of which one, whose words their codes have."""

    table: type[models.Model] | None = None


File = tuple[str, Callable[[], BinaryIO]]
"""A file of a person's: its name in the archive, and how to open it."""


def _no_files(person_id: uuid.UUID) -> Iterable[File]:
    return ()


@dataclass(frozen=True, slots=True)
class Duty:
    """What a room owes to the people it knows.

    `export(person_id)`: all it holds of a person, as JSON holds it, nothing of others.
    `erase(person_ids, names_kept)`: erases what it holds of leavers, keeping the name of those in `names_kept`;
    returns counts by kind. Called in a transaction, from the top floor down.
    `still_needs(person_ids)`: those who still have a reason here to hold an account.
    `keeps_name_of(person_ids)`: those whose name signs something that the school keeps in its own name.
    `expire()`: erases what has reached its own duration, whoever it is about; returns counts by kind.
    `files(person_id)`: the person's own files, for their archive.
    `withheld`: paths of the export ("person.address") that a guardian does not get with a child's, because they tell of
    someone else, or where the child lives when parents live apart (GDPR article 15(4)).
    `handed_out`: for each model that ties somebody to a secret, whether "ce n'est pas moi" ends its rows. A house test
    finds the models, and that whoever says `Ends` ends them (`securing.py`).
    `terms`: how long each kind of data stays; everything that `expire` or `erase` makes go has one.
    `signatures`: columns that name who did something; told to that person and erased with them, for all rooms alike.
    `followed`: other columns that name a person and follow them when two records are joined, and back.
    `names_stay`: columns that keep the name of who acted after they were erased, each with the kind of its term.
    `untold`: columns that point to a person and are not in their own data ("Model.column"), each with its reason.
    `cookies`: what the room has browsers keep.
    `worded`: by the name of a list in the export, a row as a person reads it, where its columns are words of programs.
    """

    fields: Mapping[str, FieldUse]
    export: Callable[[uuid.UUID], dict[str, Any]] = _no_data
    erase: Callable[[Sequence[uuid.UUID], frozenset[uuid.UUID]], dict[str, int]] = _no_erasure
    still_needs: Callable[[Sequence[uuid.UUID]], set[uuid.UUID]] = _nothing
    keeps_name_of: Callable[[Sequence[uuid.UUID]], set[uuid.UUID]] = _nothing
    expire: Callable[[], dict[str, int]] = _no_expiry
    files: Callable[[uuid.UUID], Iterable[File]] = _no_files
    withheld: frozenset[str] = frozenset()
    terms: Sequence[Term] = ()
    handed_out: Mapping[str, Ends | Stays] = field(default_factory=dict)
    signatures: Sequence[Signature] = ()
    followed: Sequence[Followed] = ()
    names_stay: Mapping[str, str] = field(default_factory=dict)
    untold: Mapping[str, str] = field(default_factory=dict)
    cookies: Sequence[Cookie] = ()
    worded: Mapping[str, Callable[[Mapping[str, Any]], Mapping[str, Any]]] = field(default_factory=dict)


def duties() -> dict[str, Duty]:
    """The duty of each room that has one, from the ground floor up."""
    return {module.__name__.split(".")[-2]: module.DUTY for module in modules_named("privacy")}


def export_of(person_id: uuid.UUID, *, for_guardian: bool = False) -> dict[str, Any]:
    """All that Préau holds of a person, room by room (GDPR 15 and 20); for a guardian, less what is withheld."""
    told = {}
    for room, duty in duties().items():
        data = {**duty.export(person_id), **_signed(duty, person_id)}
        told[room] = _without(data, duty.withheld) if for_guardian else data
    return {"person": str(person_id), "made_at": clock.now().isoformat()} | {r: d for r, d in told.items() if d}


def _signed(duty: Duty, person_id: uuid.UUID) -> dict[str, Any]:
    with scope.everything("a person's own data, asked for by that person"):
        found = {name: rows_as_json(rows) for name, rows in told_of(duty.signatures, person_id).items()}
    return {name: rows for name, rows in found.items() if rows}


def files_of(person_id: uuid.UUID) -> Iterator[File]:
    """The person's files, each under the name of its room."""
    for room, duty in duties().items():
        for name, opened in duty.files(person_id):
            yield f"{room}/{name}", opened


def terms() -> list[Term]:
    """The table of durations, room by room."""
    return [term for duty in duties().values() for term in duty.terms]


def signatures() -> list[Signature]:
    """Every column that names who did something, room by room."""
    return [one for duty in duties().values() for one in duty.signatures]


def followed() -> list[Followed]:
    """Every other column that follows a person when two records are joined, room by room."""
    return [one for duty in duties().values() for one in duty.followed]


def _without(data: Mapping[str, Any], paths: Iterable[str]) -> dict[str, Any]:
    left = dict(data)
    for path in paths:
        name, _dot, rest = path.partition(".")
        if rest and isinstance(left.get(name), Mapping):
            left[name] = _without(left[name], [rest])
        elif rest and isinstance(left.get(name), list):
            rows = Rows(_without(row, [rest]) for row in left[name])
            rows.table = getattr(left[name], "table", None)
            left[name] = rows
        elif not rest:
            left.pop(name, None)
    return left


def still_needed(person_ids: Sequence[uuid.UUID]) -> set[uuid.UUID]:
    """Those of whom at least one room says that they still have a reason to hold an account."""
    return {one for duty in duties().values() for one in duty.still_needs(person_ids)}


def erase(person_ids: Sequence[uuid.UUID]) -> dict[str, int]:
    """Erase these persons in every room, from the top floor down, in the present transaction; counts by kind."""
    assert transaction.get_connection().in_atomic_block, "Erasure is one transaction with its audit."
    all_duties = duties()
    names_kept = frozenset(one for duty in all_duties.values() for one in duty.keeps_name_of(person_ids))
    counts: dict[str, int] = {}
    for room, duty in reversed(all_duties.items()):
        for kind, count in duty.erase(person_ids, names_kept).items():
            counts[f"{room}.{kind}"] = count
        if duty.signatures:
            counts[f"{room}.signatures"] = unsign(duty.signatures, person_ids)
    return counts


def expire() -> dict[str, int]:
    """Have every room erase what has reached its own duration; counts by kind."""
    counts: dict[str, int] = {}
    for room, duty in duties().items():
        for kind, count in duty.expire().items():
            counts[f"{room}.{kind}"] = count
    return counts


def rows_as_json(rows: Iterable[Mapping[str, Any]]) -> Rows:
    """Rows of `.values()` as JSON holds them: dates, ids and bytes become texts, empty values go."""

    def plain(value: Any) -> Any:
        if isinstance(value, bool | int | float | str | list | dict) or value is None:
            return value
        return value.isoformat() if isinstance(value, dt.date | dt.datetime) else str(value)

    made = Rows({key: plain(value) for key, value in row.items() if value not in (None, "")} for row in rows)
    made.table = getattr(rows, "model", None)
    return made
