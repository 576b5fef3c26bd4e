"""Lines of the absences desk as its page draws them: each shape once, filled for every line (ui/patterns.py)."""

from collections.abc import Sequence
from typing import NamedTuple

from django.utils.translation import gettext as _
from markupsafe import Markup

from preau.attendance.selectors.today import Board, Late, Missing
from preau.timetable.public import Held
from preau.ui.addresses import url
from preau.ui.drawing import shown
from preau.ui.patterns import Patterns


class Lines(NamedTuple):
    """The lines of each part of the desk."""

    due: Markup
    missing: Markup
    late: Markup
    explained: Markup


class _Shape(NamedTuple):
    """What a line of a pupil who is away says beside its values."""

    has_class: bool
    told: bool
    is_now: bool


def lines_of(board: Board) -> Lines:
    """All lines of the desk."""
    rows = Patterns("attendance/_board.html", "row")
    hours: dict[int, str] = {}
    return Lines(
        _joined([_due(rows, one, hours) for one in board.due]), _missing(board.missing),
        _joined([_late(rows, one) for one in board.late]), _joined([_explained(rows, one) for one in board.explained]),
    )  # fmt: skip


def _joined(drawn: Sequence[str]) -> Markup:
    return Markup("".join(drawn))  # noqa: S704 - each value was made harmless, the rest is the template's


def _row(rows: Patterns, title: str, detail: str, href: str = "") -> str:
    return rows.filled(bool(href), {"title": shown(title), "detail": shown(detail), "href": href})


def _of_class(one: Missing | Late) -> str:
    return f"{one.name} · {one.homeroom}" if one.homeroom else one.name


def _due(rows: Patterns, one: Held, hours: dict[int, str]) -> str:
    begins = hours.get(one.starts) or hours.setdefault(one.starts, one.begins)
    detail = " · ".join([part for part in (one.subject, one.room, one.taught_by) if part])
    return _row(rows, f"{one.pupils} · {begins}", detail, url("attendance:call", one.id))


def _missing(away: Sequence[Missing]) -> Markup:
    lines = Patterns("attendance/_board.html", "missing")
    drawn = []
    for one in away:
        told = {
            "id": str(one.id), "times": str(one.times), "name": shown(one.name), "homeroom": shown(one.homeroom),
            "since": shown(one.since), "told": shown(one.told), "href": url("attendance:absence_desk", one.id),
        }  # fmt: skip
        drawn.append(lines.filled(_Shape(bool(one.homeroom), bool(one.told), one.is_now), told))
    return _joined(drawn)


def _late(rows: Patterns, one: Late) -> str:
    words = _("Billet de retard : cours de %(hour)s, %(minutes)s min") % {"hour": one.hour, "minutes": one.minutes}
    return _row(rows, _of_class(one), words, url("attendance:slip", one.id))


def _explained(rows: Patterns, one: Missing) -> str:
    return _row(rows, _of_class(one), f"{one.reason} · {one.since}", url("attendance:absence_desk", one.id))
