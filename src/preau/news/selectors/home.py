"""What a home page shows of news: the page that everybody opens first, read by one statement written by hand.

The same reads as `reading.news_for`, whose statement Django takes longer to write than the database to answer.
"""

import functools
from typing import Any

from preau.access.public import Hat, reader_of
from preau.files.public import preview_url
from preau.kernel import clock, sql
from preau.kernel.steps import Steps, in_steps, read
from preau.news.enums import Sort, State
from preau.news.selectors.reading import CardPicture, Line

RECENT = 3
"""News items on a home page."""
MOST_AT_HOME = 20
"""Items that a home page shows at most, however many flashes wait."""


@in_steps
def at_home(hat: Hat) -> Steps[tuple[list[Line], list[Line]]]:
    """What a home page shows: flashes that wait for this reader, then what is about safety, all of it, the pinned item
    and the most recent ones."""
    reader = reader_of(hat)
    if reader is None:
        return [], []
    rows = yield from read(
        _statement(reader.tables, reader.is_in("a")), {**reader.params, "now": sql.moment(clock.now())}
    )
    lines = [_line(*one) for one in rows]
    rest = [one for one in lines if not one.waits]
    return [one for one in lines if one.waits], [one for at, one in enumerate(rest) if at < RECENT or one.is_safety]


@functools.lru_cache(maxsize=64)
def _statement(tables: str, is_in: str) -> str:
    """The statement for a reader. The state stands in the text, for the index of what is published."""
    text = f"""
        WITH {tables}
        SELECT w.id, w.title, w.text, w.starts_at, w.name, w.is_pinned, w.sort, w.waits,
               p.file_id, p.says, b.preview_id IS NOT NULL, b.scan FROM (
          SELECT i.id, i.school_id, i.title, i.text, i.starts_at, s.name, i.is_pinned, i.sort,
                 ROW_NUMBER() OVER (
                   ORDER BY i.sort <> '{Sort.SAFETY.value}', i.is_pinned DESC, i.starts_at DESC, i.id) AS place,
                 i.is_flash AND NOT EXISTS (
                   SELECT 1 FROM news_acknowledgement k
                    WHERE k.school_id = i.school_id AND k.item_id = i.id AND k.person_id = %(reader)s) AS waits
            FROM news_newsitem i JOIN directory_school s ON s.id = i.school_id
           WHERE i.school_id IN (SELECT school_id FROM told) AND i.state = '{State.PUBLISHED.value}'
             AND i.starts_at <= %(now)s AND (i.ends_at IS NULL OR i.ends_at > %(now)s)
             AND EXISTS (SELECT 1 FROM news_newsaudience a
                          WHERE a.school_id = i.school_id AND a.item_id = i.id AND {is_in})
        ) w
          LEFT JOIN news_newspicture p ON p.id = (
            SELECT q.id FROM news_newspicture q
             WHERE q.school_id = w.school_id AND q.item_id = w.id ORDER BY q.id LIMIT 1)
          LEFT JOIN files_storedfile f ON f.id = p.file_id
          LEFT JOIN files_blob b ON b.digest = f.blob_id
         WHERE w.place <= {RECENT} OR w.waits OR w.sort = '{Sort.SAFETY.value}' ORDER BY w.place LIMIT {MOST_AT_HOME}"""  # noqa: S608 (ours)
    return " ".join(text.split())


def _line(
    id_: Any, title: str, text: str, at: Any, school: str, pinned: Any, sort: str, waits: Any,
    file: Any, says: str, is_drawn: Any, scan: str,
) -> Line:  # fmt: skip
    moment = sql.as_moment(at)
    assert moment is not None
    url = preview_url(sql.as_id(file), is_drawn=bool(is_drawn), scan=scan) if file else ""
    picture = CardPicture(url, says) if url else None
    return Line(sql.as_id(id_), title, text, moment, school, bool(pinned), sort == Sort.SAFETY, bool(waits), picture)
