"""Words by which messages are found: written when one is sent, taken out when it is taken back or goes."""

import uuid
from collections.abc import Collection, Iterable

from django.db import connection
from django.db.models import Prefetch

from preau.kernel import sql
from preau.kernel.text import fold
from preau.messaging.enums import Kind
from preau.messaging.models import Message, Recipient, Words
from preau.messaging.selectors.attachments import files_of

_MOST = 60_000
"""Letters kept of one message: beyond any text that is taken, its names and its files included."""
_WRITE = {
    "postgresql": """
    INSERT INTO messaging_words (message_id, everyone, staff, own)
    VALUES (%s, to_tsvector('french', %s), to_tsvector('french', %s), to_tsvector('french', %s))
    ON CONFLICT (message_id) DO NOTHING""",
    "sqlite": """
    INSERT INTO messaging_words (message_id, everyone, staff, own) VALUES (%s, %s, %s, %s)
    ON CONFLICT (message_id) DO NOTHING""",
}


def _folded(parts: Iterable[str]) -> str:
    return fold(" ".join(parts))[:_MOST]


def put_in(row: Message, *, without: Collection[uuid.UUID] = ()) -> None:
    """Have a message found by its words, in the caller's transaction. A family finds nothing by the name of somebody
    whom the page does not show it. `without`: persons whose names are left out.
    """
    everyone = [row.subject, row.text]
    if row.sender_id not in without:
        everyone.append(row.sender)
    everyone += [one.name for one in files_of([row]).get(row.pk, ())]
    staff: list[str] = []
    own: list[str] = []
    for one in row.recipients.all():
        if one.person_id in without:
            continue
        name = one.person.full_name if one.person else one.title
        (own if one.kind == Kind.BCC else staff if one.person else everyone).append(name)
    values = [sql.key(row.pk), _folded(everyone), _folded(staff), _folded(own)]
    sql.write(_WRITE[connection.vendor], values)


def take_out(message_ids: Collection[uuid.UUID]) -> None:
    """Have messages found no more, by anybody."""
    Words.objects.filter(message__in=message_ids).delete()


def put_anew(message_ids: Collection[uuid.UUID], *, without: Collection[uuid.UUID]) -> None:
    """Write the words of these messages again, without the names of persons who are forgotten."""
    people = Prefetch("recipients", Recipient.objects.select_related("person"))
    known = Message.objects.filter(pk__in=message_ids, words__isnull=False)
    for row in known.prefetch_related(people).iterator(chunk_size=500):
        take_out([row.pk])
        put_in(row, without=without)
