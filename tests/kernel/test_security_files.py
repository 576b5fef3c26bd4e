"""What lies in the data folder is read by its owner alone: the database, exports on their way, secrets."""

import os
import stat
import subprocess
import sys
from pathlib import Path

from preau.config.secret import kept_secret


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_data_folder_is_made_for_its_owner_alone(tmp_path: Path) -> None:
    kept_secret(tmp_path / "var")
    assert (mode(tmp_path / "var"), mode(tmp_path / "var" / "secret-key")) == (0o700, 0o600)


def test_nothing_that_a_command_writes_is_open_to_other_users(tmp_path: Path) -> None:
    folder = tmp_path / "var"
    folder.mkdir(mode=0o755)
    environ = {**os.environ, "PREAU_DATA_DIR": str(folder), "DATABASE_URL": "", "REDIS_URL": ""}
    script = (
        "import os; os.umask(0o022)\n"
        "from preau.cli import main\n"
        "main(['shell', '--verbosity', '0', '-c', "
        "'from django.db import connection; connection.ensure_connection()'])\n"
    )
    subprocess.run([sys.executable, "-c", script], env=environ, check=True, timeout=60, capture_output=True)
    assert (folder / "preau.sqlite3").exists()
    assert [path.name for path in folder.rglob("*") if mode(path) & 0o007] == []
