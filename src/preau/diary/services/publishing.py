"""When what is written reaches families: at once, at a moment, never in the quiet hours of the school."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.utils.translation import gettext as _

from preau.diary.enums import Shown
from preau.diary.models import Entry, Work
from preau.directory.errors import Refused
from preau.kernel import clock
from preau.notifications.public import leaves_at

FURTHEST = dt.timedelta(days=120)


@dataclass(frozen=True, slots=True)
class Publication:
    """Hidden, now, or `at` a later moment."""

    shown: Shown = Shown.HIDDEN
    at: dt.datetime | None = None


HIDDEN, NOW = Publication(), Publication(Shown.NOW)


def shown_of(row: Entry | Work | None) -> Publication:
    """What a form shows as chosen: how an entry or a piece of work stands; a new one is published at once."""
    if row is None:
        return NOW
    if row.appears_at is None:
        return HIDDEN
    return Publication(Shown.LATER, row.appears_at) if row.appears_at > clock.now() else NOW


def appearance(school_id: uuid.UUID, asked: Publication, before: dt.datetime | None) -> dt.datetime | None:
    """From when it is read; None while it is hidden. `before`: what stood: what is read already stays read.

    The quiet hours of the school hold it until they end. Raises Refused for a moment that makes no sense.
    """
    if asked.shown == Shown.HIDDEN:
        return None
    now = clock.now()
    if asked.shown == Shown.NOW:
        # Written again in the same quiet hours, it still appears when they end.
        return before if before is not None and before <= now else leaves_at(school_id=school_id)
    if asked.at is None:
        raise Refused(_("Choisissez le jour et l’heure de la publication."))
    if before is not None and before <= now and asked.at <= now:
        return before  # the moment came while the page was open
    if asked.at > now + FURTHEST:
        raise Refused(_("Choisissez un moment plus proche pour la publication."))
    return leaves_at(school_id=school_id, at=max(asked.at, now))
