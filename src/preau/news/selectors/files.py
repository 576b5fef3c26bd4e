"""Pictures and attachments of items, for who may read these."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from typing import Any

from preau.files.public import FileLine, files_of_things, things_files
from preau.kernel import scope
from preau.news.enums import ATTACHMENT, CIRCULAR_ATTACHMENT, CIRCULAR_PICTURE, PICTURE
from preau.news.models import Circular, NewsItem, NewsPicture
from preau.news.selectors.reading import CardPicture, Line, line_of


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of an item. `says`: to who does not see it, empty when it decorates."""

    says: str
    file: FileLine


@dataclass(frozen=True, slots=True)
class Joined:
    """What goes with an item."""

    pictures: Sequence[Picture]
    attachments: Sequence[FileLine]


def joined_to(item: NewsItem) -> Joined:
    """What goes with one item, in the order it came. Three reads."""
    return Joined(
        pictures_of([item]).get(item.pk, ()), files_of_things(ATTACHMENT, [item.pk], [item.school_id])[item.pk]
    )


def joined_to_circular(circular: Circular) -> Joined:
    """The same, of what a collectivity writes. Two reads."""
    with of_no_school():
        pictures = files_of_things(CIRCULAR_PICTURE, [circular.pk], [None])[circular.pk]
        attachments = files_of_things(CIRCULAR_ATTACHMENT, [circular.pk], [None])[circular.pk]
    return Joined([Picture(circular.pictures.get(one.id.hex, ""), one) for one in pictures], attachments)


def of_no_school() -> AbstractContextManager[Any]:
    """A scope for files of what a collectivity writes."""
    return scope.everything("files of a collectivity are of no school; whoever asks was found to be of it")


def has_files(thing: NewsItem | Circular) -> bool:
    """Whether a picture or an attachment goes with it. At most two reads."""
    kinds = (PICTURE, ATTACHMENT) if isinstance(thing, NewsItem) else (CIRCULAR_PICTURE, CIRCULAR_ATTACHMENT)
    return any(things_files(kind, thing.pk) for kind in kinds)


def pictures_of(items: Collection[NewsItem]) -> Mapping[uuid.UUID, Sequence[Picture]]:
    """The pictures of each item, in the order they came. Two reads, one when no item has any."""
    schools = {one.school_id for one in items}
    rows = NewsPicture.objects.filter(school_id__in=schools, item__in=items).order_by("pk")
    said = [(one.item_id, one.file_id, one.says) for one in rows]
    if not said:
        return {}
    files = files_of_things(PICTURE, {item for item, _, _ in said}, schools)
    lines = {line.id: line for part in files.values() for line in part}
    found: dict[uuid.UUID, list[Picture]] = {}
    for item, file, says in said:
        if file in lines:
            found.setdefault(item, []).append(Picture(says, lines[file]))
    return found


def lines_of(items: Sequence[NewsItem]) -> list[Line]:
    """Items of `news_for`, as a list shows them: each with its first picture, once its preview is drawn."""
    pictures = pictures_of(items)
    return [replace(line_of(one), picture=_small(pictures.get(one.pk, ()))) for one in items]


def _small(pictures: Sequence[Picture]) -> CardPicture | None:
    first = pictures[0] if pictures else None
    return CardPicture(first.file.preview_url, first.says) if first and first.file.preview_url else None
