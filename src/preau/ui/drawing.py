"""A template as it is drawn: the parts of a page are joined as plain texts."""

import re
import uuid
from collections.abc import Callable, MutableMapping, Sequence
from types import CodeType
from typing import Any

from jinja2 import Environment, Template
from markupsafe import Markup, escape

_HTML = re.compile("[&<>'\"]").search


def shown(value: Any) -> str:
    """What a page shows of a value, with the letters of HTML made harmless.

    As `markupsafe.escape`, which also notes of each part that it is safe: a page joins a hundred parts, and the note is
    thrown away.
    """
    kind = type(value)
    if kind is Markup:
        return value
    if kind is str:
        return escape(value) if _HTML(value) else value
    return str(value) if kind is int or kind is uuid.UUID else escape(value)


def all_shown(values: Sequence[Any]) -> Sequence[Any]:
    """`shown` for each value. Looked through together: of a row of texts, few have a letter to be made harmless."""
    try:
        harmless = not _HTML("".join(values))
    except TypeError:  # not all of them are texts
        harmless = False
    return values if harmless else [shown(one) for one in values]


class Drawn(Template):
    """Jinja2's template, with `shown` where it writes a value."""

    @classmethod
    def from_code(
        cls,
        environment: Environment,
        code: CodeType,
        globals: MutableMapping[str, Any],
        uptodate: Callable[[], bool] | None = None,
    ) -> Template:
        """Jinja2's own, then the one name exchanged."""
        made = super().from_code(environment, code, globals, uptodate)
        made.root_render_func.__globals__["escape"] = shown
        return made
