"""Known devices, notices about new ones, and the account made safe when somebody says "ce n'est pas moi"."""

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from preau.directory.models import Person
from preau.identity.errors import Refused
from preau.identity.external import ExternalKey
from preau.identity.models import (
    Account,
    AccountSession,
    DeviceNotice,
    FamilySeat,
    KnownDevice,
    OneTimeCode,
    RecoveryCode,
    SecondFactor,
)
from preau.identity.reaching import guardians_to_tell
from preau.identity.selectors.devices import is_only_a_pupil, may_answer
from preau.identity.services.accounts import end_sessions, revoke_session
from preau.identity.sessions import forget_copy
from preau.kernel import audit, clock, events, mail, sql
from preau.kernel.actor import Actor
from preau.kernel.registry import modules_named


@dataclass(frozen=True, slots=True)
class Recognised:
    """The device of a sign-in, and whether its second factor may be spared."""

    device: KnownDevice
    is_new: bool

    @property
    def is_trusted(self) -> bool:
        """Whether the person said, not long ago and with their second factor, that this device is theirs."""
        until = self.device.trusted_until
        return until is not None and until > clock.real_now()


def recognise_device(
    *, actor: Actor, account: Account, device_key: str, name: str, at_school: Callable[[], bool] = lambda: False
) -> Recognised:  # fmt: skip
    """Note that an account signs in on a device. A new one is told to the person, and to a pupil's guardians.

    `at_school`, asked of a new one alone: whether the computer is one that a school of the person declared. It is told
    all the same, but for a pupil who is nothing else: computers of a school forget their visitors each evening, and a
    mail to three people at each lesson is read by nobody. The pupil hears of one such computer a week, in the
    application alone, and reads all of them among their devices. Not audited: the row itself is the trace, which the
    person reads.
    """
    now = clock.now()
    if known := _seen_again(account.pk, device_key, name[:80], now):
        return Recognised(known, is_new=False)
    with transaction.atomic():
        made, is_new = KnownDevice.objects.get_or_create(
            account_id=account.pk, device_key=device_key,
            defaults={"name": name[:80], "first_seen_at": now, "last_seen_at": now, "at_school": at_school()},
        )  # fmt: skip
        if not is_new:  # its first two sign-ins came together
            return Recognised(made, is_new=False)
        # Of an account's first sign-in ever there is nothing to tell: its opening was told by other ways. The devices
        # that it knows do not say so, for they are forgotten.
        if Account.objects.filter(pk=account.pk, last_login=None).exists():
            return Recognised(made, is_new=True)
        if not (made.at_school and is_only_a_pupil(account.person_id)):
            _tell(account, made)
        elif not _told_of_school_lately(account.pk, now):
            _notice(account.person, account, made)
    return Recognised(made, is_new=True)


_SEEN = """
    UPDATE identity_knowndevice SET last_seen_at = %s, name = %s WHERE account_id = %s AND device_key = %s
    RETURNING id, first_seen_at, trusted_until"""


def _seen_again(account_id: uuid.UUID, device_key: str, name: str, now: dt.datetime) -> KnownDevice | None:
    """A device that the account knows, noted as seen by one statement; None for a new one."""
    at = sql.moment(now)
    found = sql.rows(_SEEN, [at, name, sql.key(account_id), device_key])
    if not found:
        return None
    id_, first, until = found[0]
    first_seen = sql.as_moment(first)
    assert first_seen is not None
    return KnownDevice(
        id=sql.as_id(id_), account_id=account_id, device_key=device_key, name=name, last_seen_at=now,
        first_seen_at=first_seen, trusted_until=sql.as_moment(until),
    )  # fmt: skip


SCHOOL_NOTICE_DAYS = 7
"""A pupil hears of a new computer of their school so seldom; each is listed."""


def _told_of_school_lately(account_id: uuid.UUID, now: dt.datetime) -> bool:
    since = now - dt.timedelta(days=SCHOOL_NOTICE_DAYS)
    return DeviceNotice.objects.filter(account_id=account_id, device__at_school=True, at__gte=since).exists()


def _notice(recipient: Person, account: Account, device: KnownDevice) -> DeviceNotice:
    notice = DeviceNotice.objects.create(
        recipient=recipient, account_id=account.pk, device=device, device_name=device.name, at=device.first_seen_at
    )
    events.publish(
        "identity.device_noticed",
        {
            "notice_id": str(notice.pk), "recipient_id": str(recipient.pk), "person_id": str(account.person_id),
            "device": device.name,
        },
    )  # fmt: skip
    return notice


def _answered(notice_ids: Collection[uuid.UUID]) -> None:
    """These notices have their answer. In the transaction that gives it."""
    DeviceNotice.objects.filter(pk__in=notice_ids).update(answered_at=clock.now())
    if notice_ids:
        events.publish("identity.device_answered", {"notice_ids": [str(one) for one in notice_ids]})


