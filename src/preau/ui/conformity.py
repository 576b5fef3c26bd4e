"""Where the service stands on the RGAA: the kept grid of criteria, and the state that follows from it.

The law (Act of 11 February 2005, art. 47; Decree 2019-768) knows three states, by the share of applicable criteria
that an audit found respected: all of them "totalement", half or more "partiellement", less, or no audit, "non". A
check that passes in our tests is not an audit: the state is "non" until one is recorded.
"""

import functools
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

HALF = 0.5
METHODS = {
    "automatic": gettext_lazy("Contrôle automatique à chaque version"),
    "own": gettext_lazy("Contrôle propre à Préau à chaque version"),
    "manual": gettext_lazy("Contrôle par une personne"),
}
STATES = {
    "conform": gettext_lazy("Conforme"),
    "not_conform": gettext_lazy("Non conforme"),
    "not_applicable": gettext_lazy("Non applicable"),
    "not_assessed": gettext_lazy("Pas encore évalué"),
}
THEMES = (
    gettext_lazy("Images"),
    gettext_lazy("Cadres"),
    gettext_lazy("Couleurs"),
    gettext_lazy("Multimédia"),
    gettext_lazy("Tableaux"),
    gettext_lazy("Liens"),
    gettext_lazy("Scripts"),
    gettext_lazy("Éléments obligatoires"),
    gettext_lazy("Structuration de l’information"),
    gettext_lazy("Présentation de l’information"),
    gettext_lazy("Formulaires"),
    gettext_lazy("Navigation"),
    gettext_lazy("Consultation"),
)


@dataclass(frozen=True, slots=True)
class Criterion:
    """One criterion of the RGAA: its number ("3.2"), how we watch it, and what is known of it."""

    number: str
    methods: tuple[str, ...]
    state: str

    @property
    def theme(self) -> int:
        """Number of its theme, from 1."""
        return int(self.number.split(".")[0])


@dataclass(frozen=True, slots=True)
class Grid:
    """The whole grid. `audited_on` is the day of the audit that its states come from, empty without one."""

    version: str
    audited_on: str
    audited_by: str
    criteria: Sequence[Criterion]

    def counts(self) -> dict[str, int]:
        """How many criteria are in each state."""
        found = Counter(one.state for one in self.criteria)
        return {state: found[state] for state in STATES}

    @property
    def rate(self) -> float | None:
        """Share of applicable criteria respected, from 0 to 1; None without an audit of all of them."""
        counts = self.counts()
        judged = counts["conform"] + counts["not_conform"]
        if not self.audited_on or counts["not_assessed"] or not judged:
            return None
        return counts["conform"] / judged

    @property
    def state(self) -> str:
        """ "none", "partial" or "full"."""
        rate = self.rate
        if rate is None or rate < HALF:
            return "none"
        return "full" if rate == 1 else "partial"


@functools.cache
def grid() -> Grid:
    """The grid kept beside this module."""
    kept = json.loads(Path(__file__).with_name("rgaa.json").read_text("utf-8"))
    criteria = [Criterion(number, tuple(one[0].split("+")), one[1]) for number, one in kept["criteria"].items()]
    return Grid(kept["version"], kept["audited_on"], kept["audited_by"], criteria)


def state_words() -> str:
    """The state, as the footer says it: "non", "partiellement" or "totalement"."""
    words = {"none": pgettext("conformité", "non"), "partial": _("partiellement"), "full": _("totalement")}
    return words[grid().state]
