"""Second factors: added, proved, used, taken away; recovery codes."""

import hashlib
import secrets
import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from preau.identity import attempts, passkeys, telling, totp
from preau.identity.enums import FactorKind
from preau.identity.errors import Refused
from preau.identity.models import Account, RecoveryCode, SecondFactor
from preau.identity.sealing import seal, unseal
from preau.identity.selectors.factors import passkeys_of
from preau.kernel import audit, clock, mail
from preau.kernel.actor import Actor, system
from preau.kernel.models import AuditEntry

CODES = 10
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # 32, without I, O, 0, 1
MOST = 10
"""Second factors of one account."""


def note(
    actor: Actor, action: str, account_id: uuid.UUID, tenant: uuid.UUID | None = None, **data: object
) -> AuditEntry:
    """Leave a line in the trail about an account."""
    return audit.record(
        actor=actor, action=action, tenant=tenant, subject="account", subject_id=account_id, data=data
    )  # fmt: skip


def _tell(account: Account, entry: AuditEntry) -> None:
    """The person hears of each change of what proves them: by mail, once for each line of the trail."""
    mail.send(
        to=account.person.email,
        subject=_("Second facteur de votre compte Préau"),
        text=_(
            "%(what)s.\n\nSi vous n’y êtes pour rien, ouvrez « Mon compte », fermez les autres sessions et prévenez "
            "l’établissement."
        )
        % {"what": audit.sentence_of(entry)},
        key=f"identity.factors/{entry.pk}",
    )


def _locked(account_id: uuid.UUID) -> Account:
    return Account.objects.select_for_update(of=("self",)).select_related("person").get(pk=account_id)


def _room_for_one(account_id: uuid.UUID) -> None:
    if SecondFactor.objects.filter(account_id=account_id).exclude(confirmed_at=None).count() >= MOST:
        raise Refused(_("Ce compte a déjà dix seconds facteurs. Retirez-en un d’abord."))


@transaction.atomic
def add_passkey(
    *, actor: Actor, account_id: uuid.UUID, state: Any, answer: str, name: str, device_id: uuid.UUID | None = None
) -> SecondFactor:
    """Keep the passkey that the browser made. Raises Refused when what it answered proves nothing."""
    account = _locked(account_id)
    _room_for_one(account_id)
    try:
        key, credential, count = passkeys.made(state, answer)
    except passkeys.Wrong:
        raise Refused(_("La clé d’accès n’a pas été enregistrée. Recommencez.")) from None
    if SecondFactor.objects.filter(credential_key=key).exists():
        raise Refused(_("Cette clé d’accès est déjà enregistrée."))
    now = clock.now()
    factor = SecondFactor.objects.create(
        account_id=account_id, kind=FactorKind.PASSKEY, name=name.strip()[:80] or _("Clé d’accès"), credential_key=key,
        credential=credential, sign_count=count, device_id=device_id, created_at=now, confirmed_at=now,
    )  # fmt: skip
    _tell(account, note(actor, "identity.add_factor", account_id, kind=str(FactorKind(factor.kind).label)))
    return factor


@transaction.atomic
def begin_totp(*, actor: Actor, account_id: uuid.UUID) -> SecondFactor:
    """Make the key of a code application, which counts from its first right code on. Not audited: it opens nothing."""
    _locked(account_id)
    _room_for_one(account_id)
    SecondFactor.objects.filter(account_id=account_id, kind=FactorKind.TOTP, confirmed_at=None).delete()
    return SecondFactor.objects.create(
        account_id=account_id, kind=FactorKind.TOTP, name=_("Application de codes"), secret=seal(totp.new_secret()),
        created_at=clock.now(),
    )  # fmt: skip


@transaction.atomic
def confirm_totp(
    *, actor: Actor, account_id: uuid.UUID, code: str, device_id: uuid.UUID | None = None
) -> SecondFactor | None:
    """The first code of the application: when right, it counts from now on. None when wrong."""
    account = _locked(account_id)
    factor = (
        SecondFactor.objects.filter(account_id=account_id, kind=FactorKind.TOTP, confirmed_at=None)
        .order_by("-created_at")
        .first()
    )
    lane = attempts.of_device(device_id)
    if factor is None or not attempts.take(account_id, lane):
        return None
    step = totp.step_of(unseal(factor.secret), code, clock.real_now(), factor.last_step)
    if step is None:
        return None
    attempts.clear(account_id, lane)
    factor.last_step, factor.confirmed_at, factor.device_id = step, clock.now(), device_id
    factor.save(update_fields=["last_step", "confirmed_at", "device_id"])
    _tell(account, note(actor, "identity.add_factor", account_id, kind=str(FactorKind(factor.kind).label)))
    return factor


