"""Background work of this room."""

import datetime as dt

import structlog

from preau.files import services
from preau.files.spool import forget_old
from preau.kernel.jobs import due, handler
from preau.kernel.models import Job

log = structlog.get_logger("preau.files")


@handler("files.scan")
def scan(job: Job) -> None:
    """Show a content to the antivirus; when it does not answer, `files.scan_waiting` comes back to it."""
    services.scan(job.payload["digest"])


@due("files.scan_waiting", every=dt.timedelta(minutes=5), long=True)
def scan_waiting() -> None:
    """What the antivirus has not looked at yet."""
    services.scan_waiting()


@handler("files.draw", long=True)
def draw(job: Job) -> None:
    """The preview of a content."""
    services.draw(job.payload["digest"])


@due("files.collect", at="03:50", long=True)
def collect() -> None:
    """Contents and uploads that nothing uses."""
    log.info("collected", uploads=forget_old(), **services.collect())
