"""What identity's nightly look and `preau sources check` are told of this room: the age of the key that signs, the end
of what SAML services said of themselves."""

import datetime as dt

from django.utils.translation import gettext as _

from preau.federation.models import ServiceMetadata, SigningKey
from preau.federation.saml import peers
from preau.identity.public import Finding, ending, renewal
from preau.kernel import clock

TERM_DAYS = 365
"""A key that signs what services believe is renewed each year (`preau sso rotate-keys`)."""


def findings() -> list[Finding]:
    """The newest key, nothing before the first service that needs one; then each SAML service that names an end."""
    made = SigningKey.objects.order_by("-created_at", "kid").values_list("created_at", flat=True).first()
    if made is None:
        return []
    left = made + dt.timedelta(days=TERM_DAYS) - clock.now()
    found = [renewal("Préau", _("notre clé de signature (preau sso rotate-keys)"), clock.real_now() + left)]
    for kept in ServiceMetadata.objects.filter(service__retired_at=None).select_related("service").order_by("pk"):
        name, peer = kept.service.name, peers.read(kept.text)
        if peer.ends_at is not None:
            found.append(ending(name, _("métadonnées"), peer.ends_at))
        if kept.wants_signed:  # keys that verify nothing may end unseen
            found += [ending(name, _("certificat du service"), one.not_valid_after_utc) for one in peer.certificates]
    return found
