"""A message leaves: each reader's copy and who is told, in one transaction with the mark that it left."""

import datetime as dt
import json
import uuid
from collections.abc import Mapping, Sequence

from django.db import connection, transaction
from django.utils.translation import gettext as _

from preau.directory.enums import Profile
from preau.kernel import clock, jobs, sql
from preau.kernel.actor import system
from preau.kernel.ids import new_hex_ids
from preau.messaging.enums import Folder, State
from preau.messaging.models import Delivery, Message
from preau.messaging.selectors.boxes import worn_by
from preau.messaging.selectors.recipients import Addressed, reach_of
from preau.messaging.services.absence import ask_absent
from preau.messaging.services.errors import Refused
from preau.messaging.services.sending import check_may_write, held_by_own_hours, notice_key
from preau.notifications.public import To, notify

APPEAR = "messaging.appear"
LATE = dt.timedelta(hours=1)
"""After which a message that its job could not deliver goes back to its sender."""

_ROWS = {
    "postgresql": """
    INSERT INTO messaging_delivery
           (id, person_id, box, folder, message_id, thread, kind, profile, is_read, is_starred, appears_at)
    SELECT x.i, x.p, x.b, CASE WHEN x.l IS NULL THEN 'inbox' ELSE 'later' END, %s, %s, x.k, x.f, false, false, x.l
      FROM jsonb_to_recordset(%s::jsonb) AS x(i uuid, p uuid, b text, k text, f text, l timestamptz)
        ON CONFLICT DO NOTHING""",
    "sqlite": """
    INSERT INTO messaging_delivery
           (id, person_id, box, folder, message_id, thread, kind, profile, is_read, is_starred, appears_at)
    SELECT value ->> 'i', value ->> 'p', value ->> 'b', CASE WHEN value ->> 'l' IS NULL THEN 'inbox' ELSE 'later' END,
           %s, %s, value ->> 'k', value ->> 'f', 0, 0, value ->> 'l'
      FROM json_each(%s) WHERE true ON CONFLICT DO NOTHING""",
}
_CHILDREN = {
    "postgresql": """
    INSERT INTO messaging_concern (id, delivery_id, child_id)
    SELECT x.i, x.d, x.c FROM jsonb_to_recordset(%s::jsonb) AS x(i uuid, d uuid, c uuid) ON CONFLICT DO NOTHING""",
    "sqlite": """
    INSERT INTO messaging_concern (id, delivery_id, child_id)
    SELECT value ->> 'i', value ->> 'd', value ->> 'c' FROM json_each(%s) WHERE true ON CONFLICT DO NOTHING""",
}


@transaction.atomic
def deliver(*, message_id: uuid.UUID, version: int, quietly: bool = False) -> int:
    """Put a copy into the mailbox of each person whom the message reaches today; how many.

    Once, however often it is asked: the message is locked, and its state says that it left. A message that reaches
    nobody any more, or whose sender may not send it any more, goes back to its sender, who reads why. `quietly`: nobody
    is told, as of what was there before.
    """
    row: Message | None = (
        Message.objects.select_for_update(of=("self",)).select_related("answers").filter(pk=message_id).first()
    )
    if row is None or row.state != State.WAITING or row.version != version or row.sender_id is None:
        return 0
    hat = worn_by(row.sender_id, row.box)
    if hat is None:
        return _fail(row, "left")
    reach = reach_of(hat, row)
    try:
        check_may_write(hat, row, reach, whole_group=row.recipients.exclude(group="").exists())
    except Refused:
        return _fail(row, "suspended")
    if not reach.count:
        return _fail(row, "nobody")
    late = {} if quietly or row.urgent_because else held_by_own_hours(reach, clock.now())
    _write(row, reach.people, late)
    row.state, row.delivered_at, row.readers = State.SENT, clock.now(), reach.count
    row.save(update_fields=["state", "delivered_at", "readers"])
    if quietly:
        return reach.count
    ask_absent(row)
    _tell(row, [one for one in reach.people if _late(one, late) is None])
    for at in sorted(set(late.values())):
        jobs.enqueue(
            APPEAR, key=f"{APPEAR}/{row.pk}/{int(at.timestamp())}", run_at=at,
            payload={"message": str(row.pk), "at": at.isoformat()},
        )  # fmt: skip
    return reach.count


@transaction.atomic
def appear(*, message_id: uuid.UUID, at: dt.datetime) -> int:
    """Have a message come into the inboxes of those whose own calm hours end at that moment, and tell them; how many.

    Once, however often it is asked: a copy that came is held no more. What was taken back meanwhile left no copy.
    """
    row: Message | None = Message.objects.select_for_update(of=("self",)).filter(pk=message_id).first()
    held = Delivery.objects.filter(message_id=message_id, folder=Folder.LATER, appears_at=at)
    copies = list(held.prefetch_related("concerns"))
    if row is None or not copies:
        return 0
    held.update(folder=Folder.INBOX)
    ask_absent(row, at)
    people = [
        Addressed(one.person_id, one.box, one.profile, one.kind, tuple(each.child_id for each in one.concerns.all()))
        for one in copies
    ]
    _tell(row, people, at)
    return len(copies)


def _tell(row: Message, people: Sequence[Addressed], at: dt.datetime | None = None) -> None:
    notify(
        actor=system(_("messagerie")), kind="messaging.to_answer" if row.expects_answer else "messaging.message",
        key=notice_key(row.pk, at), to=_told(people), school_id=row.school_id,
        data={"sender": row.sender, "subject": row.subject}, link=f"/messages/fil/{row.thread}/",
        urgent_because=row.urgent_because,
    )  # fmt: skip


def _late(one: Addressed, late: Mapping[uuid.UUID, dt.datetime]) -> dt.datetime | None:
    return late.get(one.person_id) if one.is_family else None


def _write(row: Message, people: Sequence[Addressed], late: Mapping[uuid.UUID, dt.datetime]) -> None:
    """All copies by one statement that carries one parameter, whatever their number; their children by another.
    `late`: until when people's own calm hours hold theirs.
    """
    texts = {at: str(sql.moment(at)) for at in set(late.values())}
    made = list(zip(new_hex_ids(len(people)), people, strict=True))
    copies = [
        {"i": i, "p": one.person_id.hex, "b": one.box, "k": one.kind, "f": one.profile}
        | ({"l": texts[at]} if (at := _late(one, late)) else {})
        for i, one in made
    ]
    keys = [sql.key(row.pk), sql.key(row.thread)]
    sql.write(_ROWS[connection.vendor], [*keys, json.dumps(copies)])
    about = [(i, child) for i, one in made for child in one.children]
    if about:
        told = [
            {"i": i, "d": copy, "c": child.hex} for i, (copy, child) in zip(new_hex_ids(len(about)), about, strict=True)
        ]
        sql.write(_CHILDREN[connection.vendor], [json.dumps(told)])


def _told(people: Sequence[Addressed]) -> list[To]:
    """Who is told, a guardian of each child."""
    found = []
    for one in people:
        children = one.children if one.profile == Profile.GUARDIAN else ()
        found += [To(one.person_id, one.profile, child) for child in children or (None,)]
    return found


def _fail(row: Message, problem: str) -> int:
    row.state, row.problem = State.FAILED, problem
    row.save(update_fields=["state", "problem"])
    return 0


@transaction.atomic
def give_up_late() -> int:
    """Messages that should have left an hour ago go back to their senders; how many."""
    late = Message.objects.filter(state=State.WAITING, delivers_at__lt=clock.now() - LATE)
    return late.update(state=State.FAILED, problem="late")
