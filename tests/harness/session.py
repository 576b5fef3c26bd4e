"""One test session: its folder, environment, engines. Loaded by `-p harness.session`, before Django's settings."""

import os
import shutil
import tempfile
from collections.abc import Generator
from pathlib import Path

import pytest

from harness.servers import Servers

FOLDER = "PREAU_TEST_SESSION_FOLDER"
OWNER = "PREAU_TEST_SESSION_PID"
COMPILED = "PREAU_COMPILED_DIR"
ROOM = 4 * 1024**3
"""Bytes that a session's folder may come to."""
OURS = (FOLDER, OWNER, "PREAU_TEST_ENGINES")


def pytest_addoption(parser: pytest.Parser) -> None:
    """The engines that tests of both databases run on."""
    parser.addoption(
        "--engines",
        default=os.environ.get("PREAU_TEST_ENGINES", "sqlite"),
        help="databases that tests run on: sqlite (default), postgresql, or sqlite,postgresql",
    )


def is_worker() -> bool:
    """True in the processes that share a session's tests."""
    return "PYTEST_XDIST_WORKER" in os.environ


def _in_memory() -> str | None:
    """A folder that lies in memory, where there is plenty: a copy of a database is a thousand files, which a disk takes
    ten times longer to write and to forget. None, for the usual place, elsewhere or when TMPDIR names one.
    """
    place = Path("/dev/shm")
    try:
        free = shutil.disk_usage(place).free
        memory = dict(line.split(":") for line in Path("/proc/meminfo").read_text().splitlines())
        available = int(memory["MemAvailable"].split()[0]) * 1024
    except (OSError, KeyError, ValueError):
        return None
    if "TMPDIR" in os.environ or not os.access(place, os.W_OK) or min(free, available / 2) < ROOM:
        return None
    return str(place)


def _open() -> None:
    """Make the session's folder and clean the environment of whatever the developer's own Préau is set to."""
    for name in list(os.environ):
        if (name.startswith("PREAU_") and name not in OURS) or name in {"DATABASE_URL", "REDIS_URL", "PORT"}:
            del os.environ[name]
    if not is_worker() or FOLDER not in os.environ:
        os.environ[FOLDER] = tempfile.mkdtemp(prefix="preau-tests-", dir=_in_memory())
        os.environ[OWNER] = str(os.getpid())
    mine = Path(os.environ[FOLDER]) / f"process-{os.getpid()}"
    mine.mkdir(parents=True, exist_ok=True)
    os.environ["PREAU_DATA_DIR"] = str(mine / "var")
    os.environ["PREAU_SECRET_KEY"] = "tests-only-" + "x" * 50
    # Templates are compiled once in a session, not by each process of each site that tests serve.
    os.environ[COMPILED] = str(Path(os.environ[FOLDER]) / "compiled")
    # Until a test asks for a database the connection leads nowhere that matters.
    os.environ["DATABASE_URL"] = f"sqlite://{mine / 'unused.sqlite3'}"


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests() -> Generator[None, object, object]:
    """Before Django reads its settings."""
    _open()
    return (yield)


def folder() -> Path:
    """The session's folder, shared by its processes."""
    return Path(os.environ[FOLDER])


def servers() -> Servers:
    """The session's servers."""
    return Servers(folder(), int(os.environ[OWNER]))


def pytest_unconfigure() -> None:
    """The process that opened the session closes it."""
    if FOLDER in os.environ and os.environ.get(OWNER) == str(os.getpid()):
        if os.environ.get("TEST_DATABASE_URL"):
            from harness.databases import PostgreSQLStore

            PostgreSQLStore(servers(), folder(), folder()).drop_all()
        servers().stop_all()
        shutil.rmtree(folder(), ignore_errors=True)
