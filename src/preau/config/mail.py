"""The mail server, from one address: smtp:// (STARTTLS), smtps:// (TLS at once), file:///folder, console:."""

from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

TIMEOUT = 20
"""Seconds a mail server may take to answer."""
_BACKENDS = "django.core.mail.backends"
PORTS = {"smtp": 587, "smtps": 465}


def from_url(url: str) -> dict[str, Any]:
    """Django's settings of mail for this address; raises ValueError for an unknown kind.

    Empty: nothing is sent. `?tls=no` sends in clear: for a server on the same machine only (`check --deploy` says so).
    """
    if not url:
        return {"EMAIL_BACKEND": f"{_BACKENDS}.dummy.EmailBackend"}
    parts = urlsplit(url)
    if parts.scheme == "file" and parts.path:
        return {"EMAIL_BACKEND": f"{_BACKENDS}.filebased.EmailBackend", "EMAIL_FILE_PATH": unquote(parts.path)}
    if parts.scheme == "console":
        return {"EMAIL_BACKEND": f"{_BACKENDS}.console.EmailBackend"}
    if parts.scheme not in PORTS or not parts.hostname:
        raise ValueError("PREAU_MAIL_URL: expected smtp://user:password@host:port or smtps://…")
    clear = dict(parse_qsl(parts.query)).get("tls") == "no"
    return {
        "EMAIL_BACKEND": f"{_BACKENDS}.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or PORTS[parts.scheme],
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": parts.scheme == "smtp" and not clear,
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_TIMEOUT": TIMEOUT,
    }
