"""On the way to a service: the door, a proof when asked for, a word on what it learns; or a refusal in plain words.

A form's answer may not lead straight to another site: browsers hold `form-action` against every step of it. So what
follows the door's and our own forms is a page of ours that goes on by itself (`onwards`), to one of the three
addresses where a passage begins.
"""

import datetime as dt
import re
import uuid
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import structlog
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from preau.federation.enums import Attribute
from preau.federation.models import LinkedService
from preau.ui import wording

log = structlog.get_logger("preau.federation")

# What urlencode() leaves, and nothing that a Refresh header could read otherwise.
_WAYS = ("federation:cas_login", "federation:authorize", "federation:saml_enter")
_WAY = re.compile(r"/[a-z/]+\?[A-Za-z0-9._~%&=+*-]*", re.ASCII)


def way(name: str, asked: Mapping[str, Any]) -> str:
    """The address of a passage that may be taken up again after a form."""
    return f"{reverse(name)}?{urlencode(asked)}"


def is_way(text: str) -> bool:
    """Whether a text is such an address, and not one of somebody else's."""
    begins = tuple(f"{reverse(name)}?" for name in _WAYS)
    return text.startswith(begins) and _WAY.fullmatch(text) is not None


def onwards(to: str) -> HttpResponse:
    """After a form: to the page that goes on by itself."""
    return HttpResponseRedirect(f"{reverse('federation:onwards')}?{urlencode({'vers': to})}")


def to_the_door(to: str) -> HttpResponse:
    """Sign in first, then take up the passage again."""
    after = f"{reverse('federation:onwards')}?{urlencode({'vers': to})}"
    return HttpResponseRedirect(f"{reverse('identity:sign_in')}?{urlencode({'next': after})}")


def to_a_proof(to: str) -> HttpResponse:
    """The service wants the person to prove again who they are."""
    return HttpResponseRedirect(f"{reverse('federation:prove')}?{urlencode({'vers': to})}")


def leading_to(address: str) -> HttpResponse:
    """To an address that was checked, kept by nobody on the way."""
    response = HttpResponseRedirect(address)
    response["Cache-Control"] = "no-store"
    return response


def telling(request: HttpRequest, service: LinkedService, to: str) -> HttpResponse:
    """What this service learns, before it learns it for the first time."""
    context = {"service": service, "words": words_of(service.attributes), "to": to}
    return render(request, "federation/telling.html", context)


def words_of(attributes: list[str] | tuple[str, ...]) -> list[str]:
    """Attributes as people read them."""
    return [str(Attribute(one).label) for one in Attribute.values if one in attributes]


def refused(
    request: HttpRequest, reason: str, *, protocol: str, service: uuid.UUID | None = None, status: int = 403,
    opens_on: dt.date | None = None, said: str = "",
) -> HttpResponse:  # fmt: skip
    """A page that says what is refused, and a line in the log that says why; the address asked for is in neither.

    `opens_on`: the day of the person's space, when that is why. `said`: for the log, what exactly was wrong.
    """
    reason = "not_open_yet" if opens_on is not None else reason
    log.warning("passage refused", reason=reason, protocol=protocol, service=str(service or ""), said=said)
    title, text = _words(reason) if opens_on is None else _not_yet(opens_on)
    template = "federation/refused.html" if getattr(request, "hat", None) else "federation/refused_door.html"
    context = {"heading": title, "text": text, "reference": getattr(request, "id", "")}
    return render(request, template, context, status=status)


def _not_yet(day: dt.date) -> tuple[str, str]:
    return (
        _("Votre espace n’est pas encore ouvert"),
        _("Il ouvrira le %(day)s, et ce service avec lui. Rien ne lui a été transmis.")
        % {"day": wording.plain_date(day)},
    )


def _words(reason: str) -> tuple[str, str]:
    if reason == "closed":
        return (
            _("Ce service ne vous est pas ouvert"),
            _("Il est relié à Préau, mais pas pour vos rôles ni vos établissements. "
              "Votre établissement peut vous dire pourquoi."),
        )  # fmt: skip
    if reason == "sign_out":
        return (
            _("La demande de déconnexion n’a pas pu être vérifiée"),
            _("Vous êtes toujours connecté. Pour vous déconnecter, utilisez le bouton de Préau."),
        )
    if reason in {"expired", "stale", "future"}:
        return (
            _("La demande de ce service n’est pas d’aujourd’hui"),
            _("Revenez au service et recommencez. Si cela continue, prévenez l’établissement : une horloge est "
              "déréglée. Rien n’a été transmis."),
        )  # fmt: skip
    if reason == "metadata_expired":
        return (
            _("Ce que ce service dit de lui-même n’est plus valable"),
            _("Prévenez l’établissement : sa fiche est à redemander à l’éditeur. Rien ne lui a été transmis."),
        )
    if reason in {"unsigned", "signature", "algorithm", "wrapped"}:
        return (
            _("La demande de ce service n’a pas pu être vérifiée"),
            _("Ce service signe ce qu’il demande ; cette demande-ci ne l’est pas, ou pas par lui. Pour vous "
              "protéger, rien ne lui a été transmis."),
        )  # fmt: skip
    return (
        _("Ce service n’est pas connu de Préau"),
        _("L’adresse qui demande votre identité n’est pas inscrite par votre établissement, ou sa demande est mal "
          "formée. Pour vous protéger, rien ne lui a été transmis."),
    )  # fmt: skip
