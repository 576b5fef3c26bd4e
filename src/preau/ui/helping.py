"""Help for pages, declared by rooms in `help.py`: found by the name of the address that one came from.

    HELP = {
        "messaging:write": PageHelp(_("Écrire un message"), (_("Tapez trois lettres d’un nom…"), …)),
    }

Each sentence says one thing to do, in plain words: it stands in a list, and is read by somebody who is stuck.
"""

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from preau.kernel.registry import modules_named

Words = Any  # str, or a lazy translation


@dataclass(frozen=True, slots=True)
class PageHelp:
    """What the page is called by people, and what to do there, one sentence each."""

    title: Words
    steps: tuple[Words, ...]


@functools.cache
def helps() -> Mapping[str, PageHelp]:
    """The help of each page that has some, by the name of its address; raises ValueError when two rooms tell it."""
    found: dict[str, PageHelp] = {}
    for module in modules_named("help"):
        for name, told in module.HELP.items():
            if name in found:
                raise ValueError(f"Two rooms help for {name}.")
            found[name] = told
    return found


def help_for(name: str) -> PageHelp | None:
    """The help of the page of that name; None for one that has none, or that nobody knows."""
    return helps().get(name)
