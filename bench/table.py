"""The table a benchmark prints and keeps: each figure with its limit beside it."""

import datetime as dt
import json
import platform
import subprocess
import sys
from dataclasses import asdict, dataclass, field
from pathlib import Path

RESULTS = Path(__file__).resolve().parent / "results"


@dataclass(frozen=True, slots=True)
class Figure:
    """One thing measured. `limit` None: measured for comparison, without a promise."""

    name: str
    value: float
    unit: str
    limit: float | None = None
    note: str = ""

    @property
    def is_kept(self) -> bool:
        """True when the promise is kept, or none was made."""
        return self.limit is None or self.value <= self.limit


@dataclass(slots=True)
class Table:
    """Figures in the order they were measured, printed one by one."""

    title: str
    size: str
    figures: list[Figure] = field(default_factory=list)

    def add(self, name: str, value: float, unit: str, limit: float | None = None, note: str = "") -> None:
        """Keep a figure and print its line."""
        figure = Figure(name, round(value, 3), unit, limit, note)
        self.figures.append(figure)
        mark = "      " if limit is None else "ok    " if figure.is_kept else "OVER  "
        bound = "" if limit is None else f"  (limit {limit:g} {unit})"
        say(f"{mark}{name:<58} {figure.value:>10g} {unit}{bound}{'  ' + note if note else ''}")

    @property
    def is_kept(self) -> bool:
        """True when every promise is kept."""
        return all(figure.is_kept for figure in self.figures)

    def keep(self) -> Path:
        """Write the figures as JSON, with the machine they were read on.

        Those of a region's size, of its tenth and of the demonstration are kept with the project and quoted by the
        documentation; small ones stay here.
        """
        folder = RESULTS if self.size in ("region", "tenth", "demonstration") else RESULTS / "small"
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{self.title}-{self.size}.json"
        commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, cwd=RESULTS)
        content = {
            "title": self.title,
            "size": self.size,
            "at": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
            "commit": commit.stdout.strip(),
            "machine": {"processor": _processor(), "python": platform.python_version()},
            "figures": [asdict(figure) for figure in self.figures],
        }
        path.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n")
        return path


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return f"{len(names)} × {names[0]}" if names else "unknown"


def say(text: str) -> None:
    """One line, at once."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()
