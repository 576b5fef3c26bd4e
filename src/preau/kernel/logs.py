"""JSON logs without personal data: one line per event, on standard error and in daily files.

Three fences, since a log is read by more people than a page:
- keys that could name someone are masked (`PERSONAL_WORDS`), addresses in texts are too;
- a record of Django gives its wording only, never its arguments (paths, host names, form values);
- an exception gives its class and its frames; its message only when it can but speak of the machine.

Library code keeps on calling `logging`; Préau's calls `structlog.get_logger()` with named values.
"""

import datetime as dt
import functools
import json
import logging
import os
import re
import sys
import threading
from collections.abc import Iterator, MutableMapping
from contextvars import ContextVar
from pathlib import Path
from types import TracebackType
from typing import Any

import structlog

from preau.kernel import clock

request_id: ContextVar[str] = ContextVar("preau_request_id", default="")

PERSONAL_WORDS = frozenset(
    {
        "account", "address", "answer", "authorization", "birth", "body", "city", "code", "cookie", "cookies", "csrf",
        "email", "first", "given", "family", "host", "ine", "ip", "key", "label", "last", "login", "mail", "message",
        "mobile", "name", "names", "params", "passphrase", "password", "payload", "person", "phone", "query",
        "secret", "session", "subject", "ticket", "title", "token", "url", "user", "username",
    }
)  # fmt: skip
HARMLESS = frozenset({"status_code", "exit_code", "error_code"})
MASK = "***"
_ENCODE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
# Failures of the machine: their message names a file, a server or a limit, not a person.
SPEAKABLE = ("OperationalError", "OSError", "ConnectionError", "TimeoutError", "ImproperlyConfigured", "MemoryError")
_MAIL = re.compile(r"[^\s@<>\"']+@[^\s@<>\"']+")
_QUERY = re.compile(r"\?[^\s\"']*")
_QUIET = {"django.db.backends": logging.WARNING, "django.template": logging.WARNING, "asyncio": logging.WARNING}


@functools.cache
def is_personal(key: str) -> bool:
    """True when a value under this key could name someone or open a door."""
    return key not in HARMLESS and not PERSONAL_WORDS.isdisjoint(re.split(r"[^a-z]+", key.lower()))


def scrubbed(text: str) -> str:
    """The text without mail addresses or query strings."""
    return _QUERY.sub("?…", _MAIL.sub(MASK, text))


