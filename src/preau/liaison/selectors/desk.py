"""What those who write words see: their words, whom each reaches, who answered and who is waited for."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext as _

from preau.access.enums import Right, Unit
from preau.access.public import (
    About,
    Hat,
    Place,
    Relative,
    Thing,
    addressed,
    audience,
    can,
    people_in,
    people_under,
    places_to_address,
    relatives_of,
    unit_names,
    units_under,
)
from preau.directory.calendar import year_of
from preau.directory.errors import Unknown
from preau.directory.models import Enrollment, Person
from preau.kernel import clock
from preau.kernel.text import fold
from preau.liaison.counting import Counts, Standing, counts_of, standing_of
from preau.liaison.enums import Choice, State
from preau.liaison.models import Answer, PaperFamily, Reply, Word, WordPupil
from preau.liaison.selectors.family import is_late
from preau.liaison.selectors.signers import pupils_of

MOST = 200
"""Words that a desk shows."""


@dataclass(frozen=True, slots=True)
class DeskWord:
    """A word as one of the staff sees it. `pupils`: the only ones whose answers they see (None: all of them)."""

    word: Word
    is_mine: bool
    manages: bool
    pupils: frozenset[uuid.UUID] | None = None

    @property
    def state_words(self) -> str:
        """Where it stands, in a word."""
        return str(State(self.word.state).label)

    @property
    def is_open(self) -> bool:
        """Whether families may answer."""
        return self.word.state == State.SENT

    @property
    def is_late(self) -> bool:
        """Whether its last day is past."""
        return is_late(self.word)


def pupils_seen(hat: Hat, school_id: uuid.UUID) -> frozenset[uuid.UUID] | None:
    """Pupils whose words this hat sees, whoever wrote them; None: all of the school."""
    if units_under(hat, Right.SEE_WORDS, school_id) is None:
        return None
    return frozenset(people_in(people_under(hat, Right.SEE_WORDS)))


def _manages(hat: Hat, word: Word, *, sees_all: bool) -> bool:
    """Whether this hat closes, recalls and reminds: who wrote it, and who both sees and writes for a whole school."""
    if word.written_by_id is not None and word.written_by_id == hat.person_id:
        return True
    return sees_all and units_under(hat, Right.WRITE_WORDS, word.school_id) is None


def desk_of(hat: Hat, school_id: uuid.UUID) -> list[tuple[DeskWord, int, int]]:
    """The words that this hat sees, last changed first, with how many pupils each is about, and answered for."""
    seen = pupils_seen(hat, school_id)
    theirs = Q(written_by_id=hat.person_id)
    if seen is None:
        theirs |= ~Q(state=State.DRAFT)
    elif seen:
        about = WordPupil.objects.filter(school_id=school_id, word=OuterRef("pk"), pupil_id__in=seen)
        theirs |= Q(Exists(about)) & ~Q(state=State.DRAFT)
    words = list(Word.objects.filter(theirs, school_id=school_id).order_by("-changed_at", "pk")[:MOST])
    there = {"school_id": school_id, "word_id__in": [one.pk for one in words]}
    pupils = dict(WordPupil.objects.filter(**there).values_list("word_id").annotate(count=Count("pk")))
    answered = dict(
        Answer.objects.filter(**there, contested_at=None)
        .values_list("word_id")
        .annotate(n=Count("pupil", distinct=True))
    )
    return [
        (_seen_as(hat, one, seen), int(pupils.get(one.pk, 0)), int(answered.get(one.pk, 0))) for one in words
    ]  # fmt: skip


def _seen_as(hat: Hat, word: Word, seen: frozenset[uuid.UUID] | None) -> DeskWord:
    is_mine = word.written_by_id is not None and word.written_by_id == hat.person_id
    return DeskWord(word, is_mine, _manages(hat, word, sees_all=seen is None), None if is_mine else seen)


def desk_word(hat: Hat, word_id: uuid.UUID) -> DeskWord:
    """One of them. Raises Unknown for a stranger, PermissionDenied for a colleague who does not see it."""
    word = Word.objects.select_related("school").filter(pk=word_id).first()
    if word is None or word.school_id not in hat.school_ids or not hat.is_staff:
        raise Unknown("no such word for them")
    found = _seen_as(hat, word, pupils_seen(hat, word.school_id))
    if found.is_mine or (word.state != State.DRAFT and _about(word, found.pupils)):
        return found
    raise PermissionDenied(_("Ce mot est suivi par d’autres personnes."))


def _about(word: Word, pupils: Collection[uuid.UUID] | None) -> bool:
    rows = WordPupil.objects.filter(school_id=word.school_id, word=word)
    return pupils is None or rows.filter(pupil_id__in=pupils).exists()


# --- whom it reaches --------------------------------------------------------------------------------------------------


def places_of(hat: Hat, school_id: uuid.UUID) -> list[tuple[Place, str]]:
    """Places whose families this hat writes words to: a level and the whole school by a right of its own."""
    found = places_to_address(hat, Right.WRITE_WORDS, school_id)
    widely = can(hat, Right.WORDS_TO_ALL, Thing(school_id))
    return [(place, name) for place, name in found if widely or place.id is not None]


def place_words(word: Word) -> list[str]:
    """The places a word was written for, by name."""
    names: dict[str, str] = {
        Place(unit, one).text: label for one, label in unit_names(word.school_id).items() if isinstance(one, uuid.UUID)
        for unit in (Unit.CLASS.value, Unit.GROUP.value)
    }  # fmt: skip
    names[Place().text] = _("tout l’établissement")
    return [names.get(one) or one.removeprefix("level:") for one in word.places]


def pupils_of_places(hat: Hat, school_id: uuid.UUID, places: Collection[str]) -> set[uuid.UUID]:
    """The pupils of these places today, of those that the hat writes for. Raises PermissionDenied for another."""
    allowed = {place.text: place for place, _name in places_of(hat, school_id)}
    if not places or any(one not in allowed for one in places):
        raise PermissionDenied
    found = [audience("pupils", allowed[one]) for one in places]
    return {one.person_id for one in addressed(school_id, [one for one in found if one is not None])}


def reaches_school(word: Word) -> bool:
    """Whether it is for a level or a whole school: sending it asks for the second factor."""
    return any(not one.startswith(("class:", "group:")) for one in word.places)


@dataclass(frozen=True, slots=True)
class ReachOfWord:
    """Whom a word reaches today: pupils, people who read it, sign it, pupils for whom nobody can; people on paper."""

    pupils: int
    readers: int
    signers: int
    stuck: int
    on_paper: int


def reach_of(word: Word) -> ReachOfWord:
    """The same, counted."""
    pupils = pupils_of(word)
    relatives = relatives_of(word.school_id, list(pupils.values()), About.MESSAGES)
    readers = {one.person.pk for each in relatives.values() for one in each}
    signers = {one.person.pk for each in relatives.values() for one in each if one.signs}
    stuck = sum(not any(one.signs for one in relatives.get(pupil, ())) for pupil in pupils)
    on_paper = PaperFamily.objects.filter(school_id=word.school_id, person_id__in=readers).count()
    return ReachOfWord(len(pupils), len(readers), len(signers), stuck, on_paper)


def pupil_choices(hat: Hat, word: Word) -> tuple[list[tuple[str, str]], list[str]]:
    """The pupils of a draft's places, (number, name and class), and those that are kept."""
    people = _by_name(Person.objects.filter(pk__in=pupils_of_places(hat, word.school_id, word.places)))
    classes = _classes(word.school_id, [one.pk for one in people])
    kept = WordPupil.objects.filter(school_id=word.school_id, word=word).values_list("pupil_id", flat=True)
    return [(one.pk.hex, _called(one, classes)) for one in people], sorted(one.hex for one in kept)


