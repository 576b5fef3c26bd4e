"""Reads of pages about oneself."""

import uuid
from collections.abc import Sequence

from preau.access.public import Hat
from preau.directory.enums import Profile

FAMILY = frozenset({Profile.STUDENT.value, Profile.GUARDIAN.value})


def may_keep_seat(hats: Sequence[Hat]) -> bool:
    """Whether the account may be kept on a family's device: no hat of it is a professional one."""
    return all(hat.profile in FAMILY for hat in hats)


def is_shared(session: object) -> bool:
    """Whether this session was opened on a shared computer: nobody's account is kept there."""
    return session.kind == "shared"  # type: ignore[attr-defined]


def device_id_of(session: object) -> uuid.UUID | None:
    """The known device that this session began on."""
    kept = session.get("device")  # type: ignore[attr-defined]
    return uuid.UUID(kept) if kept else None
