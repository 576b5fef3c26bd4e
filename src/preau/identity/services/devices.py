"""Known devices, notices about new ones, and the account made safe when somebody says "ce n'est pas moi"."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from preau.directory.models import Person
from preau.identity.errors import Refused
from preau.identity.models import (
    Account,
    AccountSession,
    DeviceNotice,
    FamilySeat,
    KnownDevice,
    RecoveryCode,
    SecondFactor,
)
from preau.identity.selectors.devices import guardians_to_tell, may_answer
from preau.identity.services.accounts import end_sessions
from preau.identity.sessions import forget_copy
from preau.kernel import audit, clock, events, mail, tickets
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


@transaction.atomic
def recognise_device(*, actor: Actor, account: Account, device_key: str, name: str, tell: bool = True) -> Recognised:
    """Note that an account signs in on a device. A new one is told to the person, and to a pupil's guardians.

    `tell` False: the computer is a school's, at an address the school declared; new ones there are no news. Not
    audited: the row itself is the trace, which the person reads.
    """
    now = clock.now()
    made, is_new = KnownDevice.objects.get_or_create(
        account_id=account.pk,
        device_key=device_key,
        defaults={"name": name[:80], "first_seen_at": now, "last_seen_at": now},
    )
    if not is_new:
        made.last_seen_at, made.name = now, name[:80]
        made.save(update_fields=["last_seen_at", "name"])
        return Recognised(made, is_new=False)
    # Of an account's very first device there is nothing to compare with: its opening was told by other ways.
    first = not KnownDevice.objects.filter(account_id=account.pk).exclude(pk=made.pk).exists()
    if tell and not first:
        _tell(account, made)
    return Recognised(made, is_new=True)


def _tell(account: Account, device: KnownDevice) -> None:
    person = account.person
    recipients: Sequence[Person] = [person, *guardians_to_tell(person)]
    for recipient in recipients:
        notice = DeviceNotice.objects.create(
            recipient=recipient, account_id=account.pk, device=device, device_name=device.name, at=device.first_seen_at
        )
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
    device = KnownDevice.objects.filter(account_id=account_id, pk=device_id).first()
    if device is None:
        return False
    for session in AccountSession.objects.filter(account_id=account_id, device_id=device_id):
        _end(session)
    FamilySeat.objects.filter(account_id=account_id, device_key=device.device_key).delete()
    device.delete()
    _note(actor, "identity.forget_device", account_id)
    return True


def _end(session: AccountSession) -> None:
    key = session.session_key
    session.delete()
    transaction.on_commit(lambda: forget_copy(key))


def _note(actor: Actor, action: str, account_id: uuid.UUID, **data: object) -> None:
    audit.record(actor=actor, action=action, subject="account", subject_id=account_id, data=data)


@transaction.atomic
def end_session(*, actor: Actor, account_id: uuid.UUID, session_key: str) -> bool:
    """End one session of an account. False when it is already over."""
    session = AccountSession.objects.filter(account_id=account_id, session_key=session_key).first()
    if session is None:
        return False
    _end(session)
    person_id = Account.objects.values_list("person_id", flat=True).get(pk=account_id)
    events.publish(
        "identity.revoked",
        {"person_id": str(person_id), "reason": "signed_out", "session": tickets.mark_of(session_key)},
        audience=[person_id],
    )
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
    notice.answered_at = clock.now()
    notice.save(update_fields=["answered_at"])
    if not expected:
        secure_account(actor=actor, account_id=notice.account_id, device_id=notice.device_id)
    return notice


@transaction.atomic
def secure_account(*, actor: Actor, account_id: uuid.UUID, device_id: uuid.UUID | None = None) -> dict[str, int]:
    """Somebody else may be in: everything that opens this account ends now, and a verified reset begins.

    Sessions, trusted devices, family devices, recovery codes and the password end here; second factors added on or
    since the disputed device go too, older ones stay, and no new password goes around them. Rooms end what they own
    in `securing.py`: `end_what_opens(*, actor, person_id) -> dict[kind, count]`; kinds are in identity's docstring.
    Returns counts by kind; empty when the account waits for its reset already.
    """
    account = Account.objects.select_for_update(of=("self",)).select_related("person").get(pk=account_id)
    if account.reset_asked_at is not None:
        return {}
    disputed = KnownDevice.objects.filter(account_id=account_id, pk=device_id).first() if device_id else None
    counts = {"sessions": end_sessions(actor=actor, person_id=account.person_id, reason="theft")}
    counts["second_factors"] = _factors_of_thief(account_id, disputed)
    counts["recovery_codes"] = RecoveryCode.objects.filter(account_id=account_id).delete()[0]
    counts["family_devices"] = FamilySeat.objects.filter(account_id=account_id).delete()[0]
    KnownDevice.objects.filter(account_id=account_id).update(trusted_until=None)
    if disputed is not None:
        disputed.delete()
    for module in modules_named("securing"):
        counts.update(module.end_what_opens(actor=actor, person_id=account.person_id))
    account.refresh_from_db()
    account.set_unusable_password()
    account.reset_asked_at = clock.now()
    account.save(update_fields=["password", "reset_asked_at"])
    DeviceNotice.objects.filter(account_id=account_id, answered_at=None).update(answered_at=clock.now())
    _note(actor, "identity.secure_account", account_id, person_id=str(account.person_id), counts=counts)
    events.publish(
        "identity.account_secured",
        {"person_id": str(account.person_id), "account_id": str(account_id)},
        audience=[account.person_id],
    )
    mail.send(
        to=account.person.email,
        subject=_("Votre compte Préau est à l’abri"),
        text=_(
            "Toutes les connexions à votre compte viennent d’être fermées, parce que l’une d’elles n’était pas "
            "reconnue.\n\nPour le rouvrir, choisissez un nouveau mot de passe : %(url)s, « Mot de passe oublié », ou "
            "demandez un code à l’établissement, en vous y présentant."
        )
        % {"url": f"{settings.PUBLIC_URL}/connexion/"},
        key=f"identity.account_secured/{account_id}/{account.session_epoch}",
    )
    return counts


def _factors_of_thief(account_id: uuid.UUID, disputed: KnownDevice | None) -> int:
    if disputed is None:
        return 0
    mine = SecondFactor.objects.filter(account_id=account_id)
    suspect = mine.filter(device_id=disputed.pk) | mine.filter(created_at__gte=disputed.first_seen_at)
    count: int = suspect.delete()[0]
    return count


@transaction.atomic
def finish_reset(*, actor: Actor, account_id: uuid.UUID, password: str) -> Account:
    """A verified person gives a new password: the account opens again. The caller has verified who they are.

    Raises Refused when no reset was asked for.
    """
    account = Account.objects.select_for_update(of=("self",)).get(pk=account_id)
    if account.reset_asked_at is None:
        raise Refused(_("Ce compte n’attend pas de nouveau mot de passe."))
    account.set_password(password)
    account.reset_asked_at = None
    account.save(update_fields=["password", "reset_asked_at"])
    _note(actor, "identity.finish_reset", account_id)
    return account
