"""Correcting: how work is marked, and what is written of each copy. Two correctors never overwrite each other."""

import uuid
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from preau.access.public import Hat
from preau.diary.public import piece_to_write
from preau.directory.errors import Overtaken, Refused, Unknown
from preau.kernel import audit, clock
from preau.kernel.actor import Actor
from preau.kernel.signatures import sign
from preau.submissions.enums import Mastery, Scale
from preau.submissions.models import Assignment, Copy, Correction
from preau.submissions.services.asking import locked_assignment
from preau.submissions.services.giving_back import publish_mark

MOST_POINTS, MOST_GUARDIAN_HOURS, LONGEST_COMMENT = 1000, 48, 10_000
SCALES = (Scale.POINTS, Scale.MASTERY, Scale.NONE)
"""What may be chosen: criteria are not served yet."""


@dataclass(frozen=True, slots=True)
class Marking:
    """How it is marked; as Assignment says it."""

    scale: str
    out_of: int | None = None
    guardian_hours: int = 24


@dataclass(frozen=True, slots=True)
class Judged:
    """What is written of a copy; as Correction says it."""

    points: Decimal | None = None
    mastery: int | None = None
    is_unmarked: bool = False
    comment: str = ""


@transaction.atomic
def set_marking(*, actor: Actor, hat: Hat, work_id: uuid.UUID, marking: Marking, version: int) -> Assignment:
    """How copies of a piece of work are marked. The same twice changes nothing.

    Raises Unknown for a stranger, PermissionDenied for a colleague, Overtaken when somebody else wrote since `version`,
    Refused for what makes no sense, and for another scale once marks are written.
    """
    piece = piece_to_write(hat, work_id)
    row = locked_assignment(piece.school_id, work_id)
    if marking.scale not in SCALES:
        raise Refused(_("Choisissez comment noter."))
    out_of = marking.out_of if marking.scale == Scale.POINTS else None
    if marking.scale == Scale.POINTS and not (out_of and 1 <= out_of <= MOST_POINTS):
        raise Refused(_("Le total va de 1 à %(most)d points.") % {"most": MOST_POINTS})
    if not 0 <= marking.guardian_hours <= MOST_GUARDIAN_HOURS:
        raise Refused(_("Le délai des responsables va de 0 à %(most)d heures.") % {"most": MOST_GUARDIAN_HOURS})
    values = {"scale": marking.scale, "out_of": out_of, "guardian_hours": marking.guardian_hours}
    if all(getattr(row, name) == value for name, value in values.items()):
        return row
    if row.version != version:
        raise Overtaken(_("Quelqu’un d’autre a changé ce qui est demandé."))
    marked = Correction.objects.filter(school_id=row.school_id, copy__assignment=row)
    if (row.scale, row.out_of) != (marking.scale, out_of) and marked.exclude(points=None, mastery=None).exists():
        raise Refused(_("Des copies ont déjà une note : la notation ne change plus."))
    for name, value in values.items():
        setattr(row, name, value)
    row.version += 1
    row.save(update_fields=[*values, "version"])
    audit.record(
        actor=actor, action="submissions.set_marking", tenant=row.school_id, subject="diary_work", subject_id=work_id,
        data={"scale": row.scale},
    )  # fmt: skip
    return row


@transaction.atomic
def correct(
    *, actor: Actor, hat: Hat, copy_id: uuid.UUID, judged: Judged, version: int, is_draft: bool = False
) -> Correction:  # fmt: skip
    """Write of a copy, as its page sends it or keeps it while one types (`is_draft`). The same twice changes nothing.

    What was given back and is changed is read changed, at once by the pupil. A new version begun to be corrected is
    given back anew. Raises Unknown for a stranger and for a copy of which nothing came, PermissionDenied for a
    colleague, Overtaken when somebody else wrote since `version`, Refused for a mark that makes no sense.
    """
    copy, row = locked_correction(hat, copy_id)
    assignment = copy.assignment
    values = _sensible(assignment, judged)
    is_new = row.of_version != copy.current
    if row.version and not is_new and all(getattr(row, one) == told for one, told in values.items()):
        return row
    if row.version != version:
        raise Overtaken(_("Quelqu’un d’autre a corrigé cette copie entre-temps."))
    is_other = any(getattr(row, name) != values[name] for name in ("points", "mastery", "is_unmarked"))
    is_silent = is_draft and not is_other and row.corrected_by_id == actor.person_id and row.version > 0
    for name, value in values.items():
        setattr(row, name, value)
    row.is_done = row.is_unmarked or row.points is not None or row.mastery is not None
    row.of_version, row.version, row.corrected_at = copy.current, row.version + 1, clock.now()
    sign(row, "corrected_by", actor)
    row.save()
    if is_new and copy.returned_at is not None:
        copy.returned_at = None
        copy.save(update_fields=["returned_at"])
    if not is_silent:
        audit.record(
            actor=actor, action="submissions.correct", tenant=row.school_id, subject="copy", subject_id=copy.pk
        )  # fmt: skip
    if is_other and copy.returned_at is not None:
        publish_mark(copy, row)
    return row


def locked_correction(hat: Hat, copy_id: uuid.UUID) -> tuple[Copy, Correction]:
    """A copy that this hat corrects and what is written of it, under lock; made when there is nothing yet.

    Raises Unknown, PermissionDenied.
    """
    rows = Copy.objects.select_for_update(of=("self",)).filter(pk=copy_id, school_id__in=hat.school_ids)
    copy = rows.select_related("assignment", "team").first()
    if copy is None or not (copy.current or copy.paper_at):
        raise Unknown("no such copy")
    piece_to_write(hat, copy.assignment.work)
    row = Correction.objects.filter(school_id=copy.school_id, copy=copy).first()
    return copy, row or Correction(school_id=copy.school_id, copy=copy, of_version=copy.current)


def _sensible(assignment: Assignment, judged: Judged) -> dict[str, object]:
    comment = judged.comment.replace("\r\n", "\n").replace("\0", "").strip()
    if len(comment) > LONGEST_COMMENT:
        raise Refused(_("Ce commentaire est trop long : %(most)d caractères au plus.") % {"most": LONGEST_COMMENT})
    points = judged.points if assignment.scale == Scale.POINTS else None
    if points is not None:
        most = assignment.out_of or 0
        if not points.is_finite() or not 0 <= points <= most or points != round(points, 2):
            raise Refused(_("La note va de 0 à %(most)d, avec deux décimales au plus.") % {"most": most})
    mastery = judged.mastery if assignment.scale == Scale.MASTERY else None
    if mastery is not None and mastery not in Mastery.values:
        raise Refused(_("Choisissez un niveau de la liste."))
    if judged.is_unmarked and (points is not None or mastery is not None):
        raise Refused(_("Une copie a une note, ou n’en a pas : pas les deux."))
    return {"points": points, "mastery": mastery, "is_unmarked": judged.is_unmarked, "comment": comment}
