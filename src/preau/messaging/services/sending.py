"""A message is sent, waits a moment, may be taken back before it leaves, and unread copies of it after."""

import datetime as dt
import uuid
from collections.abc import Collection, Mapping

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from preau.access.enums import Right
from preau.access.public import Hat, Thing, can, refusal_of_files, why_not_now
from preau.kernel import audit, clock, jobs
from preau.kernel.actor import Actor
from preau.messaging.enums import Folder, Kind, State
from preau.messaging.models import Delivery, Message
from preau.messaging.selectors.attachments import shows_files
from preau.messaging.selectors.boxes import is_staff_box, me
from preau.messaging.selectors.held import causes_of
from preau.messaging.selectors.mailboxes import mailbox_of
from preau.messaging.selectors.recipients import MANY, Reach, elected_as, reach_of
from preau.messaging.selectors.words import name_of
from preau.messaging.services.drafts import locked
from preau.messaging.services.errors import Overtaken, Recounted, Refused, RefusedRecipients, Unknown
from preau.messaging.services.indexing import put_in, take_out
from preau.notifications.public import held_until, leaves_at, withdraw

DELIVER = "messaging.deliver"


def notice_key(message_id: uuid.UUID, appears_at: dt.datetime | None = None) -> str:
    """The key under which people are told of a message; those whose own calm hours held it, when these ended."""
    return f"messaging/{message_id.hex}" + (f"/{int(appears_at.timestamp())}" if appears_at else "")


def notice_keys(message_ids: Collection[uuid.UUID]) -> Mapping[uuid.UUID, list[str]]:
    """All keys under which people are told of each of these messages, as long as their copies are there."""
    held = Delivery.objects.filter(message__in=list(message_ids)).exclude(appears_at=None)
    keys = {one: [notice_key(one)] for one in message_ids}
    for message_id, at in held.values_list("message_id", "appears_at").distinct():
        keys[message_id].append(notice_key(message_id, at))
    return keys


LATEST = dt.timedelta(days=60)
"""How far ahead a message may be sent."""


def leaving_at(reach: Reach, *, later: dt.datetime | None = None, urgent: bool = False) -> dt.datetime:
    """When a message sent now (or `later`, at a moment that its writer chose) reaches these people: after the time to
    take it back, and after calm hours where parents or pupils are among them. What goes to staff alone arrives at once,
    and rings by their own hours. `urgent`: it waits for no calm hours.
    """
    undone = max(clock.now() + dt.timedelta(seconds=settings.UNDO_SECONDS), later or clock.now())
    if urgent or not reach.has_family:
        return undone
    return max(undone, leaves_at(school_id=reach.school_id, at=later))


def held_by_own_hours(reach: Reach, at: dt.datetime) -> Mapping[uuid.UUID, dt.datetime]:
    """Parents and pupils whom a message that leaves at this moment reaches later, and when: their own calm hours hold
    it. Staff are at work in their mailbox: there it arrives, and rings by their hours.
    """
    family = {one.person_id for one in reach.people if one.is_family}
    return held_until(school_id=reach.school_id, person_ids=family, at=at) if family else {}


BECAUSE = 200
"""How many characters tell why a message is urgent; as many as the journal and the notices keep."""


def may_hurry(hat: Hat, reach: Reach) -> bool:
    """Whether this hat may have a message to these people pass calm hours."""
    return reach.school_id is not None and can(hat, Right.SEND_URGENTLY, Thing(reach.school_id))


def check_urgent(hat: Hat, because: str, reach: Reach, *, later: dt.datetime | None) -> None:
    """Raises Refused for an urgency (`because` is not "") of somebody who may send none, that waits, or is long."""
    if not because:
        return
    if not may_hurry(hat, reach):
        raise Refused(_("Vous ne pouvez pas envoyer d’urgence pendant les heures calmes."))
    if later is not None:
        raise Refused(_("Une urgence part tout de suite : effacez son motif, ou n’attendez pas."))
    if len(because) > BECAUSE:
        raise Refused(_("Dites pourquoi c’est une urgence en %(num)s caractères au plus.") % {"num": BECAUSE})


