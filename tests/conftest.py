"""A hostile place: shuffled order, warnings are errors, undefined variables fail, the loopback is the world."""

import contextlib
import gc
import os
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import hypothesis
import pytest

from harness import session
from harness.databases import PostgreSQLStore, SQLiteStore, Switch
from harness.fences import attempts, loopback_only
from harness.servers import Missing

hypothesis.settings.register_profile("preau", deadline=None, print_blob=True)
hypothesis.settings.load_profile("preau")

ENGINES = ("sqlite", "postgresql")
_DATABASE_FIXTURES = {
    "db", "transactional_db", "django_db_reset_sequences", "academy", "big_academy", "own_database", "own_academy",
}  # fmt: skip
_COMMITS = {"transactional_db", "django_db_reset_sequences", "live_server"}


def pytest_configure(config: pytest.Config) -> None:
    """Undefined template variables fail in tests."""
    from django.conf import settings

    settings.STRICT_TEMPLATES = True
    cache_dir = Path(config.rootpath) / ".pytest_cache" / "academies"
    cache_dir.mkdir(parents=True, exist_ok=True)

    @cache
    def stores(engine: str, durable: bool) -> SQLiteStore | PostgreSQLStore:
        if engine == "sqlite":
            return SQLiteStore(cache_dir, session.folder())
        return PostgreSQLStore(session.servers(), session.folder(), cache_dir, durable=durable)

    config.stash[_SWITCH] = Switch(stores)


_SWITCH = pytest.StashKey[Switch]()


def _asked_engines(config: pytest.Config) -> list[str]:
    return [one for one in ENGINES if one in config.getoption("--engines").split(",")]


