"""Databases of the tests are carried by programs of the server that runs them."""

from pathlib import Path

import pytest

from harness import databases


def _program(folder: Path, name: str) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text("#!/bin/sh\n")
    path.chmod(0o755)
    return path


def test_programs_are_those_of_the_server_first_then_those_of_the_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours, other = _program(tmp_path / "server", "pg_dump"), _program(tmp_path / "path", "pg_dump")
    alone = _program(tmp_path / "path", "psql")
    monkeypatch.setenv("PATH", str(tmp_path / "path"))
    monkeypatch.setattr(databases, "postgresql_folder", lambda: tmp_path / "server")
    assert [databases.program(one) for one in ("pg_dump", "psql", "initdb")] == [str(ours), str(alone), None]
    monkeypatch.setattr(databases, "postgresql_folder", lambda: None)
    assert databases.program("pg_dump") == str(other)
