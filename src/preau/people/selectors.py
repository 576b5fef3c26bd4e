"""Reads of pages about oneself."""

from collections.abc import Sequence

from preau.access.public import Hat
from preau.directory.enums import Profile

FAMILY = frozenset({Profile.STUDENT.value, Profile.GUARDIAN.value})


def may_keep_seat(hats: Sequence[Hat]) -> bool:
    """Whether the account may be kept on a family's device: no hat of it is a professional one."""
    return all(hat.profile in FAMILY for hat in hats)
