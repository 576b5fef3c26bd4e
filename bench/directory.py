"""`make bench-directory`: an academy moves in, then its home pages are opened. Rules: docs/benchmarks.md."""

import argparse
import concurrent.futures
import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from lxml import etree
from psycopg import sql

from bench.machine import Ran, family, folder_bytes, free_bytes, processor_time, run
from bench.table import Table, say

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from harness.databases import environment  # noqa: E402
from harness.servers import start_postgresql, stop  # noqa: E402

GIGABYTE = 1e9
BATCHES = 10
YARDSTICKS_PER_BATCH = 200
PAGES_PER_BATCH = 12
"""A batch of either lasts some 20 ms: of two that differ the longer is the likelier to be disturbed."""
PAGES_OF_THE_DATABASE = 40
SEARCHES_PER_BATCH = 20
HOMES = {
    "guardian of three": "samira.benali", "pupil": "lina.benali", "teacher": "claire.roux", "librarian": "lucie.perrin",
    "CPE": "nadia.leroy", "secretary": "jean.royer", "head": "helene.garnier", "head of a small school": "anne.vidal",
    "officer": "paul.faure", "operator": "alex.brun", "support": "victor.lambert",
}  # fmt: skip
SERVER = {"shared_buffers": "1GB", "maintenance_work_mem": "256MB", "max_wal_size": "4GB", "jit": "off"}


@dataclass(frozen=True, slots=True)
class Size:
    """An academy, and what measuring it takes at most: minutes, bytes of disk."""

    name: str
    schools: int
    students: int
    minutes: int
    disk: float


SIZES = {
    "region": Size("region", 308, 356_000, 40, 11 * GIGABYTE),
    "small": Size("small", 4, 3_560, 4, 0.6 * GIGABYTE),
}


Measure = Callable[[Size, Path, Any, Table], None]


def main() -> int:
    """Measure one size; 1 when a promise is broken, 2 when there is no room."""
    return measured("directory", __doc__, _measure)


def measured(title: str, about: str | None, measure: Measure, sizes: Mapping[str, Size] | None = None) -> int:
    """What every benchmark of an academy begins and ends with. `sizes`: its own, else those of the directory."""
    sizes = sizes or SIZES
    parser = argparse.ArgumentParser(prog=f"make bench-{title}", description=about)
    parser.add_argument("--size", choices=sizes, default="region")
    parser.add_argument("--folder", default=tempfile.gettempdir(), help="where its database and files lie meanwhile")
    asked = parser.parse_args()
    size = sizes[asked.size]
    free = free_bytes(Path(asked.folder))
    say(
        f"{size.name}: {size.schools} schools, {size.students} pupils. Takes at most {size.minutes} min and "
        f"{size.disk / GIGABYTE:.1f} GB; {free / GIGABYTE:.1f} GB are free where it would lie."
    )
    if free < 1.5 * size.disk:
        say(f"Stopped: {1.5 * size.disk / GIGABYTE:.1f} GB must be free (--folder names another place).")
        return 2
    table = Table(title, size.name)
    with tempfile.TemporaryDirectory(prefix="preau-bench-", dir=asked.folder) as name:
        folder = Path(name)
        folder.chmod(0o711)
        with cluster_of(folder) as cluster:
            measure(size, folder, cluster, table)
    kept = table.keep()
    say(f"{'All promises kept' if table.is_kept else 'A promise is broken'}; figures: {kept.relative_to(ROOT)}")
    return 0 if table.is_kept else 1


@contextlib.contextmanager
def cluster_of(folder: Path) -> Iterator[Any]:
    cluster = start_postgresql(folder / "postgresql", durable=True, session=os.getpid(), settings=SERVER)
    try:
        yield cluster
    finally:
        stop(cluster.keeper)


