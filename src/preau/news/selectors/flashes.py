"""The flashes that wait for whoever looks at a page, whatever page it is: no statement in a school that has none, and
one a minute for each reader in a school that has.

What waits is kept for a minute in each process. Who publishes or withdraws changes what every page reads of the school
(`School.told_at`), and whoever answers is counted for the processes of this host: neither waits for that minute. On
another host, where the next page may be read, an answer is known within it.
"""

import datetime as dt
import functools
import threading
import uuid
from collections import OrderedDict
from collections.abc import Hashable
from typing import NamedTuple

from preau.access.public import Hat, reader_of
from preau.kernel import clock, counters, sql
from preau.news.enums import Sort, State

KEPT = dt.timedelta(minutes=1)
MOST_KEPT = 4096
"""Readers whose flashes a process keeps."""
MOST = 20


class Flash(NamedTuple):
    """What a banner says of an item."""

    id: uuid.UUID
    title: str
    is_safety: bool


_kept: OrderedDict[Hashable, tuple[dt.datetime, tuple[Flash, ...]]] = OrderedDict()
_turn = threading.Lock()


def flash_of(hat: Hat) -> tuple[Flash, ...]:
    """The flashes that wait for this reader: safety first, then the newest."""
    now = clock.now()
    telling = [one for one in hat.schools if one.tells_until is not None and one.tells_until > now]
    if not telling or hat.person_id is None:
        return ()
    children = tuple(one.key for one in hat.shown_children())
    key = (hat.person_id, hat.key, children, tuple((one.id, one.told_at) for one in telling), _answers(hat.person_id))
    with _turn:
        kept = _kept.get(key)
    if kept is not None and now - KEPT < kept[0] <= now:
        return kept[1]
    found = _read(hat, now)
    with _turn:
        _kept[key] = now, found
        _kept.move_to_end(key)
        while len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)
    return found


def has_answered(person_id: uuid.UUID) -> None:
    """Somebody said that they read one: what is kept for them on this host no longer holds."""
    _counted(person_id, 1)


def _answers(person_id: uuid.UUID) -> tuple[int, int]:
    return _counted(person_id, 0)


def _counted(person_id: uuid.UUID, amount: int) -> tuple[int, int]:
    """How many they gave in this minute and the one before: a minute later nothing is kept from before them."""
    try:
        return counters.shared().count(f"news.flash/{person_id}", _minute(), amount)
    except OSError:
        return 0, 0


def _minute() -> int:
    return int(clock.now().timestamp()) // int(KEPT.total_seconds())


def _read(hat: Hat, now: dt.datetime) -> tuple[Flash, ...]:
    reader = reader_of(hat)
    if reader is None:
        return ()
    params = {**reader.params, "now": sql.moment(now)}
    rows = sql.named_rows(_statement(reader.tables, reader.is_in("a")), params)
    return tuple(Flash(sql.as_id(id_), title, sort == Sort.SAFETY) for id_, title, sort in rows)


@functools.lru_cache(maxsize=64)
def _statement(tables: str, is_in: str) -> str:
    text = f"""
        WITH {tables}
        SELECT i.id, i.title, i.sort FROM news_newsitem i
         WHERE i.school_id IN (SELECT school_id FROM told) AND i.state = '{State.PUBLISHED.value}' AND i.is_flash
           AND i.starts_at <= %(now)s AND (i.ends_at IS NULL OR i.ends_at > %(now)s)
           AND NOT EXISTS (SELECT 1 FROM news_acknowledgement k
                            WHERE k.school_id = i.school_id AND k.item_id = i.id AND k.person_id = %(reader)s)
           AND EXISTS (SELECT 1 FROM news_newsaudience a
                        WHERE a.school_id = i.school_id AND a.item_id = i.id AND {is_in})
         ORDER BY i.sort <> '{Sort.SAFETY.value}', i.starts_at DESC, i.id LIMIT {MOST}"""  # noqa: S608 (ours)
    return " ".join(text.split())