def check_may_write(hat: Hat, row: Message, reach: Reach, *, whole_group: bool) -> None:
    """Raises Refused for who may write to nobody today, or not to many, or shows files while a crisis closes them."""
    assert hat.person_id is not None
    many = whole_group or reach.count > MANY
    if why := why_not_now(hat.person_id, hat, many=many, school_id=reach.school_id):
        raise Refused(why)
    if shows_files(row) and (why := refusal_of_files(hat, reach.school_id)):
        raise Refused(why)


def lacking(row: Message, reach: Reach, *, signature: str = "") -> list[str]:
    """What a draft lacks before it can be sent, in words for its writer; a signature alone says nothing."""
    found = []
    if not row.subject.strip():
        found.append(_("Donnez un objet à ce message."))
    if not (row.text.strip() not in ("", signature) or row.forwards_id or row.attached):
        found.append(_("Écrivez quelque chose, ou joignez un fichier, avant d’envoyer."))
    if not reach.count:
        found.append(_("Ce message n’atteint personne : ajoutez un destinataire."))
    return found


_SENT = ["state", "school", "sender", "sent_at", "delivers_at", "readers", "problem", "urgent_because"]


@transaction.atomic
def send(
    *, actor: Actor, hat: Hat, message_id: uuid.UUID, version: int, count: int, confirmed: bool = False,
    later: dt.datetime | None = None, new_device: bool = False, urgent_because: str = "",
) -> Message:  # fmt: skip
    """Send a draft as it was read over: `version`, and to how many people (`count`). Twice is once.

    Who is reached is asked of the rules now, and again when it leaves. `confirmed`: its writer said that an answer goes
    to more than MANY people. `later`: when it is to leave, within LATEST. `new_device`: it comes from one.
    `urgent_because`: it does not wait for the end of calm hours, and the journal says why. A message that looks like a
    thief's is held until its sender confirms (services.holding). Raises Unknown for another's; Overtaken when it was
    written elsewhere since; RefusedRecipients; Recounted when the number changed; Refused when it is empty, reaches
    nobody, or may not be sent. Audited when it goes to a whole group, to many, or is urgent; between a few people it is
    their correspondence.
    """
    row = locked(hat, message_id)
    if row.state in (State.HELD, State.WAITING, State.SENT):
        return row
    if row.state != State.DRAFT:
        raise Refused(_("Ce message ne peut pas être envoyé."))
    if row.version != version:
        raise Overtaken(_("Ce brouillon a été modifié ailleurs."))
    reach = reach_of(hat, row, children=False)
    if reach.refused:
        names = [name_of(one) for one in reach.refused]
        raise RefusedRecipients(_("Vous ne pouvez pas écrire à : %(names)s.") % {"names": ", ".join(names)}, names)
    for lack in lacking(row, reach, signature=mailbox_of(hat).signature):
        raise Refused(lack)
    if reach.count != count:
        raise Recounted(_("Le nombre de personnes a changé : relisez avant d’envoyer."))
    whole_group = row.recipients.exclude(group="").exists()
    check_may_write(hat, row, reach, whole_group=whole_group)
    if row.to_all and reach.count > MANY and not confirmed:
        raise Refused(_("Dites que vous répondez bien à tout le monde."))
    if later is not None and not clock.now() < later <= clock.now() + LATEST:
        raise Refused(_("Choisissez un moment à venir, dans les deux mois."))
    row.urgent_because = urgent_because.strip()
    check_urgent(hat, row.urgent_because, reach, later=later)
    row.school_id, row.sent_at, row.readers = reach.school_id, clock.now(), reach.count
    if title := elected_as(hat, row.recipients.exclude(group="").values_list("group", flat=True)):
        row.sender = f"{actor.label.partition(',')[0]}, {title}"[:200]
    causes = causes_of(row, reach, new_device=new_device)
    Delivery.objects.create(
        person_id=me(hat), box=row.box, folder=Folder.SENT, message=row, thread=row.thread, kind=Kind.FROM,
        profile=row.profile, is_read=True,
    )  # fmt: skip
    put_in(row)
    if causes:
        row.state, row.problem, row.delivers_at = State.HELD, ",".join(causes), later
        row.save(update_fields=_SENT)
        audit.record(
            actor=actor, action="messaging.hold", tenant=row.school_id, subject="message", subject_id=row.pk,
            data={"count": reach.count, "causes": row.problem},
        )  # fmt: skip
        return row
    leave(actor, row, reach, whole_group=whole_group, later=later)
    return row


