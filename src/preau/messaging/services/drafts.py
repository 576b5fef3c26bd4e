"""Drafts: kept on the server at each step, safe on two devices."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import replace

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from preau.access.public import Hat
from preau.files.public import Arrival
from preau.kernel import clock, rich
from preau.kernel.actor import Actor
from preau.kernel.ids import new_id
from preau.kernel.signatures import signed
from preau.messaging.enums import ADDRESSED, Kind, State
from preau.messaging.models import Message, Recipient
from preau.messaging.selectors.boxes import box_of_hat
from preau.messaging.selectors.recipients import label_of_group, person_of
from preau.messaging.selectors.threads import Draft, draft_of
from preau.messaging.services.attaching import attach, is_attached, let_go_of_files
from preau.messaging.services.errors import Overtaken, Refused, Unknown

MOST_ADDRESSEES = 200
LONGEST = 20_000
"""Characters of a message."""


def locked(hat: Hat, message_id: uuid.UUID) -> Message:
    """A message of whoever wears this hat, locked; raises Unknown for another's."""
    row: Message | None = (
        Message.objects.select_for_update(of=("self",))
        .filter(pk=message_id, sender_id=hat.person_id, box=box_of_hat(hat)).first()
    )  # fmt: skip
    if row is None:
        raise Unknown("no message of theirs")
    return row


@transaction.atomic
def save_draft(
    *, actor: Actor, hat: Hat, message_id: uuid.UUID, version: int, draft: Draft,
    add: Sequence[tuple[str, str]] = (), remove: Collection[uuid.UUID] = (),
    arrivals: Sequence[Arrival] = (), take_off: Collection[uuid.UUID] = (),
) -> Message:  # fmt: skip
    """Keep a draft under this id as it is now; `version` 0 begins it, and the same again is the same draft.

    `add`: addressees, each by kind and by key (a group's, or a person's id). `remove`: rows of addressees. `arrivals`:
    files that came; `take_off`: files to forget. Raises Overtaken when it was written elsewhere since that version;
    Refused when it was sent, is too long, addresses or holds too many, or names a group that may not be written to;
    Unknown for another's. Not audited: a draft concerns its writer.
    """
    draft = _settled(draft)
    if len(draft.text) > LONGEST or len(draft.html) > rich.LONGEST:
        raise Refused(_("Ce message est trop long : %(most)s caractères au plus.") % {"most": LONGEST})
    if draft.about_id is not None and draft.about_id not in {one.person_id for one in hat.children}:
        raise Unknown("no child of theirs")
    row = _begun(actor, hat, message_id) if version == 0 else locked(hat, message_id)
    if row.state != State.DRAFT:
        raise Refused(_("Ce message est déjà parti : il ne se modifie plus."))
    if row.version != version and not (row.version == version + 1 and _is_done(row, draft, add, remove)
                                       and is_attached(row, arrivals, take_off)):  # fmt: skip
        raise Overtaken(_("Ce brouillon a été modifié ailleurs."))
    if row.version == version:
        row.subject, row.text, row.html = draft.subject, draft.text, draft.html
        row.about_id, row.expects_answer = draft.about_id, draft.expects_answer
        row.version += 1
        row.written_at = clock.now()
        if arrivals or take_off:
            attach(actor=actor, hat=hat, row=row, arrivals=arrivals, remove=take_off)
        row.save(update_fields=[
            "subject", "text", "html", "about_id", "expects_answer", "attached", "version", "written_at",
        ])  # fmt: skip
        Recipient.objects.filter(message=row, pk__in=remove).delete()
        for kind, key in add:
            _address(hat, row, kind, key)
    return row


def _settled(draft: Draft) -> Draft:
    """The same, its shape cleaned; its plain text is then what that says, whatever else was sent."""
    html = rich.clean(draft.html[: rich.LONGEST + 1]) if draft.html else ""
    return replace(draft, html=html, text=rich.as_text(html) if html else draft.text)


def _begun(actor: Actor, hat: Hat, message_id: uuid.UUID) -> Message:
    """The row of a draft that begins; the one there is, for a form sent twice."""
    if existing := Message.objects.filter(pk=message_id).first():
        return locked(hat, existing.pk)
    row = Message(
        pk=message_id, thread=message_id, box=box_of_hat(hat), profile=hat.profile, version=0,
        written_at=clock.now(), **signed("sender", actor),
    )  # fmt: skip
    row.sender_id = hat.person_id
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        return locked(hat, message_id)
    return row


def _is_done(
    row: Message, draft: Draft, add: Sequence[tuple[str, str]], remove: Collection[uuid.UUID]
) -> bool:  # fmt: skip
    """Whether all that a form asks for stands already: it was sent twice."""
    rows = list(row.recipients.all())
    keys = {one.group or str(one.person_id) for one in rows}
    return (
        draft_of(row) == draft and all(key in keys for _kind, key in add) and not any(one.pk in remove for one in rows)
    )


def _address(hat: Hat, row: Message, kind: str, key: str) -> None:
    if kind not in ADDRESSED:
        raise Refused(_("Choisissez « À », « Copie » ou « Copie cachée »."))
    made = Recipient(pk=new_id(), message=row, kind=Kind(kind))
    try:
        person = person_of(uuid.UUID(key))
    except ValueError:
        label = label_of_group(hat, key)
        if label is None:
            raise Refused(_("Vous ne pouvez pas écrire à ce groupe.")) from None
        made.group, made.title = key, label
    else:
        if person is None or person.pk == hat.person_id:
            raise Refused(_("Vous ne pouvez pas écrire à cette personne."))
        made.person = person
    if row.recipients.count() >= MOST_ADDRESSEES:
        raise Refused(_("%(most)s destinataires au plus ; écrivez plutôt à un groupe.") % {"most": MOST_ADDRESSEES})
    Recipient.objects.bulk_create([made], ignore_conflicts=True)


@transaction.atomic
def discard(*, actor: Actor, hat: Hat, message_id: uuid.UUID) -> None:
    """Throw a draft away. Raises Unknown for another's; Refused for what was sent."""
    row = locked(hat, message_id)
    if row.state not in (State.DRAFT, State.FAILED):
        raise Refused(_("Ce message est déjà parti."))
    let_go_of_files([row], actor=actor)
    row.delete()
