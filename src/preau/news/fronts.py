"""Public pages kept ready: what a school shows to anybody lies in a file of the data folder, read without a database.

The file tells facts (days on which the school is closed, items with their beginnings and ends); the page is made of
them and of the hour, so that a day passes, an item begins and another ends while no worker and no database answers.
"""

import json
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings

from preau.kernel.ids import new_hex_id

INDEX = "index"
_NAME = re.compile(r"[0-9A-Z]{1,8}|index")


def path_of(name: str) -> Path:
    """Where the facts of a school lie, by its UAI; of all that show their page, under INDEX. Raises ValueError."""
    if not _NAME.fullmatch(name):
        raise ValueError("no name of a school")
    return Path(settings.DATA_DIR) / "public" / f"{name}.json"


def write(name: str, facts: Mapping[str, Any] | None) -> None:
    """Keep these facts, or none: whole, whatever is cut."""
    target = path_of(name)
    if facts is None:
        target.unlink(missing_ok=True)
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    coming = target.with_name(f".{new_hex_id()}")
    try:
        with coming.open("w", encoding="utf-8") as file:
            json.dump(facts, file, ensure_ascii=False)
            file.flush()
            os.fsync(file.fileno())
        coming.replace(target)
    finally:
        coming.unlink(missing_ok=True)


def read(name: str) -> tuple[int, Mapping[str, Any]] | None:
    """When they were written (nanoseconds) and the facts; None when nothing is shown. Asks no database.

    The list of all is there from the first day, empty: the door leads to it.
    """
    try:
        with path_of(name).open(encoding="utf-8") as file:
            return os.fstat(file.fileno()).st_mtime_ns, json.load(file)
    except FileNotFoundError:
        return (0, {"schools": []}) if name == INDEX else None
    except (OSError, ValueError):
        return None
