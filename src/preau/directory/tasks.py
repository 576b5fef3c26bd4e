"""Due times of the directory."""

import datetime as dt

import structlog
from django.utils.translation import gettext as _

from preau.directory import retention
from preau.directory.bulk import relist_everywhere
from preau.directory.services import count_readings, follow_rules, refresh_reaches
from preau.kernel import scope
from preau.kernel.actor import system
from preau.kernel.jobs import due

log = structlog.get_logger("preau.directory")


@due("directory.refresh_reaches", every=dt.timedelta(minutes=1))
def follow_decisions() -> None:
    """Judges' decisions begin and end on their day: looked at each minute, so that rights end within one."""
    refresh_reaches()


@due("directory.count_readings", every=dt.timedelta(minutes=5))
def follow_readings() -> None:
    """Who looked at pupils' files, from what pages noted."""
    count_readings()


@due("directory.forget_mailboxes", every=dt.timedelta(hours=1))
def forget_mailboxes() -> None:
    """Addresses that people had three days ago: on the hour, not the night after."""
    retention.expire_mailboxes()


@due("directory.follow_rules", at="03:10", long=True)
def follow_groups() -> None:
    """Groups by rule, once a night, for what changed otherwise than by an import or another group."""
    with scope.everything("groups by rule follow the directory"):
        follow_rules()


@due("directory.check_reaches", at="02:40")
def check_reaches() -> None:
    """Every guardianship against the decisions, once a night."""
    refresh_reaches(full=True)


@due("directory.check_lists", at="02:45", long=True)
def check_lists() -> None:
    """Lists of people against the places and names, once a night; what was not right is told."""
    with scope.everything("lists of every school"):
        changed = relist_everywhere()
    if changed:
        log.warning("lists of people put right", changed=changed)


@due("directory.erase_leavers", at="02:50", long=True)
def erase_leavers() -> None:
    """Accounts and personal data of leavers go on their day."""
    log.info("leavers erased", **retention.erase_leavers(actor=system(_("Effacement à terme"))))
