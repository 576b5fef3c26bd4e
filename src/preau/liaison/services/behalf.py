"""What staff do for a family that phones, comes, or sends a sheet back; and what the family says of it."""

import uuid
from collections.abc import Collection, Sequence

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from preau.access.enums import Right
from preau.access.public import Hat, Relative, Thing, can
from preau.directory.errors import Refused, Unknown
from preau.files.public import Arrival, keep
from preau.kernel import audit, clock
from preau.kernel.actor import Actor
from preau.kernel.behalf import Means
from preau.kernel.signatures import signed
from preau.liaison.models import Answer, PaperFamily, PaperSheet, Reply
from preau.liaison.selectors.behalf import PROOF, Sheet, line_at_desk, sheets_of
from preau.liaison.selectors.family import line_for
from preau.liaison.services.answering import put
from preau.liaison.services.replying import author_of, write_reply
from preau.notifications.public import To, notify

DONE_FOR, CONTESTED = "liaison.done_for", "liaison.contested"


@transaction.atomic
def answer_for(
    *, actor: Actor, hat: Hat, word_id: uuid.UUID, pupil_id: uuid.UUID, family_id: uuid.UUID, choice: str, means: str,
    proofs: Sequence[Arrival] = (), text: str = "", reply_id: uuid.UUID | None = None,
) -> Answer:  # fmt: skip
    """Enter the answer of somebody of a family who asked for it; she is told, and may contest it. Once only.

    From paper, the signed sheet is attached (`proofs`). `text`: what she adds, as a reply. Raises Unknown for who does
    not act for that family, PermissionDenied for somebody who may not sign, Refused for what the word does not take,
    or an answer that she contested, unless her signed sheet comes.
    """
    line, who = line_at_desk(hat, word_id, pupil_id, family_id)
    if not who.signs:
        raise PermissionDenied(_("Cette personne lit ce mot sans pouvoir le signer."))
    if means not in (Means.PHONE, Means.DESK, Means.PAPER):
        raise Refused(_("Dites comment la famille a répondu."))
    if means == Means.PAPER and not proofs:
        raise Refused(_("Joignez la feuille signée : elle est la preuve."))
    if line.mine is not None and not line.mine.stands and means != Means.PAPER:
        raise Refused(_("Cette personne a contesté la réponse saisie pour elle : il faut sa feuille signée."))
    before = line.mine.at if line.mine is not None and line.mine.stands else None
    found = put(actor, line.word, pupil_id, who, choice, means)
    if proofs:
        keep(actor=actor, hat=hat, kind=PROOF, arrivals=proofs, school_id=found.school_id, thing_id=found.pk)
    if text.strip() and reply_id is not None:
        write_reply(actor, line.word, pupil_id, family_id, reply_id, text, is_staff=False, means=means)
    if found.at != before:
        _receipt(actor, found, who, line.word.title)
    return found


def _receipt(actor: Actor, found: Answer, who: Relative, title: str) -> None:
    notify(
        actor=actor, kind=DONE_FOR, key=f"liaison/behalf/{found.pk}/{found.at.isoformat()}", school_id=found.school_id,
        to=[To(who.person.pk, who.profile, None if who.is_pupil else found.pupil_id)], data={"title": title},
        link=f"/carnet/mot/{found.word_id}/{found.pupil_id}/",
    )  # fmt: skip


@transaction.atomic
def contest(*, actor: Actor, hat: Hat, word_id: uuid.UUID, pupil_id: uuid.UUID) -> Answer:
    """Say that one did not give the answer entered in one's name: it counts no more. Twice changes nothing.

    Raises Refused when the days to say so are over.
    """
    line, who = line_for(hat, word_id, pupil_id)
    found = Answer.objects.select_for_update(of=("self",)).filter(
        school_id=line.word.school_id, word=line.word, pupil_id=pupil_id, signer=who.person
    ).first()  # fmt: skip
    if found is not None and not found.stands:
        return found
    if found is None or not found.may_be_contested(found.at):
        raise Refused(_("Cette réponse ne peut pas, ou ne peut plus, être contestée ici : appelez l’établissement."))
    found.contested_at = clock.now()
    found.save(update_fields=["contested_at"])
    if line.word.written_by_id is not None:
        notify(
            actor=actor, kind=CONTESTED, key=f"liaison/contested/{found.pk}/{found.contested_at.isoformat()}",
            school_id=found.school_id, to=author_of(line.word), data={"title": line.word.title},
            link=f"/carnet/bureau/{found.word_id}/reponses/",
        )  # fmt: skip
    audit.record(
        actor=actor, action="liaison.contest", tenant=found.school_id, subject="word", subject_id=found.word_id,
        data={"choice": found.choice},
    )  # fmt: skip
    return found


