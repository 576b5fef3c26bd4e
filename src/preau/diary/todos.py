"""Lines of « À faire » as pages draw them, each shape once (ui/patterns.py)."""

import uuid
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from django.utils.translation import gettext as _
from markupsafe import Markup

from preau.diary.hanging import Hung
from preau.diary.selectors.todo import Day, Line, Task
from preau.diary.shaping import shaped, summary
from preau.diary.texts import duration
from preau.files.public import FileLine
from preau.ui.addresses import url
from preau.ui.drawing import shown
from preau.ui.patterns import Patterns, drawer

MINUTES = (10, 20, 30, 45, 60, 90)
"""What a pupil taps to tell how long it took."""


class _Shape(NamedTuple):
    is_pupil: bool
    is_done: bool
    has_minutes: bool
    asks: bool = False


class Drawing:
    """The lines of one page. `is_pupil`: who ticks them; `asked`: the work that was just ticked; `csrf`: what forms
    of the page carry; `hung`: what rooms above hang on them (hanging.py).
    """

    def __init__(
        self, *, is_pupil: bool, asked: str, csrf: str, files: Mapping[uuid.UUID, Sequence[FileLine]],
        hung: Mapping[tuple[uuid.UUID, uuid.UUID], Sequence[Hung]],
    ) -> None:  # fmt: skip
        self.is_pupil, self.asked, self.csrf, self.files, self.hung = is_pupil, asked, csrf, files, hung
        self._works = Patterns("diary/_todos.html", "work")
        self._tasks = Patterns("diary/_todos.html", "task")
        self._lengths: dict[int, str] = {}
        self._kinds: dict[str, str] = {}

    def lines(self, day: Day, whose: uuid.UUID) -> Markup:
        """All of one day, of one pupil."""
        drawn = [*[self._work(one, whose) for one in day.lines], *map(self._task, day.tasks)]
        return Markup("".join(drawn))  # noqa: S704 - each value was made harmless, the rest is the template's

    def _length(self, minutes: int | None) -> str:
        if not minutes:
            return ""
        if (length := self._lengths.get(minutes)) is None:
            length = self._lengths[minutes] = shown(duration(minutes))
        return length

    def _kind(self, line: Line) -> str:
        if (kind := self._kinds.get(line.kind)) is None:
            kind = self._kinds[line.kind] = shown(line.kind_words)
        return kind

    def _ways(self, line: Line, whose: uuid.UUID) -> str:
        hung = self.hung.get((whose, line.work_id), ())
        if not hung:
            return ""
        draw = drawer("diary/_todos.html").way
        return "".join([draw(one, f"{line.subject}, {summary(line.text, 40)}") for one in hung])

    def _work(self, line: Line, whose: uuid.UUID) -> str:
        asks = self.is_pupil and not line.said and self.asked == str(line.work_id)
        files = self.files.get(line.work_id, ()) if line.attached else ()
        told = {
            "id": str(line.work_id), "subject": shown(line.subject), "kind": self._kind(line),
            "minutes": self._length(line.minutes), "text": shaped(line.text),
            "files": drawer("ui/files.html").file_list(files, _("Documents")) if files else "",
            "ways": self._ways(line, whose),
        }  # fmt: skip
        if self.is_pupil:
            what = shown(f"{line.subject}, {summary(line.text, 40)}")
            told |= {"href": url("diary:done", line.work_id), "what": what, "csrf": self.csrf}
        if asks:
            button = drawer("ui/components.html").button
            told["times"] = "".join(button(duration(one), "secondary", name="minutes", value=one) for one in MINUTES)
        return self._works.filled(_Shape(self.is_pupil, line.is_done, bool(line.minutes), asks), told)

    def _task(self, task: Task) -> str:
        told = {
            "id": str(task.id), "what": shown(task.text), "minutes": self._length(task.minutes),
            "href": url("diary:task", task.id), "csrf": self.csrf,
        }  # fmt: skip
        return self._tasks.filled(_Shape(self.is_pupil, task.is_done, bool(task.minutes)), told)
