"""The diary of a class over a year as a tagged PDF (PDF/UA-1)."""

import functools
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import typst
from django.utils.translation import gettext as _

from preau.diary.selectors.pages import DiaryDay
from preau.diary.texts import duration
from preau.kernel import clock
from preau.timetable.public import hour_of
from preau.ui import wording

_TEMPLATE = Path(__file__).parent / "year.typ"


@functools.cache
def _fonts(*, system: bool) -> Any:
    return typst.Fonts(include_system_fonts=system)


def as_pdf(school: str, title: str, days: Sequence[DiaryDay]) -> bytes:
    """All days, from the first."""
    told = {
        "school": school, "title": title, "days": [_told(one) for one in days],
        "footer": _("Imprimé %(when)s.") % {"when": wording.moment(clock.now())},
        "none": "" if days else _("Rien n’est écrit."),
    }  # fmt: skip
    try:
        return _typeset(told, _fonts(system=False), ["ua-1"])
    except typst.TypstError as error:
        if "could not be displayed with font" not in error.message:
            raise
        # Letters that the package's fonts lack: those of the machine, and the standard is not claimed.
        return _typeset(told, _fonts(system=True), [])


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


def _typeset(told: dict[str, Any], fonts: Any, standards: list[Any]) -> bytes:
    made = typst.compile(
        _TEMPLATE.read_bytes(), format="pdf", font_paths=fonts, sys_inputs={"told": json.dumps(told)},
        pdf_standards=standards,
    )  # fmt: skip
    assert isinstance(made, bytes)
    return made
