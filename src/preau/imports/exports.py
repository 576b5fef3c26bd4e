"""What the imports offer as files: what waits for a decision."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from preau.access.enums import Right
from preau.imports.enums import PendingKind
from preau.imports.models import PendingChange
from preau.imports.waiting import PendingQuery, pending_found, pending_lines, query_of
from preau.ui.leaving import Export, Leaving, Row


def _opened(school_id: uuid.UUID, query: Mapping[str, Any]) -> Export:
    changes = [one for one in pending_found(PendingQuery(**query)) if one.school_id == school_id]
    rows: list[Row] = [
        (
            str(one.get_kind_display()), line.title, line.school, str(one.count), one.run.source,
            f"{timezone.localtime(one.created_at):%Y-%m-%d}",
        )
        for one, line in zip(changes, pending_lines(changes), strict=True)
    ]  # fmt: skip
    headings = (_("Nature"), _("Changement"), _("Établissement"), _("Personnes"), _("Livraison"), _("Date"))
    return Export(_("changements-a-valider"), sum(map(_named, changes)), headings, lambda: iter([rows]))


def _named(change: PendingChange) -> int:
    """How many people a line names, one at least: a guardian is named with the pupil."""
    return 2 if change.kind == PendingKind.THIRD_GUARDIAN else 1


def exports() -> Iterable[Leaving]:
    """The list of changes that wait."""
    yield Leaving("pending", Right.DECIDE_IMPORTS, lambda data: asdict(query_of(data)), _opened)
