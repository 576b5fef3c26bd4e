"""What is taken away from who acts, asked by every room before it writes to people. One answer, said once.

require_may_write_now(request)               # to one person
require_may_write_now(request, many=True)    # to a group, a class, a school
"""

import uuid
from collections.abc import Sequence

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils.translation import gettext as _

from preau.access import crisis
from preau.access.hats import Hat
from preau.directory.enums import Profile
from preau.identity.enums import LockKind, LockTarget
from preau.identity.public import StandingLock, standing_locks


def locks_of(person_id: uuid.UUID, hat: Hat) -> Sequence[StandingLock]:
    """Locks that stand today for this person under this hat, of all kinds. One read, by index."""
    schools = [] if hat.profile == Profile.LOCAL_AUTHORITY else list(hat.school_ids)
    return [
        one
        for one in standing_locks(person_id, schools)
        if one.target == LockTarget.PERSON or any(one.touches(hat.profile, school) for school in schools)
    ]


def _taken(locks: Sequence[StandingLock], *, many: bool) -> StandingLock | None:
    kinds = {LockKind.WRITE, LockKind.WRITE_MANY} if many else {LockKind.WRITE}
    return next((one for one in locks if one.kind in kinds), None)


def may_write_now(person_id: uuid.UUID, hat: Hat, *, many: bool = False) -> bool:
    """Whether this person may write to people today (`many`: to several at once)."""
    return not why_not_now(person_id, hat, many=many)


def why_not_now(
    person_id: uuid.UUID, hat: Hat, *, many: bool = False, school_id: uuid.UUID | None = None
) -> str:  # fmt: skip
    """Why this person writes to nobody today (in that school, when it is known which), in words; empty when they may.

    A crisis of the place comes first: it is nobody's fault.
    """
    if closed := crisis.refusal(hat, school_id):
        return closed
    lock = _taken(locks_of(person_id, hat), many=many)
    if lock is None:
        return ""
    if lock.kind == LockKind.WRITE_MANY:
        return _("L’envoi à un groupe est suspendu pour le moment. Adressez-vous à l’établissement.")
    return _("L’envoi de messages est suspendu pour le moment. Adressez-vous à l’établissement.")


def require_may_write_now(request: HttpRequest, *, many: bool = False) -> None:
    """Raises PermissionDenied, in words, for who may not write today."""
    hat, person = request.hat, request.user.person  # type: ignore[attr-defined,union-attr]
    if why := why_not_now(person.pk, hat, many=many):
        raise PermissionDenied(why)