@dataclass(slots=True)
class Academy:
    """An academy being measured: its files, its database, its settings. `now`: the moment at which it lives, when not
    the present one.
    """

    size: Size
    folder: Path
    url: str
    now: str = ""

    @property
    def files(self) -> Path:
        """Folder of the full export."""
        return self.folder / "aaf"

    def preau(self, *arguments: str) -> Ran:
        """Run a Préau command on this academy."""
        return run([sys.executable, "-m", "preau", *arguments], self.settings(), ROOT)

    def settings(self, **more: str) -> dict[str, str]:
        """The environment of its processes."""
        return environment(self.url, self.folder / "var", PREAU_DEMO="1", PREAU_DEMO_NOW=self.now, **more)

    def demo(self, *more: str) -> Ran:
        """Have it written as AAF files."""
        schools, students = str(self.size.schools), str(self.size.students)
        return self.preau("demo", "--schools", schools, "--students", students, "--seed", "1", *more)


def academy_of(size: Size, folder: Path, cluster: Any, now: str = "") -> Academy:
    name = f"preau_bench_{size.name}"
    with psycopg.connect(cluster.url, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name)))
    home = folder / size.name
    home.mkdir()
    academy = Academy(size, home, cluster.database(name), now)
    academy.preau("migrate", "-v", "0")
    return academy


def _measure(size: Size, folder: Path, cluster: Any, table: Table) -> None:
    is_region = size.name == "region"
    academy = academy_of(size, folder, cluster)
    written = academy.demo("--output", str(academy.files))
    table.add("preau demo writes the academy", written.seconds, "s", 180 if is_region else None)
    note = f"shared pages counted once: {written.pss / 1e6:.0f} MB"
    table.add("its processes’ memory while it writes", written.rss / 1e6, "MB", None, note)
    table.add("its files", folder_bytes(academy.files) / 1e6, "MB")
    table.add("beside: reading the files alone", _reading_alone(academy.files), "s")
    _import(academy, table, is_region)
    table.add("beside: COPY of the same rows alone", _copy_alone(academy.url, folder), "s")
    _count(academy.url, table)
    small = hundredth_of(academy, folder, cluster)
    _homes(academy, small, cluster, table)


def hundredth_of(academy: Academy, folder: Path, cluster: Any) -> Academy:
    """The academy of a hundredth beside a filled one (itself when it is that); both seeded and analysed."""
    small = academy
    if academy.size.name != "small":
        shutil.rmtree(academy.files)
        small = academy_of(SIZES["small"], folder, cluster, academy.now)
        small.demo("--output", str(small.files))
        small.preau("import", "aaf", str(small.files), "--confirm", "all")
    for one in {academy.url: academy, small.url: small}.values():
        one.preau("seed")
        with psycopg.connect(one.url, autocommit=True) as connection:
            connection.execute("VACUUM ANALYZE")
    return small


def _import(academy: Academy, table: Table, is_region: bool) -> None:
    full = ("import", "aaf", str(academy.files), "--confirm", "all")
    first = academy.preau(*full)
    table.add("full import into PostgreSQL", first.seconds, "s", 240 if is_region else None)
    note = f"shared pages counted once: {first.pss / 1e6:.0f} MB"
    table.add("its processes' memory, all together", first.rss / 1e6, "MB", 600, note)
    table.add("its processor time", first.processor, "s")
    again = academy.preau(*full)
    table.add("the same again", again.seconds, "s", 120 if is_region else None)
    changes = academy.folder / "delta"
    academy.demo("--delta", "0.01", "--output", str(changes))
    delta = academy.preau("import", "aaf", str(changes), "--confirm", "all")
    table.add("a delta of 1 %", delta.seconds, "s", 10 if is_region else None)


def _read(path: Path) -> int:
    entries = 0
    parser = etree.iterparse(str(path), load_dtd=False, no_network=True, resolve_entities=False)
    for _event, element in parser:
        if element.tag == "addRequest":
            entries += 1
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]
    return entries


def _reading_alone(folder: Path) -> float:
    files = sorted(folder.rglob("*.xml"))
    started = time.perf_counter()
    with concurrent.futures.ProcessPoolExecutor(os.cpu_count()) as pool:
        entries = sum(pool.map(_read, files))
    seconds = time.perf_counter() - started
    say(f"      {entries} entries in {len(files)} files")
    return seconds