@transaction.atomic
def remove_factor(*, actor: Actor, account_id: uuid.UUID, factor_id: uuid.UUID) -> bool:
    """Take a second factor away. With the last one go the recovery codes. False when it is already gone."""
    account = _locked(account_id)
    gone = SecondFactor.objects.filter(account_id=account_id, pk=factor_id).first()
    if gone is None:
        return False
    gone.delete()
    if not SecondFactor.objects.filter(account_id=account_id).exclude(confirmed_at=None).exists():
        RecoveryCode.objects.filter(account_id=account_id).delete()
    _tell(account, note(actor, "identity.remove_factor", account_id, kind=str(FactorKind(gone.kind).label)))
    return True


@transaction.atomic
def forget_factors(*, actor: Actor, account_id: uuid.UUID, reason: str, school_id: uuid.UUID | None = None) -> int:
    """The school, facing the person who lost everything, takes all second factors away; how many.

    Told to the person, and kept with why in the school's journal (the platform's, without a school).
    """
    if not reason.strip():
        raise Refused(_("Écrivez pourquoi : la personne et le journal le liront."))
    account = _locked(account_id)
    count: int = SecondFactor.objects.filter(account_id=account_id).delete()[0]
    RecoveryCode.objects.filter(account_id=account_id).delete()
    entry = note(
        actor, "identity.forget_factors", account_id, school_id, count=count, reason=reason.strip()[:300]
    )  # fmt: skip
    _tell(account, entry)
    return count


@transaction.atomic
def make_recovery_codes(*, actor: Actor, account_id: uuid.UUID) -> list[str]:
    """Ten new codes, each of 80 random bits; the former ones open nothing any more. Shown once, kept as digests."""
    _locked(account_id)
    RecoveryCode.objects.filter(account_id=account_id).delete()
    codes = ["-".join("".join(secrets.choice(_LETTERS) for _n in range(4)) for _g in range(4)) for _c in range(CODES)]
    RecoveryCode.objects.bulk_create([RecoveryCode(account_id=account_id, digest=_digest(code)) for code in codes])
    note(actor, "identity.make_recovery_codes", account_id)
    return codes


def _digest(code: str) -> str:
    letters = "".join(one for one in code.upper() if one in _LETTERS)
    return hashlib.sha256(letters.encode()).hexdigest()


def _use_totp(account_id: uuid.UUID, code: str) -> bool:
    for factor in SecondFactor.objects.filter(account_id=account_id, kind=FactorKind.TOTP).exclude(confirmed_at=None):
        step = totp.step_of(unseal(factor.secret), code, clock.real_now(), factor.last_step)
        if step is not None:
            SecondFactor.objects.filter(pk=factor.pk).update(last_step=step, last_used_at=clock.now())
            return True
    return False


def _use_recovery_code(actor: Actor, account_id: uuid.UUID, code: str) -> bool:
    now = clock.now()
    if not RecoveryCode.objects.filter(account_id=account_id, digest=_digest(code), used_at=None).update(used_at=now):
        return False
    remaining = RecoveryCode.objects.filter(account_id=account_id, used_at=None).count()
    note(actor, "identity.use_recovery_code", account_id, left=remaining)
    return True


def _use_passkey(account_id: uuid.UUID, state: Any, answer: str) -> bool:
    try:
        key = passkeys.named(answer)
        factor = next((one for one in passkeys_of(account_id) if one.credential_key == key), None)
        if factor is None or state is None:
            return False
        count = passkeys.used(state, bytes(factor.credential or b""), factor.sign_count, answer)
    except passkeys.Wrong:
        return False
    SecondFactor.objects.filter(pk=factor.pk).update(sign_count=count, last_used_at=clock.now())
    return True


@transaction.atomic
def prove(
    *, actor: Actor, account_id: uuid.UUID, proof: Mapping[str, str], state: Any = None, lane: str = attempts.STRANGERS
) -> bool:
    """Whether this proof is one of the account's second factors; each counts once.

    `proof`: "passkey" (what the browser answered), or "code" (of the application, or of the paper). Of codes, at most
    attempts.LIMIT an hour in one `lane` (attempts.of_device); beyond, every code of that lane is wrong. Passkeys open
    always. The person is told of the fifth wrong one.
    """
    account = _locked(account_id)
    if answer := proof.get("passkey", ""):
        return _use_passkey(account_id, state, answer)
    tried = attempts.take(account_id, lane)
    if not tried:
        return False
    code = proof.get("code", "")
    right = _use_totp(account_id, code) or _use_recovery_code(actor, account_id, code)
    if right:
        attempts.clear(account_id, lane)
    elif tried == attempts.TOLD_AFTER:
        tell_of_tries(account)
    return right


def tell_of_tries(account: Account) -> None:
    """Somebody has the password, or a session, and tries codes: the person hears of it, and the trail keeps it."""
    entry = note(system(_("la page de connexion")), "identity.codes_tried", account.pk, count=attempts.TOLD_AFTER)
    telling.codes_tried(person=account.person, count=attempts.TOLD_AFTER, key=str(entry.pk))
