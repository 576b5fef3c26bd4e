"""What is closed for a time in a crisis, for who may open it again."""

import uuid

from django.db.models import Q, QuerySet

from preau.access.enums import Right
from preau.access.hats import OPERATOR, Hat
from preau.access.models import Crisis
from preau.access.rights import Thing, can
from preau.kernel import clock


def may_set_in(hat: Hat, school_id: uuid.UUID | None, authority_id: uuid.UUID | None) -> bool:
    """Whether this hat closes something in that school, in that collectivity, or everywhere when neither is named."""
    if school_id is not None:
        return authority_id is None and hat.profile != OPERATOR and can(hat, Right.SET_CRISIS, Thing(school_id))
    if authority_id is not None:
        return authority_id == hat.local_authority_id and can(hat, Right.SET_CRISIS)
    return hat.profile == OPERATOR and can(hat, Right.SET_CRISIS)


def crises_under(hat: Hat) -> "QuerySet[Crisis]":
    """Those that this hat may end: of its schools, of its collectivity; all of them for the operator."""
    if not can(hat, Right.SET_CRISIS):
        return Crisis.objects.none()
    if hat.profile == OPERATOR:
        return Crisis.objects.all()
    mine = [one for one in hat.school_ids if may_set_in(hat, one, None)] if hat.is_staff else list(hat.school_ids)
    of_place = Q(school_id__in=mine)
    if hat.local_authority_id is not None:
        of_place |= Q(local_authority_id=hat.local_authority_id)
    return Crisis.objects.filter(of_place)


def standing_under(hat: Hat) -> list[Crisis]:
    """Those of them that stand, the latest first."""
    rows = crises_under(hat).filter(closed_at=None, ends_at__gt=clock.now())
    return list(rows.select_related("school", "local_authority").order_by("-set_at", "pk"))