def _tell(account: Account, device: KnownDevice) -> None:
    person = account.person
    recipients: Sequence[Person] = [person, *guardians_to_tell(person.pk)]
    for recipient in recipients:
        notice = _notice(recipient, account, device)
        mail.send(
            to=recipient.email,
            subject=_("Nouvelle connexion à Préau"),
            text=_(
                "Le compte de %(who)s vient d’être ouvert sur un appareil qu’il n’avait jamais utilisé.\n\n"
                "Si c’est bien cette personne, il n’y a rien à faire. Sinon, ouvrez %(url)s, connectez-vous et "
                "choisissez « Ce n’est pas moi » : tout se ferme aussitôt."
            )
            % {"who": person.given_name, "url": f"{settings.PUBLIC_URL}/mon-compte/appareils/"},
            key=f"identity.new_device/{notice.pk}",
            recipient=recipient.pk,
            about=person.pk,
        )


@transaction.atomic
def trust_device(*, actor: Actor, account_id: uuid.UUID, device_id: uuid.UUID) -> None:
    """This device is the person's own: it is asked no second factor at sign-in for a while. Not audited: as above."""
    until = clock.real_now() + dt.timedelta(days=settings.TRUST_DAYS)
    KnownDevice.objects.filter(account_id=account_id, pk=device_id).update(trusted_until=until)


@transaction.atomic
def forget_device(*, actor: Actor, account_id: uuid.UUID, device_id: uuid.UUID) -> bool:
    """Forget a device and end its sessions. False when it is already gone."""
    device = KnownDevice.objects.select_related("account").filter(account_id=account_id, pk=device_id).first()
    if device is None:
        return False
    sessions = list(AccountSession.objects.filter(account_id=account_id, device_id=device_id))
    _revoke(account_id, "device_forgotten", sessions)
    for session in sessions:
        _end(session)
    FamilySeat.objects.filter(account_id=account_id, device_key=device.device_key).delete()
    tell_forgotten([(device.account.person_id, device.pk)])
    device.delete()
    _note(actor, "identity.forget_device", account_id)
    return True


def tell_forgotten(devices: Iterable[tuple[uuid.UUID, uuid.UUID]]) -> None:
    """Say that these devices, each of this person, are known no more: what goes on there without a session ends too."""
    for person_id, device_id in devices:
        events.publish("identity.device_forgotten", {"person_id": str(person_id), "device": str(device_id)})


def _end(session: AccountSession) -> None:
    key = session.session_key
    session.delete()
    transaction.on_commit(lambda: forget_copy(key))


def _revoke(account_id: uuid.UUID, reason: str, sessions: Sequence[AccountSession]) -> None:
    """Live tickets of these sessions' pages open nothing any more."""
    person_id = Account.objects.values_list("person_id", flat=True).get(pk=account_id)
    for one in sessions:
        revoke_session(person_id=person_id, session_key=one.session_key, device_id=one.device_id, reason=reason)


def _note(actor: Actor, action: str, account_id: uuid.UUID, **data: object) -> None:
    audit.record(actor=actor, action=action, subject="account", subject_id=account_id, data=data)


@transaction.atomic
def end_session(*, actor: Actor, account_id: uuid.UUID, session_key: str) -> bool:
    """End one session of an account. False when it is already over."""
    session = AccountSession.objects.filter(account_id=account_id, session_key=session_key).first()
    if session is None:
        return False
    _revoke(account_id, "closed", [session])
    _end(session)
    _note(actor, "identity.end_session", account_id)
    return True


@transaction.atomic
def answer_notice(
    *, actor: Actor, recipient_id: uuid.UUID, notice_id: uuid.UUID, expected: bool
) -> DeviceNotice | None:
    """A new device was the person's (`expected`), or was not: then the account is made safe.

    None: it was answered already, or the reader no longer answers for that account.
    """
    notice = (
        DeviceNotice.objects.select_for_update(of=("self",))
        .filter(pk=notice_id, recipient_id=recipient_id, answered_at=None)
        .select_related("account__person")
        .first()
    )
    if notice is None or not may_answer(notice):
        return None
    _answered([notice.pk])
    if not expected:
        secure_account(actor=actor, account_id=notice.account_id, device_id=notice.device_id)
    return notice


@transaction.atomic
def answer_notices(
    *, actor: Actor, recipient_id: uuid.UUID, account_id: uuid.UUID, notice_ids: Collection[uuid.UUID], expected: bool
) -> int:
    """The same of several devices of one account, answered alike; how many still waited for an answer. None does when
    the reader no longer answers for that account.

    Not the person's: the account is made safe once, from the first of these devices on.
    """
    rows = DeviceNotice.objects.select_for_update(of=("self",)).filter(
        pk__in=list(notice_ids), recipient_id=recipient_id, account_id=account_id, answered_at=None
    )
    waiting = list(rows.select_related("account__person").order_by("at", "pk"))
    if not waiting or not may_answer(waiting[0]):
        return 0
    _answered([one.pk for one in waiting])
    if not expected:
        secure_account(actor=actor, account_id=account_id, device_id=waiting[0].device_id)
    return len(waiting)


