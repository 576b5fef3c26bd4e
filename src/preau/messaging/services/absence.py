"""An absence answers for somebody: each correspondent once, and never another automatic answer."""

import datetime as dt
import uuid
import zoneinfo

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from preau.access.public import Hat
from preau.kernel import clock, jobs
from preau.kernel.actor import Actor
from preau.kernel.ids import new_id
from preau.kernel.signatures import signed
from preau.messaging.enums import Kind
from preau.messaging.models import Delivery, Mailbox, Message, Recipient
from preau.messaging.selectors.boxes import worn_by
from preau.messaging.selectors.recipients import may_answer, reach_of
from preau.messaging.services.errors import Refused
from preau.messaging.services.sending import send

ANSWER = "messaging.answer_absence"


def ask_absent(row: Message, appears_at: dt.datetime | None = None) -> int:
    """Have the absences of those whom a message reached answer it, in its delivery's transaction; how many.
    `appears_at`: those whose own calm hours ended then.
    """
    if row.is_automatic or row.sender_id is None:
        return 0
    today = clock.today()
    copies = Delivery.objects.filter(message=row, appears_at=appears_at)
    reached = copies.filter(person=OuterRef("person"), box=OuterRef("box"))
    received = Exists(reached.exclude(kind=Kind.FROM))
    absent = Mailbox.objects.filter(received, absent_from__lte=today, absent_until__gte=today)
    found = list(absent.values_list("pk", flat=True))
    for key in found:
        payload = {"mailbox": str(key), "message": str(row.pk)}
        jobs.enqueue(ANSWER, key=f"{ANSWER}/{key}/{row.pk}", payload=payload)
    return len(found)


@transaction.atomic
def answer_absence(*, mailbox_id: uuid.UUID, message_id: uuid.UUID) -> Message | None:
    """Answer a message for somebody who is away, to whoever wrote it and to nobody else; None when that is not to be.

    Once for each correspondent and absence, under the mailbox's lock; only where the rules let this person answer. It
    is sent like any message: it may be taken back, waits for calm hours, and is in what was sent.
    """
    own = Mailbox.objects.select_for_update(of=("self",)).filter(pk=mailbox_id).first()
    message = Message.objects.filter(pk=message_id, is_automatic=False).first()
    today = clock.today()
    if own is None or message is None or own.absent_from is None or own.absent_until is None:
        return None
    if not own.absent_from <= today <= own.absent_until:
        return None
    hat = worn_by(own.person_id, own.box)
    if hat is None or not may_answer(hat, message) or _is_answered(own, own.absent_from, message):
        return None
    row = _written(own, hat, message)
    try:
        with transaction.atomic():
            return send(
                actor=_for(own, hat), hat=hat, message_id=row.pk, version=row.version,
                count=reach_of(hat, row, children=False).count,
            )  # fmt: skip
    except Refused:  # whose writing is suspended answers nobody
        row.delete()
        return None


def _is_answered(own: Mailbox, since: dt.date, message: Message) -> bool:
    answers = Message.objects.filter(sender_id=own.person_id, box=own.box, is_automatic=True)
    start = dt.datetime.combine(since, dt.time.min, tzinfo=zoneinfo.ZoneInfo(settings.TIME_ZONE))
    return answers.filter(written_at__gte=start, answers__sender_id=message.sender_id).exists()


def _for(own: Mailbox, hat: Hat) -> Actor:
    return Actor(f"{own.person.full_name}, {hat.title}", own.person_id, hat.key)


def _written(own: Mailbox, hat: Hat, message: Message) -> Message:
    subject = _("Réponse automatique : %(subject)s") % {"subject": message.subject}
    row = Message(
        pk=new_id(), thread=message.thread, box=own.box, profile=hat.profile, subject=subject[:150],
        text=own.absence_text, is_automatic=True, answers=message, written_at=clock.now(),
        **signed("sender", _for(own, hat)),
    )  # fmt: skip
    row.sender_id = own.person_id
    row.save(force_insert=True)
    Recipient.objects.create(message=row, kind=Kind.TO, person_id=message.sender_id)
    return row
