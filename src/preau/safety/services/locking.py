"""A report under lock, for one of those in charge."""

import uuid

from preau.access.public import Hat
from preau.directory.enums import STAFF_PROFILES, AffiliationState, Profile
from preau.directory.models import Affiliation
from preau.safety.models import Report
from preau.safety.selectors.cases import case_of


def locked_case(hat: Hat, report_id: uuid.UUID) -> Report:
    """A report that this hat receives, so that writers of it take turns. Raises Unknown."""
    case_of(hat, report_id)
    found: Report = Report.objects.select_for_update(of=("self",)).get(pk=report_id)
    return found


def reporter_profile(row: Report) -> str:
    """As whom the reporter is told: what they are in that school today, else a guardian."""
    places = Affiliation.objects.filter(
        school_id=row.school_id, person_id=row.reported_by_id, state=AffiliationState.ACTIVE
    )
    profiles = set(places.values_list("profile", flat=True))
    return next(iter(sorted(profiles & {*STAFF_PROFILES, Profile.STUDENT})), Profile.GUARDIAN.value)
