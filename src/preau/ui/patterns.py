"""Lines of a page that have a few shapes: the template draws each shape once, in each language, with marks in place of
what lines tell, and is filled for every line. Drawn one by one, a line costs as much as a way to the database.
"""

import re
from collections.abc import Hashable, Mapping
from typing import Any

from django.template import engines
from markupsafe import Markup

from preau.ui.listing import MARK
from preau.ui.wording import said_once

_MARKED = re.compile(f"{MARK}([a-z_]+){MARK}")


class _Marks:
    """The name of a value, between marks: `marks.who`."""

    def __getattr__(self, name: str) -> Markup:
        return Markup(f"{MARK}{name}{MARK}")  # noqa: S704 - ours


def drawer(template: str) -> Any:
    """The macros of a template, in the language now spoken."""
    return engines["jinja2"].env.get_template(template).module  # type: ignore[attr-defined]


@said_once
def _pattern(template: str, macro: str, shape: Hashable) -> str:
    drawn = str(getattr(drawer(template), macro)(shape, _Marks()))
    return _MARKED.sub(r"%(\1)s", drawn.replace("%", "%%"))


class Patterns:
    """The shapes of the lines of one page: made for it, since it is of one language.

    The macro is given the shape and an object each of whose attributes is a mark. A shape must say all by which lines
    differ but the values: it is remembered, so it holds no text of anybody.
    """

    def __init__(self, template: str, macro: str) -> None:
        self.template, self.macro = template, macro
        self._known: dict[Hashable, str] = {}

    def filled(self, shape: Hashable, told: Mapping[str, str]) -> str:
        """A line of that shape. Its values stand in it as they are: they were made harmless (`drawing.shown`)."""
        pattern = self._known.get(shape)
        if pattern is None:
            pattern = self._known[shape] = _pattern(self.template, self.macro, shape)
        return pattern % told