def _uses_database(metafunc: pytest.Metafunc) -> bool:
    marks = metafunc.definition.iter_markers("django_db")
    return any(marks) or bool(_DATABASE_FIXTURES & set(metafunc.fixturenames))


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Tests of the database run once on each engine that was asked for."""
    node = metafunc.definition
    if not _uses_database(metafunc):
        return
    if node.get_closest_marker("postgres") or node.get_closest_marker("sqlite"):
        return
    engines = _asked_engines(metafunc.config)
    if len(engines) > 1:
        metafunc.parametrize("database_engine", engines, indirect=True)


def _engine_of(item: pytest.Item) -> str:
    if item.get_closest_marker("postgres"):
        return "postgresql"
    if item.get_closest_marker("sqlite"):
        return "sqlite"
    callspec = getattr(item, "callspec", None)
    if callspec and "database_engine" in callspec.params:
        return str(callspec.params["database_engine"])
    return _asked_engines(item.config)[0]


def _touches_database(item: pytest.Item) -> bool:
    names = set(getattr(item, "fixturenames", ()))
    return item.get_closest_marker("django_db") is not None or bool(_DATABASE_FIXTURES & names)


LONG = {"test_activation", "test_desk_acts", "test_family_phone", "test_own_school", "test_strong_accounts"}
"""Modules of tests in a browser that last a minute each: a process that has one left at the end is not helped."""


def _is_long(item: pytest.Item) -> bool:
    return item.path.stem in LONG and item.get_closest_marker("browser") is not None


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Of the part that a process is first given, tests that last come first; the first part is the database's."""
    share = max(1, -(-len(items) // int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))))
    for start in range(share, len(items), share):
        part = items[start : start + share]
        # Rules of the house first, which need no database: the first academy is made meanwhile.
        part.sort(key=lambda one: 0 if "house" in one.path.parts else 1 if _is_long(one) else 2)
        items[start : start + share] = part


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Point the connection at the database this test asks for, before any fixture opens it."""
    if not _touches_database(item):
        return
    names = set(getattr(item, "fixturenames", ()))
    kind = next((one for one in ("big_academy", "academy") if one in names), "blank")
    try:
        item.config.stash[_SWITCH].point(_engine_of(item), kind, durable=item.get_closest_marker("kill") is not None)
    except Missing as missing:
        pytest.skip(str(missing))


def _commits(item: pytest.Item) -> bool:
    mark = item.get_closest_marker("django_db")
    transactional = bool(mark and (mark.kwargs.get("transaction") or (mark.args and mark.args[0])))
    return transactional or bool(_COMMITS & set(getattr(item, "fixturenames", ())))


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(item: pytest.Item) -> None:
    """A copy that was written for good is thrown away."""
    if _touches_database(item) and _commits(item):
        item.config.stash[_SWITCH].spoil()


def pytest_collection_finish() -> None:
    """What was imported and collected stays: the collector need not look through it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Throw all copies away."""
    with contextlib.suppress(KeyError):
        session.config.stash[_SWITCH].close()


@pytest.fixture(scope="session", autouse=True)
def _stay_here() -> Iterator[None]:
    with loopback_only():
        yield


@pytest.fixture(autouse=True)
def _calendar_of_this_test() -> None:
    """Holidays, and who has a timetable, are remembered for a minute, longer than a test lives."""
    from preau.directory.selectors import forget_holidays
    from preau.timetable.selectors.plan import forget_known

    forget_holidays()
    forget_known()


@pytest.fixture(autouse=True)
def database_engine(request: pytest.FixtureRequest) -> str:
    """The engine this test runs on."""
    return _engine_of(request.node)


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: Any) -> None:
    """Databases are copies of templates: Django makes none, and flushing a copy that will be thrown away is vain."""
    from django.test import TransactionTestCase

    TransactionTestCase._fixture_teardown = lambda self: None  # type: ignore[attr-defined]
    TransactionTestCase._fixture_setup = classmethod(lambda cls: None)  # type: ignore[attr-defined]


@pytest.fixture
def academy(request: pytest.FixtureRequest) -> Any:
    """The demonstration academy of four schools; `academy["samira"]` is one of the cast (see tests/cast.py)."""
    from cast import Academy

    request.getfixturevalue("transactional_db" if _commits(request.node) else "db")
    return Academy()


@pytest.fixture
def big_academy(request: pytest.FixtureRequest) -> Any:
    """The demonstration academy at twenty schools."""
    from cast import Academy

    request.getfixturevalue("transactional_db" if _commits(request.node) else "db")
    return Academy()


@pytest.fixture
def cast(academy: Any) -> Any:
    """The cast by name: `cast["claire-roux"].account`, `.person`, `.actor`."""
    return academy


@pytest.fixture
def client_as(academy: Any) -> Callable[..., Any]:
    """`client_as("samira")`: a browser signed in as one of the cast."""
    return academy.client


@pytest.fixture
def actor(academy: Any) -> Callable[[str], Any]:
    """`actor("helene-garnier")`: one of the cast, acting."""
    return lambda name: academy[name].actor


@pytest.fixture(scope="session")
def copy_of(request: pytest.FixtureRequest) -> Callable[[str], str]:
    """`copy_of("academy")`: the address of a new SQLite copy, which lives as long as the session."""
    return request.config.stash[_SWITCH].stores("sqlite", False).fresh


@pytest.fixture
def own_academy(request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a copy of the academy of this test's own, for the processes it starts."""
    store = request.node.config.stash[_SWITCH].stores(_engine_of(request.node), False)
    url = store.fresh("academy")
    yield url
    store.drop(url)


@pytest.fixture
def own_database(request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a migrated, empty database of this test's own, for the processes it starts.

    On PostgreSQL, tests marked `kill` get one of a server that keeps fsync on.
    """
    item = request.node
    durable = item.get_closest_marker("kill") is not None
    store = item.config.stash[_SWITCH].stores(_engine_of(item), durable)
    url = store.fresh("blank")
    yield url
    store.drop(url)


@pytest.fixture
def second_database(request: pytest.FixtureRequest) -> Iterator[str]:
    """Another one like `own_database`, to compare with."""
    item = request.node
    store = item.config.stash[_SWITCH].stores(_engine_of(item), item.get_closest_marker("kill") is not None)
    url = store.fresh("blank")
    yield url
    store.drop(url)


@pytest.fixture
def redis_url() -> str:
    """The address of a Redis that tests may fill but not flush nor kill."""
    try:
        return session.servers().redis()
    except Missing as missing:
        pytest.skip(str(missing))


@pytest.fixture
def own_redis_url() -> str:
    """The address of a Redis started by the tests, that may be flushed."""
    try:
        return session.servers().redis(own=True)
    except Missing as missing:
        pytest.skip(str(missing))


@pytest.fixture
def clean_environment() -> Callable[..., dict[str, str]]:
    """The environment of a Préau command: `clean_environment(url, data_dir, **more)`."""
    from harness.databases import environment

    return environment


@pytest.fixture(autouse=True)
def _nobody_asked_outside() -> Iterator[None]:
    attempts.clear()
    yield
    assert not attempts, f"Tests stay on this machine; this one asked for {attempts}"


@pytest.fixture(autouse=True)
def _no_lock_waits_for_a_hash(monkeypatch: pytest.MonkeyPatch) -> None:
    """A turn to hash may take seconds, and a transaction holds SQLite's one lock: hashes are made before it."""
    from contextlib import contextmanager

    from django.db import connection

    from preau.identity import hashers

    one_turn = hashers.one_turn

    @contextmanager
    def outside() -> Iterator[None]:
        held = [block for block in connection.atomic_blocks if not block._from_testcase]
        assert not held, "a password is hashed within a transaction: hash it before (make_password), write it inside"
        with one_turn():
            yield

    monkeypatch.setattr(hashers, "one_turn", outside)


@pytest.fixture(autouse=True)
def _nothing_remembered_of_schools() -> Iterator[None]:
    """Copies of one academy have the same ids: what a process remembers of a school ends with the test."""
    from preau.access import crisis, switches

    crisis.keep(())
    crisis.REMEMBERED = float("inf")
    switches.forget()
    switches.REMEMBERED = float("inf")  # what is remembered never ends by itself in the middle of a slow test
    yield
    switches.forget()
    crisis.keep(())


@pytest.fixture(autouse=True)
def _in_french() -> None:
    """A page drawn in English leaves its thread speaking it."""
    from django.utils import translation

    translation.deactivate()


@pytest.fixture(autouse=True)
def _no_scope_left_open() -> Iterator[None]:
    """A test that leaves a scope open would hide the next one's missing scope."""
    from preau.kernel import scope

    assert not scope.is_open()
    yield


def pytest_report_header() -> str:
    """Where the session's files are."""
    return f"session folder: {os.environ.get(session.FOLDER, '?')}"
