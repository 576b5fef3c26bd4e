"""The last figures of each benchmark as the documentation quotes them: what `bench/results` holds, and nothing else."""

import json
import re
from pathlib import Path
from typing import Any

from quality.tools import ROOT

PAGE = ROOT / "docs" / "benchmarks.md"
RESULTS = ROOT / "bench" / "results"
_BLOCK = re.compile(r"(?<=<!-- figures: written by make docs -->\n).*?(?=<!-- /figures -->)", re.DOTALL)


def page() -> str:
    """The page of benchmarks with its figures; raises ValueError when it has no place for them."""
    text, count = _BLOCK.subn(lambda _: written(), PAGE.read_text())
    if not count:
        raise ValueError(f"{PAGE.name} has no place for figures")
    return text


def written(folder: Path = RESULTS) -> str:
    """A table for each kept result: promises first to last as they were measured."""
    kept = [json.loads(path.read_text()) for path in sorted(folder.glob("*.json"))]
    return "\n" + "\n".join(_table(one) for one in kept) + "\n"


def _table(kept: dict[str, Any]) -> str:
    head = (
        f"### `make bench-{kept['title']}`, size {kept['size']}\n\n"
        f"Read on {kept['at'][:10]} at commit `{kept['commit']}` ({kept['machine']['processor']}, Python "
        f"{kept['machine']['python']}).\n\n| What | Figure | Limit | |\n|---|---|---|---|\n"
    )
    return head + "".join(_line(one) for one in kept["figures"])


def _line(one: dict[str, Any]) -> str:
    figure = f"{one['value']:g} {one['unit']}".strip()
    if one["limit"] is None:
        return f"| {one['name']} | {figure} | – | {one['note']} |\n"
    mark = "kept" if one["value"] <= one["limit"] else "**missed**"
    note = f"; {one['note']}" if one["note"] else ""
    return f"| {one['name']} | {figure} | {one['limit']:g} {one['unit']} | {mark}{note} |\n"
