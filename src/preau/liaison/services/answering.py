"""A family's answer: one row for one person and one pupil, whatever is sent twice, with what it was before."""

import uuid

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from preau.access.public import Hat, Relative
from preau.directory.errors import Refused
from preau.kernel import audit, clock
from preau.kernel.actor import Actor
from preau.kernel.behalf import Means, entered
from preau.liaison.enums import CHOICES, State
from preau.liaison.models import Answer, FormerAnswer, Word, WordPupil
from preau.liaison.selectors.family import is_late, line_for
from preau.liaison.selectors.signers import pupils_signed_by
from preau.liaison.services.telling import matters_of
from preau.notifications.public import seen


@transaction.atomic
def answer(*, actor: Actor, hat: Hat, word_id: uuid.UUID, pupil_id: uuid.UUID, choice: str) -> Answer:
    """Answer a word for a pupil, or change the answer while its last day is not past. The same again changes nothing.

    Who may is asked of the directory now. Raises Unknown for who reads no such word, PermissionDenied for who reads it
    and does not sign, Refused for a word that takes no more answers.
    """
    line, who = line_for(hat, word_id, pupil_id)
    if not who.signs:
        raise PermissionDenied(_("Vous lisez ce mot sans pouvoir le signer."))
    return put(actor, line.word, pupil_id, who, choice)


def put(
    actor: Actor, word: Word, pupil_id: uuid.UUID, who: Relative, choice: str, means: str = Means.OWN.value
) -> Answer:  # fmt: skip
    """Write the answer of this person of the family, entered by themself or for them; in a transaction, by who may."""
    if choice not in CHOICES[word.buttons]:
        raise Refused(_("Choisissez une des réponses proposées."))
    found, is_new = _row(actor, word, pupil_id, who, choice, means)
    if not is_new and found.choice == choice and found.stands:
        return found
    if word.state != State.SENT:
        raise Refused(_("Ce mot est terminé : il ne prend plus de réponse."))
    if not is_new:
        if found.stands and is_late(word):
            raise Refused(_("Le dernier jour pour répondre est passé : votre réponse ne change plus."))
        FormerAnswer.objects.create(
            school_id=word.school_id, answer=found, **{name: getattr(found, name) for name in _KEPT}
        )
        for name, value in {"choice": choice, "at": clock.now(), **entered(actor, means)}.items():
            setattr(found, name, value)
        found.save()
    _no_more_notice(actor, word, who)
    action = "liaison.answer_for" if means != Means.OWN else "liaison.answer" if is_new else "liaison.change_answer"
    audit.record(
        actor=actor, action=action, tenant=word.school_id, subject="word", subject_id=word.pk,
        data={"choice": choice, **({"means": means} if means != Means.OWN else {})},
    )  # fmt: skip
    return found


_KEPT = ("choice", "at", "means", "entered_by", "entered_by_id", "contested_at")


def _row(
    actor: Actor, word: Word, pupil_id: uuid.UUID, who: Relative, choice: str, means: str
) -> tuple[Answer, bool]:  # fmt: skip
    """The row of that person for that pupil, under lock, made when there is none."""
    mine = {"school_id": word.school_id, "word": word, "pupil_id": pupil_id, "signer_id": who.person.pk}
    if word.state == State.SENT:
        made = Answer(**mine, choice=choice, at=clock.now(), **entered(actor, means))
        Answer.objects.bulk_create([made], ignore_conflicts=True)
        found = Answer.objects.select_for_update(of=("self",)).get(**mine)
        return found, found.pk == made.pk
    stands = Answer.objects.select_for_update(of=("self",)).filter(**mine).first()
    if stands is None:
        raise Refused(_("Ce mot est terminé : il ne prend plus de réponse."))
    return stands, False


def _no_more_notice(actor: Actor, word: Word, who: Relative) -> None:
    """Their bell forgets the word once they have answered for each of their children."""
    theirs = set(
        Answer.objects.filter(school_id=word.school_id, word=word, signer=who.person, contested_at=None).values_list(
            "pupil_id", flat=True
        )
    )
    if theirs >= _own_pupils(word, who):
        for key in matters_of(word):
            seen(actor=actor, person_id=who.person.pk, key=key)


def _own_pupils(word: Word, who: Relative) -> set[uuid.UUID]:
    there = WordPupil.objects.filter(school_id=word.school_id, word=word).values("pupil")
    return pupils_signed_by(word.school_id, who.person.pk, there)
