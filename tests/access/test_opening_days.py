"""The nearest day wins, whatever days are set and in whatever order they are read."""

import datetime as dt
import uuid

from hypothesis import given
from hypothesis import strategies as some

from preau.access.spaces import opens_on
from preau.access.switches import Dated

ROOMS = [uuid.UUID(int=number) for number in (1, 2)]
LEVELS = ["2NDE", "TLE"]
UNITS = [("", None), *((level, None) for level in LEVELS), *(("", room) for room in ROOMS)]
DAYS = some.dates(dt.date(2026, 9, 1), dt.date(2027, 6, 30))


@given(
    days=some.dictionaries(some.sampled_from(UNITS), DAYS), order=some.randoms(),
    room=some.sampled_from([None, *ROOMS]), level=some.sampled_from(["", *LEVELS]),
)  # fmt: skip
def test_class_then_level_then_school(days, order, room, level) -> None:
    rows = [Dated(day, of_level, of_room) for (of_level, of_room), day in days.items()]
    order.shuffle(rows)
    wanted = [("", room) if room else None, (level, None) if level else None, ("", None)]
    expected = next((days[unit] for unit in wanted if unit in days), None)
    assert opens_on(rows, room, level) == expected
