"""What news offer as files: who has not said that they read a flash."""

import uuid
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from preau.access.enums import Right
from preau.directory.errors import Unknown
from preau.kernel import clock
from preau.news.enums import State
from preau.news.models import NewsItem
from preau.news.selectors.desk import not_read
from preau.ui.leaving import Export, Leaving, Row

CHUNK = 500


def _opened(school_id: uuid.UUID, query: Mapping[str, Any]) -> Export:
    item = NewsItem.objects.filter(
        pk=query["item"] or None, school_id=school_id, is_flash=True, state=State.PUBLISHED, starts_at__lte=clock.now()
    ).first()
    if item is None:
        raise Unknown("no such flash")
    waiting = not_read(item)

    def rows() -> Iterator[list[Row]]:
        for start in range(0, len(waiting), CHUNK):
            yield [(one.name, one.profile, one.children) for one in waiting[start : start + CHUNK]]

    headings = (_("Nom"), _("Profil"), _("Enfants concernés"))
    # A guardian is named with their children.
    named = sum(1 + (one.children.count(", ") + 1 if one.children else 0) for one in waiting)
    return Export(_("n-ont-pas-lu"), named, headings, rows)


def _asked(data: QueryDict) -> Mapping[str, Any]:
    try:
        return {"item": str(uuid.UUID(data.get("actualite", "")[:36]))}
    except ValueError:
        return {"item": ""}


def exports() -> Iterable[Leaving]:
    """Who has not read."""
    yield Leaving("unread", Right.PUBLISH_NEWS, _asked, _opened)
