"""Counts from events: the national definitions, as pure functions.

- A visit is a run of activity of one visitor on one device, ended by 30 minutes of idleness or by midnight.
- A cell (school, profile, service, device) counts the visits that touched it, the distinct visitors, the pages, and
  the seconds spent: from each activity to the next one of the same visit; the last activity lasts nothing.
- Each event counts in its own cell and in the cells that sum over profiles, services or devices ("all").
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product
from typing import NamedTuple

from preau.analytics.enums import ALL

IDLE_SECONDS = 30 * 60


class Event(NamedTuple):
    """One activity: second of the epoch, visitor's daily pseudonym, labels, whether a page was shown, schools."""

    second: int
    visitor: str
    profile: str
    service: str
    device: str
    is_page: bool
    schools: tuple[str, ...]

    def as_line(self) -> str:
        """One line of a spool file."""
        page = "1" if self.is_page else "0"
        fields = (str(self.second), self.visitor, self.profile, self.service, self.device, page, ",".join(self.schools))
        return "\t".join(fields) + "\n"


def read_line(line: str) -> Event | None:
    """The event of a line; None for a line that a crash cut short."""
    parts = line.rstrip("\n").split("\t")
    if not line.endswith("\n") or len(parts) != 7 or not parts[0].isdigit():
        return None
    second, visitor, profile, service, device, page, schools = parts
    return Event(int(second), visitor, profile, service, device, page == "1", tuple(schools.split(",")))


class Cell(NamedTuple):
    """Where something is counted."""

    school: str
    profile: str
    service: str
    device: str


@dataclass(slots=True)
class Figures:
    """What is counted there."""

    visits: int = 0
    users: int = 0
    pages: int = 0
    seconds: int = 0


def visits_of(events: Iterable[Event]) -> Iterator[list[Event]]:
    """One visitor's events, cut into visits (each on one device, in the order of time)."""
    by_device: dict[str, list[Event]] = defaultdict(list)
    for event in events:
        by_device[event.device].append(event)
    for several in by_device.values():
        several.sort(key=lambda event: event.second)
        visit: list[Event] = []
        for event in several:
            if visit and event.second - visit[-1].second > IDLE_SECONDS:
                yield visit
                visit = []
            visit.append(event)
        yield visit


def _cells(event: Event) -> Iterator[Cell]:
    profiles, services, devices = (event.profile, ALL), (event.service, ALL), (event.device, ALL)
    for school in event.schools:
        for profile, service, device in product(profiles, services, devices):
            yield Cell(school, profile, service, device)


def count(events: Iterable[Event], into: dict[Cell, Figures]) -> None:
    """Add the events of whole visitors (all events of each of them for the day) to the figures."""
    by_visitor: dict[str, list[Event]] = defaultdict(list)
    for event in events:
        by_visitor[event.visitor].append(event)
    for own in by_visitor.values():
        touched_by_visitor: set[Cell] = set()
        for visit in visits_of(own):
            touched: set[Cell] = set()
            for position, event in enumerate(visit):
                lasts = visit[position + 1].second - event.second if position + 1 < len(visit) else 0
                for cell in _cells(event):
                    figures = into.setdefault(cell, Figures())
                    figures.pages += event.is_page
                    figures.seconds += lasts
                    touched.add(cell)
            for cell in touched:
                into[cell].visits += 1
            touched_by_visitor |= touched
        for cell in touched_by_visitor:
            into[cell].users += 1
