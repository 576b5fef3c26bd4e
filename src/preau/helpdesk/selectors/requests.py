"""Requests for help: as whoever made one follows it, and as those who answer read them."""

import uuid

from django.db.models import QuerySet

from preau.access.enums import Right
from preau.access.public import Hat, Thing, can
from preau.directory.errors import Unknown
from preau.helpdesk.enums import State
from preau.helpdesk.models import HelpRequest

MOST, LATEST = 200, 20


def asked_by(hat: Hat) -> list[HelpRequest]:
    """What somebody asked in the schools of this hat, the latest first."""
    rows = HelpRequest.objects.filter(asked_by_id=hat.person_id, school_id__in=list(hat.school_ids))
    return list(rows.select_related("school").order_by("-asked_at", "pk")[:LATEST])


def asked_one(hat: Hat, request_id: uuid.UUID) -> HelpRequest:
    """One of them; raises Unknown for another's."""
    rows = HelpRequest.objects.filter(asked_by_id=hat.person_id, school_id__in=list(hat.school_ids))
    found: HelpRequest | None = rows.select_related("school").filter(pk=request_id).first()
    if found is None:
        raise Unknown("no request of theirs")
    return found


def answered_by(hat: Hat) -> "QuerySet[HelpRequest]":
    """Requests that this hat may answer: of the schools where it has the right."""
    mine = [one for one in hat.school_ids if hat.is_staff and can(hat, Right.ANSWER_HELP, Thing(one))]
    return HelpRequest.objects.filter(school_id__in=mine)


def desk_of(hat: Hat) -> dict[str, list[HelpRequest]]:
    """The latest of them by state; among those that wait, the oldest first."""
    rows = answered_by(hat).order_by("-asked_at", "pk")[:MOST]
    found: dict[str, list[HelpRequest]] = {state.value: [] for state in State}
    for one in rows:
        found[one.state].append(one)
    found[State.SENT].reverse()
    return found


def one_of(hat: Hat, request_id: uuid.UUID) -> HelpRequest:
    """One of them; raises Unknown for any other."""
    found: HelpRequest | None = answered_by(hat).select_related("school").filter(pk=request_id).first()
    if found is None:
        raise Unknown("no request that they answer")
    return found
