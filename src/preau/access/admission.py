"""Asked by identity at the door: who has no place anywhere comes in nowhere; whose account is a professional one.

And of whom a long password is asked, as of a head, for the sake of a right that a school confided to them.
"""

import uuid
from collections.abc import Collection

from preau.access.hats import Hat, hats_of
from preau.access.models import Delegation
from preau.access.risks import wide_rights
from preau.directory.enums import AffiliationState, Profile
from preau.directory.models import Affiliation
from preau.identity.public import Account, Admission
from preau.kernel import clock, scope

FAMILY = frozenset({Profile.STUDENT.value, Profile.GUARDIAN.value})


def admission_of(account: Account) -> Admission:
    """It comes in with at least one hat. Looked at anew each time."""
    hats = hats_of(account)
    return Admission(enters=bool(hats), professional=professional(hats))


def professional(hats: tuple[Hat, ...]) -> bool:
    """Whether one of these hats is not a family's: the strictest of a person's hats says how long sessions live."""
    return any(hat.profile not in FAMILY for hat in hats)


def confided_wide_rights(person_ids: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """Those of these people to whom a school confided a right that opens grave acts, which runs or will run.

    In one class alone too: what is opened there asks for the second factor as in a whole school.
    """
    with scope.everything("rights confided in any school of a person who comes in"):
        places = Affiliation.objects.filter(person_id__in=person_ids, state=AffiliationState.ACTIVE)
        rows = Delegation.objects.filter(
            school_id__in=places.values("school_id"), person_id__in=person_ids, right__in=wide_rights(),
            ends_on__gte=clock.today(), ended_at=None,
        )  # fmt: skip
        return set(rows.values_list("person_id", flat=True))
