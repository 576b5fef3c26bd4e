"""A word under lock, for who works on it."""

import uuid

from django.core.exceptions import PermissionDenied

from preau.access.public import Hat
from preau.directory.errors import Unknown
from preau.liaison.models import Word
from preau.liaison.selectors.desk import desk_word


def locked(word_id: uuid.UUID) -> Word:
    """A word, so that its writers take turns. Raises Unknown."""
    found: Word | None = Word.objects.select_for_update(of=("self",)).filter(pk=word_id).first()
    if found is None:
        raise Unknown("no such word")
    return found


def locked_to_manage(hat: Hat, word_id: uuid.UUID) -> Word:
    """The same, for who manages it; raises PermissionDenied for others."""
    word = locked(word_id)
    if not desk_word(hat, word_id).manages:
        raise PermissionDenied
    return word


def locked_to_write(hat: Hat, word_id: uuid.UUID) -> Word:
    """The same, for who wrote it."""
    word = locked(word_id)
    if not desk_word(hat, word_id).is_mine:
        raise PermissionDenied
    return word
