"""Addresses of schools' own computers."""

import ipaddress
import uuid

from django.db import transaction
from django.utils.translation import gettext as _

from preau.directory.models import School
from preau.identity.devices import WIDEST
from preau.identity.errors import Refused
from preau.identity.models import SchoolNetwork
from preau.kernel import audit
from preau.kernel.actor import Actor


@transaction.atomic
def add_network(*, actor: Actor, school: School, network: str, label: str) -> SchoolNetwork:
    """Declare addresses as a school's own computers'. Twice changes nothing. Raises Refused for what is no network."""
    try:
        wanted = ipaddress.ip_network(network.strip(), strict=False)
    except ValueError:
        raise Refused(_("Écrivez une adresse, comme 194.57.3.8, ou un réseau, comme 194.57.3.0/24.")) from None
    if wanted.prefixlen < WIDEST[wanted.version]:
        raise Refused(_("Ce réseau est trop grand pour être celui d’un établissement."))
    found, made = SchoolNetwork.objects.get_or_create(
        school=school, network=str(wanted), defaults={"label": label.strip()[:80]}
    )
    if made:
        _note(actor, "identity.add_network", found)
    kept: SchoolNetwork = found
    return kept


@transaction.atomic
def remove_network(*, actor: Actor, network_id: uuid.UUID) -> bool:
    """Take back a declaration. False when it is already gone."""
    found = SchoolNetwork.objects.select_for_update(of=("self",)).filter(pk=network_id).first()
    if found is None:
        return False
    _note(actor, "identity.remove_network", found)
    found.delete()
    return True


def _note(actor: Actor, action: str, network: SchoolNetwork) -> None:
    audit.record(
        actor=actor, action=action, tenant=network.school_id, subject="network", subject_id=network.pk,
        data={"network": network.network},
    )  # fmt: skip
