"""What this room refuses to write, said in French to the person who asked."""

import datetime as dt

from preau.access.policy import Entry
from preau.directory.errors import Refused, Settled, Unknown

__all__ = ["Changed", "Refused", "Settled", "Unknown"]


class Changed(Refused):
    """Somebody changed the same entry meanwhile. `now` is what they set (None: put back to the default), `who` and
    `when` say who did and at what moment."""

    def __init__(self, now: Entry | None, value: str, who: str, when: dt.datetime | None) -> None:
        super().__init__(value)
        self.now, self.value, self.who, self.when = now, value, who, when
