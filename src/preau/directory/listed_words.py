"""Words of the names in a school's list (`ListedPerson l`), found by an index that PostgreSQL keeps by itself.

SQLite holds one school, and has no such index: there the names are looked through.
"""

import uuid

_SCHOOL = "right(l.school_id::text, 12) || '.'"
LISTED_WORDS = (
    f"array_to_tsvector(array_remove(string_to_array({_SCHOOL} || replace(l.search_name, ' ', ' ' || {_SCHOOL}), ' '),"
    f" {_SCHOOL}))"
)
"""What the index (migration 0015) holds of a row: each word of its name, after the end of the school's number. A
statement is read by the index only when it says this, to the letter.
"""


def listed_word(school_id: uuid.UUID, word: str) -> str:
    """What is asked of it: a word, in the names of that school, that begins with this folded one."""
    return f"'{str(school_id)[-12:]}.{word}':*"
