"""What somebody finds in their own mailbox by words of a message, of names in it, of its files.

The mailbox is read first, then the words of its messages: what a search costs depends on nobody else's messages. It
goes through the latest ones, so many at a time, and says where it stopped.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection

from preau.access.public import Hat
from preau.kernel import sql
from preau.kernel.text import fold
from preau.messaging.enums import Folder
from preau.messaging.selectors.boxes import PER_PAGE, Line, box_of_hat, lines_of, me
from preau.messaging.selectors.recipients import LETTERS, is_family

AT_ONCE = 2000
"""Messages that one search goes through."""
_MOST_WORDS = 8
_FOLDERS = (Folder.INBOX, Folder.SENT, Folder.ARCHIVE, Folder.OWN)
_COMMON = """
aux avec ces cet cette dans des elle elles est eux ils leur leurs les lui mais mes moi mon nos notre nous par pas pour
que qui ses son sont sur tes toi ton une vos votre vous"""
_SMALL = frozenset(_COMMON.split())
"""Words that every text has: they are not searched, on either database."""


@dataclass(frozen=True, slots=True)
class Found:
    """One page of what answers, the latest first. `before`: where the next one goes on, None when all was gone through;
    `is_partial`: so many messages were gone through that the rest waits for the next page.
    """

    words: Sequence[str]
    lines: Sequence[Line] = ()
    before: uuid.UUID | None = None
    is_partial: bool = False
    is_first: bool = True


def words_of(text: str) -> list[str]:
    """The words that are searched of what was typed: none of two letters, nor those that every text has."""
    typed = [one for one in fold(text).split() if len(one) >= LETTERS or not one.isalpha()]
    return [one for one in dict.fromkeys(typed) if one not in _SMALL][:_MOST_WORDS]


_SEEN = """
WITH seen AS (SELECT id, message_id, kind FROM ({folders}) AS each_folder ORDER BY id DESC LIMIT %(most)s)
SELECT id, 0 FROM (
    SELECT seen.id FROM seen JOIN messaging_words AS w ON w.message_id = seen.message_id
     WHERE CASE WHEN seen.kind = 'from' THEN {own} ELSE {others} END
     ORDER BY seen.id DESC LIMIT %(page)s) AS found
UNION ALL SELECT id, (SELECT count(*) FROM seen) FROM (SELECT id FROM seen ORDER BY id LIMIT 1) AS last_one"""
_FOLDER = """
SELECT * FROM (SELECT id, message_id, kind FROM messaging_delivery
 WHERE person_id = %(me)s AND box = %(box)s AND folder = '{folder}'{before} ORDER BY id DESC LIMIT %(most)s)
 AS {folder}"""


def _statement(hat: Hat, before: uuid.UUID | None) -> str:
    seen = ["everyone"] if is_family(hat) else ["everyone", "staff"]
    older = " AND id < %(before)s" if before else ""
    folders = " UNION ALL ".join(_FOLDER.format(folder=one.value, before=older) for one in _FOLDERS)
    if connection.vendor == "postgresql":
        own = "(w.everyone || w.staff || w.own) @@ to_tsquery('french', %(query)s)"
        others = f"({' || '.join(f'w.{one}' for one in seen)}) @@ to_tsquery('french', %(query)s)"
    else:
        match = "w.id IN (SELECT rowid FROM messaging_words_found WHERE messaging_words_found MATCH {})"
        own, others = match.format("%(query)s"), match.format(f"'{{{' '.join(seen)}}} : (' || %(query)s || ')'")
    return _SEEN.format(folders=folders, own=own, others=others)


def _query(words: Sequence[str]) -> str:
    """Each word begins one of the text; of a plural, on SQLite, the singular too: PostgreSQL knows French stems."""
    if connection.vendor == "postgresql":
        return " & ".join(f"{one}:*" for one in words)
    plurals = [one[:-1] if len(one) > LETTERS and one[-1] in "sx" else "" for one in words]
    return " AND ".join(
        f'("{one}"* OR "{singular}")' if singular else f'"{one}"*'
        for one, singular in zip(words, plurals, strict=True)
    )  # fmt: skip


def search(hat: Hat, text: str, *, before: uuid.UUID | None = None) -> Found:
    """Messages of this mailbox, the bin left out, that have all these words; `before`: those older than this copy."""
    words = words_of(text)
    if not words:
        return Found(words, is_first=before is None)
    params = {
        "me": sql.key(me(hat)), "box": box_of_hat(hat), "most": AT_ONCE, "page": PER_PAGE + 1, "query": _query(words),
    }  # fmt: skip
    if before:
        params["before"] = sql.key(before)
    told = sql.named_rows(_statement(hat, before), params)
    ids = [sql.as_id(key) for key, number in told if not number]
    last, through = next(((sql.as_id(key), number) for key, number in told if number), (None, 0))
    after: uuid.UUID | None
    if len(ids) > PER_PAGE:
        shown, after, partial = ids[:PER_PAGE], ids[PER_PAGE - 1], False
    else:
        shown, partial = ids, through == AT_ONCE
        after = last if partial else None
    return Found(words, lines_of(hat, shown), after, partial, before is None)
