"""How a run goes on: a bar with rate and time left on a terminal, one line a step elsewhere."""

import time
from collections.abc import Callable
from typing import Any, TextIO

from django.utils.translation import gettext as _

WIDTH = 28


class Progress:
    """Told of each step and its advance; shows nothing unless given a stream."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self.stream = stream
        self.step = ""
        self.unit = ""
        self.total = 0
        self.done = 0
        self.tells: Callable[[dict[str, Any]], None] | None = None
        self._since = time.monotonic()
        self._shown = self._told = 0.0

    @property
    def is_terminal(self) -> bool:
        """True when a bar can be drawn."""
        return self.stream is not None and self.stream.isatty()

    def begin(self, step: str, total: int, unit: str) -> None:
        """A new step of `total` units."""
        self.step, self.total, self.unit, self.done = step, total, unit, 0
        self._since, self._shown = time.monotonic(), 0.0
        if self.stream and not self.is_terminal:
            self.stream.write(f"{step}…\n")
            self.stream.flush()

    def advance(self, count: int = 1) -> None:
        """So many more units are done."""
        self.done += count
        now = time.monotonic()
        if self.is_terminal and now - self._shown >= 0.2:
            self._draw()
        if self.tells and now - self._told >= 1:
            self._told = now
            self.tells(self.as_dict())

    def as_dict(self) -> dict[str, Any]:
        """How far it is, for pages: rate in units a second."""
        seconds = max(time.monotonic() - self._since, 0.001)
        rate = self.done / seconds
        return {
            "step": self.step,
            "unit": self.unit,
            "done": self.done,
            "total": self.total,
            "per_second": round(rate, 1),
            "seconds_left": round((self.total - self.done) / rate) if rate else None,
        }

    def finish(self) -> None:
        """The step is over."""
        seconds = time.monotonic() - self._since
        if not self.stream:
            return
        if self.is_terminal:
            self._draw()
            self.stream.write("\n")
        else:
            self.stream.write(
                _("%(step)s : %(done)s %(unit)s en %(seconds).1f s\n")
                % {"step": self.step, "done": self.done, "unit": self.unit, "seconds": seconds}
            )
        self.stream.flush()

    def _draw(self) -> None:
        assert self.stream is not None
        self._shown = time.monotonic()
        seconds = max(self._shown - self._since, 0.001)
        rate = self.done / seconds
        part = min(self.done / self.total, 1) if self.total else 1
        left = (self.total - self.done) / rate if rate else 0
        bar = "█" * round(part * WIDTH) + "·" * (WIDTH - round(part * WIDTH))
        self.stream.write(
            f"\r{self.step:<24} {bar} {part:4.0%}  {rate:,.0f} {self.unit}/s  "
            + _("reste %(minutes)d min %(seconds)02d s") % {"minutes": left // 60, "seconds": left % 60}
            + "  "
        )
        self.stream.flush()
