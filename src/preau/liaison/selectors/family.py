"""What a family reads: the words about its children, what it answered, and what waits for it."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Q

from preau.access.public import About, Hat, Relative, is_told, relative_for, signs_about, signs_for_themself
from preau.directory.enums import Profile
from preau.directory.errors import Unknown
from preau.directory.models import Person
from preau.kernel import clock
from preau.liaison.enums import CHOICES, By, Choice, State
from preau.liaison.models import Answer, FormerAnswer, ReadingLanguage, Reply, Word, WordPupil
from preau.liaison.usual import FRENCH, LANGUAGES, Language, language, text_of

MOST = 300
"""Words that a family's list holds: a year and more of them."""
_READ = (State.SENT, State.CLOSED)


def reading_of(person_id: uuid.UUID | None) -> Language | None:
    """The language in which somebody reads words beside the French; None for French alone."""
    row = ReadingLanguage.objects.filter(person_id=person_id).first() if person_id else None
    return language(row.language) if row and row.language in LANGUAGES else None


@dataclass(frozen=True, slots=True)
class FamilyLine:
    """A word about one child, as one reader sees it. `answers`: all that stand, by who gave them."""

    word: Word
    pupil_id: uuid.UUID
    child: str
    me: uuid.UUID
    signs: bool
    answers: Mapping[uuid.UUID, Answer] = field(default_factory=dict)

    @property
    def mine(self) -> Answer | None:
        """What this reader answered."""
        return self.answers.get(self.me)

    @property
    def theirs(self) -> list[Answer]:
        """What others of the child's family answered."""
        return [one for who, one in self.answers.items() if who != self.me]

    @property
    def waits(self) -> bool:
        """Whether this reader is waited for: as `counting.standing_of` has it."""
        if not self.signs or self.word.state != State.SENT:
            return False
        return not self.has_answered if self.word.quorum == By.EACH else not any(map(_stands, self.answers.values()))

    @property
    def has_answered(self) -> bool:
        """Whether this reader answered, and what they answered stands."""
        return self.mine is not None and self.mine.stands

    @property
    def may_contest(self) -> bool:
        """Whether what was entered in this reader's name may still be contested."""
        return self.mine is not None and self.mine.may_be_contested(self.mine.at)

    @property
    def may_answer(self) -> bool:
        """Whether this reader may answer now: at any time once, and again until the last day."""
        return self.signs and self.word.state == State.SENT and (not self.has_answered or not is_late(self.word))

    @property
    def choices(self) -> tuple[Choice, ...]:
        """The answers that the word offers."""
        return CHOICES[self.word.buttons]

    @property
    def text(self) -> str:
        """What it says to this family, in French."""
        return self.text_in(FRENCH) if self.word.usual else self.word.text

    def text_in(self, code: str) -> str:
        """The same in another language; empty for a word that is not a usual one."""
        return text_of(code, self.word.usual, self.word.blanks, self.child) if self.word.usual else ""

    @property
    def key(self) -> str:
        """What a form calls it."""
        return f"{self.word.pk.hex}-{self.pupil_id.hex}"


def _stands(answer: Answer) -> bool:
    return answer.stands


def is_late(word: Word) -> bool:
    """Whether the last day to answer is past."""
    return word.due_on is not None and word.due_on < clock.today()


def _children(hat: Hat) -> dict[tuple[uuid.UUID, uuid.UUID], tuple[str, bool]]:
    """(school, pupil) whose words this hat reads: their name, and whether it signs."""
    if hat.profile == Profile.GUARDIAN:
        return {
            (one.school_id, one.person_id): (one.given_name, signs_about(one, About.MESSAGES))
            for one in hat.shown_children() if is_told(one, About.MESSAGES)
        }  # fmt: skip
    if hat.profile == Profile.STUDENT and hat.person_id is not None:
        me = Person.objects.filter(pk=hat.person_id).first()
        if me is not None and signs_for_themself(me):
            return {(school, me.pk): (me.given_name, True) for school in hat.school_ids}
    return {}


def lines_of(hat: Hat) -> list[FamilyLine]:
    """The words that a family reads, the newest first. Two reads, and one of an adult pupil."""
    children = _children(hat)
    if not children:
        return []
    assert hat.person_id is not None
    theirs = Q(pk=None)
    for school, pupil in children:
        theirs |= Q(school_id=school, pupil_id=pupil)
    rows = list(
        WordPupil.objects.filter(theirs, word__state__in=_READ).select_related("word")
        .order_by("-word__sent_at", "word_id", "pupil_id")[:MOST]
    )  # fmt: skip
    answers = answers_of([(one.word_id, one.pupil_id) for one in rows], {school for school, _pupil in children})
    return [
        FamilyLine(
            one.word, one.pupil_id, children[one.school_id, one.pupil_id][0], hat.person_id,
            children[one.school_id, one.pupil_id][1], answers[one.word_id, one.pupil_id],
        )
        for one in rows
    ]  # fmt: skip


Pair = tuple[uuid.UUID, uuid.UUID]


def answers_of(pairs: Collection[Pair], schools: Collection[uuid.UUID]) -> Mapping[Pair, dict[uuid.UUID, Answer]]:
    found: dict[Pair, dict[uuid.UUID, Answer]] = defaultdict(dict)
    if pairs:
        rows = Answer.objects.filter(
            school_id__in=list(schools), word_id__in={one for one, _ in pairs}, pupil_id__in={one for _, one in pairs}
        ).select_related("signer")  # fmt: skip
        for one in rows.order_by("at"):
            found[one.word_id, one.pupil_id][one.signer_id] = one
    return found


def line_for(hat: Hat, word_id: uuid.UUID, pupil_id: uuid.UUID) -> tuple[FamilyLine, Relative]:
    """One word about one child, for who of its family reads it. Raises Unknown for anybody else."""
    row = (
        WordPupil.objects.filter(word_id=word_id, pupil_id=pupil_id, word__state__in=_READ)
        .select_related("word", "word__school", "pupil").first()
    )  # fmt: skip
    found = relative_for(hat, row.school_id, pupil_id, About.MESSAGES) if row else None
    if row is None or found is None:
        raise Unknown("no such word for them")
    _pupil, who = found
    answers = answers_of([(word_id, pupil_id)], [row.school_id])[word_id, pupil_id]
    return FamilyLine(row.word, pupil_id, row.pupil.given_name, who.person.pk, who.signs, answers), who


def former_of(answer: Answer | None) -> Sequence[FormerAnswer]:
    """What an answer was before."""
    if answer is None:
        return []
    return list(FormerAnswer.objects.filter(school_id=answer.school_id, answer=answer).order_by("at"))


def replies_of(word: Word, pupil_id: uuid.UUID, family_id: uuid.UUID) -> list[Reply]:
    """What this person of the family and the staff wrote under a word."""
    rows = Reply.objects.filter(school_id=word.school_id, word=word, pupil_id=pupil_id, family_id=family_id)
    return list(rows.order_by("at", "pk"))
