"""What a school says of its year: how its weeks are named, when it holds no class, its rooms."""

import datetime as dt
import uuid

from django.db import transaction
from django.utils.translation import gettext as _

from preau.access.public import Hat
from preau.directory.calendar import bounds_of, year_of
from preau.directory.errors import Refused
from preau.kernel import audit, clock
from preau.kernel.actor import Actor
from preau.timetable.models import NoClass, Room, WeekNames
from preau.timetable.services.making import settle
from preau.timetable.services.slots import require_right
from preau.timetable.weeks import LETTERS, NO_LETTER, weeks_in


def _settle_rest(school_id: uuid.UUID, year: int) -> None:
    settle(school_id=school_id, since=max(clock.today(), bounds_of(year)[0]))


@transaction.atomic
def name_weeks(*, actor: Actor, hat: Hat, school_id: uuid.UUID, year: int, letters: str) -> WeekNames:
    """Name the weeks of a year, one letter for each from school week 1 ("-" for none); lessons to come follow."""
    require_right(hat, school_id)
    if len(letters) != weeks_in(year) or set(letters) - {*LETTERS, NO_LETTER}:
        raise Refused(_("Il faut une lettre pour chaque semaine de l’année."))
    row, made = WeekNames.objects.select_for_update(of=("self",)).get_or_create(
        school_id=school_id, school_year_id=year, defaults={"letters": letters}
    )
    if not made and row.letters == letters:
        return row
    row.letters = letters
    row.save(update_fields=["letters"])
    _settle_rest(school_id, year)
    audit.record(actor=actor, action="timetable.name_weeks", tenant=school_id, subject="school", subject_id=school_id)
    return row


@transaction.atomic
def set_no_class(
    *, actor: Actor, hat: Hat, school_id: uuid.UUID, starts_on: dt.date, ends_on: dt.date, reason: str
) -> NoClass:
    """No class is held from one day to another, both counted; lessons to come follow. Twice changes nothing."""
    require_right(hat, school_id)
    if ends_on < starts_on:
        raise Refused(_("Le dernier jour vient avant le premier : vérifiez les dates."))
    row, made = NoClass.objects.get_or_create(
        school_id=school_id, starts_on=starts_on, ends_on=ends_on, defaults={"reason": reason}
    )
    if made:
        _settle_rest(school_id, year_of(starts_on))
        audit.record(
            actor=actor, action="timetable.set_no_class", tenant=school_id, subject="school", subject_id=school_id
        )  # fmt: skip
    return row


@transaction.atomic
def remove_no_class(*, actor: Actor, hat: Hat, school_id: uuid.UUID, row_id: uuid.UUID) -> None:
    """Class is held again on those days."""
    require_right(hat, school_id)
    row = NoClass.objects.filter(school_id=school_id, pk=row_id).first()
    if row is None:
        return
    year = year_of(row.starts_on)
    row.delete()
    _settle_rest(school_id, year)
    audit.record(
        actor=actor, action="timetable.remove_no_class", tenant=school_id, subject="school", subject_id=school_id
    )  # fmt: skip


@transaction.atomic
def save_room(*, actor: Actor, hat: Hat, school_id: uuid.UUID, code: str, name: str = "") -> Room:
    """A room of the school, by its code; named again when it is there."""
    require_right(hat, school_id)
    code = code.strip()
    if not code:
        raise Refused(_("Dites le nom de la salle."))
    row, made = Room.objects.get_or_create(
        school_id=school_id, code=code[:40], defaults={"name": (name.strip() or code)[:80]}
    )
    if not made and name.strip() and row.name != name.strip():
        row.name, made = name.strip()[:80], True
        row.save(update_fields=["name"])
    if made:
        audit.record(actor=actor, action="timetable.save_room", tenant=school_id, subject="room", subject_id=row.pk)
    return row
