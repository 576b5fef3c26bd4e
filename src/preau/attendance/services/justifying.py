"""Why a pupil is away: said by the family from the notice or ahead, by telephone through the desk, or known here.

What was said is never written over: the last word that stands holds, and all of them are shown.
"""

import datetime as dt
import functools
import uuid
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from preau.access.enums import Right
from preau.access.public import About, Hat, Relative, Thing, can, present_pupils, relative_for, relatives_of
from preau.attendance.enums import OF_FAMILIES, Origin, Reason
from preau.attendance.models import Absence, Justification
from preau.attendance.selectors.family import forget_known
from preau.attendance.services.telling import matter_of, tell_board
from preau.directory.errors import Overtaken, Refused, Unknown
from preau.directory.models import Person
from preau.kernel import audit, clock
from preau.kernel.actor import Actor
from preau.kernel.behalf import Means, entered
from preau.notifications.public import To, notify, seen

DONE_FOR = "attendance.done_for"
LONGEST = dt.timedelta(days=60)
MIDNIGHT = 24 * 60
MOST_TEXT = 300


@dataclass(frozen=True, slots=True)
class Stretch:
    """From a minute of a day to a minute of another, on the school's clock."""

    first_on: dt.date
    starts: int
    last_on: dt.date
    ends: int


@transaction.atomic
def explain(
    *, actor: Actor, hat: Hat, absence_id: uuid.UUID, reason: str, text: str = "", version: int
) -> Justification:  # fmt: skip
    """Say why a pupil was away, by who signs for them. The same again changes nothing.

    `version`: of the absence that was read; raises Overtaken when somebody explained it since. Raises Unknown for who
    is told nothing of it, PermissionDenied for who is told and does not sign, Refused.
    """
    row = _locked(absence_id)
    found = relative_for(hat, row.school_id, row.pupil_id, About.ABSENCES)
    if found is None or row.is_void:
        raise Unknown("no such absence for them")
    _pupil, who = found
    if not who.signs:
        raise PermissionDenied(_("Vous êtes averti de cette absence sans pouvoir l’expliquer."))
    return _put(actor, row, who.person, reason, text, version)


@transaction.atomic
def explain_for(
    *, actor: Actor, hat: Hat, absence_id: uuid.UUID, reason: str, text: str = "", version: int,
    family_id: uuid.UUID | None = None, means: str = Means.PHONE.value,
) -> Justification:  # fmt: skip
    """Note what somebody of the family said by telephone or at the desk, who is told; or, without anybody, what the
    school knows by itself.

    Raises Unknown, PermissionDenied, Refused for somebody who does not sign for the pupil, Overtaken.
    """
    row = _locked(absence_id)
    if row.school_id not in hat.school_ids or row.is_void:
        raise Unknown("no such absence")
    if not can(hat, Right.FOLLOW_ABSENCES, Thing(row.school_id)):
        raise PermissionDenied
    if means not in (Means.PHONE, Means.DESK, Means.PAPER):
        raise Refused(_("Dites comment la famille a répondu."))
    who = _of_family(row, family_id) if family_id else None
    made = _put(actor, row, who.person if who else None, reason, text, version, means=means)
    if who is not None:
        notify(
            actor=actor, kind=DONE_FOR, key=f"attendance/behalf/{made.pk}", school_id=row.school_id,
            to=[To(who.person.pk, who.profile, None if who.is_pupil else row.pupil_id)],
            data={"day": row.first_on.isoformat()}, link=f"/absences/{row.pk}/",
        )  # fmt: skip
    return made


