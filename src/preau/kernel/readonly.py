"""Pages that read cannot write: inside a GET, HEAD or OPTIONS view every other statement than a read is refused.

Placed innermost, so that the session's own plumbing, done by layers outside the view, is not concerned. Refused in
every environment: a GET that writes is followed by search engines, previews and the back button.
"""

import re
from collections.abc import Callable
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
# Reads, and the bounds of a transaction. A WITH is a read unless it carries a writing keyword.
_READ = re.compile(r"\s*\(*\s*(?:SELECT|WITH|EXPLAIN|SAVEPOINT|RELEASE|ROLLBACK|BEGIN|COMMIT)\b", re.IGNORECASE)
_WITH = re.compile(r"\s*(?:WITH|EXPLAIN)\b", re.IGNORECASE)
_WRITES = re.compile(r"\b(?:INSERT\s+INTO|UPDATE\s|DELETE\s+FROM|MERGE\s+INTO|TRUNCATE)", re.IGNORECASE)


class WriteWhileReading(RuntimeError):
    """A view that answers a GET tried to write."""


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
        with connection.execute_wrapper(refuse_writes):
            return self.get_response(request)
