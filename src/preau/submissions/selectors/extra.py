"""Extra time of one pupil, for their own page: it is in no list, no file and no figure."""

import uuid
from dataclasses import dataclass

from preau.access.enums import Right
from preau.access.public import Hat, Thing, can, present_pupils
from preau.directory.enums import Profile
from preau.directory.errors import Unknown
from preau.submissions.models import ExtraTime


@dataclass(frozen=True, slots=True)
class ExtraOf:
    """`hours`: 0 for none. `may_set`: whether this hat changes it."""

    school_id: uuid.UUID
    pupil_id: uuid.UUID
    name: str
    hours: int
    version: int
    may_set: bool


def extra_of(hat: Hat, pupil_id: uuid.UUID) -> ExtraOf:
    """For those who teach the pupil, and those who set it: no office reads it. Raises Unknown for others."""
    if not hat.is_staff or hat.school is None:
        raise Unknown("extra time is seen by staff on this page")
    school_id = hat.school.id
    person = present_pupils(school_id, [pupil_id]).get(pupil_id)
    thing = Thing(school_id, pupil_id=pupil_id)
    may_set = can(hat, Right.SET_EXTRA_TIME, thing)
    teaches = hat.profile == Profile.TEACHER and can(hat, Right.SEE_PUPIL, thing)
    if person is None or not (may_set or teaches):
        raise Unknown("no such pupil for them")
    row = ExtraTime.objects.filter(school_id=school_id, pupil_id=pupil_id).first()
    return ExtraOf(
        school_id, pupil_id, person.full_name, row.hours if row else 0, row.version if row else 0, may_set
    )  # fmt: skip
