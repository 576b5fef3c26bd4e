"""docs/bar.md is true: every row of the bar is there, and every test it names exists."""

import re

from quality.tools import ROOT

PAGE = ROOT / "docs" / "bar.md"
ROWS = [f"S{number}" for number in range(1, 12)] + [f"A{number}" for number in range(1, 15)]
_NAMED = re.compile(r"`([\w/]+\.py)(?:::(\w+))?`")


def missing(text: str) -> list[str]:
    """Tests named that do not exist."""
    found = []
    for file, test in _NAMED.findall(text):
        path = ROOT / "tests" / file.removeprefix("tests/")
        if not path.exists() or (test and f"def {test}(" not in path.read_text()):
            found.append(f"{file}::{test}")
    return found


def test_every_row_is_there_once_in_order():
    rows = re.findall(r"^\| ([SA]\d+) \|", PAGE.read_text(), re.MULTILINE)
    assert rows == ROWS


def bare(text: str) -> list[str]:
    """Rows without a test, or whose tests nothing turns red."""
    found = re.findall(r"^\| ([SA]\d+) \|[^|]*\|([^|]*)\|([^|]*)\|$", text, re.MULTILINE)
    return [row for row, tests, mutations in found if not (_NAMED.search(tests) and _NAMED.search(mutations))]


def test_every_row_has_its_tests_and_what_turns_them_red():
    assert bare(PAGE.read_text()) == []
    assert bare("| S1 | x | `a.py::b` | – |\n| A1 | x | – | `a.py` |\n| A2 | x | `a.py` | `b.py` (c) |") == ["S1", "A1"]


def test_every_test_named_exists():
    assert missing(PAGE.read_text()) == []


def test_a_test_that_is_gone_is_found():
    assert missing("`test_matrix.py::test_of_nothing`, `nowhere/test_x.py`") == [
        "test_matrix.py::test_of_nothing", "nowhere/test_x.py::",
    ]  # fmt: skip
