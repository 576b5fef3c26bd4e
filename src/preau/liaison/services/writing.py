"""Drafts: written for classes or groups, then for some of their pupils."""

import datetime as dt
import uuid
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from preau.access.public import Hat
from preau.directory.errors import Overtaken, Refused
from preau.kernel import audit, clock
from preau.kernel.actor import Actor
from preau.kernel.signatures import signed
from preau.liaison.enums import Buttons, By, State
from preau.liaison.models import Word, WordPupil
from preau.liaison.selectors.desk import pupils_of_places
from preau.liaison.services.locking import locked, locked_to_write
from preau.liaison.usual import FRENCH, text_of, usual_words

MOST_PLACES = 60


@dataclass(frozen=True, slots=True)
class Written:
    """What is written of a word, its pupils apart."""

    title: str
    text: str
    buttons: str = Buttons.SIGN.value
    quorum: str = By.ONE.value
    due_on: dt.date | None = None
    usual: str = ""
    blanks: Mapping[str, str] = field(default_factory=dict)


def written_usual(
    key: str, blanks: Mapping[str, str], *, title: str, quorum: str, due_on: dt.date | None
) -> Written:  # fmt: skip
    """A usual word, filled: its buttons are its own; the staff reads it in French."""
    text = text_of(FRENCH, key, blanks, _("[prénom]"))
    return Written(title, text, usual_words()[key].buttons.value, quorum, due_on, key, dict(blanks))


@transaction.atomic
def save_draft(
    *,
    actor: Actor,
    hat: Hat,
    school_id: uuid.UUID,
    word_id: uuid.UUID,
    written: Written,
    places: Collection[str],
    seen: Mapping[str, Any] | None = None,
) -> Word:
    """Write a draft, new when no word has that number: a form sent twice writes it once.

    `places`: classes and groups, as `access.audiences` names them; all their pupils are taken, unless the places are
    those of before and some pupils had been chosen. `seen`: what its form showed (`version`); raises Overtaken when it
    was changed since,
    PermissionDenied for a place that this person writes nothing for, Refused for what makes no sense.
    """
    pupils = pupils_of_places(hat, school_id, places)
    if len(places) > MOST_PLACES:
        raise Refused(_("Choisissez moins de classes à la fois, ou tout l’établissement."))
    if written.due_on is not None and written.due_on < clock.today():
        raise Refused(_("Le dernier jour pour répondre est passé : changez-le."))
    made = Word(
        id=word_id, school_id=school_id, changed_at=clock.now(), **asdict(written), **signed("written_by", actor)
    )
    is_new = not Word.objects.filter(pk=word_id).exists()
    if is_new:
        Word.objects.bulk_create([made], ignore_conflicts=True)
    word = locked(word_id) if is_new else locked_to_write(hat, word_id)
    if word.school_id != school_id or (is_new and word.written_by_id != actor.person_id):
        raise PermissionDenied
    if word.state != State.DRAFT:
        raise Refused(_("Ce mot est envoyé : il ne se modifie plus."))
    same_places = sorted(places) == word.places
    if not is_new and same_places and all(getattr(word, name) == value for name, value in asdict(written).items()):
        return word
    if not is_new and (seen or {}).get("version") != version_of(word):
        raise Overtaken(_("Quelqu’un d’autre a modifié ce mot."))
    for name, value in asdict(written).items():
        setattr(word, name, value)
    if not same_places:
        word.places, word.is_chosen = sorted(places), False
        _set_pupils(word, pupils)
    word.changed_at = clock.now()
    word.save()
    audit.record(
        actor=actor, action="liaison.save_draft", tenant=school_id, subject="word", subject_id=word.pk,
        data={"places": len(places)},
    )  # fmt: skip
    return word


@transaction.atomic
def choose_pupils(*, actor: Actor, hat: Hat, word_id: uuid.UUID, pupils: Collection[uuid.UUID]) -> Word:
    """Keep only these pupils of a draft's places, all of them again when all are named. Twice changes nothing."""
    word = locked_to_write(hat, word_id)
    if word.state != State.DRAFT:
        raise Refused(_("Ce mot est envoyé : il ne se modifie plus."))
    there = pupils_of_places(hat, word.school_id, word.places)
    wanted = set(pupils) & there
    if not wanted:
        raise Refused(_("Choisissez au moins un élève."))
    _set_pupils(word, wanted)
    word.is_chosen, word.changed_at = wanted != there, clock.now()
    word.save(update_fields=["is_chosen", "changed_at"])
    audit.record(
        actor=actor, action="liaison.choose_pupils", tenant=word.school_id, subject="word", subject_id=word.pk,
        data={"count": len(wanted)},
    )  # fmt: skip
    return word


def version_of(word: Word) -> str:
    """Which writing of a word this is."""
    return word.changed_at.isoformat()


def _set_pupils(word: Word, wanted: Collection[uuid.UUID]) -> None:
    there = WordPupil.objects.filter(school_id=word.school_id, word=word)
    there.exclude(pupil_id__in=wanted).delete()
    new = set(wanted) - set(there.values_list("pupil_id", flat=True))
    WordPupil.objects.bulk_create(
        WordPupil(school_id=word.school_id, word=word, pupil_id=one) for one in sorted(new)
    )  # fmt: skip


def pupils_at_sending(hat: Hat, word: Word) -> int:
    """The pupils of a word as they are when it leaves: who came into its classes since, less who left them.

    Of those chosen one by one, nobody is added. How many there are.
    """
    there = pupils_of_places(hat, word.school_id, word.places)
    if word.is_chosen:
        kept = WordPupil.objects.filter(school_id=word.school_id, word=word).values_list("pupil_id", flat=True)
        there &= set(kept)
    _set_pupils(word, there)
    return len(there)