def _masked(value: Any) -> Any:
    if isinstance(value, str):
        return scrubbed(value)
    if isinstance(value, dict):
        return {key: MASK if is_personal(str(key)) else _masked(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_masked(inner) for inner in value]
    return value


def mask_personal(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Processor: masks personal keys, and addresses within texts, at any depth."""
    return {key: MASK if is_personal(key) else _masked(value) for key, value in event.items()}


def _place(frame_file: str) -> str:
    for mark in ("/site-packages/", "/src/"):
        if mark in frame_file:
            return frame_file.rsplit(mark, 1)[1]
    return frame_file.rsplit("/", 1)[-1]


def _frames(trace: TracebackType | None) -> Iterator[str]:
    while trace is not None:
        code = trace.tb_frame.f_code
        yield f"{_place(code.co_filename)}:{trace.tb_lineno} {code.co_name}"
        trace = trace.tb_next


def describe_exception(error: BaseException) -> list[dict[str, Any]]:
    """Class and frames of an exception and of its causes, last twelve frames each; no message that could name."""
    told: list[dict[str, Any]] = []
    current: BaseException | None = error
    while current is not None and len(told) < 5:
        kind = type(current)
        one: dict[str, Any] = {"type": f"{kind.__module__}.{kind.__qualname__}"}
        if any(base.__name__ in SPEAKABLE for base in kind.__mro__):
            one["says"] = scrubbed(str(current))[:300]
        one["at"] = list(_frames(current.__traceback__))[-12:]
        told.append(one)
        current = current.__cause__ or (None if current.__suppress_context__ else current.__context__)
    return told


def tell_exception(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Processor: `exc_info` becomes class and frames."""
    info = event.pop("exc_info", None)
    if info is True:
        info = sys.exc_info()
    error = info[1] if isinstance(info, tuple) else info
    if isinstance(error, BaseException):
        event["exception"] = describe_exception(error)
    return event


def stamp(_logger: object, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Processor: moment (UTC), level, and the request under way."""
    stamped: dict[str, Any] = {"at": clock.now().isoformat(timespec="milliseconds"), "level": method}
    if current := request_id.get():
        stamped["request"] = current
    stamped.update(event)
    return stamped


class Sink:
    """Where lines go: standard error, and a file per day when a file was asked for.

    Several processes append to the same file: each line is one write of an O_APPEND descriptor.
    """

    def __init__(self) -> None:
        self.base: Path | None = None
        self._lock = threading.Lock()
        self._day: dt.date | None = None
        self._descriptor = -1

    def aim(self, file: str) -> None:
        """Write to daily files named after `file` from now on (only standard error when empty)."""
        with self._lock:
            if self._descriptor >= 0:
                os.close(self._descriptor)
            self.base, self._day, self._descriptor = Path(file) if file else None, None, -1

    def _file_of_today(self) -> int:
        assert self.base is not None
        day = clock.now().date()
        with self._lock:
            if day != self._day:
                if self._descriptor >= 0:
                    os.close(self._descriptor)
                self.base.parent.mkdir(parents=True, exist_ok=True)
                path = daily_file(self.base, day)
                self._descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o640)
                self._day = day
            return self._descriptor

    def line(self, text: str) -> None:
        """Write one line; a full disk or a closed pipe never fails the request."""
        try:
            sys.stderr.write(text + "\n")
            if self.base is not None:
                os.write(self._file_of_today(), text.encode() + b"\n")
        except (OSError, ValueError):
            pass

    # The names structlog calls, one per level.
    debug = info = warning = warn = error = critical = exception = fatal = msg = line


SINK = Sink()


def daily_file(base: Path, day: dt.date) -> Path:
    """The file of one day: preau.log gives preau.2026-11-24.log."""
    return base.with_name(f"{base.stem}.{day.isoformat()}{base.suffix}")


def erase_old_files(base: Path, keep_days: int) -> int:
    """Erase the daily files older than `keep_days` (at most a year is kept, whatever the setting); how many went."""
    limit = clock.now().date() - dt.timedelta(days=min(keep_days, 365))
    gone = 0
    for path in base.parent.glob(f"{base.stem}.*{base.suffix}"):
        middle = path.name.removeprefix(base.stem + ".").removesuffix(base.suffix)
        try:
            day = dt.date.fromisoformat(middle)
        except ValueError:
            continue
        if day < limit:
            path.unlink(missing_ok=True)
            gone += 1
    return gone


def _said(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except Exception:  # arguments that do not fit their wording
        return str(record.msg)


class Bridge(logging.Handler):
    """Carries records of the standard library into the same lines."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write one record; what Django says of a refused request is left out (the access line says it)."""
        ours = record.name.startswith("django.")
        if record.name == "django.request" and getattr(record, "status_code", 500) < 500:
            return
        if record.name.startswith("django.security."):
            wording = f"refused: {record.name.rsplit('.', 1)[-1]}"  # its wording repeats what was sent
        elif record.name == "django.request":
            wording = "the page failed"
        elif ours:
            wording = str(record.msg)
        else:
            wording = _said(record)
        event: MutableMapping[str, Any] = {"event": scrubbed(wording), "logger": record.name}
        if record.exc_info:
            event["exc_info"] = record.exc_info
        event = tell_exception(None, "", event)
        SINK.line(render(stamp(None, record.levelname.lower(), event)))


def render(event: MutableMapping[str, Any]) -> str:
    """One line of JSON."""
    return json.dumps(event, ensure_ascii=False, separators=(",", ":"), default=str)


def _render_processor(_logger: object, _method: str, event: MutableMapping[str, Any]) -> str:
    return render(event)


def access_line(event: dict[str, Any]) -> None:
    """The access log's own road: the caller gives none but harmless fields, so nothing is searched."""
    SINK.line(_ENCODE(event))


def configure(config: dict[str, Any]) -> None:
    """Called by Django in place of logging.config.dictConfig, with settings.LOGGING; `file` names the daily files."""
    SINK.aim(config.get("file", ""))
    structlog.configure(
        processors=[tell_exception, mask_personal, stamp, _render_processor],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=lambda *_args: SINK,
        cache_logger_on_first_use=True,
    )
    root = logging.getLogger()
    for handler in list(root.handlers):
        if isinstance(handler, Bridge):
            root.removeHandler(handler)
    root.addHandler(Bridge())
    root.setLevel(logging.INFO)
    for name, level in _QUIET.items():
        logging.getLogger(name).setLevel(level)
    for name in ("django", "django.server"):
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.propagate = True
