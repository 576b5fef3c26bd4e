"""Rights on things, said once. Pages and selectors of all rooms ask here."""

import uuid
from collections.abc import Collection

from preau.directory.enums import Profile

# Who has every class of the school before them: to run the school, to look for an absent pupil, to lend a book.
SEES_ALL_CLASSES = frozenset({Profile.HEAD, Profile.STUDENT_LIFE, Profile.SCHOOL_STAFF, Profile.LIBRARIAN})


def may_open_class(profile: str, person_id: uuid.UUID, teacher_ids: Collection[uuid.UUID]) -> bool:
    """Whether somebody of the class's school opens its page: its own teachers, and who has all classes before them."""
    return profile in SEES_ALL_CLASSES or (profile == Profile.TEACHER and person_id in teacher_ids)
