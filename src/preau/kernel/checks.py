"""`preau check --deploy`: what must not go to people, one failing line each, saying how to mend it."""

from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register
from django.db import connection

SECRET_LENGTH = 50


def _secrets() -> Iterator[CheckMessage]:
    if not settings.SECRET_KEY_IS_OWN:
        yield Error(
            "The secret key was made at first start and lies in the data folder.",
            hint="Set PREAU_SECRET_KEY, kept apart from data and backups.",
            id="preau.E003",
        )
    if len(settings.SECRET_KEY) < SECRET_LENGTH or len(set(settings.SECRET_KEY)) < 10:
        yield Error(
            "The secret key is too short or too plain.",
            hint=f"Set PREAU_SECRET_KEY to at least {SECRET_LENGTH} random characters.",
            id="preau.E004",
        )
    if not settings.BACKUP_KEY:
        yield Warning("Backups are not encrypted.", hint="Set PREAU_BACKUP_KEY.", id="preau.W001")
    if not settings.METRICS_TOKEN:
        # Without it, /metrics asks only whether the request comes from this machine: so do all those that a proxy
        # here passes on, when it says nothing of whom it passes them on for.
        yield Error(
            "/metrics has no token of its own.",
            hint="Set PREAU_METRICS_TOKEN, and give it to the collector.",
            id="preau.E013",
        )


def _addresses() -> Iterator[CheckMessage]:
    for name, number in (("PUBLIC_URL", "preau.E005"), ("STREAMS_URL", "preau.E006")):
        parts = urlsplit(getattr(settings, name))
        if parts.scheme != "https" or not parts.netloc:
            yield Error(f"{name} is not an https address.", hint=f"Set PREAU_{name} to https://…", id=number)
    if not settings.ALLOWED_HOSTS or any(host.startswith(("*", ".")) for host in settings.ALLOWED_HOSTS):
        yield Error("Any host name is answered.", hint="Name each one in PREAU_ALLOWED_HOSTS.", id="preau.E007")
    if not (settings.SESSION_COOKIE_SECURE and settings.CSRF_COOKIE_SECURE):
        yield Error("Cookies travel in clear.", hint="Set PREAU_PUBLIC_URL to https://…", id="preau.E009")


def _durability() -> Iterator[CheckMessage]:
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous")
            level = cursor.fetchone()[0]
        if level < 2:
            yield Error(
                "SQLite may lose an acknowledged write in a power cut.",
                hint="Keep PRAGMA synchronous=FULL in preau.config.database.",
                id="preau.E008",
            )
    elif connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('synchronous_commit'), current_setting('fsync')")
            commit, fsync = cursor.fetchone()
        if commit == "off":
            yield Error(
                "PostgreSQL may lose an acknowledged write.", hint="Set synchronous_commit to on.", id="preau.E010"
            )
        if fsync == "off":
            yield Error(
                "PostgreSQL may lose or corrupt its files in a power cut.", hint="Set fsync to on.", id="preau.E016"
            )


def _mail() -> Iterator[CheckMessage]:
    if not settings.MAIL_URL:
        yield Warning("No mail is sent.", hint="Set PREAU_MAIL_URL and PREAU_MAIL_FROM.", id="preau.W003")
        return
    if settings.DEFAULT_FROM_EMAIL.endswith("@localhost"):
        yield Error("Mail has no sender.", hint="Set PREAU_MAIL_FROM.", id="preau.E015")
    in_clear = not (settings.EMAIL_USE_TLS or settings.EMAIL_USE_SSL)
    if in_clear and settings.EMAIL_HOST not in {"localhost", "127.0.0.1", "::1"}:
        yield Error("Mail travels in clear.", hint="Remove tls=no from PREAU_MAIL_URL.", id="preau.E014")


def _who_answers() -> Iterator[CheckMessage]:
    if not (settings.ACCESSIBILITY_CONTACT and settings.ACCESSIBILITY_EMAIL):
        yield Warning(
            "The accessibility form reaches nobody by name where a collectivity names no one.",
            hint="Set PREAU_ACCESSIBILITY_CONTACT and PREAU_ACCESSIBILITY_EMAIL.",
            id="preau.W004",
        )


def _logs() -> Iterator[CheckMessage]:
    if not 180 <= settings.LOG_DAYS <= 365:
        yield Error(
            "Logs must be kept from 6 months to 1 year.", hint="Set PREAU_LOG_DAYS from 180 to 365.", id="preau.E011"
        )
    if not settings.LOG_FILE:
        # Préau erases the files it writes; what it says on standard error is kept by whoever collects it.
        yield Warning(
            "Logs go to the service's journal alone, which must erase them after 12 months.",
            hint="Set its retention (docs/operations/watch.md says how for journald), or PREAU_LOG_FILE.",
            id="preau.W005",
        )


@register(deploy=True)
def check_deployment(
    app_configs: object = None, databases: Iterable[str] | None = None, **_: Any
) -> list[CheckMessage]:
    """Errors for what is unsafe, warnings for what is missing."""
    found: list[CheckMessage] = []
    if settings.DEBUG:
        found.append(Error("DEBUG shows the inside of failures.", hint="Unset PREAU_DEBUG.", id="preau.E001"))
    if settings.DEMO:
        found.append(Error("The demonstration is on.", hint="Unset PREAU_DEMO.", id="preau.E002"))
    found += [*_secrets(), *_addresses(), *_durability(), *_mail(), *_who_answers(), *_logs()]
    if not 0 < settings.LEAVER_DAYS <= 89:
        found.append(
            Error(
                "Accounts of leavers must go within three months.",
                hint="Set PREAU_LEAVER_DAYS to 89 at most.",
                id="preau.E012",
            )
        )
    return found
