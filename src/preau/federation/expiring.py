"""What identity's nightly look and `preau sources check` are told of this room: the age of the key that signs."""

import datetime as dt

from django.utils.translation import gettext as _

from preau.federation.models import SigningKey
from preau.identity.public import Finding, renewal
from preau.kernel import clock

TERM_DAYS = 365
"""A key that signs what services believe is renewed each year (`preau sso rotate-keys`)."""


def findings() -> list[Finding]:
    """The newest key, which signs; nothing before the first OpenID Connect service."""
    made = SigningKey.objects.order_by("-created_at", "kid").values_list("created_at", flat=True).first()
    if made is None:
        return []
    left = made + dt.timedelta(days=TERM_DAYS) - clock.now()
    return [renewal("Préau", _("notre clé de signature (preau sso rotate-keys)"), clock.real_now() + left)]
