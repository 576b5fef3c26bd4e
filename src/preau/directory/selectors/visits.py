"""Reads of places that people from outside have in a school for some days."""

import uuid
from collections.abc import Collection

from preau.directory.enums import AffiliationState, Profile
from preau.directory.models import Affiliation, DirectoryRecord, Guardianship
from preau.directory.own_keys import VISIT_KEY
from preau.kernel import scope


def brought_by_visit(school_id: uuid.UUID, person_ids: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """Those whom a visit to this school brought to the house: visits are all that they have, or had, anywhere, and
    theirs here is the earliest of those that run. Three reads.
    """
    with scope.everything("what else somebody who visits a school is"):
        places = list(
            Affiliation.objects.filter(person_id__in=person_ids)
            .order_by("pk")
            .values_list("person_id", "school_id", "profile", "state")
        )
        answering = Guardianship.objects.filter(guardian_id__in=person_ids)
        known = set(answering.values_list("guardian_id", flat=True))
    records = DirectoryRecord.objects.filter(person_id__in=person_ids)
    known |= set(records.exclude(join_key__startswith=VISIT_KEY).values_list("person_id", flat=True))
    known |= {person for person, _school, profile, _state in places if profile != Profile.ACADEMY}
    first: dict[uuid.UUID, uuid.UUID] = {}
    for person, school, _profile, state in places:
        if state == AffiliationState.ACTIVE:
            first.setdefault(person, school)
    return {person for person, school in first.items() if school == school_id} - known
