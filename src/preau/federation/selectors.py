"""Reads of linked services."""

import json
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import DEFAULT_DB_ALIAS
from django.db.models import Q

from preau.access.public import Hat, ServiceReach, may_run_service, opened, schools_served
from preau.federation import addresses, tickets
from preau.federation.enums import Protocol, Use
from preau.federation.models import LinkedService, ServiceAddress, ServiceNotice, ServiceSession
from preau.kernel import sql


@dataclass(frozen=True, slots=True)
class Served:
    """A hat under which a service is open, and the ids of the schools it is open for."""

    hat: Hat
    school_ids: tuple[uuid.UUID, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """A service of the launcher, with what it learns of the person and whether they were told."""

    service: LinkedService
    attributes: tuple[str, ...]
    told: bool


def reach_of(service: LinkedService) -> ServiceReach:
    """Whom a service is for, as the rules of access read it."""
    return ServiceReach(service.school_id, service.local_authority_id, service.profiles, service.schools)


def served(service: LinkedService, hats: Iterable[Hat], person_id: uuid.UUID | None) -> list[Served]:
    """The hats of a person under which this service is open; none: it is closed to them.

    A pupil or a guardian whose space opens on a later day enters no service before it.
    """
    reach = reach_of(service)
    found = [Served(hat, schools_served(hat, reach)) for hat in opened(tuple(hats), person_id)[0]]
    return [one for one in found if one.school_ids]


def service_of_id(service_id: uuid.UUID | str) -> LinkedService | None:
    """A service in use, with its addresses; None when there is none. One read."""
    try:
        key = service_id if isinstance(service_id, uuid.UUID) else uuid.UUID(service_id)
    except ValueError:
        return None
    found = _services("s.id = %s AND s.retired_at IS NULL", [sql.key(key)], more=_urls())
    return _addressed(*found[0]) if found else None


def bearer_of(ticket: str, kind: str) -> tuple[tickets.Held, LinkedService] | None:
    """What a ticket that serves several times says, with the service in use that it is of and its addresses.

    None when there is none, or its time is over. One read.
    """
    found = _services(
        "t.digest = %s AND t.kind = %s AND s.retired_at IS NULL", [tickets.digest(ticket), kind],
        more=f"{_urls()}, {tickets.JOINED_COLUMNS}", joined="JOIN federation_ticket t ON t.service_id = s.id",
    )  # fmt: skip
    if not found:
        return None
    service, urls, *columns = found[0]
    held = tickets.held(columns)
    return None if held.expired else (held, _addressed(service, urls))


def _urls() -> str:
    return f", (SELECT {sql.joined(_ADDRESS)} FROM federation_address a WHERE a.service_id = s.id)"  # noqa: S608


def _addressed(service: LinkedService, urls: str | None) -> LinkedService:
    service.registered = tuple(sorted(tuple(line.split(" ", 1)) for line in (urls or "").splitlines()))
    return service


_ADDRESS = "a.use || ' ' || a.url"  # an address that may be registered holds no space


# Every ticket reads a service, or several: by hand, as every page reads its session.
_FIELDS = LinkedService._meta.concrete_fields
_NAMES = tuple(one.attname for one in _FIELDS)
_COLUMNS = ", ".join(f"s.{one.column}" for one in _FIELDS)
_BY_KIND: Mapping[str, Callable[[Any], Any]] = {
    "UUIDField": lambda value: None if value is None else sql.as_id(value),
    "ForeignKey": lambda value: None if value is None else sql.as_id(value),
    "JSONField": lambda value: json.loads(value) if isinstance(value, str) else value,
    "DateTimeField": sql.as_moment,
    "BooleanField": bool,
}
_READ = tuple(_BY_KIND.get(one.get_internal_type(), lambda value: value) for one in _FIELDS)


def _services(condition: str, values: Sequence[Any], *, more: str = "", joined: str = "") -> list[tuple[Any, ...]]:
    """Services that fulfil a condition, each with what `more` columns say."""
    rows = sql.rows(f"SELECT {_COLUMNS}{more} FROM federation_service s {joined} WHERE {condition}", values)  # noqa: S608
    count = len(_NAMES)
    return [
        (
            LinkedService.from_db(
                DEFAULT_DB_ALIAS, _NAMES, [read(value) for read, value in zip(_READ, row, strict=False)]
            ),
            *row[count:],
        )
        for row in rows
    ]


def cas_services_at(asked: addresses.Address) -> list[LinkedService]:
    """CAS services that vouch for this address, the most precise first; several collectivities may link one tool."""
    rows = _services(
        "a.origin = %s AND a.use = %s AND s.protocol = %s AND s.retired_at IS NULL ORDER BY s.id",
        [asked.origin, Use.ENTRY.value, Protocol.CAS.value],
        more=", a.url", joined="JOIN federation_address a ON a.service_id = s.id",
    )  # fmt: skip
    found = sorted((row for row in rows if addresses.covers(row[1], asked)), key=lambda row: -len(row[1]))
    return list({service.pk: service for service, _url in found}.values())


@dataclass(frozen=True, slots=True)
class SamlService:
    """A SAML service in use, with the metadata it was registered by."""

    service: LinkedService
    metadata: str
    wants_signed: bool


def saml_services(*, entity_id: str = "", ids: Sequence[uuid.UUID] = ()) -> list[SamlService]:
    """SAML services of that name, or of these ids; several schools may link one tool."""
    if not entity_id and not ids:
        return []
    condition, values = ("m.entity_id = %s", [entity_id]) if entity_id else (
        f"s.id IN ({sql.marks(ids)})", list(sql.keys(ids))
    )  # fmt: skip
    rows = _services(
        f"{condition} AND s.retired_at IS NULL ORDER BY s.id", values,
        more=", m.text, m.wants_signed", joined="JOIN federation_metadata m ON m.service_id = s.id",
    )  # fmt: skip
    return [SamlService(service, text, bool(signed)) for service, text, signed in rows]


def metadata_of(service: LinkedService) -> SamlService | None:
    """The metadata of a service; None for one that does not speak SAML."""
    return next(iter(saml_services(ids=[service.pk])), None)


def urls_of(service: LinkedService, use: str) -> list[str]:
    """The addresses registered for this use, in order."""
    if service.registered is not None:
        return [url for one, url in service.registered if one == use]
    rows = sql.rows(
        "SELECT url FROM federation_address WHERE service_id = %s AND use = %s ORDER BY url",
        [sql.key(service.pk), str(use)],
    )
    return [url for (url,) in rows]


def is_exit(url: str) -> bool:
    """Whether somebody who signed out may be led there: inside a CAS service, or a registered way out."""
    try:
        asked = addresses.read(url)
    except addresses.BadAddress:
        return False
    rows = ServiceAddress.objects.filter(origin=asked.origin, service__retired_at=None, use__in=[Use.ENTRY, Use.EXIT])
    return any(
        addresses.covers(row.url, asked)
        for row in rows.select_related("service")
        if row.service.protocol == Protocol.CAS
    )


def was_told(person_id: uuid.UUID, service: LinkedService) -> bool:
    """Whether the person was told all that this service learns today."""
    rows = sql.rows(
        "SELECT attributes FROM federation_notice WHERE person_id = %s AND service_id = %s",
        [sql.key(person_id), sql.key(service.pk)],
    )
    told = [json.loads(one) if isinstance(one, str) else one for (one,) in rows]
    return any(set(service.attributes) <= set(one) for one in told)


def entered_as(sid: str, session: str) -> bool:
    """Whether `sid` of an ID token is of this very sign-in."""
    try:
        return ServiceSession.objects.filter(pk=uuid.UUID(sid), session=session).exists()
    except ValueError:
        return False


def entered_by(
    services: Sequence[LinkedService], session: str, *, ids: Sequence[uuid.UUID], name: str
) -> list[uuid.UUID]:
    """The entries into these services of this very sign-in: those of these ids, or all under that name without any."""
    rows = ServiceSession.objects.filter(service__in=services, session=session).values_list("pk", "name_id")
    # A name is kept after its format, which has no space.
    return [key for key, kept in rows if (key in ids if ids else kept.partition(" ")[2] == name)]


def tools_of(person_id: uuid.UUID, hat: Hat) -> list[Told]:
    """The services open under this hat, by name."""
    authorities = {hat.local_authority_id, *(school.local_authority_id for school in hat.schools)} - {None}
    owned = (
        Q(school_id__in=hat.school_ids) | Q(local_authority_id__in=authorities) | Q(school=None, local_authority=None)
    )
    rows = [one for one in LinkedService.objects.filter(owned, retired_at=None) if served(one, [hat], person_id)]
    told: dict[uuid.UUID, set[str]] = defaultdict(set)
    known = ServiceNotice.objects.filter(person_id=person_id, service__in=rows) if rows else ()
    seen = set()
    for notice in known:
        told[notice.service_id] |= set(notice.attributes)
        seen.add(notice.service_id)
    return [
        Told(one, tuple(one.attributes), one.pk in seen and set(one.attributes) <= told[one.pk])
        for one in sorted(rows, key=lambda one: one.name.casefold())
    ]


def services_run_by(hat: Hat) -> list[LinkedService]:
    """The services that this hat registers and changes, by name."""
    rows = LinkedService.objects.filter(retired_at=None).select_related("local_authority", "school")
    if hat.local_authority_id is not None:
        rows = rows.filter(local_authority_id=hat.local_authority_id)
    elif hat.school_ids:
        rows = rows.filter(school_id__in=hat.school_ids)
    return [one for one in rows.order_by("name", "pk") if may_run_service(hat, reach_of(one))]


def service_run_by(hat: Hat, service_id: uuid.UUID) -> LinkedService | None:
    """One of them; None when it is not this hat's to change."""
    found = service_of_id(service_id)
    return found if found is not None and may_run_service(hat, reach_of(found)) else None


def addresses_of(service: LinkedService) -> dict[str, list[str]]:
    """Its addresses, by use."""
    found: dict[str, list[str]] = {use: [] for use in Use.values}
    for row in ServiceAddress.objects.filter(service=service).order_by("url"):
        found[row.use].append(row.url)
    return found
