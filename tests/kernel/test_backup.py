"""Backup under writing load, restored elsewhere: one instant, row by row; damage and wrong keys refused."""

import contextlib
import io
import json
import os
import re
import sqlite3
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings

from harness.databases import environment, in_database
from kernel.runtime_helpers import ROOT, eventually, process
from preau.kernel.backup import BackupError
from preau.kernel.backup.container import MAGIC, Reader, Writer
from preau.kernel.backup.files import safe_name

KEY = "une clé de sauvegarde, gardée ailleurs"
# The database needs no Django here; the mark has each test run on both engines.
pytestmark = pytest.mark.django_db(transaction=True)


def preau(url: str, data: Path, *arguments: str, key: str = "") -> subprocess.CompletedProcess[str]:
    """Run a command on this database and data folder, here: a process of its own starts for a second or two."""
    said = io.StringIO()
    with in_database(url), override_settings(DATA_DIR=data, BACKUP_KEY=key):
        try:
            call_command(*arguments, stdout=said, stderr=said)
        except CommandError as refused:
            return subprocess.CompletedProcess(arguments, 1, said.getvalue(), str(refused))
    return subprocess.CompletedProcess(arguments, 0, said.getvalue(), "")


def preau_apart(url: str, data: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    """The same as its operator runs it."""
    return subprocess.run(
        [sys.executable, "-m", "preau", *arguments],
        env=environment(url, data, **more),
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=180,
    )


def well(done: subprocess.CompletedProcess[str]) -> str:
    """Its output; fails with what it said when it ended badly."""
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@contextlib.contextmanager
def opened(url: str) -> Iterator[Any]:
    """A plain connection, that knows nothing of Préau."""
    if url.startswith("sqlite"):
        with contextlib.closing(sqlite3.connect(url.removeprefix("sqlite://"))) as plain:
            yield plain
        return
    with psycopg.connect(url, autocommit=True) as connection:
        yield connection


def rows_of(url: str, table: str, order: str = "1", where: str = "1 = 1") -> list[tuple[Any, ...]]:
    with opened(url) as connection:
        found = connection.execute(f"SELECT * FROM {table} WHERE {where} ORDER BY {order}").fetchall()
    return [tuple(plain(one) for one in row) for row in found]


def plain(value: Any) -> Any:
    """A value to compare: PostgreSQL keeps what JSON means, not how it was written."""
    if isinstance(value, str) and value[:1] in {"{", "["}:
        with contextlib.suppress(ValueError):
            value = json.loads(value)
    if isinstance(value, dict | list):
        return json.dumps(value, sort_keys=True)
    return bytes(value) if isinstance(value, memoryview) else value


def count_of(url: str, table: str) -> int:
    with opened(url) as connection:
        return int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


def tables_of(url: str) -> list[str]:
    # What SQLite's FTS5 searches is an index that triggers keep.
    asked = (
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '%_found%'"
        if url.startswith("sqlite")
        else "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
    )
    with opened(url) as connection:
        return sorted(name for (name,) in connection.execute(asked).fetchall())


PASSING = {"identity_session", "django_tasks_database_dbtaskresult", "django_migrations"}
SEARCHED = {"messaging_words"}
WRITTEN = {"kernel_outbox", "kernel_audit_entry", "kernel_audit_head"}


def words_of(url: str, table: str) -> list[list[set[str]]]:
    """The words of each text of each row."""
    return [[set(re.findall(r"\w+", str(cell))) for cell in row] for row in rows_of(url, table)]


def make_files(data: Path) -> dict[str, bytes]:
    """Files of the data folder, some of which no backup holds."""
    files = {"files/ab/cd": os.urandom(3_000_000), "files/vide": b"", "files/é/ nom": b"texte"}
    for name, content in files.items():
        path = data / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    for name in ("imports/run/stage", "metrics/x.db"):
        (data / name).parent.mkdir(parents=True, exist_ok=True)
        (data / name).write_bytes(b"not kept")
    return files


def files_of(data: Path) -> dict[str, bytes]:
    return {str(path.relative_to(data)): path.read_bytes() for path in data.rglob("*") if path.is_file()}


def test_a_backup_under_writing_load_holds_one_instant(own_academy: str, own_database: str, tmp_path: Path) -> None:
    source, target = own_academy, own_database
    data, elsewhere, kept = tmp_path / "var", tmp_path / "elsewhere", tmp_path / "kept.preau"
    files = make_files(data)
    writers = [str(Path(__file__).with_name("writers_for_tests.py"))]
    log = tmp_path / "writers.log"
    with process(writers, environment(source, data), log) as writing:
        eventually(lambda: log.read_text().count("begun") == 4)
        said = well(preau_apart(source, data, "backup", str(kept), PREAU_BACKUP_KEY=KEY))
        made_while = count_of(source, "kernel_outbox")
        eventually(lambda: count_of(source, "kernel_outbox") > made_while)
        writing.terminate()
        assert writing.wait(20) == 0
    assert ", chiffrée" in said
    assert kept.stat().st_mode & 0o777 == 0o600
    well(preau_apart(target, elsewhere, "restore", str(kept), PREAU_BACKUP_KEY=KEY))
    assert files_of(elsewhere) == files
    tables = tables_of(source)
    assert tables == tables_of(target)
    for table in set(tables) - PASSING - WRITTEN:
        assert rows_of(target, table) == rows_of(source, table), table
    # What was being written: the restored rows are the source's, up to one instant.
    heads = {chain: position for chain, position, _ in rows_of(target, "kernel_audit_head")}
    events = rows_of(target, "kernel_outbox")
    assert events
    assert set(events) <= set(rows_of(source, "kernel_outbox"))
    written = [event for event in events if "test.written" in event]
    total = 0
    for number in range(4):
        chain = str(uuid.UUID(int=1000 + number))
        acts = rows_of(target, "kernel_audit_entry", "position", f"chain = '{chain}'")
        assert acts == rows_of(source, "kernel_audit_entry", "position", f"chain = '{chain}'")[: len(acts)]
        assert len(acts) == heads[chain] > 0
        total += len(acts)
    assert len(written) == total, "a transaction was cut in two"
    platform = rows_of(target, "kernel_audit_entry", "position", "chain = ''")
    assert len(platform) == heads[""]
    assert len([row for row in platform if "test.write" in row]) == total
    assert len(rows_of(source, "kernel_outbox")) > len(events), "nothing was written after the snapshot: no load"
    well(preau_apart(target, elsewhere, "audit", "verify"))
    # The restored database goes on: new rows get new ids.
    with process(writers, environment(target, elsewhere), log):
        eventually(lambda: count_of(target, "kernel_outbox") > len(events))


def backup_of(url: str, folder: Path, key: str = "") -> Path:
    """A backup of a database and of a few files."""
    make_files(folder / "var")
    kept = folder / "kept.preau"
    well(preau(url, folder / "var", "backup", str(kept), key=key))
    return kept


def test_a_wrong_key_a_missing_one_and_a_flipped_bit_are_refused(
    own_academy: str, own_database: str, tmp_path: Path
) -> None:
    kept, elsewhere = backup_of(own_academy, tmp_path, KEY), tmp_path / "elsewhere"
    elsewhere.mkdir()
    whole = kept.read_bytes()
    assert b"Camille-Claudel" not in whole

    def refused(words: str, key: str = KEY) -> None:
        done = preau(own_database, elsewhere, "restore", str(kept), key=key)
        assert done.returncode == 1
        assert words in done.stderr
        assert rows_of(own_database, "directory_school") == []
        assert files_of(elsewhere) == {}

    refused("La clé n’est pas celle", "une autre clé")
    said = preau_apart(own_database, elsewhere, "restore", str(kept), PREAU_BACKUP_KEY="une autre clé")
    assert said.returncode == 1
    assert "La clé n’est pas celle" in said.stderr
    assert "Traceback" not in said.stderr
    refused("est chiffrée", "")
    for place in (len(whole) // 2, len(whole) - 40):
        kept.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        refused("est abîmée")
    kept.write_bytes(whole[: len(whole) // 2])
    refused("sa fin manque")
    kept.write_bytes(whole + b"x")
    refused("une suite")
    kept.write_bytes(whole)
    well(preau(own_database, elsewhere, "restore", str(kept), key=KEY))
    assert rows_of(own_database, "directory_school") != []


def test_a_target_that_holds_something_is_kept_unless_told(own_academy: str, own_database: str, tmp_path: Path) -> None:
    kept = backup_of(own_database, tmp_path)
    schools = rows_of(own_academy, "directory_school")
    done = preau(own_academy, tmp_path / "elsewhere", "restore", str(kept))
    assert done.returncode == 1
    assert "n’est pas vide" in done.stderr
    assert rows_of(own_academy, "directory_school") == schools
    (tmp_path / "full" / "files").mkdir(parents=True)
    (tmp_path / "full" / "files" / "theirs").write_text("x")
    done = preau(own_database, tmp_path / "full", "restore", str(kept))
    assert done.returncode == 1
    assert "Le dossier des données n’est pas vide" in done.stderr
    well(preau(own_academy, tmp_path / "full", "restore", str(kept), "--replace"))
    assert rows_of(own_academy, "directory_school") == []
    assert "files/theirs" not in files_of(tmp_path / "full")
    assert "files/ab/cd" in files_of(tmp_path / "full")


def test_a_backup_never_writes_over_a_file(own_database: str, tmp_path: Path) -> None:
    kept = tmp_path / "kept.preau"
    kept.write_text("mine")
    done = preau(own_database, tmp_path / "var", "backup", str(kept))
    assert done.returncode == 1
    assert "existe déjà" in done.stderr
    assert kept.read_text() == "mine"
    assert "n’existe pas" in preau(own_database, tmp_path / "var", "backup", str(tmp_path / "no" / "x")).stderr
    well(preau(own_database, tmp_path / "var", "backup", str(tmp_path)))
    (dated,) = tmp_path.glob("preau-*.preau")
    assert "Sauvegarde entière" in well(preau(own_database, tmp_path / "var", "backup", "--check", str(dated)))


@pytest.mark.postgres
def test_a_school_moves_from_sqlite_to_postgresql(
    copy_of: Callable[[str], str], own_database: str, tmp_path: Path
) -> None:
    source = copy_of("academy")
    kept = backup_of(source, tmp_path, KEY)
    well(preau(own_database, tmp_path / "elsewhere", "restore", str(kept), key=KEY))
    for table in set(tables_of(source)) - PASSING:
        assert len(rows_of(own_database, table)) == len(rows_of(source, table)), table
    well(preau(own_database, tmp_path / "elsewhere", "audit", "verify"))
    again = tmp_path / "again.preau"
    well(preau(own_database, tmp_path / "elsewhere", "backup", str(again)))
    back = f"sqlite://{tmp_path / 'back.sqlite3'}"
    well(preau(back, tmp_path / "third", "restore", str(again)))
    for table in set(tables_of(source)) - PASSING - SEARCHED:
        assert rows_of(back, table) == rows_of(source, table), table
    for table in SEARCHED:  # PostgreSQL keeps which words there are, in their alphabet's order
        assert words_of(back, table) == words_of(source, table), table


@pytest.mark.sqlite
def test_a_backup_of_another_version_is_refused(own_database: str, tmp_path: Path) -> None:
    kept = tmp_path / "newer.preau"
    with kept.open("wb") as file:
        writer = Writer(file)
        writer.begin("about", "about", migrations=[["kernel", "9999_of_tomorrow"]])
        writer.end()
        writer.finish()
    done = preau(own_database, tmp_path / "var", "restore", str(kept))
    assert "ne connaît pas (kernel 9999_of_tomorrow)" in done.stderr


@pytest.mark.sqlite
def test_a_backup_that_names_files_outside_is_refused(own_database: str, tmp_path: Path) -> None:
    kept = tmp_path / "evil.preau"
    with kept.open("wb") as file:
        writer = Writer(file)
        writer.begin("about", "about", migrations=[])
        writer.end()
        writer.begin("../outside", "file", mode=0o644, changed=0)
        writer.data(b"x")
        writer.end()
        writer.finish()
    done = preau(own_database, tmp_path / "var", "restore", str(kept))
    assert "hors du dossier des données" in done.stderr
    assert not (tmp_path / "outside").exists()


@pytest.mark.sqlite
@pytest.mark.parametrize("content", [b"", MAGIC, MAGIC + b"\0\0\0\x02{}", b"SQLite format 3\0", MAGIC + b"\xff" * 50])
def test_what_is_no_backup_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x"
    path.write_bytes(content)
    with path.open("rb") as file, pytest.raises(BackupError):
        list(Reader(file).members())


@pytest.mark.sqlite
def test_names_of_files_stay_inside() -> None:
    assert str(safe_name("files/a b/é")) == "files/a b/é"
    for name in ("/etc/passwd", "../x", "a/../../x", "", "a\0b"):
        assert safe_name(name) is None
