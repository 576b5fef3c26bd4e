"""What `make run` runs, in a folder of its own: a first start fills and shows accounts, a second changes nothing."""

import hashlib
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from harness.databases import run_preau

pytestmark = pytest.mark.kill
SIZE = ["--schools", "4", "--students", "120"]


def start(folder: Path) -> str:
    """One start without the server; what it printed."""
    return run_preau(["living_demo", "--no-serve", *SIZE], "", folder, PREAU_DEMO="1")


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
            rows = sorted(repr(row) for row in kept.execute(f'SELECT * FROM "{name}"'))
            found[name] = (len(rows), hashlib.sha256("\n".join(rows).encode()).hexdigest())
    kept.close()
    return found


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
