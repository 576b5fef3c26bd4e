"""An account opens for the right person: a slip, its proof, a password. And a second child joins in one step."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from preau.directory.enums import RecordKind
from preau.directory.errors import Refused as DirectoryRefused
from preau.directory.models import DirectoryRecord, Guardianship, Person
from preau.directory.services import join_by_assertion
from preau.directory.services.matches import RecordKey
from preau.identity import passwords, slips, telling, throttle
from preau.identity.enums import Road, SlipKind
from preau.identity.mailboxes import former_mailboxes
from preau.identity.models import Account, OneTimeCode, Slip
from preau.identity.proofs import PROVEN_MINUTES, proof_of
from preau.identity.reaching import has_wide_rights, mobile_of, words_about
from preau.identity.renewing import close_what_opened
from preau.identity.services import Overtaken, Refused, finish_reset, open_account
from preau.kernel import audit, clock, scope
from preau.kernel.actor import Actor
from preau.kernel.ids import new_id
from preau.kernel.text import fold


class WeakPassword(Refused):
    """The password is refused; `sentences` say why."""

    def __init__(self, sentences: list[str]) -> None:
        super().__init__(" ".join(sentences))
        self.sentences = sentences


@dataclass(frozen=True, slots=True)
class Renewed:
    """An account with its new password, and how many things that opened without it were closed, by kind."""

    account: Account
    closed: dict[str, int]


def needs_proof(slip: Slip) -> bool:
    """Whether the slip opens nothing by itself: all but a pupil's."""
    return bool(slip.kind != SlipKind.PUPIL)


def proposed_login(person: Person) -> str:
    """The login the person has, or the one they will get: given.family, with a number for namesakes."""
    kept = Account.objects.filter(person=person).values_list("login", flat=True).first()
    if kept:
        return str(kept)
    parts = [fold(part).replace(" ", "-") for part in (person.given_name, person.family_name)]
    stem = ".".join(part for part in parts if part)[:100] or "compte"
    taken = set(Account.objects.filter(login__startswith=stem).values_list("login", flat=True))
    return next(login for login in (stem, *(f"{stem}{n}" for n in range(2, 100_000))) if login not in taken)


def check_password(person: Person, login: str, password: str) -> None:
    """Raise WeakPassword with the sentences that say why."""
    words = passwords.own_words(*words_about(person, login))
    said = passwords.complaints(password, words=words, wide=has_wide_rights(person.pk))
    if said:
        raise WeakPassword(said)


def _hashed(person: Person, login: str, password: str) -> str:
    """The hash of a password that suits the person; raises WeakPassword.

    Never within a transaction: a turn to hash may take seconds, and SQLite has one writer at a time.
    """
    check_password(person, login, password)
    return make_password(password)


def is_too_short(account: Account, password: str) -> bool:
    """Whether this password, right and just typed, has become too short: wide rights came after it was chosen."""
    may_have_them = account.places is None or bool(account.places) or account.offices != "none"
    return len(password) < passwords.LEAST_WIDE and may_have_them and has_wide_rights(account.person_id)


def lengthen_password(*, actor: Actor, account_id: uuid.UUID, password: str, proof: str) -> Renewed:
    """Who has just signed in with a password too short for their rights chooses a longer one.

    What opened by the former one ends, as after a reset. `proof`: the account's session proof when the former password
    was typed. Raises Overtaken when it has changed since: another password was chosen.

    Raises WeakPassword.
    """
    account = Account.objects.select_related("person").get(pk=account_id)
    encoded = _hashed(account.person, account.login, password)
    with transaction.atomic():
        account = Account.objects.select_for_update(of=("self",)).select_related("person").get(pk=account_id)
        if not constant_time_compare(proof, account.get_session_auth_hash()):
            raise Overtaken(_("Votre mot de passe vient d’être changé."))
        account.password = encoded
        account.save(update_fields=["password"])
        closed = close_what_opened(
            actor=actor, account_id=account.pk, person_id=account.person_id, reason="password_lengthened"
        )
        audit.record(
            actor=actor, action="identity.lengthen_password", subject="person", subject_id=account.person_id,
            data={"closed": closed},
        )  # fmt: skip
        telling.password_lengthened(person=account.person, key=new_id(), closed=closed)
    account.refresh_from_db()
    return Renewed(account, closed)


