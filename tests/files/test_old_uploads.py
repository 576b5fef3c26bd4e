"""Uploads that nobody takes up again go when their time is over, and no sooner (term `files.uploads`)."""

import os
import time
from pathlib import Path

from preau.files import receiving
from preau.files.spool import forget_old


def _upload(person: str, name: str, age: float) -> Path:
    """What an upload of this age, in seconds, leaves in the area."""
    folder = receiving.area() / person / name
    folder.mkdir(parents=True)
    (folder / "data").write_bytes(b"half of it")
    about = folder / "about"
    about.write_text("{}")
    os.utime(about, (time.time() - age,) * 2)
    return folder


def test_they_go_after_their_hours_and_the_others_stay(settings) -> None:
    day = settings.UPLOAD_HOURS * 3600
    over, alone, young = _upload("a", "1", day + 60), _upload("b", "1", day + 60), _upload("a", "2", day - 60)
    aside = receiving.area() / ".killed"
    aside.write_bytes(b"x")
    os.utime(aside, (time.time() - day - 60,) * 2)
    assert forget_old() == 3
    assert not over.exists() and not alone.parent.exists() and not aside.exists()
    assert (young / "data").read_bytes() == b"half of it"
    assert forget_old() == 0
