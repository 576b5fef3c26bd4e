"""Copies in one mailbox with the messages they are of, read by one statement written by hand.

Mailboxes are opened all day long, and Django takes several times longer to write such a statement, and to make rows of
four tables into objects, than the database to answer it.
"""

import datetime as dt
import functools
import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

from preau.access.public import Hat, Values
from preau.kernel import sql
from preau.messaging.enums import Folder, Kind, State


class Message(NamedTuple):
    """What a list and an exchange show of a message. `text`, `html` and `box` are those of an exchange alone."""

    pk: uuid.UUID
    sender: str
    subject: str
    state: str
    sent_at: dt.datetime | None
    delivered_at: dt.datetime | None
    delivers_at: dt.datetime | None
    recalled_at: dt.datetime | None
    expects_answer: bool
    attached: int
    readers: int
    problem: str
    box: str
    forwards_id: uuid.UUID | None
    school: str
    text: str
    html: str
    is_urgent: bool


class Copy(NamedTuple):
    """One copy. `children`: whom it is about, as its reader calls them."""

    pk: uuid.UUID
    thread: uuid.UUID
    folder: str
    kind: str
    is_read: bool
    is_starred: bool
    message: Message
    children: str

    @property
    def is_mine(self) -> bool:
        """Whether it is its writer's."""
        return self.kind == Kind.FROM


class Named(NamedTuple):
    """One addressee of a message, with the name that its sender reads."""

    kind: str
    person_id: uuid.UUID | None
    name: str


_COPIES = """
SELECT d.id, d.thread, d.folder, d.kind, d.is_read, d.is_starred, m.id, m.sender, m.subject, m.state, m.sent_at,
       m.delivered_at, m.delivers_at, m.recalled_at, m.expects_answer, m.attached, m.readers, m.problem, m.box,
       m.forwards_id, s.name, {text}, m.urgent_because <> '', m.about_id, a.given_name, a.family_name,
       (SELECT {names} FROM messaging_concern c JOIN directory_person p ON p.id = c.child_id
         WHERE c.delivery_id = d.id){more}
  FROM (SELECT * FROM messaging_delivery d WHERE d.person_id = %(me)s AND d.box = %(box)s AND {where}
         ORDER BY d.id DESC LIMIT %(most)s) d
  JOIN messaging_message m ON m.id = d.message_id
  LEFT JOIN directory_school s ON s.id = m.school_id
  LEFT JOIN directory_person a ON a.id = m.about_id
 ORDER BY d.id DESC"""

UNSENT = ", ".join(f"'{one.value}'" for one in (State.HELD, State.WAITING, State.FAILED))
"""States of messages that somebody sent and that did not leave."""
# What waits in a mailbox: messages to be read, drafts to be sent, what was sent and did not leave. Counts of partial
# indexes.
_WAITING = (
    "(SELECT COUNT(*) FROM messaging_delivery u WHERE u.person_id = %(me)s AND u.box = %(box)s"  # noqa: S608 (ours)
    f" AND NOT u.is_read AND u.folder = '{Folder.INBOX.value}'),"
    " (SELECT COUNT(*) FROM messaging_message w WHERE w.sender_id = %(me)s AND w.box = %(box)s"
    f" AND w.state = '{State.DRAFT.value}'),"
    " (SELECT COUNT(*) FROM messaging_message w WHERE w.sender_id = %(me)s AND w.box = %(box)s"
    f" AND w.state IN ({UNSENT}))"
)


def own_column() -> str:
    """The expression of the folders that somebody made in a mailbox: a line "id messages unread name" for each."""
    line = f"{sql.id_text('o.id')} || ' ' || COUNT(d.id) || ' ' || SUM(CASE WHEN d.is_read IS FALSE THEN 1 ELSE 0 END)"
    return (
        f"(SELECT {sql.joined('f.line')} FROM (SELECT {line} || ' ' || o.name AS line"  # noqa: S608 (ours)
        " FROM messaging_ownfolder o LEFT JOIN messaging_delivery d ON d.own_id = o.id"
        " WHERE o.person_id = %(me)s AND o.box = %(box)s GROUP BY o.id, o.name) f)"
    )


def copies(hat: Hat, box: str, where: str, values: Values, *, most: int, texts: bool = False) -> list[Copy]:
    """The latest copies of a mailbox that answer to a condition on `d`, the row of the copy; one read."""
    return [_copy(row, hat) for row in _rows(hat, box, where, values, most=most, texts=texts)]


Waiting = tuple[int, int, int, str | None]
"""Of a mailbox: messages to be read, drafts to be sent, what was sent to leave; and its folders, by `own_column`."""


def copies_and_waiting(hat: Hat, box: str, where: str, values: Values, *, most: int) -> tuple[list[Copy], Waiting]:
    """The same, and what waits in that mailbox (`waiting_in`); one read, two when there is no such copy."""
    rows = _rows(hat, box, where, values, most=most, more=_and_waiting(sql.vendor()))
    assert hat.person_id is not None
    waiting = rows[0][-4:] if rows else waiting_in(hat.person_id, box)
    return [_copy(row, hat) for row in rows], waiting


