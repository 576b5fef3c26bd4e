"""What lists of people should hold, by an oracle that knows nothing of how they are kept; called after any write."""

from collections import Counter
from typing import Any

from preau.directory.enums import LISTED, AffiliationState, Profile
from preau.directory.models import Affiliation, Guardianship, ListedCount, ListedPerson, Person
from preau.kernel.text import folded_name


def as_said() -> dict[tuple[Any, Any], tuple[str, int]]:
    """The lists as places, guardianships and names say them: an oracle that knows nothing of how they are kept."""
    profiles: dict[tuple[Any, Any], set[str]] = {}
    for place in Affiliation.objects.filter(state=AffiliationState.ACTIVE).exclude(profile=Profile.ACADEMY):
        profiles.setdefault((place.school_id, place.person_id), set()).add(place.profile)
    for link in Guardianship.objects.filter(ended_at=None):
        profiles.setdefault((link.school_id, link.guardian_id), set()).add(Profile.GUARDIAN)
    names = {one.pk: folded_name(one.family_name, one.given_name) for one in Person.objects.all()}
    return {key: (names[key[1]], sum(LISTED[Profile(one)] for one in held)) for key, held in profiles.items()}


def as_kept() -> dict[tuple[Any, Any], tuple[str, int]]:
    return {(one.school_id, one.person_id): (one.search_name, one.profiles) for one in ListedPerson.objects.all()}


def assert_true() -> None:
    """Rows and counts both."""
    kept = as_kept()
    assert kept == as_said()
    counted = Counter((school, bits) for (school, _person), (_name, bits) in kept.items())
    assert {(one.school_id, one.profiles): one.people for one in ListedCount.objects.all()} == dict(counted)
