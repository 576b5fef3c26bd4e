"""What a school says of its year: how its weeks are named, its rooms."""

import datetime as dt
import uuid

from django.db import transaction
from django.utils.translation import gettext as _

from preau.access.public import Hat
from preau.directory.calendar import bounds_of, year_of
from preau.directory.errors import Refused
from preau.kernel import audit, clock, scope
from preau.kernel.actor import Actor
from preau.timetable.models import Room, WeekNames
from preau.timetable.services.making import settle
from preau.timetable.services.slots import require_right
from preau.timetable.weeks import LETTERS, NO_LETTER, weeks_in


def settle_year(*, school_id: uuid.UUID, day: dt.date) -> int:
    """Put lessons to come of the year that holds a day in accord with its regular week; how many, changed, stay."""
    with scope.use(scope.Scope.of([school_id])):
        return settle(school_id=school_id, since=max(clock.today(), bounds_of(year_of(day))[0]))


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
    settle_year(school_id=school_id, day=bounds_of(year)[0])
    audit.record(actor=actor, action="timetable.name_weeks", tenant=school_id, subject="school", subject_id=school_id)
    return row


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
