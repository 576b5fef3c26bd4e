"""A stolen account is contained in one act: closed, all that it handed out ended, all that it sent taken away."""

import datetime as dt
import json
import uuid
from dataclasses import asdict

from django.db import transaction
from django.utils.translation import gettext as _

from preau.access.enums import Right
from preau.access.public import Hat, Thing, can
from preau.directory.errors import Refused, Unknown
from preau.directory.models import Person, School
from preau.identity.enums import LockKind, LockTarget
from preau.identity.public import account_of_person, lift_lock, secure_account, set_lock
from preau.kernel import audit, clock
from preau.kernel.actor import Actor
from preau.kernel.ids import new_id
from preau.kernel.signatures import sign, signed
from preau.messaging.public import Evidence, withdraw_since
from preau.notifications.public import To, notify
from preau.safety.models import Containment
from preau.safety.selectors.cases import digest_of
from preau.safety.selectors.contained import containment_of, is_reset, stolen_of
from preau.safety.selectors.evidence import WITHDRAWN as EVIDENCE
from preau.safety.services.telling import room

WITHDRAWN = "safety.withdrawn"


@transaction.atomic
def contain(*, actor: Actor, hat: Hat, message_id: uuid.UUID, since: dt.datetime) -> Containment:
    """Close the account of who wrote a message, and take away all that left in its name since then. Twice is once.

    One transaction: nobody signs in any more (the lock, and the password that ended), sessions, app passwords, feeds,
    push subscriptions, sendings that wait and public links end (identity.secure_account), the messages are emptied
    wherever they were read, what they said is kept here, and each reader hears of it in a neutral sentence. Raises
    Unknown for a message that this hat does not see, or a person of no school of theirs; Refused for oneself and for
    who has no account.
    """
    stolen = stolen_of(hat, message_id)
    if not can(hat, Right.CONTAIN, Thing(stolen.school_id)):
        raise Unknown("no right there")
    # Whoever contains the same account takes turns: the second finds it contained.
    person = Person.objects.select_for_update(of=("self",), no_key=True).get(pk=stolen.person_id)
    kept = Containment.objects.filter(school_id=stolen.school_id, person=person, reopened_at=None).first()
    if kept is not None:
        return kept
    account = account_of_person(person.pk)
    if account is None or person.pk == actor.person_id:
        raise Refused(_("Ce compte ne peut pas être mis à l’abri d’ici."))
    lock = set_lock(
        actor=actor, kind=LockKind.SIGN_IN, target=LockTarget.PERSON, person=person,
        reason=_("Compte volé : fermé le temps de vérifier."), school=School.objects.get(pk=stolen.school_id),
    )  # fmt: skip
    key = new_id()
    taken = withdraw_since(
        actor=actor, person_id=person.pk, since=since, evidence=Evidence(EVIDENCE, stolen.school_id, key)
    )  # fmt: skip
    ended = secure_account(actor=actor, account_id=account.pk)
    lines = [asdict(one) for one in taken.lines]
    frozen = json.dumps(lines, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    row: Containment = Containment.objects.create(
        pk=key, school_id=stolen.school_id, person=person, since=since, made_at=clock.now(), lock_id=lock.pk,
        frozen=frozen, digest=digest_of(frozen), messages=len(lines), readers=len({who for who, _as in taken.readers}),
        read=taken.read, mailed=taken.mailed, ended=ended, **signed("made_by", actor),
    )  # fmt: skip
    audit.record(
        actor=actor, action="safety.contain", tenant=row.school_id, subject="person", subject_id=person.pk,
        data={"messages": row.messages, "readers": row.readers, "digest": row.digest},
    )  # fmt: skip
    notify(
        actor=room(), kind=WITHDRAWN, key=f"safety/withdrawn/{row.pk.hex}", school_id=row.school_id,
        to=[To(who, profile) for who, profile in sorted(taken.readers, key=str)],
        data={"sender": person.full_name}, link="/messages/",
    )  # fmt: skip
    return row


@transaction.atomic
def note_withdrawn_read(*, actor: Actor, hat: Hat, containment_id: uuid.UUID) -> None:
    """Note that the messages taken away are read, each time that they are."""
    row = containment_of(hat, containment_id)
    audit.record(
        actor=actor, action="safety.read_withdrawn", tenant=row.school_id, subject="person", subject_id=row.person_id
    )


@transaction.atomic
def reopen(*, actor: Actor, hat: Hat, containment_id: uuid.UUID) -> None:
    """Open a contained account again, once its person was verified and chose a new password. Twice is once.

    Raises Unknown; Refused while the account waits for its reset.
    """
    containment_of(hat, containment_id)
    row = Containment.objects.select_for_update(of=("self",)).get(pk=containment_id)
    if row.reopened_at is not None:
        return
    if not is_reset(row.person_id):
        raise Refused(_("Cette personne n’a pas encore choisi de nouveau mot de passe : rien n’est rouvert."))
    row.reopened_at = clock.now()
    sign(row, "reopened_by", actor)
    row.save(update_fields=["reopened_at", "reopened_by", "reopened_by_id"])
    if row.lock_id is not None:
        lift_lock(actor=actor, lock_id=row.lock_id)
    audit.record(actor=actor, action="safety.reopen", tenant=row.school_id, subject="person", subject_id=row.person_id)
