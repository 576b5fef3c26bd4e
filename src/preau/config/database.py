"""The two databases: embedded SQLite for one school, PostgreSQL for a region."""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit


def sqlite(path: Path) -> dict[str, Any]:
    """SQLite so that an acknowledged write survives a power cut, and a reader that writes waits instead of failing."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA cache_size=-16000;"
            ),
        },
    }


def postgresql(url: str) -> dict[str, Any]:
    """PostgreSQL by a connection kept for each thread, statements prepared at their first use."""
    parts = urlsplit(url)
    options: dict[str, Any] = dict(parse_qsl(parts.query))
    options.setdefault("connect_timeout", "5")
    return {
        "ENGINE": "preau.kernel.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or options.pop("host", "")),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {**options, "prepare_threshold": 1, "server_side_binding": True},
    }


def from_url(url: str, data_dir: Path) -> dict[str, Any]:
    """The DATABASES entry for this address; raises ValueError for an unknown kind."""
    if not url:
        return sqlite(data_dir / "preau.sqlite3")
    scheme = urlsplit(url).scheme
    if scheme in {"postgres", "postgresql"}:
        return postgresql(url)
    if scheme == "sqlite":
        return sqlite(Path(unquote(urlsplit(url).path)))
    raise ValueError(f"DATABASE_URL: unknown kind of database {scheme!r}")