def leave(actor: Actor, row: Message, reach: Reach, *, whole_group: bool, later: dt.datetime | None = None) -> None:
    """Have a message wait for its moment, or for its writer's, and a job put it into mailboxes then."""
    row.state, row.version = State.WAITING, row.version + 1
    row.delivers_at = leaving_at(reach, later=later, urgent=bool(row.urgent_because))
    row.readers = reach.count
    row.save(update_fields=[*_SENT, "version"])
    jobs.enqueue(
        DELIVER, key=f"{DELIVER}/{row.pk}/{row.version}", run_at=row.delivers_at,
        payload={"message": str(row.pk), "version": row.version},
    )  # fmt: skip
    if row.urgent_because:
        audit.record(
            actor=actor, action="messaging.urgent", tenant=row.school_id, subject="message", subject_id=row.pk,
            data={"count": reach.count, "because": row.urgent_because},
        )  # fmt: skip
    elif whole_group or reach.count > MANY:
        audit.record(
            actor=actor, action="messaging.send", tenant=row.school_id, subject="message", subject_id=row.pk,
            data={"count": reach.count},
        )  # fmt: skip


@transaction.atomic
def undo(*, actor: Actor, hat: Hat, message_id: uuid.UUID) -> Message:
    """Take a message back before it left, or after it could not leave: it is a draft again. Raises Unknown; Refused
    when it left. Not audited: nobody had it.
    """
    row = locked(hat, message_id)
    if row.state == State.DRAFT:
        return row
    if row.state not in (State.HELD, State.WAITING, State.FAILED):
        raise Refused(_("Ce message est déjà parti."))
    _to_draft(row)
    return row


def _to_draft(row: Message) -> None:
    Delivery.objects.filter(message=row).delete()
    take_out([row.pk])
    row.state, row.version, row.problem, row.urgent_because = State.DRAFT, row.version + 1, "", ""
    row.sent_at = row.delivers_at = None
    row.save(update_fields=["state", "version", "problem", "urgent_because", "sent_at", "delivers_at"])


@transaction.atomic
def recall(*, actor: Actor, hat: Hat, message_id: uuid.UUID) -> tuple[int, int]:
    """Take a message back from whoever has not read it; how many copies, and how many stay, read.

    For staff alone: whoever else would learn so who has read. Raises Unknown; Refused for a message that has not left.
    """
    row = locked(hat, message_id)
    if not is_staff_box(row.box):
        raise Unknown("families never see who has read")
    if row.state == State.RECALLED:
        return 0, 0
    if row.state != State.SENT:
        raise Refused(_("Ce message n’est pas parti."))
    copies, keys = Delivery.objects.filter(message=row).exclude(kind=Kind.FROM), notice_keys([row.pk])[row.pk]
    unread = list(copies.filter(read_at=None).values_list("pk", flat=True))
    Delivery.objects.filter(pk__in=unread, read_at=None).delete()
    left = copies.count()
    row.recalled_at, row.readers = clock.now(), left
    if not left:
        row.state = State.RECALLED
        take_out([row.pk])
    row.save(update_fields=["recalled_at", "readers", "state"])
    for key in keys:
        withdraw(actor=actor, key=key)
    audit.record(
        actor=actor, action="messaging.recall", tenant=row.school_id, subject="message", subject_id=row.pk,
        data={"count": len(unread)},
    )  # fmt: skip
    return len(unread), left


@transaction.atomic
def end_pending(*, actor: Actor, person_id: uuid.UUID) -> int:
    """Nothing that waits in somebody's name leaves: it is a draft again; how many messages."""
    rows = list(
        Message.objects.select_for_update(of=("self",)).filter(
            sender_id=person_id, state__in=(State.HELD, State.WAITING)
        )
    )
    for row in rows:
        _to_draft(row)
    return len(rows)
