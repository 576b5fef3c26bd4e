"""What rows open: looked up in the directory once, made anew at each asking where a row needs something made."""

from typing import Any

from django.db import connection

from cast import Academy
from matrix import Row
from preau.kernel import scope
from preau.kernel.readonly import is_read

Kept = dict[tuple[Any, str], dict[str, Any]]


def arguments_of(row: Row, academy: Academy, school: str, kept: Kept) -> dict[str, Any]:
    """Arguments of the row's address for a school's key.

    `kept` lives as long as everything that is asked is undone: what was found by reading alone is the same again.
    """
    if row.target is None:
        return {}
    key = (row.target, school)
    if key in kept:
        return kept[key]
    made = False

    def watch(execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        nonlocal made
        made = made or not is_read(str(sql))
        return execute(sql, params, many, context)

    with scope.everything("naming what a test opens"), connection.execute_wrapper(watch):
        found = row.target(academy, school)
    if not made:
        kept[key] = found
    return found
