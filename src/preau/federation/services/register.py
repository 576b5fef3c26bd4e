"""The register of linked services: add, change, retire; each act audited in the chain of its owner."""

import hashlib
import secrets
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from preau.federation import addresses
from preau.federation.enums import Attribute, Known, Naming, Protocol, Use
from preau.federation.keys import ensure_key
from preau.federation.models import LinkedService, ServiceAddress, ServiceMetadata
from preau.federation.saml import peers
from preau.federation.selectors import metadata_of
from preau.federation.services.leaving import leave_service
from preau.kernel import audit, clock
from preau.kernel.actor import Actor
from preau.kernel.ids import new_id


class Refused(ValueError):
    """A write that a rule forbids; the message is for the person who asked."""


class Changed(Refused):
    """Somebody else changed the service meanwhile."""


@dataclass(frozen=True, slots=True)
class Described:
    """A service as its form describes it. `urls`: addresses by use.

    Those of a SAML service are in its `metadata`, empty to keep what was registered; `wants_signed`: its unsigned
    questions are refused, as they are when it says that it signs.
    """

    name: str
    start_url: str
    urls: Mapping[str, Sequence[str]]
    summary: str = ""
    icon: str = "world"
    known_by: str = Known.OPAQUE
    naming: str = Naming.SDET
    attributes: Sequence[str] = ()
    profiles: Sequence[str] = ()
    schools: Sequence[str] = ()
    proxied_by: Sequence[str] = ()
    signs_out: bool = True
    accepts_loopback: bool = False
    metadata: str = ""
    wants_signed: bool = False


_PLAIN_FIELDS = (
    "name", "start_url", "summary", "icon", "known_by", "naming", "attributes", "profiles", "schools", "proxied_by",
    "signs_out", "accepts_loopback",
)  # fmt: skip


def checked_urls(described: Described, protocol: str) -> list[tuple[str, addresses.Address]]:
    """Its addresses, read; raises Refused with a sentence for the first that may not be registered."""
    found: list[tuple[str, addresses.Address]] = []
    try:
        addresses.registrable(described.start_url, loopback=described.accepts_loopback, whole=True)
        for use, urls in described.urls.items():
            whole = protocol != Protocol.CAS
            found += [
                (use, addresses.registrable(url, loopback=described.accepts_loopback, whole=whole)) for url in urls
            ]
    except ValueError as error:
        raise Refused(str(error)) from None
    if not any(use == Use.ENTRY for use, _address in found):
        raise Refused(_("Écrivez au moins une adresse d’entrée : sans elle, personne ne peut être conduit au service."))
    for use, address in found:
        if protocol == Protocol.CAS and use == Use.ENTRY and address.text == f"{address.scheme}://{address.host}":
            raise Refused(_("« %(url)s » : terminez l’adresse par une barre oblique.") % {"url": address.text})
    if described.proxied_by and protocol != Protocol.CAS:
        raise Refused(_("Seul un service CAS accepte qu’un autre vienne au nom d’une personne."))
    return found


def _peer(service: LinkedService, described: Described) -> peers.Peer:
    """The SAML service that is described, or stands; raises Refused."""
    kept = metadata_of(service)
    try:
        found = peers.read(described.metadata or (kept.metadata if kept else ""))
    except peers.Unfit as error:
        raise Refused(str(error)) from None
    if found.ends_at is not None and found.ends_at <= clock.real_now():
        raise Refused(_("Ces métadonnées ne sont plus valables : demandez-en de nouvelles à l’éditeur."))
    if (described.wants_signed or found.signs) and not found.certificates:
        raise Refused(_("Ces métadonnées ne disent pas avec quelle clé le service signe ses demandes."))
    return found