@functools.cache
def _and_waiting(vendor: str) -> str:
    return f", {_WAITING}, {own_column()}"


def _rows(
    hat: Hat, box: str, where: str, values: Values, *, most: int, texts: bool = False, more: str = ""
) -> list[tuple[Any, ...]]:
    assert hat.person_id is not None
    values.params.update(me=sql.key(hat.person_id), box=box, most=most)
    return sql.named_rows(_statement(where, texts, more, sql.vendor()), values.params)


@functools.lru_cache(maxsize=256)
def _statement(where: str, texts: bool, more: str, vendor: str) -> str:
    text = _COPIES.format(
        text="m.text, m.html" if texts else "'', ''", names=sql.joined("p.given_name"), where=where, more=more
    )
    return " ".join(text.split())


def _copy(row: Sequence[Any], hat: Hat) -> Copy:
    about, given, family, concerned = row[24:28]
    if concerned:
        children = concerned.replace("\n", ", ")
    elif about:
        key = sql.as_id(about)
        own = next((one.given_name for one in hat.children if one.person_id == key), "")
        children = own or f"{given} {family}".strip()
    else:
        children = ""
    message = Message(
        sql.as_id(row[6]), row[7], row[8], row[9], sql.as_moment(row[10]), sql.as_moment(row[11]),
        sql.as_moment(row[12]), sql.as_moment(row[13]), bool(row[14]), row[15], row[16], row[17], row[18],
        sql.as_id(row[19]) if row[19] else None, row[20] or "", row[21], row[22], bool(row[23]),
    )  # fmt: skip
    return Copy(
        sql.as_id(row[0]), sql.as_id(row[1]), row[2], row[3], bool(row[4]), bool(row[5]), message, children
    )  # fmt: skip


def about_chosen_child(hat: Hat, values: Values) -> str:
    """The condition that a copy is not about another child than the one that a guardian of several chose."""
    if hat.child is None or len(hat.children) < 2:
        return "1 = 1"
    others = values.among(sorted({one.person_id for one in hat.children} - {hat.child.person_id}))
    mine = values.of(hat.child.person_id)
    concern = "SELECT 1 FROM messaging_concern c WHERE c.delivery_id = d.id AND c.child_id"
    return (
        f"(NOT EXISTS ({concern} IN ({others})) OR EXISTS ({concern} = {mine}))"  # noqa: S608 (names of our own)
        f" AND NOT EXISTS (SELECT 1 FROM messaging_message o WHERE o.id = d.message_id AND o.about_id IN ({others}))"
    )


def addressees_of(message_ids: Collection[uuid.UUID]) -> Mapping[uuid.UUID, list[Named]]:
    """Whom these messages are addressed to, in the order in which they were added; one read."""
    if not message_ids:
        return {}
    found: dict[uuid.UUID, list[Named]] = defaultdict(list)
    values = Values()
    rows = sql.named_rows(
        "SELECT r.message_id, r.kind, r.person_id, r.title, p.given_name, p.family_name"  # noqa: S608 (ours)
        " FROM messaging_recipient r LEFT JOIN directory_person p ON p.id = r.person_id"
        f" WHERE {values.within('r.message_id', list(message_ids))} ORDER BY r.id",
        values.params,
    )
    for message, kind, person, title, given, family in rows:
        name = title or (f"{given} {family}".strip() if person else "")
        found[sql.as_id(message)].append(Named(kind, sql.as_id(person) if person else None, name))
    return found


def read_by(message_ids: Collection[uuid.UUID]) -> Mapping[uuid.UUID, int]:
    """How many people read each of these messages."""
    if not message_ids:
        return {}
    values = Values()
    rows = sql.named_rows(
        "SELECT d.message_id, COUNT(*) FROM messaging_delivery d"  # noqa: S608 (ours)
        f" WHERE {values.within('d.message_id', list(message_ids))} AND d.read_at IS NOT NULL"
        f" AND d.kind <> '{Kind.FROM.value}' GROUP BY d.message_id",
        values.params,
    )
    return {**dict.fromkeys(message_ids, 0), **{sql.as_id(one): number for one, number in rows}}


def not_left() -> str:
    """The condition that a copy is its sender's, of a message that did not leave."""
    return (
        f"d.kind = '{Kind.FROM.value}' AND d.message_id IN (SELECT w.id FROM messaging_message w"  # noqa: S608 (ours)
        f" WHERE w.sender_id = %(me)s AND w.box = %(box)s AND w.state IN ({UNSENT}))"
    )


def waiting_in(person_id: uuid.UUID, box: str) -> Waiting:
    """What waits in that mailbox, and its folders; one read."""
    rows = sql.named_rows(f"SELECT {_WAITING}, {own_column()}", {"me": sql.key(person_id), "box": box})
    unread, drafts, leaving, own = rows[0]
    return unread, drafts, leaving, own
