"""Reads of devices, sessions, notices and family seats."""

import datetime as dt
import hashlib
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from preau.directory.enums import AffiliationState, Profile
from preau.directory.models import Affiliation, Guardianship
from preau.identity.models import AccountSession, DeviceNotice, FamilySeat, KnownDevice, Office, SchoolNetwork
from preau.identity.reaching import guardians_to_tell
from preau.kernel import clock, scope

MOST_NOTICES = 100


@dataclass(frozen=True, slots=True)
class SessionLine:
    """A session that is open, told by a reference that opens nothing."""

    reference: str
    device: str
    kind: str
    started_at: dt.datetime | None
    seen_at: dt.datetime | None
    is_this_one: bool


@dataclass(frozen=True, slots=True)
class SeatLine:
    """An account of a family's device."""

    seat_id: uuid.UUID
    name: str


def reference_of(session_key: str) -> str:
    """What a page says of a session without saying its key."""
    return hashlib.sha256(f"preau.identity.session:{session_key}".encode()).hexdigest()[:32]


def devices_of(account_id: uuid.UUID) -> Sequence[KnownDevice]:
    """Devices on which the account has signed in, the latest first."""
    return list(KnownDevice.objects.filter(account_id=account_id).order_by("-last_seen_at"))


def is_new_device(account_id: uuid.UUID, device_id: str, hours: int) -> bool:
    """Whether an account that was used elsewhere came to this device so few hours ago."""
    since = clock.now() - dt.timedelta(hours=hours)
    seen = dict(KnownDevice.objects.filter(account_id=account_id).values_list("pk", "first_seen_at"))
    here = next((at for key, at in seen.items() if str(key) == device_id), None)
    return here is not None and here > since and min(seen.values()) < here


def has_come_from(account_id: uuid.UUID, device_key: str) -> bool:
    """Whether the account has signed in on this device before."""
    return KnownDevice.objects.filter(account_id=account_id, device_key=device_key).exists()


def sessions_of(account_id: uuid.UUID, here: str | None) -> list[SessionLine]:
    """Open sessions of an account, this one first."""
    names = {one.pk: one.name for one in devices_of(account_id)}
    rows = AccountSession.objects.filter(account_id=account_id, expire_date__gt=clock.real_now())
    lines = [
        SessionLine(
            reference_of(row.session_key),
            names.get(row.device_id, "") if row.device_id else "",
            row.kind, row.started_at, row.seen_at, row.session_key == here,
        )
        for row in rows.order_by("-seen_at")
    ]  # fmt: skip
    return sorted(lines, key=lambda line: not line.is_this_one)


def session_key_of(account_id: uuid.UUID, reference: str) -> str | None:
    """The key behind a reference, among the account's own sessions."""
    keys = AccountSession.objects.filter(account_id=account_id).values_list("session_key", flat=True)
    return next((key for key in keys if reference_of(key) == reference), None)


def notices_for(person_id: uuid.UUID, *, most: int = MOST_NOTICES) -> list[DeviceNotice]:
    """New devices that this person has said nothing of and may still hear of, the latest first."""
    rows = DeviceNotice.objects.filter(recipient_id=person_id, answered_at=None)
    found = list(rows.select_related("account__person").order_by("-at", "-pk")[:most])
    # Asked once of each account, however many devices wait.
    told = {one.account_id: one for one in found}
    answering = {key for key, one in told.items() if may_answer(one)}
    return [one for one in found if one.account_id in answering]


def may_answer(notice: DeviceNotice) -> bool:
    """Whether its reader still answers for that account: a judge may have decided since it was written."""
    whose = notice.account.person
    return notice.recipient_id == whose.pk or notice.recipient_id in {one.pk for one in guardians_to_tell(whose.pk)}


def seats_of(device_key: str | None) -> list[SeatLine]:
    """Accounts that this device opens by a short code, in the order they came."""
    if device_key is None:
        return []
    rows = FamilySeat.objects.filter(device_key=device_key, account__is_active=True, account__reset_asked_at=None)
    return [
        SeatLine(row.pk, row.account.person.full_name)
        for row in rows.select_related("account__person").order_by("created_at", "pk")
    ]


def seat_keys_of(account_id: uuid.UUID) -> frozenset[str]:
    """Keys of the devices that open this account by a short code."""
    return frozenset(FamilySeat.objects.filter(account_id=account_id).values_list("device_key", flat=True))


def is_declared(blocks: Sequence[str], *, by_school_of: uuid.UUID | None = None) -> bool:
    """Whether a school declared one of these networks as its own computers'; one where that person has a place."""
    with scope.everything("a sign-in comes before any scope"):
        found = SchoolNetwork.objects.filter(network__in=blocks)
        if by_school_of is not None:
            places = Affiliation.objects.filter(person_id=by_school_of, state=AffiliationState.ACTIVE)
            found = found.filter(school_id__in=places.values("school_id"))
        return found.exists()


def is_only_a_pupil(person_id: uuid.UUID) -> bool:
    """Whether this person is a pupil and nothing else today: no staff, no guardian, no office anywhere."""
    with scope.everything("a sign-in comes before any scope"):
        places = Affiliation.objects.filter(person_id=person_id, state=AffiliationState.ACTIVE)
        profiles = set(places.values_list("profile", flat=True))
        answers = Guardianship.objects.filter(guardian_id=person_id, ended_at=None).exists()
    return (
        profiles == {Profile.STUDENT}
        and not answers
        and not Office.objects.filter(person_id=person_id, ended_at=None).exists()
    )


def networks_of_school(school_id: uuid.UUID) -> list[SchoolNetwork]:
    """Addresses that this school declared."""
    return list(SchoolNetwork.objects.filter(school_id=school_id).order_by("network"))


def trusts(account_id: uuid.UUID, device_key: str | None) -> bool:
    """Whether the account trusts this device today."""
    if device_key is None:
        return False
    rows = KnownDevice.objects.filter(account_id=account_id, device_key=device_key)
    return rows.filter(trusted_until__gt=clock.real_now()).exists()