def _write(service: LinkedService, described: Described) -> None:
    peer = _peer(service, described) if service.protocol == Protocol.SAML else None
    if peer is not None:
        described = replace(described, urls=peer.urls)
    urls = checked_urls(described, service.protocol)
    for name in _PLAIN_FIELDS:
        value = getattr(described, name)
        setattr(service, name, list(value) if isinstance(value, list | tuple | set | frozenset) else value)
    service.attributes = [one for one in Attribute.values if one in described.attributes]
    service.save()
    if peer is not None:
        told = {"entity_id": peer.entity_id, "wants_signed": described.wants_signed or peer.signs}
        if described.metadata:
            told["text"] = described.metadata
        ServiceMetadata.objects.update_or_create(service=service, defaults=told)
    ServiceAddress.objects.filter(service=service).delete()
    rows = {(use, address.text): address for use, address in urls}
    ServiceAddress.objects.bulk_create(
        ServiceAddress(service=service, use=use, url=text, origin=address.origin)
        for (use, text), address in rows.items()
    )


@transaction.atomic
def add_service(
    *,
    actor: Actor,
    protocol: str,
    described: Described,
    school_id: uuid.UUID | None = None,
    local_authority_id: uuid.UUID | None = None,
    service_id: uuid.UUID | None = None,
) -> LinkedService:
    """Register a service of a school, of a collectivity, or of the platform (neither). Raises Refused.

    `service_id`: the id that the form was given; sent twice, it makes one service.
    """
    if service_id is not None and (made := LinkedService.objects.filter(pk=service_id).first()) is not None:
        return made
    service = LinkedService(
        id=service_id or new_id(), school_id=school_id, local_authority_id=local_authority_id, protocol=protocol,
        salt=secrets.token_hex(32),
        created_at=clock.now(),
    )  # fmt: skip
    if protocol != Protocol.CAS:
        ensure_key(actor=actor)
    _write(service, described)
    _record(actor, "federation.add_service", service)
    return service


@transaction.atomic
def change_service(*, actor: Actor, service_id: uuid.UUID, version: int, described: Described) -> LinkedService:
    """Change a service. Raises Changed when it is no longer the version that was shown, Refused for a bad address."""
    service = LinkedService.objects.select_for_update(of=("self",)).get(pk=service_id, retired_at=None)
    if service.version != version:
        raise Changed(_("Quelqu’un a modifié ce service pendant que vous le lisiez. Voici ce qu’il est devenu."))
    before = set(service.attributes)
    service.version += 1
    _write(service, described)
    gained = sorted(set(service.attributes) - before)
    _record(actor, "federation.change_service", service, {"gained": len(gained), "attributes": service.attributes})
    return service


@transaction.atomic
def renew_secret(*, actor: Actor, service_id: uuid.UUID) -> str:
    """Give an OpenID Connect service a secret, shown once; a former one opens nothing any more."""
    service = LinkedService.objects.select_for_update(of=("self",)).get(
        pk=service_id, retired_at=None, protocol=Protocol.OIDC
    )
    secret = secrets.token_urlsafe(36)
    service.secret = hashlib.sha256(secret.encode()).digest()
    service.version += 1
    service.save(update_fields=["secret", "version"])
    _record(actor, "federation.renew_secret", service)
    return secret


@transaction.atomic
def retire_service(*, actor: Actor, service_id: uuid.UUID) -> None:
    """Close a service to everyone: its tickets open nothing, who is there is signed out. Twice changes nothing."""
    service = LinkedService.objects.select_for_update(of=("self",)).get(pk=service_id)
    if service.retired_at is not None:
        return
    leave_service(service_id=service_id)
    service.retired_at = clock.now()
    service.version += 1
    service.save(update_fields=["retired_at", "version"])
    _record(actor, "federation.retire_service", service)


def _record(actor: Actor, action: str, service: LinkedService, data: Mapping[str, Any] | None = None) -> None:
    told = {"name": service.name, "authority_id": str(service.local_authority_id or ""), **(data or {})}
    audit.record(
        actor=actor, action=action, tenant=service.school_id, subject="linked_service", subject_id=service.pk, data=told
    )
