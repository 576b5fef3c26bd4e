"""Panels of the console: each room offers its own in `panels.py`, the console's first page shows them.

    def panels(hat: Hat) -> Iterable[Panel]: ...

It is called inside the hat's scope and returns only what this hat may open. `order` also says under which heading a
panel stands: see SECTIONS.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from django.utils.translation import gettext_lazy as _

SECTIONS = (
    (20, _("Personnes et comptes")),
    (30, _("Règles, droits et services")),
    (50, _("Outils et sécurité")),
    (1000, _("Année, données et traces")),
)
"""Headings of the console: panels whose order is below the number, and not below that of the heading before."""
FEW = 6
"""So many panels stand without headings."""


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

    @property
    def section(self) -> str:
        """The heading under which it stands."""
        return str(next(title for below, title in SECTIONS if self.order < below))


def by_section(panels: Iterable[Panel]) -> list[tuple[str, list[Panel]]]:
    """Panels in their order under their headings; under none when they are few."""
    ordered = sorted(panels, key=lambda one: (one.order, one.title))
    if len(ordered) <= FEW:
        return [("", ordered)]
    return [(title, list(some)) for title, some in groupby(ordered, key=lambda one: one.section)]
