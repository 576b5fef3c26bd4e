"""Messages are taken away from everybody whom they reached, read or not: they were not written by who they name."""

import datetime as dt
import uuid
from collections import Counter
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from preau.files.public import keep_copies
from preau.kernel import clock
from preau.kernel.actor import Actor
from preau.messaging.enums import Kind, State
from preau.messaging.models import IN_SIGHT, Delivery
from preau.messaging.selectors.attachments import files_of, of_any_school
from preau.messaging.selectors.sent import WITHDRAWN, rows_since
from preau.messaging.selectors.words import name_of
from preau.messaging.services.attaching import let_go_of_files
from preau.messaging.services.indexing import take_out
from preau.messaging.services.sending import notice_keys
from preau.notifications.public import mailed, withdraw


@dataclass(frozen=True, slots=True)
class TakenLine:
    """A message as it was before it was taken away, to whom it was addressed, and how many had it shown.

    `files`: the name of each of its files, and the SHA-256 of its content (`name`, `digest`).
    """

    id: str
    at: str
    to: str
    subject: str
    text: str
    readers: int
    read: int
    files: tuple[dict[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Taken:
    """What was taken away. `readers`: each person whom it reached, as whom; `mailed`: how many were told by mail."""

    lines: tuple[TakenLine, ...]
    readers: frozenset[tuple[uuid.UUID, str]]
    read: int
    mailed: int


@dataclass(frozen=True, slots=True)
class Evidence:
    """The thing that keeps the files of what is taken away (`preau.files`)."""

    kind: str
    school_id: uuid.UUID
    thing_id: uuid.UUID


@transaction.atomic
def withdraw_since(*, actor: Actor, person_id: uuid.UUID, since: dt.datetime, evidence: Evidence) -> Taken:
    """Take away all that left in somebody's name since then. Their readers keep an empty message that says so.

    The text goes from the message itself, so that no page, search, copy or forward shows it; whoever calls keeps what
    is returned, which is the only place where it stands. So do its files, which `evidence` keeps, and the words by
    which it was found. Who may ask, and the trail, are the caller's.
    """
    rows = list(
        rows_since(person_id, since).select_for_update(of=("self",)).prefetch_related("recipients__person")
        .order_by("sent_at", "pk")
    )  # fmt: skip
    copies = Delivery.objects.filter(message__in=[one.pk for one in rows]).exclude(kind=Kind.FROM)
    keys = notice_keys([one.pk for one in rows])
    copies.exclude(IN_SIGHT).delete()  # nobody met them: nothing is left to say
    reached = list(copies.values_list("message_id", "person_id", "profile", "is_read"))
    shown = Counter(message for message, *_who in reached)
    read = Counter(message for message, _who, _profile, is_read in reached if is_read)
    files = files_of(rows)
    lines = tuple(
        TakenLine(
            str(one.pk), one.sent_at.isoformat() if one.sent_at else "",
            ", ".join(name_of(who) for who in one.recipients.all()), one.subject, one.text,
            shown[one.pk], read[one.pk],
            tuple({"name": file.name, "digest": file.digest} for file in files.get(one.pk, ())),
        )
        for one in rows
    )  # fmt: skip
    with of_any_school():
        keep_copies(
            actor=actor, file_ids={file.id for found in files.values() for file in found}, kind=evidence.kind,
            school_id=evidence.school_id, thing_id=evidence.thing_id,
        )  # fmt: skip
    let_go_of_files(rows, actor=actor)
    take_out([one.pk for one in rows])
    for one in rows:
        one.attached = 0
        one.subject, one.text, one.state, one.problem = _("Message retiré"), "", State.RECALLED, WITHDRAWN
        one.html, one.recalled_at, one.expects_answer, one.urgent_because = "", clock.now(), False, ""
        one.save(
            update_fields=[
                "subject", "text", "html", "state", "problem", "recalled_at", "expects_answer", "attached",
                "urgent_because",
            ]
        )  # fmt: skip
        for key in keys[one.pk]:
            withdraw(actor=actor, key=key, data={"sender": one.sender, "subject": one.subject})
    return Taken(
        lines, frozenset((who, profile) for _id, who, profile, _is_read in reached),
        len({who for _id, who, _profile, is_read in reached if is_read}),
        mailed([key for each in keys.values() for key in each]),
    )  # fmt: skip
