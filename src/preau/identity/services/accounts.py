"""Writes of accounts, offices and sessions."""

import datetime as dt
import re
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from preau.directory.models import Person
from preau.identity.errors import Overtaken, Refused
from preau.identity.models import Account, AccountSession, Office, OneTimeCode
from preau.identity.selectors import account_by_id, clean_login
from preau.kernel import audit, clock, events, sql, tickets
from preau.kernel.actor import Actor

_LOGIN = re.compile(r"[a-z0-9](?:[a-z0-9._@+-]{0,118}[a-z0-9])?")


@transaction.atomic
def open_account(
    *,
    actor: Actor,
    person: Person,
    login: str,
    encoded: str | None = None,
    demo_label: str = "",
    demo_group: str = "",
) -> Account:
    """Open the one account of a person. Without a password nobody signs in by typing one.

    `encoded`: the password, hashed before the transaction (make_password).

    Raises Refused for a login that is taken or cannot be typed, and for a person who has an account.
    """
    name = clean_login(login)
    if not _LOGIN.fullmatch(name):
        raise Refused(_("Un identifiant s’écrit sans accent ni espace : lettres, chiffres, points et tirets."))
    if Account.objects.filter(login=name).exists():
        raise Refused(_("Cet identifiant est déjà pris."))
    if Account.objects.filter(person=person).exists():
        raise Refused(_("Cette personne a déjà un compte."))
    account = Account(
        person=person, login=name, demo_label=demo_label, demo_group=demo_group, created_at=clock.now()
    )  # fmt: skip
    if encoded is None:
        account.set_unusable_password()
    else:
        account.password = encoded
    account.save(force_insert=True)
    audit.record(
        actor=actor,
        action="identity.open_account",
        subject="account",
        subject_id=account.pk,
        data={"person_id": str(person.pk), "demonstration": bool(demo_label)},
    )
    return account


@transaction.atomic
def give_office(
    *,
    actor: Actor,
    person: Person,
    title: str,
    local_authority_id: uuid.UUID | None = None,
    is_support: bool = False,
) -> Office:
    """Give an office of a collectivity, or of the platform (no collectivity): its operator's, or its support's.

    Twice changes nothing.
    """
    office = Office.objects.filter(person=person, local_authority_id=local_authority_id).first()
    if office is not None and office.ended_at is None:
        return office
    if office is None:
        office = Office(person=person, local_authority_id=local_authority_id)
    office.title, office.ended_at, office.is_support = title.strip(), None, is_support
    office.save()
    audit.record(
        actor=actor,
        action="identity.give_office",
        subject="office",
        subject_id=office.pk,
        data={"person_id": str(person.pk), "title": office.title, "authority_id": str(local_authority_id or "")},
    )
    return office


@transaction.atomic
def end_office(*, actor: Actor, office_id: uuid.UUID) -> None:
    """End an office, and with it the sessions of who held it."""
    office = Office.objects.select_for_update(of=("self",)).get(pk=office_id)
    if office.ended_at is not None:
        return
    office.ended_at = clock.now()
    office.save(update_fields=["ended_at"])
    audit.record(
        actor=actor,
        action="identity.end_office",
        subject="office",
        subject_id=office.pk,
        data={"person_id": str(office.person_id), "title": office.title},
    )
    end_sessions(actor=actor, person_id=office.person_id, reason="office_ended")


TELL_DAYS = 7
_SIGNED_IN = """
    UPDATE identity_account SET last_login = %s WHERE id = %s
    RETURNING EXISTS (SELECT 1 FROM identity_onetimecode c
                       WHERE c.person_id = identity_account.person_id AND c.spent_at >= %s)"""


def note_sign_in(*, account: Account) -> Sequence[OneTimeCode]:
    """Keep the moment of the last sign-in: it says whether an account was ever used. One statement for nearly all.

    Returns the codes that changed the person's password in the last days: told at each sign-in, for a thief signs in
    first.
    """
    now = clock.now()
    since = now - dt.timedelta(days=TELL_DAYS)
    at, after = (sql.moment(one) for one in (now, since))
    if not any(changed for (changed,) in sql.rows(_SIGNED_IN, [at, sql.key(account.pk), after])):
        return ()
    return list(OneTimeCode.objects.filter(person_id=account.person_id, spent_at__gte=since).order_by("spent_at"))


@transaction.atomic
def end_sessions(*, actor: Actor, person_id: uuid.UUID, reason: str = "asked") -> int:
    """End every session of a person, on every device, at once; returns how many there were.

    Copies kept in a cache open nothing any more, for the account's epoch is raised. Streams hear the event.
    """
    account = Account.objects.select_for_update(of=("self",)).filter(person_id=person_id).first()
    if account is None:
        return 0
    account.session_epoch += 1
    account.save(update_fields=["session_epoch"])
    ended, _rows = AccountSession.objects.filter(account_id=account.pk).delete()
    audit.record(
        actor=actor,
        action="identity.end_sessions",
        subject="account",
        subject_id=account.pk,
        data={"count": ended, "reason": reason},
    )
    events.publish("identity.revoked", {"person_id": str(person_id), "reason": reason}, audience=[person_id])
    return ended


@transaction.atomic
def leave_session(*, account: Account, session_key: str | None, reason: str = "signed_out") -> None:
    """End this one session of a person, who signs out (or whose source ends it: `reason`); their other devices go on.

    Live tickets of its pages open nothing any more. Not audited: it concerns nobody else.
    """
    if not session_key:
        return
    mine = AccountSession.objects.filter(account_id=account.pk, session_key=session_key)
    device_id = mine.values_list("device_id", flat=True).first()
    mine.delete()
    revoke_session(person_id=account.person_id, session_key=session_key, device_id=device_id, reason=reason)


def revoke_session(*, person_id: uuid.UUID, session_key: str, device_id: uuid.UUID | None, reason: str) -> None:
    """Say that this one session has ended, and on which known device: its pages and what it handed out end with it."""
    events.publish(
        "identity.revoked",
        {
            "person_id": str(person_id), "reason": reason, "session": tickets.mark_of(session_key),
            "device": str(device_id or ""),
        },
        audience=[person_id],
    )  # fmt: skip


@transaction.atomic
def save_preferences(
    *, actor: Actor, account_id: uuid.UUID, changes: Mapping[str, Any], seen: Mapping[str, Any] | None = None
) -> Mapping[str, Any]:
    """Keep a person's own choices (display, language), beside those not named; returns all of them.

    `seen`: the choices as they were read before; Overtaken is raised when they are no longer those. Not audited: they
    concern nobody else.
    """
    account = Account.objects.select_for_update(of=("self",)).get(pk=account_id)
    if seen is not None and dict(seen) != account.preferences:
        raise Overtaken(_("Vos préférences ont changé entre-temps. Relisez-les, puis recommencez."))
    account.preferences = {**account.preferences, **changes}
    account.save(update_fields=["preferences"])
    kept: Mapping[str, Any] = account.preferences
    return kept


def enter_demonstration(*, account_id: uuid.UUID) -> Account:
    """The account of the cast that was clicked. Raises Refused outside a demonstration and for any other account."""
    account = account_by_id(account_id) if settings.DEMO else None
    if account is not None and account.demo_label and account.reset_asked_at is not None:
        # Nobody of the cast reads a mail: an account made safe in a demonstration opens again at the next click.
        Account.objects.filter(pk=account.pk).update(reset_asked_at=None)
        account.reset_asked_at = None
    if account is None or not account.demo_label or not account.may_sign_in:
        raise Refused(_("Ce compte n’est pas un compte de démonstration."))
    return account
