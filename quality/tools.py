"""The tools that look at the code, in one list."""

import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent


@dataclass(frozen=True, slots=True)
class Tool:
    """A command, run from the root, that ends with 0 when all is well; `way_out` tells what to do otherwise."""

    name: str
    command: tuple[str, ...]
    way_out: str


TOOLS = (
    Tool("ruff", (str(BIN / "ruff"), "check", "."), "ruff check --fix . mends most of it"),
    Tool("format", (str(BIN / "ruff"), "format", "--check", "."), "ruff format . writes it"),
    Tool("types", (str(BIN / "mypy"), "-p", "preau"), "give the types, or narrow them"),
    Tool("imports", (str(BIN / "lint-imports"), "--no-cache"), "each contract says its way out; docs/new-room.md"),
    Tool("templates", (str(BIN / "djlint"), "src/preau", "--lint", "--quiet"), "djlint names line and rule"),
    Tool(
        "migrations", (sys.executable, "-m", "preau", "makemigrations", "--check", "--dry-run"),
        "preau makemigrations ROOM --name what_it_does",
    ),
)  # fmt: skip


def run(tool: Tool) -> tuple[int, str]:
    """Exit code and output of a tool."""
    with tempfile.TemporaryDirectory(prefix="preau-quality-") as folder:
        kept = {k: v for k, v in os.environ.items() if not k.startswith("PREAU_")}
        environment = {
            **kept, "PREAU_DATA_DIR": folder, "DATABASE_URL": f"sqlite://{folder}/none.sqlite3",
            "PYTHONPATH": str(ROOT), "DJANGO_SETTINGS_MODULE": "preau.config.settings",
        }  # fmt: skip
        done = subprocess.run(tool.command, cwd=ROOT, env=environment, capture_output=True, text=True)  # noqa: S603
    return done.returncode, done.stdout + done.stderr
