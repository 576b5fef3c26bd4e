"""Locks: what is taken away from accounts, set and lifted with a reason, an end and a trace."""

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from preau.directory.models import Homeroom, Person, School
from preau.identity.enums import LockKind, LockTarget
from preau.identity.errors import Refused
from preau.identity.models import Account, AccountSession, Lock
from preau.identity.selectors.locks import persons_of
from preau.identity.sessions import forget_copy
from preau.kernel import audit, clock, events
from preau.kernel.actor import Actor, system
from preau.kernel.signatures import sign

LONGEST = dt.timedelta(days=366)


@transaction.atomic
def set_lock(
    *,
    actor: Actor,
    kind: str,
    target: str,
    reason: str,
    school: School | None,
    person: Person | None = None,
    profile: str = "",
    homeroom: Homeroom | None = None,
    ends_at: dt.datetime | None = None,
) -> Lock:
    """Take one thing away. A lock to sign in closes at once the sessions of those it is about.

    The same lock twice is one lock, with the later reason and end. Raises Refused without a reason, or with an end
    that is past or more than a year away. The caller has checked that the target is of the actor's school.
    """
    now = clock.now()
    if not reason.strip():
        raise Refused(_("Écrivez pourquoi : le journal le garde."))
    if ends_at is not None and not now < ends_at <= now + LONGEST:
        raise Refused(_("La fin doit venir après maintenant, et dans l’année."))
    given = {LockTarget.PERSON: person, LockTarget.PROFILE: profile, LockTarget.HOMEROOM: homeroom}
    if kind not in LockKind.values or not given.get(LockTarget(target), school):
        raise Refused(_("Choisissez ce qui est suspendu, et à qui."))
    # There may be no lock yet to wait for: whoever suspends in one place takes turns.
    place: type[School] | type[Person] = School if school is not None else Person
    one = school if school is not None else person
    assert one is not None
    place._base_manager.select_for_update(of=("self",), no_key=True).get(pk=one.pk)
    mine = Lock.objects.select_for_update(of=("self",)).filter(
        school=school, kind=kind, target=target, person=person, profile=profile, homeroom=homeroom, closed_at=None
    )
    lock = mine.first() or Lock(
        school=school, kind=kind, target=target, person=person, profile=profile, homeroom=homeroom
    )
    lock.reason, lock.set_at, lock.ends_at = reason.strip()[:300], now, ends_at
    sign(lock, "set_by", actor)
    lock.save()
    ended = close_sessions(persons_of(lock)) if kind == LockKind.SIGN_IN else 0
    _note(actor, "identity.set_lock", lock, sessions=ended, until=ends_at.isoformat() if ends_at else "")
    return lock


@transaction.atomic
def set_locks(
    *, actor: Actor, kind: str, people: Sequence[Person], reason: str, school: School,
    ends_at: dt.datetime | None = None,
) -> int:  # fmt: skip
    """Take the same thing away from several people of a school, all or none; how many. Each is noted by itself."""
    for person in people:
        set_lock(
            actor=actor, kind=kind, target=LockTarget.PERSON, person=person, reason=reason, school=school,
            ends_at=ends_at,
        )  # fmt: skip
    return len(people)


@transaction.atomic
def lift_locks(*, actor: Actor, lock_ids: Sequence[uuid.UUID]) -> int:
    """Give back what several locks took; how many still stood. Each is noted by itself."""
    return sum(1 for one in sorted(lock_ids) if lift_lock(actor=actor, lock_id=one) is not None)


@transaction.atomic
def lift_lock(*, actor: Actor, lock_id: uuid.UUID) -> Lock | None:
    """Give back what a lock took. None when it is already lifted or ended."""
    lock = Lock.objects.select_for_update(of=("self",)).filter(pk=lock_id, closed_at=None).first()
    if lock is None:
        return None
    lock.closed_at = clock.now()
    lock.save(update_fields=["closed_at"])
    _note(actor, "identity.lift_lock", lock)
    return lock


@transaction.atomic
def close_ended_locks(*, actor: Actor | None = None) -> int:
    """Note that locks whose end has passed are over (they hold nothing since that moment); how many."""
    ended = list(Lock.objects.select_for_update(of=("self",)).filter(closed_at=None, ends_at__lte=clock.now()))
    for lock in ended:
        lock.closed_at = lock.ends_at
        lock.save(update_fields=["closed_at"])
        _note(actor or system(_("fin prévue")), "identity.lift_lock", lock)
    return len(ended)


def close_sessions(person_ids: Iterable[uuid.UUID]) -> int:
    """Within the present transaction, end every session of these persons; how many there were."""
    wanted = list(person_ids)
    ended = 0
    for at in range(0, len(wanted), 500):
        part = wanted[at : at + 500]
        accounts = dict(Account.objects.filter(person_id__in=part).values_list("pk", "person_id"))
        rows = AccountSession.objects.filter(account_id__in=accounts)
        open_ones = list(rows.values_list("session_key", "account_id"))
        Account.objects.filter(pk__in=accounts).update(session_epoch=F("session_epoch") + 1)
        rows.delete()
        ended += len(open_ones)
        for key, _account in open_ones:
            transaction.on_commit(lambda key=key: forget_copy(key))  # type: ignore[misc]
        concerned = {accounts[account] for _key, account in open_ones if account in accounts}
        if concerned:
            events.publish("identity.revoked", {"reason": "locked"}, audience=sorted(concerned, key=str))
    return ended


def _note(actor: Actor, action: str, lock: Lock, **data: object) -> None:
    person = str(lock.person_id) if lock.person_id else ""
    audit.record(
        actor=actor, action=action, tenant=lock.school_id, subject="person" if person else "lock",
        subject_id=person or lock.pk,
        data={"kind": lock.kind, "target": lock.target, "what": str(LockKind(lock.kind).label),
              "whom": str(LockTarget(lock.target).label), "profile": lock.profile, "reason": lock.reason, **data},
    )  # fmt: skip
