"""Lessons as pages draw them: one that is as usual is filled into what the template drew once, with marks in place of
values; any other is drawn by the template itself.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.template import engines
from django.urls import reverse
from markupsafe import Markup

from preau.timetable.hanging import links
from preau.timetable.selectors.pages import Coming, Day, Week
from preau.timetable.selectors.reading import TEACHER, Line, Whose
from preau.timetable.texts import hour_of
from preau.ui.addresses import url
from preau.ui.drawing import all_shown, shown
from preau.ui.listing import MARK
from preau.ui.wording import said_once


class Pieces(NamedTuple):
    """What the template drew. `usual`: a lesson (begins, stops, subject, who and where); `cell`: an hour (its place in
    the grid, its lessons); `moment`, `now`: a lesson of a home page, to come and under way (begins, subject, who and
    where); `card`: those of one person (title, title, lessons).
    """

    usual: str
    cell: str
    moment: str
    now: str
    card: str


def _parts() -> Any:
    return engines["jinja2"].env.get_template("timetable/_parts.html").module  # type: ignore[attr-defined]


@said_once
def _pieces() -> Pieces:
    parts = _parts()
    drawn = (
        parts.usual(MARK), parts.cell(MARK), parts.moment(MARK, MARK, MARK, ""), parts.moment(MARK, MARK, MARK, "now"),
        parts.coming(MARK, MARK, reverse("timetable:agenda")),
    )  # fmt: skip
    return Pieces(*(str(one).replace("%", "%%").replace(MARK, "%s") for one in drawn))


class Drawing:
    """How the lessons of one page are drawn. `may_change`: each leads to where it is changed; `is_own`: its reader's,
    whom the lesson under way leads to what they do in it.
    """

    def __init__(self, *, may_change: bool = False, is_own: bool = False) -> None:
        self.pieces, self.may_change, self.is_own = _pieces(), may_change, is_own
        self._hours: dict[int, str] = {}

    def day(self, day: Day, week: Week) -> Markup:
        """The hours of a day."""
        now = week.minutes if day.is_today else -1
        told = [
            self.pieces.cell % (one.place, "".join([self._lesson(line, week.whose, now) for line in one.lines]))
            for one in day.cells
        ]
        return Markup("".join(told))  # noqa: S704 - each value was made harmless, the rest is the template's

    def coming(self, told: Sequence[Coming]) -> Markup:
        """Cards of a home page: of one person, or of each child."""
        cards = []
        for one in told:
            title = shown(one.title)
            lines = [self._moment(line, one.whose) for line in one.next]
            if one.now:
                lines.insert(0, self._moment(one.now, one.whose, is_now=True))
            cards.append(self.pieces.card % (title, title, "".join(lines)))
        made = Markup("".join(cards))  # noqa: S704 - likewise
        return made if len(cards) == 1 else Markup(_parts().side_by_side(made))  # noqa: S704 - ours

    def _lesson(self, line: Line, whose: Whose, now: int) -> str:
        is_now = line.starts <= now < line.ends and not line.is_gone
        if is_now or self.may_change or not line.is_usual:
            return str(_parts().lesson(line, whose, is_now, self.may_change, self._links(line, whose, is_now=is_now)))
        values = (self._hour(line.starts), self._hour(line.ends), line.subject, line.told(whose))
        return self.pieces.usual % tuple(all_shown(values))

    def _moment(self, line: Line, whose: Whose, *, is_now: bool = False) -> str:
        told = line.told(whose)
        ways = self._links(line, whose, is_now=is_now)
        if ways or not line.is_usual or not told:
            return str(_parts().changed_moment(line, told, "now" if is_now else line.state, ways))
        values = (self._hour(line.starts), line.subject, told)
        return (self.pieces.now if is_now else self.pieces.moment) % tuple(all_shown(values))

    def _links(self, line: Line, whose: Whose, *, is_now: bool) -> list[tuple[Any, str, str]]:
        """What somebody who teaches does in the lesson under way: words, address, icon."""
        if not is_now or not self.is_own or whose.kind != TEACHER or line.is_gone:
            return []
        return [(one.words, url(one.address, line.lesson_id), one.icon) for one in links()]

    def _hour(self, minutes: int) -> str:
        found = self._hours.get(minutes)
        if found is None:
            found = self._hours[minutes] = hour_of(minutes)
        return found
