"""Links between a school and others, as its administrator reads them."""

import uuid
from dataclasses import dataclass

from django.utils.translation import gettext as _

from preau.access.enums import Direction
from preau.access.models import SchoolLink
from preau.access.words import group_words
from preau.kernel import scope


@dataclass(frozen=True, slots=True)
class LinkLine:
    """One link: the other school, the sentence, whether we and they said it. `answer`: what we would declare."""

    other: str
    other_id: uuid.UUID
    sentence: str
    ours: uuid.UUID | None
    theirs: bool
    answer: tuple[str, str, str]

    @property
    def holds(self) -> bool:
        """Whether both schools said it."""
        return self.ours is not None and self.theirs


def _key(row: SchoolLink, *, turned: bool) -> tuple[uuid.UUID, str, str, str]:
    if not turned:
        return row.other_school_id, row.direction, row.own_kind, row.other_kind
    other_way = Direction.IN if row.direction == Direction.OUT else Direction.OUT
    return row.school_id, str(other_way.value), row.other_kind, row.own_kind


def link_words(direction: str, own_kind: str, other_kind: str, other: str) -> str:
    """The link in a sentence, as people of the school read it."""
    words = {"own": group_words(own_kind), "theirs": group_words(other_kind), "other": other}
    if direction == Direction.OUT:
        return _("Qui écrit : %(own)s, chez nous. À qui : %(theirs)s, à %(other)s.") % words
    return _("Qui écrit : %(theirs)s, à %(other)s. À qui : %(own)s, chez nous.") % words


def links_of_school(school_id: uuid.UUID) -> list[LinkLine]:
    """What this school declared, and what others declared towards it, by the other school's name."""
    with scope.everything("links that other schools declared towards this one"):
        own = list(SchoolLink.objects.filter(school_id=school_id).select_related("other_school"))
        far = list(SchoolLink.objects.filter(other_school_id=school_id).select_related("school"))
    names = {row.other_school_id: row.other_school.name for row in own} | {
        row.school_id: row.school.name for row in far
    }
    mine = {_key(row, turned=False): row.pk for row in own}
    theirs = {_key(row, turned=True) for row in far}
    lines = [
        LinkLine(names[key[0]], key[0], link_words(*key[1:], names[key[0]]), mine.get(key), key in theirs, key[1:])
        for key in {*mine, *theirs}
    ]
    return sorted(lines, key=lambda one: (one.other, one.sentence))
