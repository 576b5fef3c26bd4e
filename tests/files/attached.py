"""A room of the tests, which attaches files to things of a school: there is none below `messaging` yet."""

import uuid
from typing import Any

from preau.access.public import Hat
from preau.directory.enums import Profile
from preau.files import attaching
from preau.files.attaching import Attachable, Attached
from preau.files.enums import Reading

KIND = "tests.thing"
THING = uuid.UUID("0190aaaa-0000-7000-8000-000000000001")


def may_read(hat: Hat, file: Attached) -> Reading:
    """Teachers of the school read it; others of its staff know of it; nobody else does."""
    if file.school_id not in hat.school_ids:
        return Reading.HIDDEN
    if hat.profile == Profile.TEACHER:
        return Reading.OPEN
    return Reading.RESERVED if hat.is_staff else Reading.HIDDEN


ATTACHABLE = Attachable(
    KIND, "chose des essais", may_read=may_read, largest=lambda: 8 << 20, most=lambda: 3
)  # fmt: skip
KEPT = Attachable(
    "tests.kept", "chose de l’établissement", may_read=may_read, largest=lambda: 8 << 20, most=lambda: 3,
    outlives_holder=True,
)  # fmt: skip


def declare() -> None:
    """Have this process know the kinds of the tests."""
    known: Any = attaching.attachables()
    known[KIND] = ATTACHABLE
    known[KEPT.name] = KEPT


def forget() -> None:
    """And know them no more."""
    known: Any = attaching.attachables()
    known.pop(KIND, None)
    known.pop(KEPT.name, None)