@transaction.atomic
def secure_account(
    *, actor: Actor, account_id: uuid.UUID, device_id: uuid.UUID | None = None, told: bool = True
) -> dict[str, int]:
    """Somebody else may be in: everything that opens this account ends now, and a verified reset begins.

    Sessions, trusted devices, family devices, recovery codes and the password end here; second factors added on or
    since the disputed device go too, older ones stay, and no new password goes around them; so do identities of
    elsewhere that were linked since by a proof, for they would open the account again. Rooms end what they own in
    `securing.py`: `end_what_opens(*, actor, person_id) -> dict[kind, count]`; kinds are in identity's docstring.
    `told`: whether its person is told here; else the caller does. Returns counts by kind; empty when the account waits
    for its reset already.
    """
    account = Account.objects.select_for_update(of=("self",)).select_related("person").get(pk=account_id)
    if account.reset_asked_at is not None:
        return {}
    disputed = KnownDevice.objects.filter(account_id=account_id, pk=device_id).first() if device_id else None
    counts = Counter(sessions=end_sessions(actor=actor, person_id=account.person_id, reason="theft"))
    counts["second_factors"] = _factors_of_thief(account_id, disputed)
    counts["external_keys"] = _keys_of_thief(account_id, disputed)
    counts["recovery_codes"] = RecoveryCode.objects.filter(account_id=account_id).delete()[0]
    counts["family_devices"] = FamilySeat.objects.filter(account_id=account_id).delete()[0]
    counts["trusted_devices"] = (
        KnownDevice.objects.filter(account_id=account_id).exclude(trusted_until=None).update(trusted_until=None)
    )
    counts["one_time_codes"] = end_codes(account.person_id)
    counts["passwords"] = int(account.has_usable_password())
    if disputed is not None:
        disputed.delete()
    for module in modules_named("securing"):
        counts.update(module.end_what_opens(actor=actor, person_id=account.person_id))  # two rooms of one kind add up
    account.refresh_from_db()
    account.set_unusable_password()
    account.reset_asked_at = clock.now()
    account.save(update_fields=["password", "reset_asked_at"])
    _answered(list(DeviceNotice.objects.filter(account_id=account_id, answered_at=None).values_list("pk", flat=True)))
    _note(actor, "identity.secure_account", account_id, person_id=str(account.person_id), counts=counts)
    events.publish(
        "identity.account_secured",
        {"person_id": str(account.person_id), "account_id": str(account_id)},
        audience=[account.person_id],
    )
    if told:
        _tell_safe(account)
    return counts


def _tell_safe(account: Account) -> None:
    mail.send(
        to=account.person.email,
        subject=_("Votre compte Préau est à l’abri"),
        text=_(
            "Toutes les connexions à votre compte viennent d’être fermées, parce que l’une d’elles n’était pas "
            "reconnue.\n\nPour le rouvrir, choisissez un nouveau mot de passe : %(url)s, « Mot de passe oublié », ou "
            "demandez un code à l’établissement, en vous y présentant."
        )
        % {"url": f"{settings.PUBLIC_URL}/connexion/"},
        key=f"identity.account_secured/{account.pk}/{account.session_epoch}",
    )


def _factors_of_thief(account_id: uuid.UUID, disputed: KnownDevice | None) -> int:
    if disputed is None:
        return 0
    mine = SecondFactor.objects.filter(account_id=account_id)
    suspect = mine.filter(device_id=disputed.pk) | mine.filter(created_at__gte=disputed.first_seen_at)
    count: int = suspect.delete()[0]
    return count


def end_factors_since(account_id: uuid.UUID, moment: dt.datetime) -> int:
    """Second factors added since then: a passkey of whoever may have taken the account would open it again, alone."""
    count: int = SecondFactor.objects.filter(account_id=account_id, created_at__gte=moment).delete()[0]
    return count


def end_codes(person_id: uuid.UUID) -> int:
    """Links and codes that no password was chosen with yet, typed or not, whoever asked for them."""
    count: int = OneTimeCode.objects.filter(person_id=person_id, spent_at=None).delete()[0]
    return count


def _keys_of_thief(account_id: uuid.UUID, disputed: KnownDevice | None) -> int:
    """Identities linked by whoever knew the password; those that the directory gives stay the person's own."""
    linked = ExternalKey.objects.filter(account_id=account_id, how="proof")
    if disputed is not None:
        linked = linked.filter(linked_at__gte=disputed.first_seen_at)
    count: int = linked.delete()[0]
    return count


@transaction.atomic
def finish_reset(*, actor: Actor, account_id: uuid.UUID, encoded: str) -> Account:
    """A verified person gives a new password: the account opens again. The caller has verified who they are, and
    hashed the password (make_password) before the transaction.

    Raises Refused when no reset was asked for.
    """
    account = Account.objects.select_for_update(of=("self",)).get(pk=account_id)
    if account.reset_asked_at is None:
        raise Refused(_("Ce compte n’attend pas de nouveau mot de passe."))
    account.password = encoded
    account.reset_asked_at = None
    account.save(update_fields=["password", "reset_asked_at"])
    _note(actor, "identity.finish_reset", account_id)
    return account
