"""`make bench-teaching`: the dated lessons of an academy's year, made by the worker, the pages that read them, roll
calls, and the weeks of all schools imported from files.

The academy is filled as for `make bench-directory`, each school with a whole week; `SIZE=tenth` and `SIZE=small` have a
tenth and a hundredth of everything. Rules: docs/benchmarks.md.
"""

import datetime as dt
import time
from pathlib import Path
from typing import Any

import psycopg

from bench.directory import GIGABYTE, Academy, Pages, Size, academy_of, hundredth_of, measure_page, measured, opened
from bench.table import Table

SIZES = {
    "region": Size("region", 308, 356_000, 90, 16 * GIGABYTE),
    "tenth": Size("tenth", 31, 35_600, 20, 3 * GIGABYTE),
    "small": Size("small", 4, 3_560, 6, 1.2 * GIGABYTE),
}
QUERIES = 10
TUESDAY = 1
SECOND = 1e6
A_LESSON = SECOND / 20_000
"""Microseconds: twenty thousand are made in a second."""
ROLLS, A_ROLL = 200, 6
"""Roll calls that are saved, and milliseconds for each."""
A_SLOT = 120 * SECOND / 330_000
"""Microseconds: an academy's weeks are imported in two minutes."""
PAGES = {
    "a pupil's week": ("lina.benali", "/agenda/"),
    "the week of three children, their guardian's": ("samira.benali", "/agenda/"),
    "a teacher's day": ("claire.roux", "/agenda/"),
    "home of the pupil": ("lina.benali", "/"),
    "home of the guardian of three": ("samira.benali", "/"),
    "home of the teacher": ("claire.roux", "/"),
    "what a pupil has to do": ("lina.benali", "/a-faire/"),
    "what three children have to do": ("samira.benali", "/a-faire/"),
    "what was done in a pupil's lessons": ("lina.benali", "/cahier/seances/"),
    "a class's diary": ("claire.roux", "/cahier/classe/{class}/"),
    "a teacher's diary": ("claire.roux", "/cahier/"),
    "the absences desk of a school": ("nadia.leroy", "/appels/"),
    "absences of three children": ("samira.benali", "/absences/"),
}


def _measure(size: Size, folder: Path, cluster: Any, table: Table) -> None:
    academy = academy_of(size, folder, cluster, _lesson_time())
    academy.demo("--output", str(academy.files))
    academy.preau("import", "aaf", str(academy.files), "--confirm", "all")
    small = hundredth_of(academy, folder, cluster)
    with opened(academy, small, "bench.lessons") as both:
        for name, one in {academy.size.name: academy, small.size.name: small}.items():
            _make(name, one, both[name], table)
            _call(name, one, both[name], table)
        for name, (login, path) in PAGES.items():
            measure_page(name, path, login, both, cluster, table, QUERIES)
        for name, one in {academy.size.name: academy, small.size.name: small}.items():
            _receive(name, one, both[name], table)


def _lesson_time() -> str:
    """The next Tuesday in the middle of the morning: on a Sunday pages have less to say."""
    today = dt.date.today()
    day = today + dt.timedelta(days=(TUESDAY - today.weekday()) % 7 or 7)
    return f"{day}T10:20"


def _make(name: str, academy: Academy, pages: Pages, table: Table) -> None:
    """All lessons of the year anew: the next two weeks of every school first, then the rest."""
    slots = pages.do("forget")
    table.add(f"{name}: slots of the regular weeks", slots, "")
    started, count = time.perf_counter(), 0
    for what in ("near", "year"):
        made = pages.do(what)
        count += made["count"]
        table.add(f"{name}: lessons made, {what}", made["count"], "", None, f"{made['seconds']:.1f} s")
    seconds = time.perf_counter() - started
    each = seconds / max(count, 1) * SECOND
    table.add(f"{name}: a lesson, made by the worker", each, "µs", A_LESSON, f"{count / seconds:.0f} a second")
    again = pages.do("year")
    if again["count"]:
        raise RuntimeError(f"made again, {again['count']} lessons are twice")
    with psycopg.connect(academy.url, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")


def _call(name: str, academy: Academy, pages: Pages, table: Table) -> None:
    """A year of diaries and roll calls, then some more of these by their service."""
    started = time.perf_counter()
    for what, count in pages.do("fill_year").items():
        table.add(f"{name}: {what}", count, "")
    table.add(f"{name}: a year filled in", time.perf_counter() - started, "s")
    with psycopg.connect(academy.url, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")
    called = pages.do("call_rolls", login="helene.garnier", count=ROLLS)
    table.add(f"{name}: a roll call, saved", called["seconds"] * 1e3, "ms", A_ROLL, f"{called['count']} called")


def _receive(name: str, academy: Academy, pages: Pages, table: Table) -> None:
    """The week of every school comes again by a file, differences and conflicts included; then once more, the same."""
    folder = academy.files.parent / f"timetables-{name}"
    folder.mkdir(exist_ok=True)
    count = pages.do("files", folder=str(folder))
    for what in ("timetables of all schools imported", "the same files again"):
        made = pages.do("receive", folder=str(folder))
        told = ", ".join(f"{many} {word}" for word, many in made.items() if word != "seconds" and many)
        each = made["seconds"] / max(count, 1) * SECOND
        table.add(f"{name}: a lesson of {what}", each, "µs", A_SLOT, f"{made['seconds']:.1f} s for {count}; {told}")
    if made["changed"] or made["added"] or made["ended"]:
        raise RuntimeError(f"the same files change something the second time: {told}")


def main() -> int:
    """Measure one size; 1 when a promise is broken, 2 when there is no room."""
    return measured("teaching", __doc__, _measure, SIZES)


if __name__ == "__main__":
    raise SystemExit(main())