@transaction.atomic
def announce(
    *, actor: Actor, hat: Hat, school_id: uuid.UUID, pupil_id: uuid.UUID, absence_id: uuid.UUID, stretch: Stretch,
    reason: str, text: str = "",
) -> Absence:  # fmt: skip
    """Say ahead that a pupil will be away, and why. `absence_id`: given by the page, so that twice is once.

    What was seen of the same stretch and nobody explained is explained by it. Raises Unknown for who is told nothing of
    that pupil, PermissionDenied for who does not sign, Refused for a stretch that makes no sense.
    """
    found = relative_for(hat, school_id, pupil_id, About.ABSENCES)
    if found is None:
        raise Unknown("no such pupil of theirs")
    _pupil, who = found
    if not who.signs:
        raise PermissionDenied(_("Vous êtes averti des absences de cet élève sans pouvoir en annoncer."))
    return _announced(actor, school_id, pupil_id, absence_id, stretch, reason, text, who.person)


@transaction.atomic
def announce_for(
    *, actor: Actor, hat: Hat, school_id: uuid.UUID, pupil_id: uuid.UUID, absence_id: uuid.UUID, stretch: Stretch,
    reason: str, text: str = "",
) -> Absence:  # fmt: skip
    """Note ahead what the school knows of a pupil: at the infirmary, on an outing, or announced by telephone.

    Raises Unknown, PermissionDenied, Refused.
    """
    if school_id not in hat.school_ids or pupil_id not in present_pupils(school_id, [pupil_id]):
        raise Unknown("no such pupil")
    if not can(hat, Right.FOLLOW_ABSENCES, Thing(school_id)):
        raise PermissionDenied
    return _announced(actor, school_id, pupil_id, absence_id, stretch, reason, text, None, means=Means.DESK.value)


@transaction.atomic
def contest(*, actor: Actor, hat: Hat, justification_id: uuid.UUID) -> Absence:
    """Say that one did not give an explanation entered in one's name: what was said before it holds again.

    Raises Unknown for what is not theirs, Refused when the days to say so are over. Twice changes nothing.
    """
    made = Justification.objects.filter(pk=justification_id, by_id=hat.person_id).first()
    if made is None or made.school_id not in hat.school_ids:
        raise Unknown("nothing said in their name")
    row = _locked(made.absence_id)
    made.refresh_from_db()
    if made.contested_at is not None:
        return row
    if not made.may_be_contested(made.at):
        raise Refused(_("Cette réponse ne peut pas, ou ne peut plus, être contestée ici : appelez l’établissement."))
    made.contested_at = clock.now()
    made.save(update_fields=["contested_at"])
    before = Justification.objects.filter(school_id=row.school_id, absence=row, contested_at=None).order_by("at", "pk")
    last = before.last()
    row.reason, row.version = last.reason if last else "", row.version + 1
    row.save(update_fields=["reason", "version"])
    _record(actor, "attendance.contest", row, "")
    tell_board(row.school_id)
    return row


def _locked(absence_id: uuid.UUID) -> Absence:
    row = Absence.objects.select_for_update(of=("self",)).filter(pk=absence_id).first()
    if row is None:
        raise Unknown("no such absence")
    return row


def _of_family(row: Absence, family_id: uuid.UUID) -> Relative:
    """Somebody of the pupil's family who signs for them."""
    pupils = present_pupils(row.school_id, [row.pupil_id])
    there = relatives_of(row.school_id, list(pupils.values()), About.ABSENCES).get(row.pupil_id, ())
    who = next((one for one in there if one.person.pk == family_id), None)
    if who is None or not who.signs:
        raise Refused(_("Cette personne ne peut pas expliquer les absences de cet élève."))
    return who