@transaction.atomic
def contest_reply(*, actor: Actor, hat: Hat, word_id: uuid.UUID, pupil_id: uuid.UUID, reply_id: uuid.UUID) -> Reply:
    """Say that one did not have written what stands under a word in one's name. It stays, marked so; once only.

    Raises Unknown for what is not in this reader's own thread, Refused when the days to say so are over.
    """
    line, who = line_for(hat, word_id, pupil_id)
    found = Reply.objects.select_for_update(of=("self",)).filter(
        pk=reply_id, school_id=line.word.school_id, word=line.word, pupil_id=pupil_id, family=who.person
    ).first()  # fmt: skip
    if found is None:
        raise Unknown("no such reply of theirs")
    if not found.stands:
        return found
    if not found.may_be_contested_now:
        raise Refused(_("Ce texte ne peut pas, ou ne peut plus, être contesté ici : appelez l’établissement."))
    found.contested_at = clock.now()
    found.save(update_fields=["contested_at"])
    if line.word.written_by_id is not None:
        notify(
            actor=actor, kind=CONTESTED, key=f"liaison/contested/{found.pk}", school_id=found.school_id,
            to=author_of(line.word), data={"title": line.word.title},
            link=f"/carnet/bureau/{found.word_id}/famille/{pupil_id}/{who.person.pk}/",
        )  # fmt: skip
    audit.record(
        actor=actor, action="liaison.contest_reply", tenant=found.school_id, subject="word", subject_id=found.word_id
    )
    return found


@transaction.atomic
def put_on_paper(*, actor: Actor, hat: Hat, school_id: uuid.UUID, person_id: uuid.UUID, on_paper: bool) -> None:
    """Have the words of somebody of a family printed from now on, or no more. Twice changes nothing."""
    if not can(hat, Right.ACT_FOR_FAMILIES, Thing(school_id)):
        raise PermissionDenied
    rows = PaperFamily.objects.filter(school_id=school_id, person_id=person_id)
    if on_paper:
        made = PaperFamily(
            school_id=school_id, person_id=person_id, set_at=clock.now(), **signed("set_by", actor)
        )  # fmt: skip
        PaperFamily.objects.bulk_create([made], ignore_conflicts=True)
        changed = rows.filter(pk=made.pk).exists()
    else:
        changed = bool(rows.delete()[0])
    if changed:
        audit.record(
            actor=actor, action="liaison.put_on_paper" if on_paper else "liaison.take_off_paper", tenant=school_id,
            subject="person", subject_id=person_id,
        )  # fmt: skip


@transaction.atomic
def print_sheets(*, actor: Actor, hat: Hat, school_id: uuid.UUID, keys: Collection[str]) -> list[Sheet]:
    """Note that these sheets are printed, and give them. The same again prints them again, and notes it once."""
    if not can(hat, Right.ACT_FOR_FAMILIES, Thing(school_id)):
        raise PermissionDenied
    chosen = [one for one in sheets_of(school_id) if one.key in keys]
    if not chosen:
        raise Refused(_("Choisissez au moins une feuille."))
    made = [
        PaperSheet(
            school_id=school_id, word=one.word, pupil=one.pupil, person=one.person, printed_at=clock.now(),
            **signed("printed_by", actor),
        )
        for one in chosen if one.printed is None
    ]  # fmt: skip
    PaperSheet.objects.bulk_create(made, ignore_conflicts=True)
    audit.record(
        actor=actor, action="liaison.print", tenant=school_id, subject="school", subject_id=school_id,
        data={"count": len(chosen)},
    )  # fmt: skip
    return chosen


@transaction.atomic
def hand_over(*, actor: Actor, hat: Hat, school_id: uuid.UUID, keys: Collection[str]) -> int:
    """Note that these printed sheets were handed over; how many are newly so."""
    if not can(hat, Right.ACT_FOR_FAMILIES, Thing(school_id)):
        raise PermissionDenied
    rows = [one.printed.pk for one in sheets_of(school_id) if one.key in keys and one.printed is not None]
    count = PaperSheet.objects.filter(school_id=school_id, pk__in=rows, handed_at=None).update(handed_at=clock.now())
    if count:
        audit.record(
            actor=actor, action="liaison.hand_over", tenant=school_id, subject="school", subject_id=school_id,
            data={"count": count},
        )  # fmt: skip
    return int(count)
