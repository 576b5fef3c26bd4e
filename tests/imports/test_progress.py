"""The bar of an import on a terminal: how far, how fast, how long still; elsewhere one line a step."""

import io
from typing import Any

import pytest

from preau.imports.aaf import progress
from preau.imports.aaf.progress import Progress


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def seconds(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The steady clock, moved by hand."""
    told = [100.0]
    monkeypatch.setattr(progress.time, "monotonic", lambda: told[0])
    return told


def drawn(terminal: Terminal) -> str:
    """What the terminal shows: the last bar drawn over the ones before."""
    return terminal.getvalue().rsplit("\r", 1)[-1].strip()


def test_the_bar_tells_part_rate_and_time_left(seconds: Any) -> None:
    terminal = Terminal()
    bar = Progress(terminal)
    bar.begin("Lecture", 3000, "entrées")
    seconds[0] += 10
    bar.advance(600)
    shown = drawn(terminal)
    assert "20%" in shown and "60 entrées/s" in shown
    assert shown.endswith("reste 0 min 40 s")
    assert shown.count("█") == round(0.2 * progress.WIDTH) and shown.count("█") + shown.count("·") == progress.WIDTH
    seconds[0] += 0.1
    bar.advance(60)
    assert drawn(terminal) == shown, "five times a second at most"
    seconds[0] += 4.9
    bar.advance(240)
    assert drawn(terminal).endswith("reste 0 min 35 s")
    bar.advance(2100)
    bar.finish()
    assert "100%" in drawn(terminal) and drawn(terminal).endswith("reste 0 min 00 s")
    assert terminal.getvalue().endswith("\n")


def test_minutes_left_are_told_as_minutes(seconds: Any) -> None:
    terminal = Terminal()
    bar = Progress(terminal)
    bar.begin("Écriture", 1000, "établissements")
    seconds[0] += 15
    bar.advance(100)
    assert drawn(terminal).endswith("reste 2 min 15 s")


def test_nothing_done_yet_divides_by_nothing(seconds: Any) -> None:
    terminal = Terminal()
    bar = Progress(terminal)
    bar.begin("Lecture", 10, "fichiers")
    seconds[0] += 1
    bar.advance(0)
    assert "0%" in drawn(terminal) and bar.as_dict()["seconds_left"] is None


def test_elsewhere_a_step_is_two_lines(seconds: Any) -> None:
    file = io.StringIO()
    bar = Progress(file)
    bar.begin("Lecture", 10, "fichiers")
    seconds[0] += 2
    bar.advance(10)
    bar.finish()
    assert file.getvalue() == "Lecture…\nLecture\xa0: 10 fichiers en 2.0 s\n"
