"""What words to families offer as files: for which pupils whose answer is waited for."""

import uuid
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from preau.access.enums import Right
from preau.directory.errors import Unknown
from preau.liaison.enums import State
from preau.liaison.models import Word
from preau.liaison.selectors.desk import DeskWord, PupilRow, table_of
from preau.ui.leaving import Export, Leaving, Row

CHUNK = 500


def _opened(school_id: uuid.UUID, query: Mapping[str, Any]) -> Export:
    word = Word.objects.filter(pk=query["word"] or None, school_id=school_id).exclude(state=State.DRAFT).first()
    if word is None:
        raise Unknown("no such word")
    waiting = [one for one in table_of(DeskWord(word, False, False, None)) if not one.standing.is_done]
    lines = [(one.name, one.homeroom, _names(one)) for one in waiting]

    def rows() -> Iterator[list[Row]]:
        for start in range(0, len(lines), CHUNK):
            yield [(pupil, room, ", ".join(names)) for pupil, room, names in lines[start : start + CHUNK]]

    headings = (_("Élève"), _("Classe"), _("Personnes attendues"))
    return Export(_("n-ont-pas-repondu"), sum(1 + len(names) for _name, _room, names in lines), headings, rows)


def _names(row: PupilRow) -> list[str]:
    return [one.name for one in row.people if one.person_id in row.standing.waiting]


def _asked(data: QueryDict) -> Mapping[str, Any]:
    try:
        return {"word": str(uuid.UUID(data.get("mot", "")[:36]))}
    except ValueError:
        return {"word": ""}


def exports() -> Iterable[Leaving]:
    """Who has not answered."""
    yield Leaving("unsigned", Right.SEE_WORDS, _asked, _opened)
