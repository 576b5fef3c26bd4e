"""The comments that a teacher keeps ready, under a few letters: theirs alone, in one school."""

import re
import uuid

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from preau.access.public import Hat
from preau.directory.errors import Refused, Unknown
from preau.kernel import audit
from preau.kernel.actor import Actor
from preau.submissions.models import CommentPhrase

MOST_PHRASES, LONGEST_CODE, LONGEST_PHRASE = 100, 12, 500
_CODE = re.compile(r"\w{1,12}")


@transaction.atomic
def add_phrase(*, actor: Actor, hat: Hat, code: str, text: str) -> CommentPhrase:
    """Keep a sentence ready. The same twice is one. Raises PermissionDenied for who is no staff of a school, Refused
    for letters that stand for another one, and for what is empty, too long or too much.
    """
    school_id, person_id = _whose(hat)
    code, text = code.strip().lstrip(";").lower(), " ".join(text.split())
    if not _CODE.fullmatch(code):
        raise Refused(_("Un raccourci a de 1 à 12 lettres ou chiffres, sans espace."))
    if not text or len(text) > LONGEST_PHRASE:
        raise Refused(_("Une phrase a de 1 à %(most)d caractères.") % {"most": LONGEST_PHRASE})
    rows = CommentPhrase.objects.filter(school_id=school_id, teacher_id=person_id)
    made = CommentPhrase(school_id=school_id, teacher_id=person_id, code=code, text=text)
    if not rows.filter(code=code).exists() and rows.count() >= MOST_PHRASES:
        raise Refused(_("Vous avez déjà %(most)d commentaires : retirez-en un d’abord.") % {"most": MOST_PHRASES})
    CommentPhrase.objects.bulk_create([made], ignore_conflicts=True)
    kept = rows.get(code=code)
    if kept.text != text:
        raise Refused(_("Ce raccourci sert déjà à une autre phrase : retirez-la d’abord."))
    if kept.pk == made.pk:
        audit.record(
            actor=actor, action="submissions.add_phrase", tenant=school_id, subject="phrase", subject_id=kept.pk
        )  # fmt: skip
    return kept


@transaction.atomic
def remove_phrase(*, actor: Actor, hat: Hat, phrase_id: uuid.UUID) -> None:
    """Keep it no more; comments written with it stay. Raises Unknown for what is not theirs, PermissionDenied."""
    school_id, person_id = _whose(hat)
    gone = CommentPhrase.objects.filter(school_id=school_id, teacher_id=person_id, pk=phrase_id).delete()[0]
    if not gone:
        raise Unknown("no such phrase of theirs")
    audit.record(
        actor=actor, action="submissions.remove_phrase", tenant=school_id, subject="phrase", subject_id=phrase_id
    )  # fmt: skip


def _whose(hat: Hat) -> tuple[uuid.UUID, uuid.UUID]:
    if not hat.is_staff or hat.is_visitor or hat.school is None or hat.person_id is None:
        raise PermissionDenied
    return hat.school.id, hat.person_id
