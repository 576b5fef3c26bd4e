"""Regular work of the ground floor."""

from pathlib import Path

import structlog
from django.conf import settings

from preau.kernel import audit, duties, logs, mail
from preau.kernel.jobs import due, handler
from preau.kernel.models import Job

log = structlog.get_logger("preau.tasks")


@due("kernel.prune_runtime", at="03:10")
def prune_runtime() -> None:
    """Forget the task library's rows and the log files whose time is over (other tables: preau.kernel.privacy)."""
    from preau.kernel.worker import prune_wakes

    files = logs.erase_old_files(Path(settings.LOG_FILE), settings.LOG_DAYS) if settings.LOG_FILE else 0
    log.info("pruned", wakes=prune_wakes(), files=files)


@due("kernel.verify_trail", at="04:10", long=True)
def verify_trail() -> None:
    """Say in the log, which is kept elsewhere than the database, whether the audit trail holds, and its digest."""
    flaws = audit.verify()
    for flaw in flaws[:20]:
        log.error("the audit trail does not hold", chain=flaw.chain, position=flaw.position, kind=flaw.kind)
    log.info("audit trail verified", flaws=len(flaws), digest=audit.common_digest())


@due("kernel.expire", at="03:30", long=True)
def expire() -> None:
    """Have every room erase what has reached its own duration."""
    log.info("expired", **duties.expire())


@handler("kernel.send_mail")
def send_mail(job: Job) -> None:
    """Hand one mail to the server."""
    mail.deliver(job)
