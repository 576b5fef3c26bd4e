"""The diary of a class over a year as a tagged PDF (PDF/UA-1)."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from preau.diary.selectors.pages import DiaryDay
from preau.diary.texts import duration
from preau.kernel import clock
from preau.timetable.public import hour_of
from preau.ui import wording
from preau.ui.paper import typeset

_TEMPLATE = Path(__file__).parent / "year.typ"


def as_pdf(school: str, title: str, days: Sequence[DiaryDay]) -> bytes:
    """All days, from the first."""
    told = {
        "school": school, "title": title, "days": [_told(one) for one in days],
        "footer": _("Imprimé %(when)s.") % {"when": wording.moment(clock.now())},
        "none": "" if days else _("Rien n’est écrit."),
    }  # fmt: skip
    return typeset(_TEMPLATE, told)


def _told(day: DiaryDay) -> dict[str, Any]:
    items = [
        {
            "head": f"{one.subject}, {hour_of(one.starts)}" if one.starts is not None else one.subject,
            "about": " · ".join([one.written_by, *([_("visé")] if one.is_locked else [])]),
            "text": one.text.splitlines(),
            "files": [file.name for file in one.files],
        }
        for one in day.pages
    ]  # fmt: skip
    items += [
        {
            "head": _("À faire : %(subject)s") % {"subject": one.subject},
            "about": " · ".join(
                [one.kind, *([duration(one.minutes)] if one.minutes else []), one.written_by]
                + [_("Pour %(day)s") % {"day": wording.long_date(due)} for due in sorted({*one.due.values()})]
            ),
            "text": one.text.splitlines(), "files": [file.name for file in one.files],
        }
        for one in day.given
    ]  # fmt: skip
    return {"day": wording.long_date(day.day, year=True), "items": items}
