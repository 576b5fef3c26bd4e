"""Forgotten passwords: a link by mail, or a code shown by somebody of the school who has the person before them."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from preau.identity import marks, throttle
from preau.identity.disputing import dispute, disputed_by
from preau.identity.entering import is_at_school
from preau.identity.enums import Road
from preau.identity.forgotten import ask_reset
from preau.identity.forms import DeskForm, ForgottenForm, PasswordForm
from preau.identity.hashers import HashesBusy
from preau.identity.opening import WeakPassword, proposed_login, reset_password
from preau.identity.proofs import code_in_hand, reset_link_waits, take_desk_code
from preau.identity.services import Refused
from preau.identity.telling import closed_words
from preau.identity.views.activation import busy_page, choose_page
from preau.identity.views.door import wait, wait_words
from preau.kernel import mail

IN_HAND = "desk-code"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def forgotten(request: HttpRequest) -> HttpResponse:
    """Ask for a link by mail, by login or by address. The answer is the same for anything typed."""
    form = ForgottenForm(request.POST or None)
    context = {"form": form, "mail": mail.is_configured()}
    if request.method != "POST":
        return render(request, "identity/forgotten.html", {**context, "form": ForgottenForm()})
    if not form.is_valid() or not mail.is_configured():
        return render(request, "identity/forgotten.html", context, status=422)
    try:
        throttle.begin(request, "reset")
    except throttle.TooManyTries as refusal:
        form.add_error(None, wait_words(refusal))
        return wait(render(request, "identity/forgotten.html", context, status=429), refusal)
    by, own = throttle.asker(request, form.cleaned_data["login"])
    ask_reset(typed=form.cleaned_data["login"], asker=by, own=own)
    return redirect("identity:reset_sent")


@require_safe
def reset_sent(request: HttpRequest) -> HttpResponse:
    """What anyone reads after asking."""
    return render(request, "identity/reset_sent.html")


@sensitive_post_parameters("password", "again")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def reset(request: HttpRequest, link: str) -> HttpResponse:
    """The link of the mail: choose a password. Looking at the page does not use it."""
    code = reset_link_waits(link)
    if code is None:
        return _spent(request)
    return _choose(request, code)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def not_me(request: HttpRequest, link: str) -> HttpResponse:
    """The link of the mail to a former address: one button, "ce n'est pas moi". Looking at the page does nothing."""
    if request.method != "POST":
        row = disputed_by(link)
        if row is None:
            return render(request, "identity/not_me_spent.html", status=422)
        return render(request, "identity/not_me.html", {"person": row.person, "at": row.changed_at, "link": link})
    if not dispute(link=link):
        return render(request, "identity/not_me_spent.html", status=422)
    messages.success(
        request,
        _("Le compte est fermé. De quoi choisir un mot de passe arrive dans la boîte où vous avez lu le message."),
    )
    return redirect("identity:sign_in")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def desk(request: HttpRequest) -> HttpResponse:
    """The code that somebody of the school shows."""
    form = DeskForm(request.POST or None)
    if request.method != "POST":
        return render(request, "identity/desk.html", {"form": DeskForm()})
    if not form.is_valid():
        return render(request, "identity/desk.html", {"form": form}, status=422)
    try:
        attempt = throttle.begin(request, "desk")
    except throttle.TooManyTries as refusal:
        form.add_error(None, wait_words(refusal))
        return wait(render(request, "identity/desk.html", {"form": form}, status=429), refusal)
    code = take_desk_code(form.cleaned_data["code"])
    if code is None:
        form.add_error("code", _("Ce code n’est pas le bon, ou ses 15 minutes sont passées. Demandez-en un autre."))
        return render(request, "identity/desk.html", {"form": form}, status=422)
    attempt.succeeded()
    request.session[IN_HAND] = str(code.pk)
    return redirect("identity:desk_choose")


@sensitive_post_parameters("password", "again")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def desk_choose(request: HttpRequest) -> HttpResponse:
    """Choose a password after a code shown at school."""
    kept = request.session.get(IN_HAND)
    code = code_in_hand(uuid.UUID(kept)) if kept else None
    if code is None:
        return redirect("identity:desk")
    answer = _choose(request, code)
    if answer.status_code == 302:
        request.session.pop(IN_HAND, None)
    return answer


def _spent(request: HttpRequest) -> HttpResponse:
    return render(request, "identity/reset_spent.html", {"mail": mail.is_configured()}, status=422)


def _choose(request: HttpRequest, code: Any) -> HttpResponse:
    """Both roads end here. Nobody is signed in by it: the door asks what it asks of anyone."""
    login = proposed_login(code.person)
    form = PasswordForm(request.POST or None, initial={"login": login})
    if request.method != "POST":
        return choose_page(request, PasswordForm(initial={"login": login}), code.person)
    if not form.is_valid():
        return choose_page(request, form, code.person, status=422)
    try:
        renewed = reset_password(code=code, password=form.cleaned_data["password"])
    except WeakPassword as weak:
        for sentence in weak.sentences:
            form.add_error("password", sentence)
        return choose_page(request, form, code.person, status=422)
    except Refused:
        return _spent(request)
    except HashesBusy:
        return busy_page(request, form, code.person)
    said = _("Votre mot de passe est changé. Connectez-vous : votre identifiant est %(login)s.")
    messages.success(request, f"{said % {'login': renewed.account.login}} {closed_words(renewed.closed)}")
    response = redirect("identity:sign_in")
    throttle.forgive(request, renewed.account.login)
    if code.road == Road.RESET:  # the mailbox was theirs: so is, most likely, what they read it on
        marks.remember(request, response, renewed.account, own=not is_at_school(request))
    return response
