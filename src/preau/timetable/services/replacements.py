"""Who stands in for somebody absent from a day to a day: said once, ended or shortened, taken back."""

import uuid
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from preau.access.public import Hat
from preau.directory.calendar import year_of
from preau.directory.errors import Overtaken, Refused, Unknown
from preau.directory.models import Affiliation
from preau.kernel import audit, clock
from preau.kernel.actor import Actor
from preau.timetable.differing import Stretch
from preau.timetable.models import Change, Replacement, Slot, SlotTeacher
from preau.timetable.selectors.stretches import Weighed, changed_since, stretch_of, taken_by, weigh
from preau.timetable.selectors.whose import TEACHING
from preau.timetable.services.slots import require_right
from preau.timetable.services.standing import follow, hold_standing, put
from preau.timetable.services.telling import tell_stretch_later


class Unread(Refused):
    """What it would do was not read yet, or is no longer what was read: it is read first."""

    def __init__(self, weighed: Weighed) -> None:
        super().__init__(_("Lisez d’abord ce que ce remplacement change."))
        self.weighed = weighed


@transaction.atomic
def save_replacement(
    *, actor: Actor, hat: Hat, school_id: uuid.UUID, replacement_id: uuid.UUID, stretch: Stretch, version: int = 0,
    read: str = "",
) -> Replacement:  # fmt: skip
    """Say who is absent from a day to a day and who stands in, in place of what was said under that number.

    Each of their lessons in those days differs so, those made later too; one that anybody changed otherwise stays so.
    `version`: of what was read, 0 for none; raises Overtaken when it is another. `read`: the key of what it would do;
    raises Unread for another one. Raises Refused for what makes no sense, Unknown, PermissionDenied. The same twice
    changes nothing.
    """
    require_right(hat, school_id)
    _hold_week(school_id, stretch.absent_id)
    hold_standing(school_id)
    row = _held(replacement_id)
    if row is not None:
        if row.school_id != school_id or row.absent_id != stretch.absent_id:
            raise Unknown("no such replacement")
        if stretch_of(row) == stretch:
            return row
    if (row.version if row else 0) != version:
        raise Overtaken(_("Quelqu’un d’autre a modifié ce remplacement."))
    _require_sense(school_id, stretch, row)
    weighed = weigh(school_id, stretch, row)
    if weighed.key != read:
        raise Unread(weighed)
    is_new = row is None
    row = row or Replacement(pk=replacement_id, school_id=school_id, absent_id=stretch.absent_id, version=0)
    row.school_year_id, row.teacher_id, row.reason = year_of(stretch.first_on), stretch.teacher_id, stretch.reason
    row.first_on, row.last_on, row.parts = stretch.first_on, stretch.last_on, sorted(stretch.parts)
    row.version, row.changed_at = row.version + 1, clock.now()
    try:
        with transaction.atomic():
            row.save(force_insert=is_new, force_update=not is_new)
    except IntegrityError:
        raise Unknown("the number of another school's") from None
    count = put(row)
    follow(school_id)  # what it gave back may be another's
    _record(actor, "timetable.save_replacement", row, count)
    return row


@dataclass(frozen=True, slots=True)
class TakenBack:
    """What taking a replacement back did. `back`: how many lessons are as usual again; `left`: how many stay as a hand
    wrote them since, with the same absence.
    """

    back: int
    left: int


@transaction.atomic
def remove_replacement(*, actor: Actor, hat: Hat, replacement_id: uuid.UUID, version: int) -> TakenBack | None:
    """Take back what was said under that number: all its lessons are as usual again. None when nothing stands there,
    or no more: twice changes nothing.

    Raises Overtaken when it was written since, Unknown for a stranger, PermissionDenied.
    """
    found = Replacement.objects.filter(pk=replacement_id).first()
    if found is None:
        return None
    if found.school_id not in hat.school_ids:
        raise Unknown("of another school")
    require_right(hat, found.school_id)
    _hold_week(found.school_id, found.absent_id)
    hold_standing(found.school_id)
    row = _held(replacement_id)
    if row is None:
        return None
    if row.version != version:
        raise Overtaken(_("Quelqu’un d’autre a modifié ce remplacement."))
    mine = Change.objects.filter(school_id=row.school_id, replacement=row)
    taken_by(row.school_id, stretch_of(row), locked=list(mine.values_list("lesson_id", flat=True)))
    back = [one.lesson for one in mine.select_related("lesson__slot", "lesson__school")]
    mine.delete()
    row.version += 1
    tell_stretch_later(row, back, is_usual=True)
    _record(actor, "timetable.remove_replacement", row, len(back))
    taken = TakenBack(len(back), changed_since(row).count())
    row.delete()
    follow(found.school_id)  # what it gave back may be another's
    return taken


def _hold_week(school_id: uuid.UUID, absent_id: uuid.UUID) -> None:
    """Have whoever makes lessons of that person wait until the end of the transaction, and wait for them."""
    mine = SlotTeacher.objects.filter(school_id=school_id, teacher_id=absent_id)
    rows = Slot.objects.select_for_update(of=("self",)).filter(school_id=school_id, pk__in=mine.values("slot_id"))
    list(rows.order_by("pk").values_list("pk"))


def _held(replacement_id: uuid.UUID) -> Replacement | None:
    rows = Replacement.objects.select_for_update(of=("self",), no_key=True)
    return rows.filter(pk=replacement_id).first()


def _record(actor: Actor, action: str, row: Replacement, count: int) -> None:
    audit.record(
        actor=actor, action=action, tenant=row.school_id, subject="replacement", subject_id=row.pk,
        data={"version": row.version, "count": count},
    )  # fmt: skip


def _require_sense(school_id: uuid.UUID, stretch: Stretch, row: Replacement | None) -> None:
    """`row`: what stands is not asked again, so that it can be shortened once whoever stands in has left."""
    if stretch.last_on < stretch.first_on:
        raise Refused(_("Le dernier jour vient avant le premier : vérifiez les dates."))
    year = year_of(stretch.first_on)
    if year != year_of(stretch.last_on):
        raise Refused(
            _(
                "Les deux jours doivent être de la même année scolaire : "
                "prévoyez un autre remplacement pour la suivante."
            )
        )
    taught = SlotTeacher.objects.filter(
        school_id=school_id, teacher_id=stretch.absent_id, slot__school_year_id=year
    )  # fmt: skip
    if row is None and not taught.exists():
        raise Refused(_("Cette personne n’assure aucun cours cette année-là."))
    if stretch.teacher_id is None or (row is not None and row.teacher_id == stretch.teacher_id):
        return
    if stretch.teacher_id == stretch.absent_id:
        raise Refused(_("La personne absente ne se remplace pas elle-même."))
    there = Affiliation.objects.filter(
        school_id=school_id, state="active", person_id=stretch.teacher_id, profile__in=TEACHING
    )  # fmt: skip
    if not there.exists():
        raise Refused(_("Cette personne n’est pas dans cet établissement."))
