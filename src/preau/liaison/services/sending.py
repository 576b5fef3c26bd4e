"""From a draft to families, and the end of it."""

import uuid

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from preau.access.public import Hat
from preau.directory.errors import Overtaken, Refused
from preau.kernel import audit, clock
from preau.kernel.actor import Actor
from preau.liaison.enums import State
from preau.liaison.models import Word
from preau.liaison.selectors.desk import reaches_school
from preau.liaison.selectors.family import is_late
from preau.liaison.services.locking import locked_to_manage, locked_to_write
from preau.liaison.services.telling import matters_of, tell_later
from preau.liaison.services.writing import pupils_at_sending, version_of
from preau.notifications.public import withdraw as take_back


@transaction.atomic
def send(*, actor: Actor, hat: Hat, word_id: uuid.UUID, version: str, widely: bool = False) -> Word:
    """Send a draft to the families of its pupils. Twice changes nothing.

    `version`: which writing was read; raises Overtaken for another. `widely`: whether who sends proved themself for a
    school; raises PermissionDenied when the word needs it. Raises Refused for a last day that passed, or no pupil.
    """
    word = locked_to_write(hat, word_id)
    if word.state == State.SENT:
        return word
    if word.state != State.DRAFT:
        raise Refused(_("Ce mot n’en est plus là : rechargez la page."))
    if version_of(word) != version:
        raise Overtaken(_("Ce mot a changé depuis que vous l’avez lu : relisez-le."))
    if reaches_school(word) and not widely:
        raise PermissionDenied
    if is_late(word):
        raise Refused(_("Le dernier jour pour répondre est passé : changez-le d’abord."))
    count = pupils_at_sending(hat, word)
    if not count:
        raise Refused(_("Ce mot ne concerne plus aucun élève : choisissez d’autres classes."))
    word.state, word.sent_at, word.changed_at = State.SENT, clock.now(), clock.now()
    word.save()
    tell_later(word)
    audit.record(
        actor=actor, action="liaison.send", tenant=word.school_id, subject="word", subject_id=word.pk,
        data={"count": count},
    )  # fmt: skip
    return word


@transaction.atomic
def close(*, actor: Actor, hat: Hat, word_id: uuid.UUID) -> Word:
    """Take no more answers; families read it still. Twice changes nothing."""
    return _moved(actor, hat, word_id, (State.SENT,), State.CLOSED, "liaison.close")


@transaction.atomic
def reopen(*, actor: Actor, hat: Hat, word_id: uuid.UUID) -> Word:
    """Take answers again. Twice changes nothing."""
    return _moved(actor, hat, word_id, (State.CLOSED,), State.SENT, "liaison.reopen")


@transaction.atomic
def recall(*, actor: Actor, hat: Hat, word_id: uuid.UUID) -> Word:
    """Take a word away: no family reads it any more, and bells forget it. Answers stay for the school."""
    return _moved(actor, hat, word_id, (State.SENT, State.CLOSED), State.RECALLED, "liaison.recall")


def _moved(
    actor: Actor, hat: Hat, word_id: uuid.UUID, before: tuple[State, ...], after: State, action: str
) -> Word:  # fmt: skip
    word = locked_to_manage(hat, word_id)
    if word.state == after:
        return word
    if word.state not in before:
        raise Refused(_("Ce mot n’en est plus là : rechargez la page."))
    word.state, word.changed_at = after, clock.now()
    word.save(update_fields=["state", "changed_at"])
    if after != State.SENT:
        for key in matters_of(word):
            take_back(actor=actor, key=key)
    audit.record(actor=actor, action=action, tenant=word.school_id, subject="word", subject_id=word.pk)
    return word