def open_by_slip(*, slip_id: uuid.UUID, proof_id: uuid.UUID | None, password: str) -> Account:
    """Open the account of a slip's person with the password they chose; told to the others on file.

    Raises Refused when the slip is worth nothing (any more), when a proof lacks, and WeakPassword.
    """
    slip = slips.slip_by_id(slip_id)
    if slip is None:
        raise Refused(_("Cette fiche n’ouvre plus rien."))
    encoded = _hashed(slip.person, proposed_login(slip.person), password)
    with transaction.atomic(), scope.everything("an account opens by a slip"):
        Person.objects.select_for_update(of=("self",)).get(pk=slip.person_id)  # two slips of one person take turns
        slip = Slip.objects.select_for_update(of=("self",)).select_related("person", "school").get(pk=slip_id)
        if slips.state_of(slip) != slips.State.READY:
            raise Refused(_("Cette fiche n’ouvre plus rien."))
        proof = proof_of(slip, proof_id)
        if needs_proof(slip) and proof is None:
            raise Refused(_("Le code reçu n’est plus valable : demandez-en un autre."))
        actor = Actor(slip.person.full_name, slip.person_id)
        account = _with_password(actor, slip.person, encoded)
        slip.used_at = clock.now()
        slip.save(update_fields=["used_at"])
        road = proof.road if proof else "slip"
        audit.record(
            actor=actor, action="identity.open_by_slip", tenant=slip.school_id, subject="person",
            subject_id=slip.person_id, data={"kind": slip.kind, "road": road, "slip": str(slip.pk)},
        )  # fmt: skip
        telling.account_opened(person=slip.person, login=account.login, account_id=account.pk, road=road)
    return account


def _with_password(actor: Actor, person: Person, encoded: str) -> Account:
    """The person's account with this password, opened when there is none yet."""
    account = Account.objects.select_for_update(of=("self",)).filter(person=person).first()
    if account is None:
        return open_account(actor=actor, person=person, login=proposed_login(person), encoded=encoded)
    if account.reset_asked_at is not None:  # made safe by its person: this is the verified password it waits for
        return finish_reset(actor=actor, account_id=account.pk, encoded=encoded)
    account.password = encoded
    account.save(update_fields=["password"])
    return account


def reset_password(*, code: OneTimeCode, password: str) -> Renewed:
    """The person whose code this is (a mailed link, or shown at school) chooses a password.

    Every session ends, with all that opened without the password (preau.identity.renewing), and the waits of earlier
    wrong tries are forgotten. Nobody is signed in by it: whoever resets goes through the door like anyone, second
    factor included. Opens the account when there was none. Raises Refused and
    WeakPassword; the code stays good after a weak one.
    """
    person = Person.objects.get(pk=code.person_id)
    encoded = _hashed(person, proposed_login(person), password)
    with transaction.atomic():
        locked = OneTimeCode.objects.select_for_update(of=("self",)).get(pk=code.pk)
        if not _still_good(locked) or person.suspended_at is not None or person.erased_at is not None:
            raise Refused(_("Ce code a déjà servi, ou il est trop vieux : demandez-en un autre."))
        actor = Actor(person.full_name, person.pk)
        account = _with_password(actor, person, encoded)
        closed = close_what_opened(
            actor=actor, account_id=account.pk, person_id=person.pk, reason="password_reset"
        )  # fmt: skip
        throttle.clear(account.login)
        locked.spent_at = clock.now()
        locked.used_at = locked.used_at or locked.spent_at
        locked.save(update_fields=["spent_at", "used_at"])
        audit.record(
            actor=actor, action="identity.reset_password", subject="person", subject_id=person.pk,
            data={"road": code.road, "shown_by": str(code.maker_id or ""), "closed": closed},
        )  # fmt: skip
        telling.password_changed(
            person=person, code_id=code.pk, maker=code.maker_label, closed=closed,
            former=former_mailboxes(person.pk),
        )  # fmt: skip
    account.refresh_from_db()
    return Renewed(account, closed)