def _called(pupil: Person, classes: Mapping[uuid.UUID, str]) -> str:
    name, homeroom = f"{pupil.family_name} {pupil.given_name}", classes.get(pupil.pk, "")
    return f"{name}, {homeroom}" if homeroom else name


def _by_name(people: Any) -> list[Person]:
    return sorted(people, key=lambda one: (fold(f"{one.family_name} {one.given_name}"), one.pk))


def _classes(school_id: uuid.UUID, pupil_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, str]:
    rows = Enrollment.objects.filter(
        school_id=school_id, student_id__in=list(pupil_ids), school_year_id=year_of(clock.today()), left_on=None
    ).exclude(homeroom=None)  # fmt: skip
    return dict(rows.values_list("student_id", "homeroom__label"))


# --- who answered -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SignerCell:
    """One person who answered, or who may. `may`: they may answer today."""

    person_id: uuid.UUID
    name: str
    may: bool
    answer: Answer | None = None
    replies: int = 0

    @property
    def choice(self) -> str:
        """What they answered, in the words of the button."""
        return str(Choice(self.answer.choice).label) if self.answer else ""


@dataclass(frozen=True, slots=True)
class PupilRow:
    """One pupil in the table of who answered."""

    pupil_id: uuid.UUID
    name: str
    homeroom: str
    people: Sequence[SignerCell]
    standing: Standing


