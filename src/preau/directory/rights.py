"""What a guardian may see and do, by reach and by the choices of an adult pupil. One table, below.

| Reach        | account | reads | signs | decides | messages | absence notices | leaving notices |
|--------------|---------|-------|-------|---------|----------|-----------------|-----------------|
| authority    | yes     | yes   | yes   | yes     | yes      | yes             | yes             |
| in charge    | yes     | yes   | yes   | no      | yes      | yes             | yes             |
| supervises   | yes     | yes   | no    | no      | yes      | yes             | yes             |
| contact      | no      | no    | no    | no      | no       | no              | no              |
| barred       | no      | no    | no    | no      | no       | no              | no              |

"Signs" is for usual acts (a word of the school, an outing); "decides" for what binds the pupil's course (guidance,
withdrawal), which stays with those who exercise authority (Code civil, art. 371-1 and 372-2).

From 18: when the pupil took over signatures, nobody else signs or decides; when the pupil closed messages to
guardians, they no longer see them. Notices of absence and leaving stay: the school owes them to those who support an
adult pupil. The pupil's choices count only from the 18th birthday.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Protocol

from preau.directory.enums import Reach

ADULT_AGE = 18


@dataclass(frozen=True, slots=True)
class GuardianRights:
    """What one guardian may do for one pupil on one day."""

    has_account: bool = False
    reads: bool = False
    signs: bool = False
    decides: bool = False
    sees_messages: bool = False
    receives_absence_notices: bool = False
    receives_leaving_notices: bool = False
    signatures_taken_over: bool = False
    messages_closed: bool = False


NONE = GuardianRights()
SUPERVISION = GuardianRights(
    has_account=True, reads=True, sees_messages=True, receives_absence_notices=True, receives_leaving_notices=True
)
RIGHTS: Mapping[str, GuardianRights] = {
    Reach.AUTHORITY: replace(SUPERVISION, signs=True, decides=True),
    Reach.IN_CHARGE: replace(SUPERVISION, signs=True),
    Reach.SUPERVISES: SUPERVISION,
    Reach.CONTACT: NONE,
    Reach.BARRED: NONE,
}


class HasReach(Protocol):
    """A guardianship, as far as rights go."""

    reach: str
    ended_at: dt.datetime | None


class HasChoices(Protocol):
    """A pupil, as far as rights go."""

    birth_date: dt.date | None
    takes_over_signatures_on: dt.date | None
    closes_guardian_messages_on: dt.date | None


def adult_on(birth_date: dt.date) -> dt.date:
    """The 18th birthday; who was born on 29 February comes of age on 1 March."""
    try:
        return birth_date.replace(year=birth_date.year + ADULT_AGE)
    except ValueError:
        return dt.date(birth_date.year + ADULT_AGE, 3, 1)


def is_adult(student: HasChoices, on: dt.date) -> bool:
    """Whether the pupil is 18 on that day; an unknown birth date is never adult."""
    return student.birth_date is not None and adult_on(student.birth_date) <= on


def _chosen(day: dt.date | None, on: dt.date) -> bool:
    return day is not None and day <= on


def rights_of_guardian(guardianship: HasReach, student: HasChoices, on: dt.date) -> GuardianRights:
    """The rights that this guardianship gives on that day."""
    if guardianship.ended_at is not None:
        return NONE
    rights = RIGHTS[guardianship.reach]
    if not rights.has_account or not is_adult(student, on):
        return rights
    if _chosen(student.takes_over_signatures_on, on):
        rights = replace(rights, signs=False, decides=False, signatures_taken_over=True)
    if _chosen(student.closes_guardian_messages_on, on):
        rights = replace(rights, sees_messages=False, messages_closed=True)
    return rights
