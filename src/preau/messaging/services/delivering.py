"""A message leaves: each reader's copy and who is told, in one transaction with the mark that it left."""

import datetime as dt
import json
import uuid
from collections.abc import Sequence

from django.db import connection, transaction
from django.utils.translation import gettext as _

from preau.directory.enums import Profile
from preau.kernel import clock, sql
from preau.kernel.actor import system
from preau.kernel.ids import new_hex_ids
from preau.messaging.enums import State
from preau.messaging.models import Message
from preau.messaging.selectors.boxes import worn_by
from preau.messaging.selectors.recipients import Addressed, reach_of
from preau.messaging.services.absence import ask_absent
from preau.messaging.services.errors import Refused
from preau.messaging.services.sending import check_may_write, notice_key
from preau.notifications.public import To, notify

LATE = dt.timedelta(hours=1)
"""After which a message that its job could not deliver goes back to its sender."""

_ROWS = {
    "postgresql": """
    INSERT INTO messaging_delivery (id, person_id, box, folder, message_id, thread, kind, profile, is_read, is_starred)
    SELECT x.i, x.p, x.b, 'inbox', %s, %s, x.k, x.f, false, false
      FROM jsonb_to_recordset(%s::jsonb) AS x(i uuid, p uuid, b text, k text, f text) ON CONFLICT DO NOTHING""",
    "sqlite": """
    INSERT INTO messaging_delivery (id, person_id, box, folder, message_id, thread, kind, profile, is_read, is_starred)
    SELECT value ->> 'i', value ->> 'p', value ->> 'b', 'inbox', %s, %s, value ->> 'k', value ->> 'f', 0, 0
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
    _write(row, reach.people)
    row.state, row.delivered_at, row.readers = State.SENT, clock.now(), reach.count
    row.save(update_fields=["state", "delivered_at", "readers"])
    if quietly:
        return reach.count
    ask_absent(row)
    notify(
        actor=system(_("messagerie")), kind="messaging.to_answer" if row.expects_answer else "messaging.message",
        key=notice_key(row.pk), to=_told(reach.people), school_id=row.school_id,
        data={"sender": row.sender, "subject": row.subject}, link=f"/messages/fil/{row.thread}/",
        urgent_because=row.urgent_because,
    )  # fmt: skip
    return reach.count


def _write(row: Message, people: Sequence[Addressed]) -> None:
    """All copies by one statement that carries one parameter, whatever their number; their children by another."""
    made = list(zip(new_hex_ids(len(people)), people, strict=True))
    copies = [{"i": i, "p": one.person_id.hex, "b": one.box, "k": one.kind, "f": one.profile} for i, one in made]
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
