"""What the sign-in page shows of the sources."""

from dataclasses import dataclass
from functools import partial

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode

from preau.identity.federation import calls, places
from preau.identity.federation.saml import client as saml
from preau.identity.federation.sources import sources_for


@dataclass(frozen=True, slots=True)
class Button:
    """One button: what it says, where it leads, and whether its source does not answer at present."""

    words: str
    label: str
    href: str
    is_gone: bool


def buttons(request: HttpRequest, going_to: str) -> list[Button]:
    """The buttons of this host and of the school one comes for, in their order; none without sources."""
    sources = sources_for(request.get_host(), partial(places.names_of, request))
    if any(source.kind == "saml" for source in sources):
        saml.warm()
    asked = f"?{urlencode({'next': going_to})}" if going_to != reverse("portal:home") else ""
    return [
        Button(one.button, one.label, reverse("identity:sso_start", args=[one.name]) + asked, calls.is_open(one))
        for one in sources
    ]