def _announced(
    actor: Actor, school_id: uuid.UUID, pupil_id: uuid.UUID, absence_id: uuid.UUID, stretch: Stretch, reason: str,
    text: str, by: Person | None, means: str = Means.OWN.value,
) -> Absence:  # fmt: skip
    _require_sense(stretch)
    # The page was opened again (the back button), or the other parent says it too: it is the same absence.
    same = Absence.objects.select_for_update(of=("self",)).filter(
        school_id=school_id, pupil_id=pupil_id, origin=Origin.ANNOUNCED, is_void=False, first_on=stretch.first_on,
        starts=stretch.starts, last_on=stretch.last_on, ends=stretch.ends,
    ).exclude(pk=absence_id).first()  # fmt: skip
    if same is not None:
        _put(actor, same, by, reason, text, same.version, means=means)
        return same
    row = Absence(
        pk=absence_id, school_id=school_id, pupil_id=pupil_id, origin=Origin.ANNOUNCED, first_on=stretch.first_on,
        starts=stretch.starts, last_on=stretch.last_on, ends=stretch.ends,
    )  # fmt: skip
    Absence.objects.bulk_create([row], ignore_conflicts=True)
    kept = Absence.objects.select_for_update(of=("self",)).filter(
        pk=absence_id, school_id=school_id, pupil_id=pupil_id, origin=Origin.ANNOUNCED
    ).first()  # fmt: skip
    if kept is None:
        raise Unknown("that number is another absence's")
    if kept.version:
        return kept
    transaction.on_commit(functools.partial(forget_known, school_id))
    _put(actor, kept, by, reason, text, 0, means=means, action="attendance.announce")
    seen_rows = Absence.objects.select_for_update(of=("self",)).filter(
        school_id=school_id, pupil_id=pupil_id, origin=Origin.SEEN, reason="", is_void=False,
        first_on__gte=stretch.first_on, last_on__lte=stretch.last_on,
    )  # fmt: skip
    for one in seen_rows.order_by("pk"):
        if (one.first_on, one.ends) > (stretch.first_on, stretch.starts) and (one.last_on, one.starts) < (
            stretch.last_on, stretch.ends,
        ):  # fmt: skip
            _put(actor, one, by, reason, text, one.version, means=means)
    return kept


def _require_sense(stretch: Stretch) -> None:
    since, until = (stretch.first_on, stretch.starts), (stretch.last_on, stretch.ends)
    if not since < until or not 0 <= stretch.starts <= MIDNIGHT or not 0 < stretch.ends <= MIDNIGHT:
        raise Refused(_("L’absence finit avant de commencer : vérifiez les jours et les heures."))
    today = clock.today()
    if stretch.last_on < today:
        raise Refused(_("Cette absence est passée : répondez à l’avis que vous avez reçu, ou appelez l’établissement."))
    if stretch.last_on - stretch.first_on > LONGEST or stretch.first_on > today + dt.timedelta(days=365):
        raise Refused(_("Pour une absence aussi longue ou aussi lointaine, appelez l’établissement."))


def _put(
    actor: Actor, row: Absence, by: Person | None, reason: str, text: str, version: int, *,
    means: str = Means.OWN.value, action: str = "",
) -> Justification:  # fmt: skip
    """Write one more word on an absence, under lock."""
    if reason not in (OF_FAMILIES if by is not None else Reason):
        raise Refused(_("Choisissez une des raisons proposées."))
    told = text.strip()[:MOST_TEXT]
    before = Justification.objects.filter(school_id=row.school_id, absence=row, contested_at=None)
    last = before.order_by("at", "pk").last()
    if last is not None and (last.by_id, last.reason, last.text) == (by.pk if by else None, reason, told):
        return last
    if row.version != version:
        raise Overtaken(_("Quelqu’un d’autre a expliqué cette absence."))
    made = Justification(
        school_id=row.school_id, absence=row, by=by, reason=reason, text=told, at=clock.now(), **entered(actor, means)
    )
    made.save(force_insert=True)
    row.reason, row.version = reason, row.version + 1
    row.save(update_fields=["reason", "version"])
    if by is not None:
        for time in range(1, row.told + 1):
            seen(actor=actor, person_id=by.pk, key=matter_of(row.pk, time))
    _record(actor, action or ("attendance.justify" if means == Means.OWN else "attendance.justify_for"), row, means)
    tell_board(row.school_id)
    return made


def _record(actor: Actor, action: str, row: Absence, means: str) -> None:
    audit.record(
        actor=actor, action=action, tenant=row.school_id, subject="absence", subject_id=row.pk,
        data={"means": means} if means not in ("", Means.OWN) else {},
    )  # fmt: skip
