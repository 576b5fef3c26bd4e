"""Devices and sessions (screen 29), notices about new ones, and the family's phone."""

import uuid
from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from preau.access.public import HatRequest, exercises, page
from preau.identity import public as identity
from preau.people import rules
from preau.people.new_devices import by_account
from preau.people.selectors import may_keep_seat
from preau.people.views.account import SERVICE


@require_GET
@page(service=SERVICE)
def devices(request: HatRequest) -> HttpResponse:
    """Open sessions, known devices, and new ones to answer for."""
    mine: Any = request.user
    context = {
        "sessions": identity.sessions_of(mine.pk, request.session.session_key),
        "devices": identity.devices_of(mine.pk),
        "here": identity.devices.of_session(request.session),
        "short": identity.seat_keys_of(mine.pk),
        "unanswered": by_account(identity.notices_for(mine.person_id), mine.person_id),
    }
    return render(request, "people/devices.html", context)


@require_POST
@page(service=SERVICE)
@exercises(rules.CHANGE_DEVICES)
def end_session(request: HatRequest) -> HttpResponse:
    """End one session, or all the others."""
    mine: Any = request.user
    here = request.session.session_key
    if request.POST.get("session"):
        keys = [identity.session_key_of(mine.pk, request.POST["session"])]
    else:
        others = [one for one in identity.sessions_of(mine.pk, here) if not one.is_this_one]
        keys = [identity.session_key_of(mine.pk, one.reference) for one in others]
    for key in keys:
        if key is not None:
            identity.end_session(actor=request.actor, account_id=mine.pk, session_key=key)
    if here in keys:
        identity.leave(request)
        return redirect("identity:sign_in")
    messages.success(request, _("C’est fermé."))
    return redirect("people:devices")


@require_POST
@page(service=SERVICE)
@exercises(rules.CHANGE_DEVICES)
def forget_device(request: HatRequest, device_id: uuid.UUID) -> HttpResponse:
    """Forget a device: its sessions end, and it will be a new one."""
    mine: Any = request.user
    here = identity.devices.of_session(request.session) == device_id
    if identity.forget_device(actor=request.actor, account_id=mine.pk, device_id=device_id):
        messages.success(request, _("L’appareil est oublié, et ce qui y était ouvert est fermé."))
    if here:
        identity.leave(request)
        return redirect("identity:sign_in")
    return redirect("people:devices")


@require_http_methods(["GET", "POST"])
@page(service=SERVICE)
@exercises(rules.ANSWER_NOTICE)
def answer_notice(request: HatRequest, notice_id: uuid.UUID, answer: str) -> HttpResponse:
    """ "C'est moi", or "Ce n'est pas moi", told once more before everything closes."""
    mine: Any = request.user
    notice = next((one for one in identity.notices_for(mine.person_id) if one.pk == notice_id), None)
    if answer not in {"oui", "non"} or notice is None:
        raise Http404
    own = notice.account_id == mine.pk
    if request.method == "GET":
        return render(request, "people/notice.html", {"notice": notice, "answer": answer, "own": own})
    expected = answer == "oui"
    identity.answer_notice(actor=request.actor, recipient_id=mine.person_id, notice_id=notice_id, expected=expected)
    return _answered(request, expected=expected, own=own)


def _chosen(notices: Sequence[Any], ids: Sequence[str]) -> list[Any]:
    """Those of the notices that were read before, all of them before anything was."""
    return [one for one in notices if str(one.pk) in ids] if ids else list(notices)


@require_http_methods(["GET", "POST"])
@page(service=SERVICE)
@exercises(rules.ANSWER_NOTICE)
def answer_notices(request: HatRequest, account_id: uuid.UUID, answer: str) -> HttpResponse:
    """The same of all the new devices of one account: those that were read, for another may have come since."""
    mine: Any = request.user
    notices = [one for one in identity.notices_for(mine.person_id) if one.account_id == account_id]
    if answer not in {"oui", "non"} or not notices:
        raise Http404
    own, expected = account_id == mine.pk, answer == "oui"
    if request.method == "GET":
        context = {"notices": notices, "account": notices[0].account, "answer": answer, "own": own}
        return render(request, "people/notices.html", context)
    read = [one.pk for one in _chosen(notices, request.POST.getlist("id"))]
    identity.answer_notices(
        actor=request.actor, recipient_id=mine.person_id, account_id=account_id, notice_ids=read, expected=expected
    )
    return _answered(request, expected=expected, own=own)


def _answered(request: HatRequest, *, expected: bool, own: bool) -> HttpResponse:
    if expected:
        messages.success(request, _("C’est noté."))
    elif own:
        identity.leave(request)
        messages.success(
            request,
            _("Tout est fermé. Pour rouvrir le compte, choisissez un nouveau mot de passe : nous vous avons écrit, "
              "et l’établissement peut vous donner un code en personne."),
        )  # fmt: skip
        return redirect("identity:sign_in")
    else:
        messages.success(request, _("Le compte est fermé partout. Il rouvrira avec un nouveau mot de passe."))
    return redirect("portal:home")


@sensitive_post_parameters("code", "again")
@require_http_methods(["GET", "POST"])
@page(service=SERVICE)
@exercises(rules.KEEP_SEAT)
def keep_seat(request: HatRequest) -> HttpResponse:
    """ "C'est notre téléphone": keep this account here, behind a short code."""
    mine: Any = request.user
    key = identity.devices.key_of(request)
    if not may_keep_seat(request.hats):
        raise Http404
    if identity.devices.is_shared(request.session):
        refused = {"seats": identity.seats_of(key), "error": "", "shown": False, "shared": True}
        return render(request, "people/family_phone.html", refused, status=403)
    error, shown = "", identity.is_owner(request)
    if request.method == "POST" and not shown:
        return identity.ask_owner(request.path)
    if request.method == "POST":
        code = request.POST.get("code", "").strip()
        if key is None:
            error = _("Ce navigateur n’a pas gardé la marque de l’appareil. Reconnectez-vous, puis recommencez.")
        elif code != request.POST.get("again", "").strip():
            error = _("Les deux codes ne sont pas les mêmes.")
        else:
            try:
                identity.take_seat(actor=request.actor, account=mine, device_key=key, code=code)
            except identity.Refused as refusal:
                error = str(refusal)
        if not error:
            messages.success(request, _("C’est fait : ce téléphone ouvrira votre compte par le code court."))
            return redirect("people:keep_seat")
    context = {"seats": identity.seats_of(key), "error": error, "shown": shown, "shared": False}
    return render(request, "people/family_phone.html", context, status=422 if error else 200)


@require_POST
@page(service=SERVICE)
@exercises(rules.KEEP_SEAT)
def forget_seat(request: HatRequest) -> HttpResponse:
    """Have this device forget every account, in one tap."""
    key = identity.devices.key_of(request)
    if key is not None and identity.leave_seat(device_key=key):
        messages.success(request, _("Ce téléphone a oublié tous les comptes."))
    return redirect("people:keep_seat")
