"""Files of the tests: a store of their own, and a room that attaches."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from files import attached


@pytest.fixture(autouse=True)
def _kinds_of_the_tests() -> Iterator[None]:
    attached.declare()
    yield
    attached.forget()


@pytest.fixture(autouse=True)
def data_dir(settings: Any, tmp_path: Path) -> Path:
    """The data folder of this test."""
    settings.DATA_DIR = tmp_path / "var"
    settings.DATA_DIR.mkdir()
    return settings.DATA_DIR
