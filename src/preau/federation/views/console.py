"""The register of linked services, for heads, officers and the operator."""

import uuid
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from preau.access.enums import Right
from preau.access.public import OPERATOR, HatRequest, exercises, page, platform_wide
from preau.directory.enums import Profile
from preau.directory.selectors import schools_in_scope
from preau.federation import rules
from preau.federation.enums import Protocol
from preau.federation.forms import ServiceForm
from preau.federation.passage import words_of
from preau.federation.saml import peers
from preau.federation.selectors import addresses_of, metadata_of, service_run_by, services_run_by
from preau.federation.services.register import (
    Changed,
    Refused,
    add_service,
    change_service,
    renew_secret,
    retire_service,
)
from preau.kernel.ids import new_id
from preau.ui.seen import OVERTAKEN, last_writer


def _owner(request: HatRequest) -> dict[str, uuid.UUID | None]:
    """Whose a new service is: the head's school, the officer's collectivity, the platform's."""
    hat = request.hat
    if hat.profile == Profile.HEAD:
        return {"school_id": hat.schools[0].id, "local_authority_id": None}
    return {"school_id": None, "local_authority_id": hat.local_authority_id}


def _form(request: HatRequest, protocol: str, own: uuid.UUID | None = None, **more: Any) -> ServiceForm:
    others = [
        (str(one.pk), one.name)
        for one in services_run_by(request.hat)
        if one.pk != own and one.protocol == Protocol.CAS
    ]
    head = request.hat.profile == Profile.HEAD
    schools = None if head else {one.uai: str(one.pk) for one in schools_in_scope()}
    operator = request.hat.profile == OPERATOR
    return ServiceForm(
        *((request.POST, request.FILES) if request.method == "POST" else ()),
        protocol=protocol, proxies=others, schools=schools, operator=operator, **more,
    )  # fmt: skip


def _first(form_of: Any) -> dict[str, Any]:
    names = {str(one.pk): one.uai for one in schools_in_scope()} if form_of.schools else {}
    kept = ("name", "summary", "icon", "start_url", "known_by", "naming", "attributes", "profiles", "proxied_by",
            "signs_out", "accepts_loopback")  # fmt: skip
    return {
        **{name: getattr(form_of, name) for name in kept},
        **addresses_of(form_of),
        "wants_signed": bool((registered := metadata_of(form_of)) and registered.wants_signed),
        "schools": [names[one] for one in form_of.schools if one in names],
    }


def _absolute(name: str) -> str:
    return settings.PUBLIC_URL + reverse(name)


def _peer(service: Any) -> peers.Peer | None:
    kept = metadata_of(service) if service.protocol == Protocol.SAML else None
    return peers.read(kept.metadata) if kept else None


def _mine(request: HatRequest, service_id: uuid.UUID) -> Any:
    service = service_run_by(request.hat, service_id)
    if service is None:
        raise Http404
    return service


@require_GET
@page(right=Right.LINK_SERVICES, service="administration")
@platform_wide
def services(request: HatRequest) -> HttpResponse:
    """The services of this hat, with what each learns."""
    lines = [(one, words_of(one.attributes)) for one in services_run_by(request.hat)]
    return render(request, "federation/services.html", {"lines": lines})


@require_http_methods(["GET", "POST"])
@page(right=Right.LINK_SERVICES, service="administration")
@exercises(rules.SET_SERVICE)
@platform_wide
def add(request: HatRequest) -> HttpResponse:
    """Choose a protocol, then describe the service."""
    protocol = request.GET.get("protocole", "")
    if protocol not in Protocol.values:
        return render(request, "federation/protocol.html")
    form = _form(request, protocol, present={}, initial={"id": new_id()}, adding=True)
    if request.method == "POST" and form.is_valid():
        try:
            made = add_service(
                actor=request.actor, protocol=protocol, described=form.described(),
                service_id=form.cleaned_data["id"], **_owner(request),
            )  # fmt: skip
        except Refused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Le service « %(name)s » est relié.") % {"name": made.name})
            return redirect("federation:service", service_id=made.pk)
    context = {"form": form, "protocol": Protocol(protocol).label, "asked": protocol}
    return render(request, "federation/add.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@page(right=Right.LINK_SERVICES, service="administration")
@exercises(rules.SET_SERVICE)
@platform_wide
def change(request: HatRequest, service_id: uuid.UUID) -> HttpResponse:
    """One service: what it is, what it must be told, and its settings."""
    service = _mine(request, service_id)
    form = _form(request, service.protocol, service.pk, present=_first(service), initial={"version": service.version})
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            change_service(
                actor=request.actor, service_id=service_id, version=form.cleaned_data["version"] or 0,
                described=form.described(),
            )  # fmt: skip
        except Changed:
            service, status = _mine(request, service_id), OVERTAKEN
            by = last_writer("federation.change_service", subject_id=service_id, tenant=service.school_id)
            form.overtaken(_first(service), by=by, version=service.version)
        except Refused as error:
            form.add_error(None, str(error))
        else:
            messages.success(
                request, _("Le service « %(name)s » est enregistré.") % {"name": form.cleaned_data["name"]}
            )
            return redirect("federation:service", service_id=service_id)
    if form.errors:
        status = 422
    context = {"service": service, "form": form, "is_oidc": service.protocol == Protocol.OIDC, "absolute": _absolute,
               "peer": _peer(service)}  # fmt: skip
    return render(request, "federation/service.html", context, status=status)


@require_POST
@page(right=Right.LINK_SERVICES, service="administration")
@exercises(rules.RENEW_SECRET)
@platform_wide
def secret(request: HatRequest, service_id: uuid.UUID) -> HttpResponse:
    """Make a secret and show it, once."""
    service = _mine(request, service_id)
    if service.protocol != Protocol.OIDC:
        raise Http404
    made = renew_secret(actor=request.actor, service_id=service_id)
    return render(request, "federation/secret.html", {"service": service, "secret": made})


@require_http_methods(["GET", "POST"])
@page(right=Right.LINK_SERVICES, service="administration")
@exercises(rules.SET_SERVICE)
@platform_wide
def retire(request: HatRequest, service_id: uuid.UUID) -> HttpResponse:
    """Close a service to everyone, after a confirmation."""
    service = _mine(request, service_id)
    if request.method == "POST":
        retire_service(actor=request.actor, service_id=service_id)
        messages.success(request, _("Le service « %(name)s » n’est plus relié.") % {"name": service.name})
        return redirect("federation:services")
    return render(request, "federation/retire.html", {"service": service})
