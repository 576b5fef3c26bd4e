"""The day from which pupils and guardians enter: set for a school, a level or a class, moved, taken away."""

import datetime as dt
import uuid
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from preau.access import switches
from preau.access.errors import Refused, Unknown
from preau.access.models import SpaceOpening
from preau.directory.calendar import year_of
from preau.directory.errors import Overtaken
from preau.directory.models import Enrollment, Homeroom, School
from preau.kernel import audit, clock
from preau.kernel.actor import Actor
from preau.kernel.ids import new_id
from preau.kernel.signatures import signed

FURTHEST_DAYS = 400


@transaction.atomic
def set_space_opening(
    *, actor: Actor, school_id: uuid.UUID, opens_on: dt.date | None, version: str, level: str = "",
    homeroom_id: uuid.UUID | None = None,
) -> bool:  # fmt: skip
    """Open the space on that day, for the school, a level or a class; None: no day of its own. False: nothing changes.

    `version`: that of the row the person read, "" when there was none. Raises Overtaken when somebody was quicker,
    Unknown for a level or a class that the school has not, Refused for a day too far away.
    """
    school = School.objects.select_for_update(of=("self",)).get(pk=school_id)
    today = clock.today(school.timezone)
    unit = _unit(school, level, homeroom_id)
    if opens_on is not None and opens_on > today + dt.timedelta(days=FURTHEST_DAYS):
        raise Refused(_("Cette date est trop lointaine : l’espace doit ouvrir dans l’année."))
    where: dict[str, Any] = {"school_id": school_id, "homeroom_id": homeroom_id, "level_label": level}
    row = SpaceOpening.objects.filter(**where).first()
    if (row.opens_on if row else None) == opens_on:
        return False  # the same form sent twice, or two people who agree
    if (str(row.version) if row else "") != version:
        raise Overtaken(_("Quelqu’un d’autre a changé cette date pendant que vous la lisiez : relisez-la."))
    if opens_on is None:
        assert row is not None
        row.delete()
    else:
        SpaceOpening.objects.update_or_create(
            **where,
            defaults={
                "opens_on": opens_on, "version": new_id(), "changed_at": clock.now(), **signed("changed_by", actor)
            },
        )  # fmt: skip
    audit.record(
        actor=actor, action="access.date_space" if opens_on else "access.undate_space", tenant=school_id,
        subject="school", subject_id=school_id,
        data={"unit": unit, "opens_on": opens_on.isoformat() if opens_on else ""},
    )  # fmt: skip
    transaction.on_commit(switches.forget)
    return True


def _unit(school: School, level: str, homeroom_id: uuid.UUID | None) -> str:
    """What is opened, in words; raises Unknown for what the school has not."""
    year = year_of(clock.today(school.timezone))
    if level and homeroom_id is not None:
        raise Unknown("a level or a class")
    if homeroom_id is not None:
        room = Homeroom.objects.filter(pk=homeroom_id, school=school, school_year_id=year).first()
        if room is None:
            raise Unknown("no such class")
        return str(room.label)
    if level:
        if not Enrollment.objects.filter(school=school, school_year_id=year, level_label=level).exists():
            raise Unknown("no such level")
        return level
    return _("tout l’établissement")
