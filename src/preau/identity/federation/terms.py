"""What is told to operators of things that come to their term: certificates, metadata, keys."""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _

from preau.kernel import clock
from preau.ui import wording

WARN_DAYS = 30


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at. `ends_at` None: no end is known, `words` then says what is wrong (or that all is well)."""

    source: str
    what: str
    words: str
    ends_at: dt.datetime | None = None
    is_broken: bool = False

    @property
    def needs_care(self) -> bool:
        """Whether an operator must do something now: it is broken, or ends within thirty days."""
        if self.is_broken:
            return True
        return self.ends_at is not None and self.ends_at - clock.real_now() < dt.timedelta(days=WARN_DAYS)


def ending(source: str, what: str, at: dt.datetime) -> Finding:
    """Something that ends by itself at that moment."""
    day = wording.long_date(at.date(), year=True)
    words = _("expiré le %(day)s") if at <= clock.real_now() else _("valable jusqu’au %(day)s")
    return Finding(source, what, words % {"day": day}, at)


def renewal(source: str, what: str, at: dt.datetime) -> Finding:
    """Something without an end of its own, that is to be renewed or compared by that moment."""
    day = wording.long_date(at.date(), year=True)
    words = _("à renouveler depuis le %(day)s") if at <= clock.real_now() else _("à renouveler avant le %(day)s")
    return Finding(source, what, words % {"day": day}, at)