def _copy_alone(url: str, folder: Path) -> float:
    """Seconds that COPY takes to write the directory's rows into the same tables, with their keys and indexes."""
    spent = 0.0
    with psycopg.connect(url, autocommit=True) as connection:
        names = connection.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND relname LIKE 'directory%' ORDER BY relname"
        ).fetchall()
        for (name,) in names:
            source, target = sql.Identifier(name), sql.Identifier(f"bench_{name}")
            connection.execute(sql.SQL("CREATE TABLE {} (LIKE {} INCLUDING ALL)").format(target, source))
            kept = folder / "copy.bin"
            with (
                open(kept, "wb") as out,
                connection.cursor().copy(sql.SQL("COPY {} TO STDOUT (FORMAT binary)").format(source)) as copy,
            ):
                for block in copy:
                    out.write(block)
            started = time.perf_counter()
            with (
                open(kept, "rb") as rows,
                connection.cursor().copy(sql.SQL("COPY {} FROM STDIN (FORMAT binary)").format(target)) as copy,
            ):
                while block := rows.read(1 << 20):
                    copy.write(block)
            spent += time.perf_counter() - started
            connection.execute(sql.SQL("DROP TABLE {}").format(target))
            kept.unlink()
    return spent


def _count(url: str, table: Table) -> None:
    counts = {
        "schools": "SELECT count(*) FROM directory_school",
        "pupils": "SELECT count(DISTINCT student_id) FROM directory_enrollment",
        "guardians": "SELECT count(DISTINCT guardian_id) FROM directory_guardianship",
        "staff": "SELECT count(DISTINCT person_id) FROM directory_affiliation WHERE profile <> 'National_elv'",
    }
    with psycopg.connect(url) as connection:
        for name, statement in counts.items():
            row = connection.execute(statement).fetchone()  # type: ignore[arg-type]
            table.add(f"imported: {name}", row[0] if row else 0, "")
        row = connection.execute("SELECT pg_database_size(current_database())").fetchone()
        table.add("database", (row[0] if row else 0) / 1e6, "MB")


