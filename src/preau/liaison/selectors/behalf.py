"""The desk where staff act for a family: for whom, what waits on paper, what was entered."""

import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from preau.access.public import About, Hat, Relative, relatives_of, serves_family
from preau.directory.errors import Unknown
from preau.directory.models import Person
from preau.kernel.text import fold
from preau.liaison.counting import standing_of
from preau.liaison.enums import State
from preau.liaison.models import Answer, Entry, PaperFamily, PaperSheet, Word, WordPupil
from preau.liaison.selectors.family import FamilyLine, answers_of
from preau.liaison.selectors.signers import pupils_of

PROOF = "liaison.proof"
"""What the signed sheet is attached as."""
ENTRIES = 10
ENTRY_PROOF = "liaison.entry_proof"
"""The same, of what was done by an act of another room."""


def line_at_desk(
    hat: Hat, word_id: uuid.UUID, pupil_id: uuid.UUID, family_id: uuid.UUID
) -> tuple[FamilyLine, Relative]:
    """A word about a pupil as that person of the family has it, for staff who act for her. Raises Unknown."""
    row = WordPupil.objects.filter(
        word_id=word_id, pupil_id=pupil_id, school_id__in=list(hat.school_ids),
        word__state__in=(State.SENT, State.CLOSED),
    ).select_related("word", "pupil").first()  # fmt: skip
    if row is None or not serves_family(hat, row.school_id, pupil_id) or pupil_id not in pupils_of(row.word):
        raise Unknown("no such word at their desk")
    there = relatives_of(row.school_id, [row.pupil], About.MESSAGES)[pupil_id]
    who = next((one for one in there if one.person.pk == family_id), None)
    if who is None:
        raise Unknown("nobody of that family reads it")
    answers = answers_of([(word_id, pupil_id)], [row.school_id])[word_id, pupil_id]
    return FamilyLine(row.word, pupil_id, row.pupil.given_name, family_id, who.signs, answers), who


def reads_proof(hat: Hat, answer_id: uuid.UUID | None) -> bool:
    """Whether the proof of an answer opens: to who acts for that family, wrote the word, or was answered for."""
    found = Answer.objects.select_related("word").filter(pk=answer_id).first() if answer_id else None
    if found is None or found.school_id not in hat.school_ids:
        return False
    if not hat.is_staff:
        return found.signer_id == hat.person_id
    return found.word.written_by_id == hat.person_id or serves_family(hat, found.school_id, found.pupil_id)


def reads_entry_proof(hat: Hat, entry_id: uuid.UUID | None) -> bool:
    """Whether the proof of an entry opens: to who acts for that family, and to whom it was done for."""
    found = Entry.objects.filter(pk=entry_id).first() if entry_id else None
    if found is None or found.school_id not in hat.school_ids:
        return False
    return serves_family(hat, found.school_id, found.pupil_id) if hat.is_staff else found.person_id == hat.person_id


def entry_shown(hat: Hat, entry_id: uuid.UUID) -> Entry:
    """What was done at the counter, to who acts for that family or for whom it was. Raises Unknown."""
    found = Entry.objects.select_related("school", "pupil", "person").filter(pk=entry_id).first()
    if found is None or not reads_entry_proof(hat, entry_id):
        raise Unknown("no such entry for them")
    return found


def entries_of(school_id: uuid.UUID, person_id: uuid.UUID) -> list[Entry]:
    """What was done last at the counter for somebody of a family."""
    return list(Entry.objects.filter(school_id=school_id, person_id=person_id).order_by("-at")[:ENTRIES])


def answer_at_desk(hat: Hat, answer_id: uuid.UUID) -> Answer:
    """An answer that was entered for a family, for its receipt. Raises Unknown."""
    found = Answer.objects.select_related("word", "word__school", "pupil", "signer").filter(pk=answer_id).first()
    if found is None or not found.is_on_behalf or not serves_family(hat, found.school_id, found.pupil_id):
        raise Unknown("no such answer at their desk")
    return found


def is_on_paper(school_id: uuid.UUID, person_id: uuid.UUID) -> bool:
    """Whether that person's words are printed."""
    return PaperFamily.objects.filter(school_id=school_id, person_id=person_id).exists()


def families_on_paper(school_id: uuid.UUID) -> list[Person]:
    """Those whose words are printed, by name."""
    rows = PaperFamily.objects.filter(school_id=school_id).select_related("person")
    return sorted((one.person for one in rows), key=lambda one: (fold(f"{one.family_name} {one.given_name}"), one.pk))


@dataclass(frozen=True, slots=True)
class Sheet:
    """A word that goes on paper for somebody. `printed`: its row, once it was."""

    word: Word
    pupil: Person
    person: Person
    signs: bool
    printed: PaperSheet | None = None

    @property
    def key(self) -> str:
        """What a form calls it."""
        return f"{self.word.pk.hex}-{self.pupil.pk.hex}-{self.person.pk.hex}"


def sheets_of(school_id: uuid.UUID) -> list[Sheet]:
    """What goes on paper today: open words, for people of families on paper who are waited for, or only read."""
    people = set(PaperFamily.objects.filter(school_id=school_id).values_list("person_id", flat=True))
    if not people:
        return []
    printed = {
        (one.word_id, one.pupil_id, one.person_id): one
        for one in PaperSheet.objects.filter(school_id=school_id, word__state=State.SENT)
    }
    found: list[Sheet] = []
    for word in Word.objects.filter(school_id=school_id, state=State.SENT).order_by("sent_at", "pk"):
        found += _of_word(word, people, printed)
    return sorted(found, key=lambda one: (fold(f"{one.pupil.family_name} {one.pupil.given_name}"), one.key))


def _of_word(word: Word, people: set[uuid.UUID], printed: Mapping[Any, PaperSheet]) -> Sequence[Sheet]:
    pupils = pupils_of(word)
    relatives = relatives_of(word.school_id, list(pupils.values()), About.MESSAGES)
    answers: dict[uuid.UUID, dict[uuid.UUID, str]] = defaultdict(dict)
    for one in Answer.objects.filter(school_id=word.school_id, word=word, contested_at=None):
        answers[one.pupil_id][one.signer_id] = one.choice
    found: list[Sheet] = []
    for pk, pupil in pupils.items():
        there = relatives.get(pk, ())
        waiting = standing_of(word.quorum, [one.person.pk for one in there if one.signs], answers[pk]).waiting
        found += [
            Sheet(word, pupil, one.person, one.signs, printed.get((word.pk, pk, one.person.pk)))
            for one in there if one.person.pk in people and (one.person.pk in waiting or not one.signs)
        ]  # fmt: skip
    return found
