"""Keys of what a school outside the academy's directory says by itself: by its lists, or by whoever added it."""

import hashlib

from preau.directory.enums import AffiliationState, Profile
from preau.directory.models import Affiliation, School
from preau.kernel.text import fold

KEY = "csv:"
VISIT_KEY = f"{KEY}v:"
"""How keys of those begin who came from outside to visit a school; no school has so short a number."""
Names = tuple[str, str]


def names_of(family: str, given: str) -> Names:
    """A name as two people's are compared."""
    return fold(family), fold(given)


def prefix_of(school: School) -> str:
    """How every key of a school's own begins: no other school's can be the same."""
    return f"{KEY}{school.uai}:"


def key_of(school: School, ground: str, *parts: str) -> str:
    """A key made of what tells somebody from others in the school; `ground` is one letter, for what it is made of."""
    text = "\x1f".join(parts)
    return f"{prefix_of(school)}{ground}{hashlib.blake2b(text.encode(), digest_size=11).hexdigest()}"


def key_by_mail(school: School, family: str, given: str, email: str) -> str:
    """The key of a member of staff known by name and address."""
    return key_of(school, "m", *names_of(family, given), email.lower())


def is_fed_by_academy(school: School) -> bool:
    """Whether the academy's directory brings this school's pupils: what it says by itself would double them."""
    places = Affiliation.objects.filter(school=school, profile=Profile.STUDENT, state=AffiliationState.ACTIVE)
    return places.exclude(source_key="").exclude(source_key__startswith=KEY).exists()
