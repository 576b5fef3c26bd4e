"""Counts name nobody; what is written down on the way to them lives two days at most."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from preau.analytics.models import DailyCount
from preau.kernel import clock, scope
from preau.kernel.duties import Duty, FieldUse, Term, declare

COUNT_DAYS = 5 * 366

_COUNT = FieldUse(
    _("mesurer l’usage de l’espace numérique, sans nom (mesure nationale d’audience)"),
    _("direction de l’établissement, collectivité, académie"),
    _("cinq ans"),
    is_personal=False,
)


def expire() -> dict[str, int]:
    """Counts of more than five years."""
    with scope.everything("counts whose time is over"):
        limit = clock.today() - dt.timedelta(days=COUNT_DAYS)
        return {"counts": DailyCount.objects.filter(day__lt=limit).delete()[0]}


DUTY = Duty(
    fields=declare("DailyCount", {"id school day profile service device visits users pages seconds": _COUNT}),
    expire=expire,
    terms=(
        Term(
            "analytics.counts",
            _("Mesure d’usage, sans nom"),
            lambda: COUNT_DAYS,
            _("après le jour compté"),
            _("ne dit rien d’une personne"),
        ),
    ),
)
