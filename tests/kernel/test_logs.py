"""Logs are JSON, name nobody, and go after their time."""

import datetime as dt
import json
import logging
from pathlib import Path

import pytest
import structlog

from preau.kernel import clock, logs


def told(captured: str) -> list[dict]:
    return [json.loads(line) for line in captured.splitlines() if line.startswith("{")]


def test_named_values_come_out_as_json(capsys) -> None:
    structlog.get_logger().info("import finished", school="0690001A", rows=12)
    (line,) = told(capsys.readouterr().err)
    assert line["event"] == "import finished"
    assert line["rows"] == 12
    assert line["level"] == "info"
    assert dt.datetime.fromisoformat(line["at"]).tzinfo is not None


@pytest.mark.parametrize(
    "key",
    ["login", "email", "family_name", "password", "session_key", "cookie", "ticket", "token", "birth_date", "join_key"],
)
def test_personal_values_are_masked_at_any_depth(capsys, key: str) -> None:
    structlog.get_logger().warning("odd", **{key: "Canari", "inner": [{key: "Canari"}]})
    captured = capsys.readouterr().err
    assert "Canari" not in captured
    assert "***" in captured


def test_addresses_in_texts_are_masked(capsys) -> None:
    structlog.get_logger().info("sent to canari@example.fr from /a?nom=Canari")
    captured = capsys.readouterr().err
    assert "canari@" not in captured
    assert "Canari" not in captured


def test_the_standard_library_speaks_json_too(capsys) -> None:
    logging.getLogger("some.library").warning("full at %d percent", 90)
    (line,) = told(capsys.readouterr().err)
    assert line["event"] == "full at 90 percent"
    assert line["logger"] == "some.library"
    assert line["level"] == "warning"


def test_django_gives_its_wording_without_paths(capsys) -> None:
    logging.getLogger("django.request").error("%s: %s", "Internal Server Error", "/eleves/Canari/?x=1")
    logging.getLogger("django.security.DisallowedHost").error("Invalid HTTP_HOST header: 'Canari'.")
    captured = capsys.readouterr().err
    assert "Canari" not in captured
    assert "the page failed" in captured
    assert "DisallowedHost" in captured


def test_an_exception_gives_class_and_frames_but_no_message(capsys) -> None:
    try:
        try:
            raise KeyError("Canari")
        except KeyError as inner:
            raise ValueError("pupil Canari Dupont refused") from inner
    except ValueError:
        structlog.get_logger().exception("broken")
        logging.getLogger("some.library").exception("broken too")
    captured = capsys.readouterr().err
    assert "Canari" not in captured
    for line in told(captured):
        assert [one["type"] for one in line["exception"]] == ["builtins.ValueError", "builtins.KeyError"]
        assert any("test_logs.py" in place for place in line["exception"][0]["at"])


def test_a_failure_of_the_machine_speaks(capsys) -> None:
    try:
        raise OSError("No space left on device")
    except OSError:
        structlog.get_logger().exception("broken")
    assert "No space left" in capsys.readouterr().err


def test_lines_of_a_request_carry_its_id(capsys) -> None:
    token = logs.request_id.set("abc")
    structlog.get_logger().info("inside")
    logs.request_id.reset(token)
    structlog.get_logger().info("outside")
    inside, outside = told(capsys.readouterr().err)
    assert inside["request"] == "abc"
    assert "request" not in outside


def test_a_file_per_day_erased_after_its_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    base = tmp_path / "logs" / "preau.log"
    today = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)
    sink = logs.Sink()
    sink.aim(str(base))
    for age in (0, 1, 100, 364, 365, 366, 400):
        monkeypatch.setattr(clock, "now", lambda age=age: today - dt.timedelta(days=age))
        sink.line(f'{{"age":{age}}}')
    sink.aim("")
    stranger = base.with_name("preau.notes.log")
    stranger.write_text("kept")
    monkeypatch.setattr(clock, "now", lambda: today)
    assert len(list(base.parent.iterdir())) == 8
    assert logs.erase_old_files(base, 365) == 2
    left = {json.loads(path.read_text())["age"] for path in base.parent.iterdir() if path != stranger}
    assert left == {0, 1, 100, 364, 365}
    assert stranger.exists()
    assert logs.erase_old_files(base, 4000) == 0  # never more than a year, never less than asked
    assert logs.erase_old_files(base, 180) == 2


def test_a_full_disk_never_fails_the_caller(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    sink = logs.Sink()
    sink.aim(str(tmp_path / "file" / "preau.log"))
    sink.line("{}")
