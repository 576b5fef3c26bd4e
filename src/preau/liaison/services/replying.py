"""Replies that stay with a word: of one of a family to the staff, and back. Nobody else of a family reads them."""

import uuid

from django.db import transaction
from django.utils.translation import gettext as _

from preau.access.public import About, Hat, relatives_of
from preau.directory.enums import STAFF_PROFILES, AffiliationState
from preau.directory.errors import Refused, Unknown
from preau.directory.models import Affiliation
from preau.kernel import audit, clock
from preau.kernel.actor import Actor
from preau.kernel.behalf import Means, entered
from preau.kernel.signatures import signed
from preau.liaison.enums import State
from preau.liaison.models import Reply, Word
from preau.liaison.selectors.desk import desk_word
from preau.liaison.selectors.family import line_for
from preau.liaison.selectors.signers import pupils_of
from preau.notifications.public import To, notify

MOST = 50
"""Replies of one person under one word."""
LENGTH = 2000
ANSWERED, WRITTEN = "liaison.answered", "liaison.written"


@transaction.atomic
def reply(*, actor: Actor, hat: Hat, word_id: uuid.UUID, pupil_id: uuid.UUID, reply_id: uuid.UUID, text: str) -> Reply:
    """A person of a family writes under a word. A form sent twice (`reply_id`) writes it once."""
    line, who = line_for(hat, word_id, pupil_id)
    if line.word.state != State.SENT:
        raise Refused(_("Ce mot est terminé : on n’écrit plus dessous."))
    made, is_new = write_reply(actor, line.word, pupil_id, who.person.pk, reply_id, text, is_staff=False)
    if is_new and line.word.written_by_id is not None:
        notify(
            actor=actor, kind=WRITTEN, key=f"liaison/reply/{made.pk}", school_id=line.word.school_id,
            to=author_of(line.word), data={"title": line.word.title},
            link=f"/carnet/bureau/{line.word.pk}/famille/{pupil_id}/{who.person.pk}/",
        )  # fmt: skip
    return made


def author_of(word: Word) -> list[To]:
    """Who wrote the word, as one of the staff: told of a reply, and of no name."""
    return staff_of(word.school_id, word.written_by_id)


def staff_of(school_id: uuid.UUID, person_id: uuid.UUID | None) -> list[To]:
    """Somebody as one of the staff of that school; nobody once they left."""
    place = Affiliation.objects.filter(
        school_id=school_id, person_id=person_id, profile__in=STAFF_PROFILES,
        state=AffiliationState.ACTIVE,
    ).first()  # fmt: skip
    return [To(place.person_id, place.profile)] if place else []


@transaction.atomic
def reply_to_family(
    *, actor: Actor, hat: Hat, word_id: uuid.UUID, pupil_id: uuid.UUID, family_id: uuid.UUID, reply_id: uuid.UUID,
    text: str,
) -> Reply:  # fmt: skip
    """One of the staff concerned writes to that person of the family, who is told. A form sent twice writes it once."""
    seen = desk_word(hat, word_id)
    if seen.pupils is not None and pupil_id not in seen.pupils:
        raise Unknown("no such pupil for them")
    if seen.word.state not in (State.SENT, State.CLOSED):
        raise Refused(_("Ce mot n’en est plus là : rechargez la page."))
    pupil = pupils_of(seen.word).get(pupil_id)
    there = relatives_of(seen.word.school_id, [pupil], About.MESSAGES)[pupil_id] if pupil is not None else []
    who = next((one for one in there if one.person.pk == family_id), None)
    if who is None:
        raise Unknown("nobody of that family reads it")
    made, is_new = write_reply(actor, seen.word, pupil_id, family_id, reply_id, text, is_staff=True)
    if is_new:
        notify(
            actor=actor, kind=ANSWERED, key=f"liaison/reply/{made.pk}", school_id=seen.word.school_id,
            to=[To(family_id, who.profile, None if who.is_pupil else pupil_id)], data={"title": seen.word.title},
            link=f"/carnet/mot/{word_id}/{pupil_id}/",
        )  # fmt: skip
    return made


def write_reply(
    actor: Actor, word: Word, pupil_id: uuid.UUID, family_id: uuid.UUID, reply_id: uuid.UUID, text: str, *,
    is_staff: bool, means: str = Means.OWN.value,
) -> tuple[Reply, bool]:  # fmt: skip
    """The reply, and whether it is new; in a transaction, by who may."""
    if not text.strip():
        raise Refused(_("Écrivez quelques mots."))
    thread = Reply.objects.filter(school_id=word.school_id, word=word, pupil_id=pupil_id, family_id=family_id)
    made = Reply(
        id=reply_id, school_id=word.school_id, word=word, pupil_id=pupil_id, family_id=family_id, is_staff=is_staff,
        text=text.strip()[:LENGTH], at=clock.now(), **signed("written_by", actor), **entered(actor, means),
    )  # fmt: skip
    was_there = Reply.objects.filter(pk=reply_id).exists()
    if not was_there:
        if thread.count() >= MOST:
            raise Refused(_("Il y a déjà beaucoup de réponses ici : écrivez plutôt un message."))
        Reply.objects.bulk_create([made], ignore_conflicts=True)
    stands = thread.filter(pk=reply_id, written_by_id=actor.person_id).first()
    if stands is None:
        raise Unknown("that number is another's")
    if was_there or stands.at != made.at:
        return stands, False
    audit.record(
        actor=actor, action="liaison.reply_to_family" if is_staff else "liaison.reply", tenant=word.school_id,
        subject="word", subject_id=word.pk,
    )  # fmt: skip
    return stands, True
