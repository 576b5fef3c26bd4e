"""Panels of the console: each room offers its own in `panels.py`, the console's first page shows them.

    def panels(hat: Hat) -> Iterable[Panel]: ...

It is called inside the hat's scope and returns only what this hat may open.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Panel:
    """A way into a part of the console. `waiting` > 0 says how many things wait, in the words of `waiting_label`.

    `icon` is a name of the sprite; panels stand in the order of `order`, then of their title.
    """

    title: str
    href: str
    text: str
    icon: str = "settings"
    waiting: int = 0
    waiting_label: str = ""
    order: int = 50