def table_of(seen: DeskWord) -> list[PupilRow]:
    """Who answered, pupil by pupil, by name. Five reads, whatever the number."""
    word = seen.word
    pupils = {one: who for one, who in pupils_of(word).items() if seen.pupils is None or one in seen.pupils}
    relatives = relatives_of(word.school_id, list(pupils.values()), About.MESSAGES)
    answers: dict[uuid.UUID, dict[uuid.UUID, Answer]] = defaultdict(dict)
    for one in Answer.objects.filter(school_id=word.school_id, word=word).select_related("signer").order_by("at"):
        answers[one.pupil_id][one.signer_id] = one
    replies = {
        (pupil, family): int(count)
        for pupil, family, count in Reply.objects.filter(school_id=word.school_id, word=word)
        .values_list("pupil_id", "family_id").annotate(count=Count("pk"))
    }  # fmt: skip
    classes = _classes(word.school_id, list(pupils))
    return [
        _row(word, one, classes.get(one.pk, ""), relatives.get(one.pk, ()), answers[one.pk], replies)
        for one in _by_name(pupils.values())
    ]


def _row(
    word: Word, pupil: Person, homeroom: str, relatives: Sequence[Relative], answers: Mapping[uuid.UUID, Answer],
    replies: Mapping[tuple[uuid.UUID, uuid.UUID], int],
) -> PupilRow:  # fmt: skip
    signers = [one.person.pk for one in relatives if one.signs]
    people = {one.person.pk: (one.person, one.signs) for one in relatives}
    for one in answers.values():
        people.setdefault(one.signer_id, (one.signer, False))
    cells = [
        SignerCell(pk, who.full_name, may, answers.get(pk), replies.get((pupil.pk, pk), 0))
        for pk, (who, may) in people.items() if may or pk in answers or (pupil.pk, pk) in replies
    ]  # fmt: skip
    choices = {pk: one.choice for pk, one in answers.items() if one.stands}
    return PupilRow(
        pupil.pk, f"{pupil.family_name} {pupil.given_name}", homeroom, cells, standing_of(word.quorum, signers, choices)
    )  # fmt: skip


def count_of(rows: Sequence[PupilRow]) -> Counts:
    """How many answered."""
    return counts_of([one.standing for one in rows])


def waiting_people(word: Word) -> list[tuple[uuid.UUID, Relative]]:
    """Who is waited for, for which pupil: whom a reminder goes to."""
    pupils = pupils_of(word)
    relatives = relatives_of(word.school_id, list(pupils.values()), About.MESSAGES)
    answers: dict[uuid.UUID, dict[uuid.UUID, str]] = defaultdict(dict)
    for pupil, signer, choice in Answer.objects.filter(
        school_id=word.school_id, word=word, contested_at=None
    ).values_list(
        "pupil_id", "signer_id", "choice"
    ):  # fmt: skip
        answers[pupil][signer] = choice
    found = []
    for pupil in pupils:
        signing = {one.person.pk: one for one in relatives.get(pupil, ()) if one.signs}
        waiting = standing_of(word.quorum, list(signing), answers[pupil]).waiting
        found += [(pupil, signing[one]) for one in waiting]
    return found


def alike(word: Word, *, days: int = 7) -> list[Word]:
    """Words of the same title sent here in the last days: it may have been said already."""
    since = clock.now() - dt.timedelta(days=days)
    rows = Word.objects.filter(school_id=word.school_id, state=State.SENT, sent_at__gte=since).exclude(pk=word.pk)
    return [one for one in rows.order_by("-sent_at")[:MOST] if fold(one.title) == fold(word.title)]
