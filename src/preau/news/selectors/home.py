"""What a home page shows of news: the page that everybody opens first, read by one statement written by hand.

The same reads as `reading.news_for`, whose statement Django takes longer to write than the database to answer.
"""

from typing import Any

from django.db import connection

from preau.access.public import Hat, Values, audiences_of
from preau.files.public import preview_url
from preau.kernel import clock, sql
from preau.news.enums import Sort, State
from preau.news.selectors.reading import CardPicture, Line

RECENT = 3
"""News items on a home page."""
MOST_AT_HOME = 20
"""Items that a home page shows at most, however many flashes wait."""


def at_home(hat: Hat) -> tuple[list[Line], list[Line]]:
    """What a home page shows: flashes that wait for this reader, then the most recent items, the pinned one first."""
    keys = audiences_of(hat)
    if not keys:
        return [], []
    assert hat.person_id is not None
    now = connection.ops.adapt_datetimefield_value(clock.now())
    values = Values(now=now, person=sql.key(hat.person_id), recent=RECENT, most=MOST_AT_HOME)
    mine = " OR ".join(
        f"(a.school_id = {values.of(school)} AND {values.within('a.key', sorted(held))})"
        for school, held in sorted(keys.items())
    )
    rows = sql.rows_by_one_plan(
        # Ours, with a place for each value; the state stands in the text, for the index of what is published.
        f"""
        SELECT w.id, w.title, w.text, w.starts_at, w.name, w.is_pinned, w.sort, w.waits,
               p.file_id, p.says, b.preview_id IS NOT NULL, b.scan FROM (
          SELECT i.id, i.school_id, i.title, i.text, i.starts_at, s.name, i.is_pinned, i.sort,
                 ROW_NUMBER() OVER (ORDER BY i.is_pinned DESC, i.starts_at DESC, i.id) AS place,
                 i.is_flash AND NOT EXISTS (
                   SELECT 1 FROM news_acknowledgement k
                    WHERE k.school_id = i.school_id AND k.item_id = i.id AND k.person_id = %(person)s) AS waits
            FROM news_newsitem i JOIN directory_school s ON s.id = i.school_id
           WHERE {values.within("i.school_id", sorted(keys))} AND i.state = '{State.PUBLISHED.value}'
             AND i.starts_at <= %(now)s AND (i.ends_at IS NULL OR i.ends_at > %(now)s)
             AND EXISTS (SELECT 1 FROM news_newsaudience a
                          WHERE a.school_id = i.school_id AND a.item_id = i.id AND ({mine}))
        ) w
          LEFT JOIN news_newspicture p ON p.id = (
            SELECT q.id FROM news_newspicture q
             WHERE q.school_id = w.school_id AND q.item_id = w.id ORDER BY q.id LIMIT 1)
          LEFT JOIN files_storedfile f ON f.id = p.file_id
          LEFT JOIN files_blob b ON b.digest = f.blob_id
         WHERE w.place <= %(recent)s OR w.waits ORDER BY w.place LIMIT %(most)s""",  # noqa: S608
        values.params,
    )
    lines = [_line(*one) for one in rows]
    return [one for one in lines if one.waits], [one for one in lines if not one.waits][:RECENT]


def _line(
    id_: Any, title: str, text: str, at: Any, school: str, pinned: Any, sort: str, waits: Any,
    file: Any, says: str, is_drawn: Any, scan: str,
) -> Line:  # fmt: skip
    moment = sql.as_moment(at)
    assert moment is not None
    url = preview_url(sql.as_id(file), is_drawn=bool(is_drawn), scan=scan) if file else ""
    picture = CardPicture(url, says) if url else None
    return Line(sql.as_id(id_), title, text, moment, school, bool(pinned), sort == Sort.SAFETY, bool(waits), picture)
