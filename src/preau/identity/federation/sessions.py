"""Sessions that a source opened: noted, so that the source can end them; and answers that may serve once only."""

import datetime as dt
import hashlib
from collections.abc import Sequence

from django.db import transaction

from preau.identity.external import FederatedSession, SpentAnswer
from preau.identity.federation.sources import Source
from preau.identity.models import Account
from preau.identity.services import leave_session
from preau.identity.sessions import SessionStore
from preau.kernel import audit, clock
from preau.kernel.actor import system


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


@transaction.atomic
def spend(*, source: Source, identifier: str, expires_at: dt.datetime) -> bool:
    """Use up an answer; False when it served before. Two at once: one of them."""
    digest = _digest(source.name, identifier)
    _row, made = SpentAnswer.objects.get_or_create(digest=digest, defaults={"expires_at": expires_at})
    return made


@transaction.atomic
def note(*, source: Source, account: Account, session_key: str, subject: str, index: str) -> None:
    """Keep which session the source opened."""
    FederatedSession.objects.update_or_create(
        session_key=session_key,
        defaults={
            "account": account, "source": source.name, "subject": _digest(source.name, subject),
            "index": _digest(source.name, index) if index else "", "opened_at": clock.now(),
        },
    )  # fmt: skip


@transaction.atomic
def end_by_source(*, source: Source, subject: str, indexes: Sequence[str]) -> int:
    """End what the source says it ended: the sessions of these indexes, all of the subject's without any."""
    rows = FederatedSession.objects.select_for_update(of=("self",)).filter(source=source.name)
    if subject:
        rows = rows.filter(subject=_digest(source.name, subject))
    if indexes:
        rows = rows.filter(index__in=[_digest(source.name, one) for one in indexes])
    if not subject and not indexes:
        return 0
    ended = list(rows.select_related("account"))
    for one in ended:
        leave_session(account=one.account, session_key=one.session_key, reason="ended_by_source")
        SessionStore(one.session_key).delete()  # with the copy a cache may keep
        one.delete()
    for account_id in {one.account_id for one in ended}:
        audit.record(
            actor=system(source.label), action="identity.end_by_source", subject="account", subject_id=account_id,
            data={"source": source.label, "count": sum(one.account_id == account_id for one in ended)},
        )  # fmt: skip
    return len(ended)
