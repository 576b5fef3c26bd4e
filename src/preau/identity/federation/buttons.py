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
    other: str
    """The same for the other kind of device: one's own where a shared one is supposed, and the other way round."""


def buttons(request: HttpRequest, going_to: str, *, shared: bool) -> list[Button]:
    """The buttons of this host and of the school one comes for, in their order; none without sources.

    `shared`: the computer is supposed to be a shared one.
    """
    sources = sources_for(request.get_host(), partial(places.names_of, request))
    if any(source.kind == "saml" for source in sources):
        saml.warm()
    onward = {"next": going_to} if going_to != reverse("portal:home") else {}
    asked = f"?{urlencode(onward)}" if onward else ""
    other = f"?{urlencode({**onward, 'shared': 'off' if shared else 'on'})}"
    starts = [(one, reverse("identity:sso_start", args=[one.name])) for one in sources]
    return [
        Button(one.button, one.label, start + asked, calls.is_open(one), start + other) for one, start in starts
    ]  # fmt: skip