def _still_good(code: OneTimeCode) -> bool:
    """Whether the code still allows one choice of a password."""
    if code.spent_at is not None or code.slip_id is not None:
        return False
    if code.road == Road.RESET:
        return code.used_at is None and code.expires_at > clock.now()
    just_typed = code.used_at is not None and code.used_at >= clock.now() - dt.timedelta(minutes=PROVEN_MINUTES)
    return code.road == Road.DESK and just_typed and not has_wide_rights(code.person_id)


# --- a second child -----------------------------------------------------------------------------------------------


def is_mine(person_id: uuid.UUID, slip: Slip) -> bool:
    """Whether the slip is of the person signed in: the child is in the account already."""
    return bool(slip.person_id == person_id)


def shares_contact(person: Person, other: Person) -> bool:
    """Whether the directory holds the same mailbox or the same mobile for both."""
    same_mail = bool(person.email) and person.email.lower() == other.email.lower()
    return same_mail or (bool(mobile_of(person.mobile)) and mobile_of(person.mobile) == mobile_of(other.mobile))


def link_child(*, actor: Actor, slip_id: uuid.UUID, proof_id: uuid.UUID | None) -> None:
    """Add the child of a guardian's slip to the account of who is signed in.

    The school's record of the same person (same name, and a contact in common or a proof as for an activation) joins
    theirs; joined records can be parted for thirty days. Two guardians of one child are never one person. Raises
    Refused with what to do.
    """
    assert actor.person_id is not None
    with transaction.atomic(), scope.everything("a guardian adds a child by its slip"):
        slip = Slip.objects.select_for_update(of=("self",)).select_related("person", "school").get(pk=slip_id)
        person = Person.objects.get(pk=actor.person_id)
        if not is_mine(person.pk, slip):
            if slips.state_of(slip) != slips.State.READY or slip.kind != SlipKind.GUARDIAN:
                raise Refused(_("Cette fiche n’ouvre plus rien."))
            if _name(person) != _name(slip.person) or _of_one_child(person.pk, slip.person_id):
                raise Refused(
                    _("Cette fiche est au nom d’une autre personne. Si c’est vous, l’établissement réunit les deux.")
                )
            if not shares_contact(person, slip.person) and proof_of(slip, proof_id) is None:
                raise Refused(_("Il faut d’abord montrer que cette fiche est la vôtre."))
            _join(actor, person, slip)
        if slip.used_at is None:
            slip.used_at = clock.now()
            slip.save(update_fields=["used_at"])
            audit.record(
                actor=actor, action="identity.link_child", tenant=slip.school_id, subject="student",
                subject_id=slip.student_id, data={"slip": str(slip.pk)},
            )  # fmt: skip
            if slip.student is not None:
                telling.child_added(person=person, student=slip.student, slip_id=slip.pk)


def _name(person: Person) -> tuple[str, str]:
    return fold(person.given_name), fold(person.family_name)


def _of_one_child(one: uuid.UUID, other: uuid.UUID) -> bool:
    of_one = Guardianship.objects.filter(guardian_id=one).values_list("student_id", flat=True)
    return Guardianship.objects.filter(guardian_id=other, student_id__in=of_one).exists()


def _join(actor: Actor, person: Person, slip: Slip) -> None:
    keys = [
        RecordKey(record.authority_id, record.kind, record.join_key)
        for record in DirectoryRecord.objects.filter(person__in=[person, slip.person], kind=RecordKind.GUARDIAN)
    ]
    try:
        join_by_assertion(actor=actor, keys=keys, assertion=f"slip {slip.pk}")
    except DirectoryRefused as refusal:
        raise Refused(str(refusal)) from None
