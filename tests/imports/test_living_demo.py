"""What `make run` runs, in a folder of its own: a first start fills and shows accounts, a second changes nothing."""

import contextlib
import hashlib
import sqlite3
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.core.management import CommandError, call_command

from harness.databases import run_preau

pytestmark = pytest.mark.kill
SIZE = ["--schools", "4", "--students", "120"]


def start(folder: Path, url: str = "") -> str:
    """One start without the server; what it printed. `url`: DATABASE_URL, when it is set."""
    return run_preau(["living_demo", "--no-serve", *SIZE], url, folder, PREAU_DEMO="1")


def shown(printed: str) -> list[str]:
    """The lines of accounts."""
    title, lines = "Un compte par profil", printed.splitlines()
    begins = next(number for number, line in enumerate(lines) if line.startswith(title))
    return [line.strip() for line in lines[begins + 1 :] if line.strip()]


def database(folder: Path) -> sqlite3.Connection:
    [file] = folder.glob("*.sqlite3")
    return sqlite3.connect(f"file:{file}?mode=ro", uri=True)


def contents(folder: Path) -> dict[str, tuple[int, str]]:
    """Every table: how many rows, and a digest of all they hold, ids included."""
    found = {}
    with database(folder) as kept:
        names = [name for (name,) in kept.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for name in names:
            found[name] = digest(kept, name)
    kept.close()
    return found


def digest(kept: Any, table: str) -> tuple[int, str]:
    rows = sorted(repr(row) for row in kept.execute(f'SELECT * FROM "{table}"'))
    return len(rows), hashlib.sha256("\n".join(rows).encode()).hexdigest()


def contents_at(url: str) -> dict[str, tuple[int, str]]:
    """The same of a PostgreSQL database."""
    with contextlib.closing(psycopg.connect(url, autocommit=True)) as kept:
        names = kept.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        return {name: digest(kept, name) for (name,) in names}


def test_an_academy_too_small_is_refused_in_a_sentence(settings: Any) -> None:
    settings.DEMO = True
    with pytest.raises(CommandError, match="au moins 4 établissements"):
        call_command("living_demo", "--no-serve", "--schools", "2")


def test_the_first_start_fills_and_the_second_changes_nothing(tmp_path: Path) -> None:
    first = start(tmp_path)
    before = contents(tmp_path)
    assert before["directory_school"][0] == 4
    assert before["directory_person"][0] > 120
    kept = database(tmp_path)
    of_account = "FROM identity_account a JOIN directory_person p ON p.id = a.person_id WHERE a.demo_label <> ''"
    offered = set(kept.execute(f"SELECT a.demo_group, p.given_name || ' ' || p.family_name {of_account}"))
    kept.close()
    lines, groups = shown(first), {group for group, _name in offered}
    assert len(groups) >= 5
    assert len(lines) == len(groups), "one account for each group of profiles"
    for group in groups:
        [line] = [line for line in lines if line.startswith(group or "–")]
        assert any(name in line for one, name in offered if one == group)

    second = start(tmp_path)
    assert shown(second) == lines
    assert "Import" not in second and "Écriture" not in second
    assert contents(tmp_path) == before


@pytest.mark.postgres
def test_database_url_moves_the_same_command_to_postgresql(tmp_path: Path, own_database: str) -> None:
    """From a database without a table; a second start keeps the data, and no file of SQLite is made."""
    with contextlib.closing(psycopg.connect(own_database, autocommit=True)) as emptied:
        emptied.execute("DROP SCHEMA public CASCADE")
        emptied.execute("CREATE SCHEMA public")
    first = start(tmp_path, own_database)
    assert "Préparation de la base de données" in first and "Import" in first
    before = contents_at(own_database)
    assert before["directory_school"][0] == 4 and before["directory_person"][0] > 120
    lines = shown(first)
    assert len(lines) >= 5
    second = start(tmp_path, own_database)
    assert shown(second) == lines
    assert "Import" not in second and "Préparation" not in second
    assert contents_at(own_database) == before
    assert not list(tmp_path.rglob("*.sqlite3"))