class Pages:
    """A process that opens pages on one database."""

    def __init__(self, academy: Academy, module: str = "bench.pages") -> None:
        settings = academy.settings(PYTHONPATH=str(ROOT))
        # The log is written as it is when serving, and its cost is part of the page's.
        self.log = open(academy.folder / "pages.log", "w")  # noqa: SIM115 (closed by close)
        self.process = subprocess.Popen(
            [sys.executable, "-m", module], env=settings, cwd=ROOT, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.log,
        )  # fmt: skip

    def do(self, what: str, **arguments: object) -> Any:
        """Give an order, wait for the answer."""
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write(json.dumps({"do": what, **arguments}) + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        if not answer:
            raise RuntimeError(f"the process that opens pages ended:\n{Path(self.log.name).read_text()[-4000:]}")
        return json.loads(answer)

    def close(self) -> None:
        """End it."""
        assert self.process.stdin and self.process.stdout
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait(20)
        self.log.close()


@dataclass(slots=True)
class Series:
    """Batches of one page on one size, seconds per page."""

    process: list[float]
    database: list[float]

    @property
    def spread(self) -> str:
        """How far batches lie apart."""
        return f"{max(self.process) / min(self.process):.2f}"


@contextlib.contextmanager
def opened(region: Academy, small: Academy, module: str = "bench.pages") -> Iterator[dict[str, Pages]]:
    """Processes that open pages on both sizes (on one, when there is but one)."""
    sizes = {"region": region, "small": small} if region is not small else {"small": small}
    both = {size: Pages(one, module) for size, one in sizes.items()}
    try:
        yield both
    finally:
        for pages in both.values():
            pages.close()


def _homes(region: Academy, small: Academy, cluster: Any, table: Table) -> None:
    """Home pages of both sizes, in turn, batch by batch; the yardstick in the same processes."""
    with opened(region, small) as both:
        for name, login in HOMES.items():
            measure_page(f"home of the {name}", "/", login, both, cluster, table)


def measure_page(
    name: str, path: str, login: str, both: dict[str, Pages], cluster: Any, table: Table, queries: int = 10
) -> None:
    """One page of one person at both sizes: queries, process, the database's
    processor, weight, and their ratio. An empty path is an exchange of theirs (`bench.mail`)."""
    cookies = {size: pages.do("sign_in", login=login) for size, pages in both.items()}
    paths = {size: pages.do("path", pattern=path) if path else pages.do("exchange", login=login)
             for size, pages in both.items()}  # fmt: skip
    looks = {size: pages.do("look", path=paths[size], cookie=cookies[size]) for size, pages in both.items()}
    main = next(iter(both))
    if not looks[main]["status"].startswith("200"):
        raise RuntimeError(f"{name} answers {looks[main]['status']}")
    series = {size: Series([], []) for size in both}
    bare = {size: Series([], []) for size in both}
    for _batch in range(BATCHES):
        for size, pages in both.items():
            bare[size].process.append(pages.do("batch", path="yardstick", cookie="", count=YARDSTICKS_PER_BATCH))
            asked = {"path": paths[size], "cookie": cookies[size], "count": PAGES_PER_BATCH}
            # The yardstick's settings, put on and taken off, have Django forget all addresses; to find them again is
            # not the page's cost.
            pages.do("batch", **{**asked, "count": 1})
            series[size].process.append(pages.do("batch", **asked))
            before = processor_time(family(cluster.keeper))
            pages.do("batch", **{**asked, "count": PAGES_OF_THE_DATABASE})
            after = processor_time(family(cluster.keeper))
            series[size].database.append((after - before) / PAGES_OF_THE_DATABASE)
    here, yard = series[main], min(bare[main].process)
    page = min(here.process)
    note = f"{page * 1e3:.2f} ms, yardstick {yard * 1e3:.3f} ms, spread {here.spread} and {bare[main].spread}"
    table.add(f"{name}: queries", looks[main]["queries"], "", queries)
    table.add(f"{name}: process, × the yardstick", page / yard, "×", 16, note)
    table.add(f"{name}: database's processor", min(here.database) * 1e3, "ms", 1)
    table.add(f"{name}: page", looks[main]["gzip"] / 1e3, "KB", 15, f"{looks[main]['bytes']} bytes plain")
    if len(both) > 1:
        ratio = page / min(series["small"].process)
        table.add(f"{name}: against the hundredth", ratio, "×", 1.3, f"spread {series['small'].spread}")


def measure_search(
    name: str, path: str, login: str, both: dict[str, Pages], cluster: Any, table: Table, limit: float
) -> None:
    """What somebody waits for names while typing, and what that costs, least of the batches."""
    pages = next(iter(both.values()))
    cookie = pages.do("sign_in", login=login)
    look = pages.do("look", path=path, cookie=cookie)
    if not look["status"].startswith("200"):
        raise RuntimeError(f"{name} answers {look['status']}")
    waited, spent, database = [], [], []
    for _batch in range(BATCHES):
        before = processor_time(family(cluster.keeper))
        waited.append(pages.do("wait", path=path, cookie=cookie, count=SEARCHES_PER_BATCH))
        after = processor_time(family(cluster.keeper))
        database.append((after - before) / SEARCHES_PER_BATCH)
        spent.append(pages.do("batch", path=path, cookie=cookie, count=SEARCHES_PER_BATCH))
    note = (
        f"process {min(spent) * 1e3:.1f} ms, database {min(database) * 1e3:.1f} ms, {look['queries']} queries, "
        f"{look['bytes']} bytes, spread {max(waited) / min(waited):.2f}"
    )
    table.add(name, min(waited) * 1e3, "ms", limit, note)


if __name__ == "__main__":
    raise SystemExit(main())
