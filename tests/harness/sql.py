"""SQL of a page kept as a text next to its tests, so that a query more shows in review (UPDATE_SNAPSHOTS=1 rewrites).

Values are replaced by their place. The text is SQLite's; on PostgreSQL the number of queries must be the same.
"""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from django.db import connection
from django.test.utils import CaptureQueriesContext

_UUID = re.compile(r"'?\b[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}\b'?(?:::uuid)?")
_TEXT = re.compile(r"'(?:[^']|'')*'(?:::\w+)?")
_NUMBER = re.compile(r"(?<![\w\"])-?\d+(?:\.\d+)?\b")
_LISTS = re.compile(r"\(\s*\?(?:\s*,\s*\?)+\s*\)")
_ARRAY = re.compile(r"= ANY\(\?\)")
_NUMBERED = re.compile(r"^-- \d+$", re.MULTILINE)
_NOT_OURS = re.compile(r"^(SAVEPOINT|RELEASE|ROLLBACK|BEGIN|COMMIT|PRAGMA|SET )", re.IGNORECASE)


def shape(sql: str) -> str:
    """A statement without its values, in lines that can be compared."""
    text = _UUID.sub("?", sql)
    text = _TEXT.sub("?", text)
    text = _NUMBER.sub("?", text)
    text = re.sub(r"\(\?\)(::\w+)", "?", text)
    text = re.sub(r"\?::\w+(\(\?\))?", "?", text)
    text = re.sub(r"%s", "?", text)
    text = re.sub(r"\bIN \(\s*\?\s*\)", "IN (…)", _LISTS.sub("(…)", text))
    text = re.sub(r"\s+", " ", text).strip()
    text = re.sub(r"(?:::text|::varchar\(\d+\))", "", text)
    text = re.sub(r" ESCAPE \?", "", text)
    return re.sub(r" (FROM|(?:LEFT OUTER|INNER) JOIN|WHERE|ORDER BY|GROUP BY|LIMIT|UNION(?: ALL)?) ", r"\n  \1 ", text)


@dataclass(slots=True)
class Queries:
    """What was asked of the database."""

    statements: list[str] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.statements)

    def __str__(self) -> str:
        return "\n\n".join(f"-- {rank}\n{one}" for rank, one in enumerate(self.statements, 1)) + "\n"


@contextmanager
def queries() -> Iterator[Queries]:
    """Collect the statements of the block, without those of transactions."""
    found = Queries()
    with CaptureQueriesContext(connection) as captured:
        yield found
    found.statements = [shape(one["sql"]) for one in captured.captured_queries if not _NOT_OURS.match(one["sql"])]


def same_as_kept(found: Queries, test_file: str, name: str, *, text: bool = True) -> None:
    """Compare with `__sql__/<name>.sql` beside the test file: text and number, or number alone (other dialects)."""
    path = Path(test_file).parent / "__sql__" / f"{name}.sql"
    if os.environ.get("UPDATE_SNAPSHOTS") == "1" and text:
        path.parent.mkdir(exist_ok=True)
        path.write_text(str(found))
    assert path.exists(), f"No snapshot {path.name}: UPDATE_SNAPSHOTS=1 writes it, then read it."
    kept = path.read_text()
    if not text:
        assert len(found) == len(_NUMBERED.findall(kept)), (
            f"The page asks {len(found)} times here, not as {path.name}:\n{found}"
        )
        return
    assert str(found) == kept, f"The queries changed; if they are right, UPDATE_SNAPSHOTS=1 writes {path.name} again."
