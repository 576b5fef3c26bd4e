"""A backup is read back before it gets its name: what the disk did not keep is told at once, and leaves no file."""

import errno
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings

from harness.databases import in_database
from kernel.test_backup import KEY, make_files, preau, well
from preau.kernel.backup import making
from preau.kernel.management.commands.backup import Command

pytestmark = pytest.mark.django_db(transaction=True)
Damage = Callable[[Path], None]


def flipped(draft: Path) -> None:
    whole = bytearray(draft.read_bytes())
    whole[len(whole) // 2] ^= 1
    draft.write_bytes(whole)


def cut(draft: Path) -> None:
    os.truncate(draft, draft.stat().st_size - 1)


def emptied(draft: Path) -> None:
    os.truncate(draft, 0)


def lengthened(draft: Path) -> None:
    draft.write_bytes(draft.read_bytes() + b"x")


def zeroed_at_its_end(draft: Path) -> None:
    """As after a power cut: the length is there, the last block is not."""
    size = draft.stat().st_size
    os.truncate(draft, size - 500)
    os.truncate(draft, size)


def lost(draft: Path) -> None:
    draft.unlink()


DAMAGES = (flipped, cut, emptied, lengthened, zeroed_at_its_end, lost)


@pytest.fixture
def backed_up(own_database: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str]]:
    """Run `preau backup` as its operator does, here: its exit code and what it said of errors."""
    make_files(tmp_path / "var")
    (tmp_path / "kept").mkdir()

    def run(key: str = "") -> tuple[int, str]:
        with in_database(own_database), override_settings(DATA_DIR=tmp_path / "var", BACKUP_KEY=key):
            try:
                Command().run_from_argv(["preau", "backup", str(tmp_path / "kept" / "nuit.preau")])
            except SystemExit as ended:
                return int(ended.code or 0), capsys.readouterr().err
        return 0, capsys.readouterr().err

    return run


def _after_writing(monkeypatch: pytest.MonkeyPatch, damage: Damage) -> None:
    """Have the disk do this to the file once all of it was written and flushed."""
    real, done = os.fsync, []

    def fsync(descriptor: int) -> None:
        real(descriptor)
        if not done:
            done.append(descriptor)
            damage(Path(os.readlink(f"/proc/self/fd/{descriptor}")))

    monkeypatch.setattr(making.os, "fsync", fsync)


@pytest.mark.sqlite
@pytest.mark.parametrize("key", ["", KEY], ids=["in clear", "encrypted"])
@pytest.mark.parametrize("damage", DAMAGES, ids=lambda one: one.__name__)
def test_what_is_damaged_before_it_is_read_back_is_refused_and_leaves_no_file(
    backed_up: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, damage: Damage, key: str
) -> None:
    damaged(backed_up, tmp_path, monkeypatch, damage, key)


@pytest.mark.postgres
def test_a_damaged_backup_of_postgresql_is_refused_and_leaves_no_file(
    backed_up: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    damaged(backed_up, tmp_path, monkeypatch, flipped, KEY)


def damaged(backed_up: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, damage: Damage, key: str) -> None:
    """Back up onto a disk that does this, then onto one that keeps what it is given."""
    with monkeypatch.context() as patched:
        _after_writing(patched, damage)
        code, said = backed_up(key)
    assert code == 1
    [line] = said.strip().splitlines()
    assert "sauvegarde" in line.lower() or "ne se lit pas" in line
    assert "Traceback" not in said
    assert list((tmp_path / "kept").iterdir()) == [], "nothing that looks complete, nothing at all"
    assert backed_up(key) == (0, ""), "the next one is whole, under the same name"


def test_a_whole_backup_of_something_else_is_not_taken_for_it(
    backed_up: Any, own_database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is read back must be what was written, not only a backup that is well made."""
    other = tmp_path / "other.preau"
    well(preau(own_database, tmp_path / "empty", "backup", str(other)))
    with monkeypatch.context() as patched:
        _after_writing(patched, lambda draft: draft.write_bytes(other.read_bytes()))
        code, said = backed_up()
    assert (code, list((tmp_path / "kept").iterdir())) == (1, [])
    assert "n’est pas celle qui a été écrite" in said and len(said.strip().splitlines()) == 1


@pytest.mark.parametrize("reason", [errno.ENOSPC, errno.EIO])
def test_a_disk_that_refuses_is_told_and_leaves_no_file(
    backed_up: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reason: int
) -> None:
    def refuse(descriptor: int) -> None:
        raise OSError(reason, os.strerror(reason))

    with monkeypatch.context() as patched:
        patched.setattr(making.os, "fsync", refuse)
        code, said = backed_up()
    assert (code, list((tmp_path / "kept").iterdir())) == (1, [])
    assert "n’a pas pu être écrite" in said and len(said.strip().splitlines()) == 1
