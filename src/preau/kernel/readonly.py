"""Pages that read cannot write: inside a GET, HEAD or OPTIONS view every other statement than a read is refused.

Placed innermost, so that the session's own plumbing, done by layers outside the view, is not concerned. Refused in
every environment: a GET that writes is followed by search engines, previews and the back button.

A protocol of others may demand it: a view then says so, with the place where it is written (`writes_on_get`). And what
leaves by being read may have to be accounted for before it leaves: `accounted` opens that one act, and says why.

Where nothing can be written, what was read holds until the answer is made: `once` reads it once, and `known` and `keep`
serve who reads several such things by one statement.
"""

import contextlib
import functools
import re
from collections.abc import Callable, Hashable, Iterator
from contextvars import ContextVar
from typing import Any, TypeVar

from django.db import connection
from django.http import HttpRequest, HttpResponse

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
# Reads, and the bounds of a transaction. A WITH is a read unless it carries a writing keyword.
_READ = re.compile(r"\s*\(*\s*(?:SELECT|WITH|EXPLAIN|SAVEPOINT|RELEASE|ROLLBACK|BEGIN|COMMIT)\b", re.IGNORECASE)
_WITH = re.compile(r"\s*(?:WITH|EXPLAIN)\b", re.IGNORECASE)
_WRITES = re.compile(r"\b(?:INSERT\s+INTO|UPDATE\s|DELETE\s+FROM|MERGE\s+INTO|TRUNCATE)", re.IGNORECASE)


_DEMANDED = "writes_on_get"
View = TypeVar("View", bound=Callable[..., Any])
Value = TypeVar("Value")
_read_so_far: ContextVar[dict[Hashable, Any] | None] = ContextVar("read by the page being made", default=None)


_accounting: ContextVar[str] = ContextVar("why a page that reads writes just now", default="")


@contextlib.contextmanager
def accounted(why: str) -> Iterator[None]:
    """Let what runs inside write while a GET is answered: the account of what leaves by it, and nothing else."""
    if not why:
        raise ValueError("Say why it must be written before the answer.")
    token = _accounting.set(why)
    try:
        yield
    finally:
        _accounting.reset(token)


def once(key: Hashable, read: Callable[[], Value]) -> Value:
    """What `read` gives; read once in a page that cannot write, and anew each time elsewhere.

    `key` names all that the answer depends on. Callers share the answer: it must not be changed.
    """
    kept = _read_so_far.get()
    if kept is None:
        return read()
    if key not in kept:
        kept[key] = read()
    value: Value = kept[key]
    return value


def known(key: Hashable) -> bool:
    """Whether `once` would answer without reading."""
    kept = _read_so_far.get()
    return kept is not None and key in kept


def keep(key: Hashable, value: Any) -> None:
    """Have `once` answer this, where it keeps anything: it was read along with something else."""
    kept = _read_so_far.get()
    if kept is not None:
        kept[key] = value


@contextlib.contextmanager
def reading() -> Iterator[None]:
    """Nothing is written in here: what is read holds until the end."""
    token = _read_so_far.set({})
    try:
        yield
    finally:
        _read_so_far.reset(token)


@contextlib.contextmanager
def nothing_written() -> Iterator[None]:
    """What runs inside reads, whatever the method of its request: every other statement is refused."""
    with reading(), connection.execute_wrapper(refuse_writes):
        yield


def writes_on_get(where: str) -> Callable[[View], View]:
    """Let a view write while it answers a GET, since a protocol that others wrote says so; `where` is its clause.

    What it writes must be harmless when a preview or the back button asks again.
    """
    if not where:
        raise ValueError("Name the clause of the protocol that demands it.")

    def declare(view: View) -> View:
        setattr(view, _DEMANDED, where)
        return view

    return declare


class WriteWhileReading(RuntimeError):
    """A view that answers a GET tried to write."""


# The same few statements come again and again, and to read a long one through costs as much as a way to the database.
@functools.lru_cache(maxsize=1024)
def is_read(sql: str) -> bool:
    """True when the statement changes no row."""
    if not _READ.match(sql):
        return False
    return not (_WITH.match(sql) and _WRITES.search(sql))


def refuse_writes(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: dict[str, Any]) -> Any:
    """Execute wrapper: lets reads through, raises WriteWhileReading for the rest (the values stay out of it)."""
    if not is_read(sql if isinstance(sql, str) else str(sql)):
        raise WriteWhileReading(f"A page that reads tried to write: {str(sql)[:80]}")
    return execute(sql, params, many, context)


class ReadOnlyMiddleware:
    """Innermost layer: what it wraps is the view and its template."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in SAFE_METHODS:
            return self.get_response(request)

        def guard(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: dict[str, Any]) -> Any:
            if getattr(request, _DEMANDED, "") or _accounting.get():
                return execute(sql, params, many, context)
            return refuse_writes(execute, sql, params, many, context)

        with reading(), connection.execute_wrapper(guard):
            return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> None:
        """Note what the view declares; one that may write reads everything anew."""
        demanded = getattr(view, _DEMANDED, "")
        setattr(request, _DEMANDED, demanded)
        if demanded:
            _read_so_far.set(None)
