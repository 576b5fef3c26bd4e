"""What somebody does for another who asked by phone, at a desk or on paper: marked so on the row, and contestable.

A room makes its row an `OnBehalf`, writes it with `entered(actor, means)`, tells the person, and reads as nothing what
they contested (`stands`). Who may act for whom is said by the room, with `preau.access`.
"""

import datetime as dt
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from preau.kernel import clock
from preau.kernel.actor import Actor
from preau.kernel.signatures import signed

CONTEST_DAYS = 15
"""Days that a person has to contest what was entered in their name."""


class Means(models.TextChoices):
    """How somebody's will was known."""

    OWN = "own", _("par la personne elle-même")
    PHONE = "phone", _("par téléphone")
    DESK = "desk", _("au guichet")
    PAPER = "paper", _("sur papier")


class OnBehalf(models.Model):
    """A row that may have been entered for somebody. `entered_by`: by whom; empty when they did it themselves."""

    means = models.CharField(max_length=5, choices=Means, default=Means.OWN, db_default="own")
    entered_by = models.CharField(max_length=200, blank=True, db_default="")
    entered_by_id = models.UUIDField(null=True)
    contested_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True

    @property
    def is_on_behalf(self) -> bool:
        """Whether another entered it."""
        return self.means != Means.OWN

    @property
    def stands(self) -> bool:
        """Whether it counts: what is contested does not."""
        return self.contested_at is None

    @property
    def means_words(self) -> str:
        """How it came, in words."""
        return str(Means(self.means).label)

    def may_be_contested(self, since: dt.datetime) -> bool:
        """Whether its person may still contest it. `since`: when it was entered."""
        return self.is_on_behalf and self.stands and clock.now() < since + dt.timedelta(days=CONTEST_DAYS)


def entered(actor: Actor, means: str) -> dict[str, Any]:
    """The columns of a row that is written now; of one's own act, nobody else is named."""
    if means == Means.OWN:
        return {"means": Means.OWN.value, "entered_by": "", "entered_by_id": None, "contested_at": None}
    return {"means": means, "contested_at": None, **signed("entered_by", actor)}
