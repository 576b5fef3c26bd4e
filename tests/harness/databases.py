"""Databases of the tests: made once by Préau's own commands, kept as templates, copied for whoever needs one.

Two kinds: `blank` (migrated, empty) and the academies (written by `preau demo`, read by the real importer, filled by
the rooms' seeds). A copy costs milliseconds; a test that commits gets a copy of its own, thrown away after it.
"""

import contextlib
import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from harness.servers import Servers, locked, postgresql_folder

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ROOT / "src" / "preau"
ACADEMIES = {"academy": (4, 240), "big_academy": (20, 2400)}
"""Schools and pupils of each academy that tests may ask for."""

_ROOMS_OF_AN_ACADEMY = ("kernel", "directory", "identity", "imports", "access", "config")


def digest_of_sources(kind: str) -> str:
    """What a template depends on: migrations for a blank one; for an academy also the rooms that fill it, and today."""
    from preau.kernel import clock

    return _digest(kind, "" if kind == "blank" else str(clock.today()))


@cache
def _digest(kind: str, today: str) -> str:
    # Read once by each process, not for each copy: some hundreds of files.
    files = set(SOURCES.glob("*/migrations/*.py"))
    seal = hashlib.sha256(f"{kind}{today}".encode())
    if kind != "blank":
        for room in _ROOMS_OF_AN_ACADEMY:
            files |= set((SOURCES / room).rglob("*.py"))
        files |= set(SOURCES.rglob("seeds.py")) | {Path(__file__)}
    for file in sorted(files):
        with contextlib.suppress(FileNotFoundError):
            seal.update(str(file).encode() + file.read_bytes())
    return seal.hexdigest()[:12]


def environment(url: str, data_dir: Path, **more: str) -> dict[str, str]:
    """The environment of a Préau command on this database: nothing of the developer's own settings passes."""
    # Nor what keeps bytecode from being kept: every command would compile all of Préau and Django again.
    mine = {"REDIS_URL", "PORT", "PYTHONDONTWRITEBYTECODE"}
    ours = {"PREAU_COMPILED_DIR"}
    kept = {k: v for k, v in os.environ.items() if k in ours or not (k.startswith("PREAU_") or k in mine)}
    return {
        **kept,
        "DATABASE_URL": url,
        "PREAU_DATA_DIR": str(data_dir),
        "PREAU_SECRET_KEY": "tests-only-" + "x" * 50,
        "DJANGO_SETTINGS_MODULE": "preau.config.settings",
        **more,
    }


