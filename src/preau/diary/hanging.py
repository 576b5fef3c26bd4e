"""What rooms above hang on pieces of work, where families read them: a module `works.py` of theirs says it.

    def hung(pupils, work_ids) -> Mapping[tuple[uuid.UUID, uuid.UUID], Hung]: ...   # by pupil and piece of work

It is called once for a page, reads and never writes, and asks one statement.
"""

import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from preau.diary.selectors.pupils import Pupil
from preau.kernel.registry import modules_named


@dataclass(frozen=True, slots=True)
class Hung:
    """A way from a piece of work. `is_done`: nothing waits there."""

    label: str
    url: str
    is_done: bool = False


def hung_on(
    pupils: Collection[Pupil], work_ids: Collection[uuid.UUID]
) -> Mapping[tuple[uuid.UUID, uuid.UUID], list[Hung]]:  # fmt: skip
    """What is hung on these, by pupil and piece of work."""
    found: dict[tuple[uuid.UUID, uuid.UUID], list[Hung]] = defaultdict(list)
    for module in modules_named("works"):
        for key, one in module.hung(pupils, work_ids).items():
            found[key].append(one)
    return found
