"""How one is told: kinds and ways, for all children or one; the digest, calm hours, devices."""

import uuid
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from preau.access.public import Hat, exercises, page
from preau.directory.errors import Refused
from preau.identity.public import devices as known_devices
from preau.kernel import clock, tickets
from preau.notifications import rules, webpush
from preau.notifications.forms import ChoicesForm, DeviceForm, HabitsForm
from preau.notifications.selectors.choices import dead_addresses_of, devices_of, own_of, rows_for
from preau.notifications.services import To, add_device, choose, notify, remove_device, set_habits, try_again

SERVICE = "preferences"


def _child(request: HttpRequest, hat: Hat) -> uuid.UUID | None:
    """The child whose choices these are; None for all. Another's is not found."""
    wanted = request.GET.get("pour", "")
    if not wanted:
        return None
    for child in hat.children:
        if child.person_id.hex == wanted:
            return child.person_id
    raise Http404


def _back(child: uuid.UUID | None = None) -> str:
    return reverse("notifications:choices") + (f"?{urlencode({'pour': child.hex})}" if child else "")


@require_http_methods(["GET", "HEAD", "POST"])
@page(service=SERVICE, before_opening=True)
@exercises(rules.CHOOSE)
def choices(request: HttpRequest) -> HttpResponse:
    """The page; sent, what was chosen for each kind and way."""
    hat: Hat = request.hat  # type: ignore[attr-defined]
    person_id: uuid.UUID = request.user.person_id  # type: ignore[union-attr]
    child = _child(request, hat)
    rows = rows_for(person_id, hat.profile, child)
    form = ChoicesForm(request.POST if request.method == "POST" else None, rows)
    if request.method == "POST" and form.is_valid():
        for row, channel, pace in form.chosen():
            choose(
                actor=request.actor, person_id=person_id, profile=row.profile, kind=row.kind, channel=channel,  # type: ignore[attr-defined]
                pace=pace, about_id=child,
            )  # fmt: skip
        messages.success(request, _("Vos choix sont enregistrés."))
        return HttpResponseRedirect(_back(child), status=303)
    return _shown(request, hat, child, form, HabitsForm(None, own_of(person_id)))


def _shown(
    request: HttpRequest, hat: Hat, child: uuid.UUID | None, form: ChoicesForm, habits: HabitsForm
) -> HttpResponse:
    person_id: uuid.UUID = request.user.person_id  # type: ignore[union-attr]
    several = len({one.person_id for one in hat.children}) > 1
    children = {one.person_id: one.given_name for one in hat.children} if several else {}
    context: dict[str, Any] = {
        "form": form,
        "habits": habits,
        "child": children.get(child, "") if child else "",
        "tabs": [
            (_("Tous mes enfants"), _back(), child is None),
            *((name, _back(one), one == child) for one, name in children.items()),
        ] if children else [],
        "action": _back(child),
        "dead": dead_addresses_of(person_id),
        "devices": devices_of(person_id),
        "push_key": webpush.public_key(settings.PUSH_KEY) if settings.PUSH_KEY else "",
        "shared": known_devices.is_shared(request.session),
        "here": tickets.mark_of(request.session.session_key or ""),
    }  # fmt: skip
    wrong = form.errors or habits.errors
    return render(request, "notifications/choices.html", context, status=422 if wrong else 200)


@require_POST
@page(service=SERVICE, before_opening=True)
@exercises(rules.CHOOSE)
def habits(request: HttpRequest) -> HttpResponse:
    """The digest's hour, calm hours of one's own, content in mails."""
    hat: Hat = request.hat  # type: ignore[attr-defined]
    person_id: uuid.UUID = request.user.person_id  # type: ignore[union-attr]
    form = HabitsForm(request.POST, own_of(person_id))
    if form.is_valid():
        set_habits(actor=request.actor, person_id=person_id, **form.values())  # type: ignore[attr-defined]
        messages.success(request, _("Vos heures sont enregistrées."))
        return HttpResponseRedirect(_back(), status=303)
    return _shown(request, hat, None, ChoicesForm(None, rows_for(person_id, hat.profile)), form)


@require_POST
@page(service=SERVICE, before_opening=True)
@exercises(rules.CHOOSE)
def address(request: HttpRequest) -> HttpResponse:
    """My address works again."""
    if try_again(actor=request.actor, person_id=request.user.person_id):  # type: ignore[attr-defined,union-attr]
        messages.success(request, _("Nous écrirons de nouveau à votre adresse."))
    return HttpResponseRedirect(_back(), status=303)


@require_POST
@page(service=SERVICE, before_opening=True)
@exercises(rules.KEEP_DEVICE)
def device(request: HttpRequest) -> HttpResponse:
    """This browser is to be told: a script gives what its service of push asks for."""
    form = DeviceForm(request.POST)
    try:
        if not settings.PUSH_KEY or not form.is_valid() or known_devices.is_shared(request.session):
            raise Refused("no push here, or nothing that can be used")
        add_device(
            actor=request.actor, person_id=request.user.person_id, name=known_devices.name_of(request),  # type: ignore[attr-defined,union-attr]
            session=tickets.mark_of(request.session.session_key or ""),
            device_id=known_devices.of_session(request.session), **form.cleaned_data,
        )  # fmt: skip
    except Refused:
        messages.error(request, _("Cet appareil n’a pas pu être ajouté. Rien n’a changé pour les autres."))
    else:
        messages.success(request, _("Cet appareil recevra vos avis. Ils ne disent jamais de qui il s’agit."))
    return HttpResponseRedirect(_back(), status=303)


@require_POST
@page(service=SERVICE, before_opening=True)
@exercises(rules.KEEP_DEVICE)
def forget_device(request: HttpRequest, device_id: uuid.UUID) -> HttpResponse:
    """That device is to hear no more."""
    remove_device(actor=request.actor, person_id=request.user.person_id, device_id=device_id)  # type: ignore[attr-defined,union-attr]
    messages.success(request, _("Cet appareil ne recevra plus d’avis."))
    return HttpResponseRedirect(_back(), status=303)


@require_POST
@page(service=SERVICE, before_opening=True)
@exercises(rules.KEEP_DEVICE)
def trial(request: HttpRequest) -> HttpResponse:
    """Tell my devices something, to see whether they hear: once a minute at most."""
    person_id: uuid.UUID = request.user.person_id  # type: ignore[union-attr]
    notify(
        actor=request.actor, kind="notifications.trial",  # type: ignore[attr-defined]
        key=f"notifications.trial/{person_id}/{clock.now():%Y%m%d%H%M}", to=[To(person_id)],
    )  # fmt: skip
    messages.success(request, _("Un avis d’essai part vers vos appareils."))
    return HttpResponseRedirect(_back(), status=303)
