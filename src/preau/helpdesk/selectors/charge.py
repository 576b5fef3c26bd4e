"""Who hears of the requests of a school: those it named, its head, and who stands above it."""

import uuid
from dataclasses import dataclass

from preau.access.enums import Right
from preau.access.public import OPERATOR, Holder, holders_of
from preau.directory.enums import Profile
from preau.directory.models import School
from preau.helpdesk.enums import Step
from preau.identity.public import officers_of


@dataclass(frozen=True, slots=True)
class Charge:
    """Who is told first, and the heads who are told when those did not answer; none when they are the first."""

    named: tuple[Holder, ...]
    heads: tuple[Holder, ...]


def charge_of(school_id: uuid.UUID) -> Charge:
    """Those who hold the right to answer, the heads kept for the day after; the heads first where nobody else does."""
    holders = holders_of(school_id, Right.ANSWER_HELP)
    heads = tuple(one for one in holders if one.profile == Profile.HEAD)
    named = tuple(one for one in holders if one.profile != Profile.HEAD)
    return Charge(named, heads) if named else Charge(heads, ())


def above(school: School) -> tuple[Step, list[Holder]]:
    """The officers of a school's collectivity; where there are none, whoever runs the platform."""
    if school.local_authority_id is not None:
        officers = officers_of(school.local_authority_id)
        if officers:
            return Step.AUTHORITY, [Holder(one, Profile.LOCAL_AUTHORITY.value) for one in officers]
    return Step.PLATFORM, [Holder(one, OPERATOR) for one in officers_of(None)]