def run_preau(arguments: list[str], url: str, data_dir: Path, **more: str) -> str:
    """Run a Préau command to its end; its output. Raises RuntimeError with what it said when it fails."""
    done = subprocess.run(
        [sys.executable, "-m", "preau", *arguments],
        env=environment(url, data_dir, **more), capture_output=True, text=True, cwd=ROOT,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(f"preau {' '.join(arguments)} ended with {done.returncode}:\n{done.stdout}\n{done.stderr}")
    return done.stdout


def fill(kind: str, url: str) -> None:
    """Migrate an empty database (`blank`); or write an academy as AAF files, import them in a blank one, seed it."""
    with tempfile.TemporaryDirectory(prefix="preau-fill-") as folder:
        data_dir = Path(folder)
        if kind == "blank":
            run_preau(["migrate", "-v", "0"], url, data_dir)
            return
        schools, students = ACADEMIES[kind]
        export = data_dir / "aaf"
        size = ["--schools", str(schools), "--students", str(students), "--seed", "1"]
        from preau.kernel import clock

        run_preau(["demo", *size, "--date", str(clock.today()), "--output", str(export)], url, data_dir)
        run_preau(["import", "aaf", str(export), "--confirm", "all"], url, data_dir, PREAU_DEMO="1")
        run_preau(["seed"], url, data_dir, PREAU_DEMO="1")


@contextlib.contextmanager
def telling_failure(folder: Path, kind: str) -> Iterator[None]:
    """Keep why a template could not be made, so that it is tried once in a session and not for every test."""
    try:
        yield
    except Exception as error:
        (folder / f"{kind}.failed").write_text(str(error))
        raise


def fails_once(folder: Path, kind: str) -> None:
    """Raise again what an earlier try raised."""
    failed = folder / f"{kind}.failed"
    if failed.exists():
        raise RuntimeError(f"the {kind} could not be made:\n{failed.read_text()}")


class SQLiteStore:
    """Templates are files kept between sessions (by digest), copies are files of the session."""

    engine = "sqlite"

    def __init__(self, cache: Path, session_folder: Path) -> None:
        self.cache = cache
        self.folder = session_folder
        self.count = 0

    def template(self, kind: str) -> Path:
        """The template's file, made when missing."""
        path = self.cache / f"{kind}-{digest_of_sources(kind)}.sqlite3"
        with locked(self.cache / f"{kind}.lock"):
            if not path.exists():
                making = path.with_suffix(f".{os.getpid()}.making")
                for leftover in (making, Path(f"{making}-wal"), Path(f"{making}-shm")):
                    leftover.unlink(missing_ok=True)
                with telling_failure(self.folder, kind):
                    if kind != "blank":
                        shutil.copyfile(self.template("blank"), making)
                    fill(kind, f"sqlite://{making}")
                with contextlib.closing(sqlite3.connect(making)) as database:
                    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                    database.execute("PRAGMA journal_mode=DELETE")
                making.rename(path)
                older = sorted(self.cache.glob(f"{kind}-*.sqlite3"), key=lambda p: p.stat().st_mtime)
                for old in older[:-3]:
                    old.unlink(missing_ok=True)
        return path

    def fresh(self, kind: str) -> str:
        """A new copy; its address."""
        self.count += 1
        fails_once(self.folder, kind)
        path = self.folder / f"{kind}-{os.getpid()}-{id(self)}-{self.count}.sqlite3"
        shutil.copyfile(self.template(kind), path)
        return f"sqlite://{path}"

    def drop(self, url: str) -> None:
        """Throw a copy away."""
        path = url.removeprefix("sqlite://")
        for name in (path, f"{path}-wal", f"{path}-shm"):
            Path(name).unlink(missing_ok=True)


CARRIERS = ("pg_dump", "psql")


def program(name: str) -> str | None:
    """A program of PostgreSQL: that of the server that tests start, else that of PATH, maybe of another version."""
    folder = postgresql_folder()
    return (folder and shutil.which(name, path=str(folder))) or shutil.which(name)


class PostgreSQLStore:
    """Templates are databases of the cluster; copies are made from them by the server.

    What a template holds is kept between sessions as a dump (by digest), where the machine has PostgreSQL's programs.
    """

    def __init__(self, servers: Servers, folder: Path, cache: Path, *, durable: bool = False) -> None:
        self.servers = servers
        self.cache = cache
        self.cluster = servers.postgresql(durable=durable)
        self.engine = "postgresql"
        self.folder = folder
        self.mark = "durable" if durable else "plain"
        self.count = 0
        self.made: set[str] = set()
        self.prefix = f"preau_test_{folder.name.rsplit('-', 1)[-1]}_"

    def _admin(self, statement: str, *names: str) -> None:
        with psycopg.connect(self.cluster.url, autocommit=True) as connection:
            connection.execute(sql.SQL(statement).format(*(sql.Identifier(name) for name in names)))

    def _exists(self, name: str) -> bool:
        with psycopg.connect(self.cluster.url, autocommit=True) as connection:
            return connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is not None

    def template(self, kind: str) -> str:
        """The template's name, made when missing."""
        fails_once(self.folder, kind)
        name = f"{self.prefix}{kind}_{digest_of_sources(kind)}"
        if name in self.made:
            return name
        with locked(self.folder / f"{self.mark}-{kind}.lock"):
            if not self._exists(name):
                making = f"{name}_making"
                self._admin("DROP DATABASE IF EXISTS {}", making)
                with telling_failure(self.folder, kind):
                    self._make(kind, making)
                with psycopg.connect(self.cluster.database(making), autocommit=True) as connection:
                    connection.execute("ANALYZE")
                self._admin("ALTER DATABASE {} RENAME TO {}", making, name)
        self.made.add(name)
        return name

    def _make(self, kind: str, making: str) -> None:
        """Fill a new database: from what an earlier session kept, else by Préau's own commands."""
        if not all(program(one) for one in CARRIERS):
            self._fill(kind, making)
            return
        kept = self.cache / f"{kind}-{digest_of_sources(kind)}.sql"
        if not kept.exists():
            if self.mark == "durable":  # what the careful server begins with is made on the other anyway
                PostgreSQLStore(self.servers, self.folder, self.cache).template(kind)
            else:
                self._fill(kind, making)
                self._keep(making, kept)
                return
        self._admin("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'", making)
        with kept.open("rb") as dump:
            subprocess.run(
                [str(program("psql")), "--quiet", "--output=/dev/null", "--set=ON_ERROR_STOP=1",
                 self.cluster.database(making)],
                stdin=dump, capture_output=True, check=True,
            )  # fmt: skip

    def _fill(self, kind: str, making: str) -> None:
        if kind == "blank":
            self._admin("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'", making)
        else:
            self._admin("CREATE DATABASE {} TEMPLATE {}", making, self.template("blank"))
        fill(kind, self.cluster.database(making))

    def _keep(self, making: str, kept: Path) -> None:
        partial = kept.with_suffix(f".{os.getpid()}.making")
        with partial.open("wb") as file:
            subprocess.run([str(program("pg_dump")), self.cluster.database(making)], stdout=file, check=True)
        partial.rename(kept)
        for old in sorted(self.cache.glob(f"{kept.name.split('-')[0]}-*.sql"), key=lambda p: p.stat().st_mtime)[:-3]:
            old.unlink(missing_ok=True)

    def fresh(self, kind: str) -> str:
        """A new copy; its address."""
        self.count += 1
        name = f"{self.prefix}{os.getpid()}_{self.mark}_{kind}_{self.count}"
        self._admin("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)
        self._admin("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY", name, self.template(kind))
        return self.cluster.database(name)

    def drop(self, url: str) -> None:
        """Throw a copy away, whoever is still connected to it."""
        self._admin("DROP DATABASE IF EXISTS {} WITH (FORCE)", url.rsplit("/", 1)[1])

    def drop_all(self) -> None:
        """Throw away everything the session made here (for a server that outlives it)."""
        with psycopg.connect(self.cluster.url, autocommit=True) as connection:
            names = connection.execute("SELECT datname FROM pg_database").fetchall()
        for (name,) in names:
            if name.startswith(self.prefix):
                self._admin("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)


FRESH = 100
"""Tests that one copy of PostgreSQL serves: rows that a test takes back stay in its tables, and scans read them."""


class Switch:
    """Which database Django's default connection opens in this process, and the copies it has made.

    Connections to the copies stay open while others are pointed at: tests of both engines alternate, and a server's
    new process reads its whole catalogue again.
    """

    def __init__(self, stores: Callable[[str, bool], SQLiteStore | PostgreSQLStore]) -> None:
        self.stores = stores
        self.copies: dict[tuple[str, bool, str], str] = {}
        self.current: tuple[str, bool, str] | None = None
        self.waiting: dict[tuple[str, bool, str], Any] = {}
        self.uses: Counter[tuple[str, bool, str]] = Counter()

    def point(self, engine: str, kind: str, *, durable: bool = False) -> str:
        """Make the default connection that of our copy of `kind` on `engine`; its address."""
        from django.db import connections

        wanted = (engine, durable, kind)
        if engine == "postgresql" and self.uses[wanted] >= FRESH:
            self._let_go(wanted)
        self.uses[wanted] += 1
        if wanted not in self.copies:
            self.copies[wanted] = self.stores(engine, durable).fresh(kind)
        if self.current != wanted:
            if self.current is not None:
                self.waiting[self.current] = connections["default"]
                del connections["default"]
            open_database(self.copies[wanted], durable=durable)
            if wanted in self.waiting:
                connections["default"] = self.waiting.pop(wanted)
            self.current = wanted
        return self.copies[wanted]

    def _let_go(self, copy: tuple[str, bool, str]) -> None:
        """Throw a copy away that is not the present one, or was until now."""
        if self.current == copy:
            self.spoil()
        elif copy in self.copies:
            if copy in self.waiting:
                self.waiting.pop(copy).close()
            self.stores(*copy[:2]).drop(self.copies.pop(copy))
        self.uses[copy] = 0

    def spoil(self) -> None:
        """The present copy was written for good: the next test gets another."""
        from django.db import connections

        connections.close_all()
        if self.current is not None and self.current in self.copies:
            engine, durable, _kind = self.current
            self.stores(engine, durable).drop(self.copies.pop(self.current))
            self.uses[self.current] = 0
        self.current = None

    def close(self) -> None:
        """Throw all copies away."""
        from django.db import connections

        connections.close_all()
        for connection in self.waiting.values():
            connection.close()
        self.waiting.clear()
        for (engine, durable, _kind), url in self.copies.items():
            self.stores(engine, durable).drop(url)
        self.copies.clear()
        self.current = None


def open_database(url: str, *, durable: bool = False) -> None:
    """Have Django's default connection open this database, in this process and in the ones it starts."""
    from django.conf import settings
    from django.db import connections

    from preau.config.database import from_url

    connections.close_all()
    entry = from_url(url, Path(settings.DATA_DIR))
    if entry["ENGINE"].endswith("sqlite3") and not durable:
        # Ordinary tests need no promise against a power cut.
        entry["OPTIONS"]["init_command"] += " PRAGMA synchronous=OFF;"
    entry = connections.configure_settings({"default": entry})["default"]
    connections.settings["default"] = entry
    settings.DATABASES["default"] = entry
    with contextlib.suppress(AttributeError):
        del connections["default"]
    os.environ["DATABASE_URL"] = url


@contextlib.contextmanager
def in_database(url: str) -> Iterator[None]:
    """Look into a database from a test that has none of its own: nothing is kept of it afterwards."""
    from django.db import connections

    from preau.kernel import scope

    before = os.environ["DATABASE_URL"]
    open_database(url, durable=True)
    try:
        with scope.everything("a test looks into a served database"):
            yield
    finally:
        connections.close_all()
        open_database(before)
