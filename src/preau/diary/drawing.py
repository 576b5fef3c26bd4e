"""Diaries as pages draw them: what was done, what was given, what is to be filled; each shape once (ui/patterns.py)."""

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import NamedTuple

from django.utils.translation import gettext as _
from markupsafe import Markup

from preau.diary.selectors.mine import GivenWork, ToFill
from preau.diary.selectors.pages import DiaryDay, Given, Page
from preau.diary.services import is_late
from preau.diary.shaping import shaped, summary
from preau.diary.texts import day_words, duration
from preau.files.public import FileLine
from preau.timetable.public import hour_of
from preau.ui import wording
from preau.ui.addresses import url
from preau.ui.drawing import shown
from preau.ui.patterns import Patterns, drawer


class _EntryShape(NamedTuple):
    is_staff: bool
    is_shown: bool
    is_locked: bool
    is_late: bool
    edits: bool
    has_hour: bool


class _GivenShape(NamedTuple):
    is_staff: bool
    is_shown: bool
    has_minutes: bool


@wording.said_once
def _due(day: dt.date) -> str:
    return _("Pour %(day)s") % {"day": wording.long_date(day)}


@wording.said_once
def _for_a_class(label: str, day: dt.date) -> str:
    return f"{label} {_('pour %(day)s') % {'day': wording.long_date(day)}}"


class _LessonShape(NamedTuple):
    has_pupils: bool
    state: str


def own_lessons(lessons: Sequence[ToFill]) -> Markup:
    """The lessons of who teaches, each with what became of its page."""
    rows, drawn = Patterns("diary/_articles.html", "own_lesson"), []
    for one in lessons:
        told = {
            "subject": shown(one.line.subject), "pupils": shown(one.pupils), "when": shown(one.line.when),
            "href": url("diary:lesson", one.line.lesson_id),
        }  # fmt: skip
        drawn.append(rows.filled(_LessonShape(bool(one.pupils), one.state), told))
    return Markup("".join(drawn))  # noqa: S704 - each value was made harmless, the rest is the template's


def own_works(works: Sequence[GivenWork]) -> Markup:
    """The work that they gave, for whom and when."""
    rows, drawn = Patterns("diary/_articles.html", "own_work"), []
    for one in works:
        told = {
            "text": shown(summary(one.text, 90)), "href": url("diary:work", one.id),
            "dues": shown(", ".join([_for_a_class(label, due) for label, due in one.due.items()])),
        }  # fmt: skip
        drawn.append(rows.filled(one.is_hidden, told))
    return Markup("".join(drawn))  # noqa: S704 - each value was made harmless, the rest is the template's


def _files(files: Sequence[FileLine]) -> str:
    return str(drawer("ui/files.html").file_list(files, _("Documents"))) if files else ""


class Drawing:
    """The days of one page. `is_staff`: with who wrote, and what is hidden, locked or late; `me`: whose own pages lead
    to where they are written; `zone`: the clock of the school, as IANA names it; `subject`: that one alone, unless "".
    """

    def __init__(
        self, *, is_staff: bool = False, me: uuid.UUID | None = None, zone: str = "", subject: str = ""
    ) -> None:
        self.is_staff, self.me, self.zone, self.subject = is_staff, me, zone, subject
        self._entries = Patterns("diary/_articles.html", "entry")
        self._works = Patterns("diary/_articles.html", "given")
        self._hours: dict[int, str] = {}
        self._dues: dict[dt.date, str] = {}
        self._lengths: dict[int, str] = {}

    def days(self, days: Sequence[DiaryDay]) -> list[tuple[str, Markup]]:
        """Each day in words, and what it holds."""
        return [(words, self._day(one, words)) for one in days for words in (day_words(one.day),)]

    def _day(self, day: DiaryDay, words: str) -> Markup:
        pages = [self._entry(one, words) for one in day.pages if not self.subject or one.subject == self.subject]
        given = [self._given(one) for one in day.given if not self.subject or one.subject == self.subject]
        return Markup("".join([*pages, *given]))  # noqa: S704 - each value was made harmless, the rest is the template's

    def _entry(self, page: Page, words: str) -> str:
        starts, staff = page.starts, self.is_staff
        edits = staff and self.me is not None and page.writer_id == self.me and not page.is_locked
        shape = _EntryShape(
            staff, page.is_shown, page.is_locked, staff and is_late(page.day, page.published_at, self.zone), edits,
            starts is not None,
        )  # fmt: skip
        told = {
            "subject": shown(page.subject), "writer": shown(page.written_by), "text": shaped(page.text),
            "files": _files(page.files), "hour": "",
        }  # fmt: skip
        if starts is not None:
            if (hour := self._hours.get(starts)) is None:
                hour = self._hours[starts] = shown(hour_of(starts))
            told["hour"] = hour
        if edits:
            told["day"] = shown(words)
            told["href"] = url("diary:lesson", page.lesson_id) if page.lesson_id else url("diary:page", page.id)
        return self._entries.filled(shape, told)

    def _given(self, one: Given) -> str:
        told = {
            "subject": shown(one.subject), "kind": shown(one.kind), "dues": self._due_words(one),
            "text": shaped(one.text), "files": _files(one.files), "minutes": "",
        }  # fmt: skip
        if minutes := one.minutes:
            if (length := self._lengths.get(minutes)) is None:
                length = self._lengths[minutes] = shown(duration(minutes))
            told["minutes"] = length
        return self._works.filled(_GivenShape(self.is_staff, one.is_shown, bool(minutes)), told)

    def _due_words(self, one: Given) -> str:
        said = []
        for label, day in one.due.items():
            if (due := self._dues.get(day)) is None:
                due = self._dues[day] = shown(_due(day))
            said.append(f"{due} ({shown(label)})" if self.is_staff else due)
        return ", ".join(said)
