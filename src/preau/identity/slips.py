"""Slips: printed for a class, read at the door. What they open is in preau.identity.opening."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from preau.directory.enums import AffiliationState, Profile
from preau.directory.models import Affiliation, Guardianship, School
from preau.directory.rights import rights_of_guardian
from preau.identity import codes
from preau.identity.enums import SlipKind
from preau.identity.models import Account, Slip
from preau.kernel import audit, clock, scope
from preau.kernel.actor import Actor
from preau.kernel.ids import new_id

DAYS = 30
CAME = Q(last_login__isnull=False) | ~Q(password__startswith=UNUSABLE_PASSWORD_PREFIX)
"""Accounts that were opened."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """For whom a slip is to be printed; `student_id` names the child it is about."""

    person_id: uuid.UUID
    student_id: uuid.UUID | None = None


@dataclass(frozen=True, slots=True)
class Printed:
    """A slip as it goes on paper. Nobody can show it again."""

    person_id: uuid.UUID
    student_id: uuid.UUID | None
    code: str
    link: str
    expires_at: dt.datetime


class AlreadyPrinted(Exception):
    """This very printing was done before: its codes are on paper and cannot be shown again."""

    def __init__(self, at: dt.datetime) -> None:
        super().__init__(str(at))
        self.at = at


def has_come(column: str) -> Exists:
    """For a queryset of another room: whether the person of this column opened their account."""
    return Exists(Account.objects.filter(CAME, person_id=OuterRef(column)))


def letters_asked(school_id: uuid.UUID) -> set[tuple[uuid.UUID, uuid.UUID]]:
    """(guardian, child) of those who asked this school for their proof by post and did not get it yet."""
    rows = Slip.objects.filter(school_id=school_id, letter_asked_at__isnull=False, used_at=None, student__isnull=False)
    return set(rows.values_list("person_id", "student_id"))


def never_came(person_ids: Sequence[uuid.UUID]) -> set[uuid.UUID]:
    """Those of these people whose account was never opened: no password, no sign-in by any road."""
    came = Account.objects.filter(CAME, person_id__in=person_ids)
    return set(person_ids) - set(came.values_list("person_id", flat=True))


@transaction.atomic
def print_slips(
    *, actor: Actor, school_id: uuid.UUID, kind: SlipKind, people: Sequence[Wanted], batch: uuid.UUID
) -> list[Printed]:
    """Make the slips of these people, void those printed before for the same ones, and note it in the school's trail.

    People who came in already get none: a slip opens an account once. `batch` is chosen by the page, so that a form
    sent twice prints once; the second raises AlreadyPrinted.
    """
    School.objects.select_for_update(of=("self",)).get(pk=school_id)  # two printings take turns
    before = Slip.objects.filter(school_id=school_id, batch=batch).first()
    if before is not None:
        raise AlreadyPrinted(before.printed_at)
    waiting = never_came([one.person_id for one in people])
    chosen = [one for one in dict.fromkeys(people) if one.person_id in waiting]
    now = clock.now()
    voided = void_slips(school_id=school_id, kind=kind, people=chosen)
    expires = now + dt.timedelta(days=DAYS)
    printed, rows = [], []
    for one in chosen:
        code, link = codes.new_code(), codes.new_link()
        printed.append(Printed(one.person_id, one.student_id, code, link, expires))
        rows.append(
            Slip(
                id=new_id(), school_id=school_id, batch=batch, kind=kind, person_id=one.person_id,
                student_id=one.student_id, code_digest=codes.digest("slip", codes.as_typed(code)),
                link_digest=codes.digest("link", link), printed_at=now, expires_at=expires,
            )
        )  # fmt: skip
    Slip.objects.bulk_create(rows)
    if kind == SlipKind.LETTER:
        asked = Slip.objects.filter(school_id=school_id, person_id__in=[one.person_id for one in chosen])
        asked.update(letter_asked_at=None)
    audit.record(
        actor=actor,
        action="identity.print_slips",
        tenant=school_id,
        subject="slips",
        subject_id=batch,
        data={"count": len(rows), "kind": str(SlipKind(kind).label).lower(), "voided": voided},
    )
    return printed


def void_slips(*, school_id: uuid.UUID, kind: SlipKind, people: Sequence[Wanted]) -> int:
    """Make the unused slips of these people open nothing any more; how many did until now. In a transaction."""
    open_slips = Slip.objects.filter(school_id=school_id, kind=kind, used_at=None, voided_at=None)
    wanted = set(people)
    same = [
        slip.pk
        for slip in open_slips.filter(person_id__in=[one.person_id for one in people])
        if Wanted(slip.person_id, slip.student_id) in wanted
    ]
    return int(Slip.objects.filter(pk__in=same).update(voided_at=clock.now()))


# --- at the door ----------------------------------------------------------------------------------------------------


class State(StrEnum):
    """What a slip is worth now."""

    READY = "ready"
    UNKNOWN = "unknown"
    USED = "used"
    VOID = "void"
    OLD = "old"
    CLOSED = "closed"
    """The person has no right to an account any more: left, or a guardianship that ended or was narrowed."""
    OPEN = "open"
    """The person came in already, by another road."""


def state_of(slip: Slip | None) -> State:
    """What this slip is worth. The caller has opened a scope that holds its school."""
    if slip is None:
        return State.UNKNOWN
    if slip.used_at is not None:
        return State.USED
    if slip.voided_at is not None:
        return State.VOID
    if slip.expires_at <= clock.now():
        return State.OLD
    if slip.person.suspended_at is not None or slip.person.erased_at is not None or not _still_stands(slip):
        return State.CLOSED
    if slip.person_id not in never_came([slip.person_id]):
        return State.OPEN
    if Account.objects.filter(person_id=slip.person_id, is_active=False).exists():
        return State.CLOSED
    return State.READY


def _still_stands(slip: Slip) -> bool:
    if slip.student_id is None:
        places = Affiliation.objects.filter(
            school_id=slip.school_id, person_id=slip.person_id, state=AffiliationState.ACTIVE
        )
        if slip.kind == SlipKind.PUPIL:
            places = places.filter(profile=Profile.STUDENT)
        return places.exists()
    link = (
        Guardianship.objects.filter(
            school_id=slip.school_id, guardian_id=slip.person_id, student_id=slip.student_id, ended_at=None
        )
        .select_related("student")
        .first()
    )
    return link is not None and rights_of_guardian(link, link.student, clock.today()).has_account


def _slips():  # type: ignore[no-untyped-def]
    return Slip.objects.select_related("person", "student", "school")


def slip_of_code(text: str) -> Slip | None:
    """The slip with this code, whatever it is worth; letters are none."""
    if not codes.is_code(text):
        return None
    with scope.everything("a code typed at the door, before any school is known"):
        found = _slips().filter(code_digest__in=codes.digests("slip", codes.as_typed(text)))
        return found.exclude(kind=SlipKind.LETTER).first()


def slip_of_link(link: str) -> Slip | None:
    """The slip whose QR code holds this link."""
    with scope.everything("a slip's link opened at the door, before any school is known"):
        found = _slips().filter(link_digest__in=codes.digests("link", link))
        return found.exclude(kind=SlipKind.LETTER).first()


def slip_by_id(slip_id: uuid.UUID) -> Slip | None:
    """The slip that this browser began with."""
    with scope.everything("a slip read at the door a moment ago"):
        return _slips().filter(pk=slip_id).first()


def state_at_the_door(slip: Slip | None) -> State:
    """`state_of`, for pages that no scope holds."""
    with scope.everything("a slip is judged before any school is known"):
        return state_of(slip)
