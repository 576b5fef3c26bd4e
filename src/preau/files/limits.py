"""How much each may keep."""

from django.conf import settings

from preau.access.public import Hat


def quota_of(hat: Hat) -> int:
    """Bytes that a person may keep, over all their schools, by the hat under which they bring a file."""
    return int(settings.QUOTA_STAFF if hat.is_staff else settings.QUOTA_FAMILY)


def school_quota() -> int:
    """Bytes that all people of a school may keep there."""
    return int(settings.QUOTA_SCHOOL)
