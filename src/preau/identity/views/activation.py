"""Activation (screen 27): a slip, its proof, a password; four screens at most. And a second child, in one.

What a browser began is kept in its session: the slip, and the proof once given. Nothing here is true because a page
said so: the services ask the database again.
"""

import functools
import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from preau.identity import passwords, slips, throttle
from preau.identity.admitting import admit
from preau.identity.entering import come_in, is_at_school, is_shared
from preau.identity.enums import Road, SlipKind
from preau.identity.federation import pending
from preau.identity.federation.buttons import buttons
from preau.identity.forms import PasswordForm, ProofForm, SlipForm
from preau.identity.hashers import HashesBusy
from preau.identity.opening import (
    WeakPassword,
    is_mine,
    link_child,
    needs_proof,
    open_by_slip,
    proposed_login,
    shares_contact,
)
from preau.identity.proofs import SENT_MINUTES, ask_letter, proof_of, prove, send_digits
from preau.identity.reaching import contacts_of, has_wide_rights
from preau.identity.services import Refused
from preau.identity.views.door import RETRY_SECONDS, wait, wait_words
from preau.ui import wording

KEPT = "activation"
# Whoever a source of identity named, without saying whose account theirs is, may show it by their slip.
pending.offer_road(gettext_lazy("Utiliser le code de ma fiche"), "identity:activate")


# --- what this browser began --------------------------------------------------------------------------------------


def _begin(request: HttpRequest, slip: Any) -> None:
    request.session[KEPT] = {"slip": str(slip.pk)}


def _slip(request: HttpRequest) -> Any:
    kept = request.session.get(KEPT) or {}
    return slips.slip_by_id(uuid.UUID(kept["slip"])) if "slip" in kept else None


def _proof_id(request: HttpRequest) -> uuid.UUID | None:
    kept = (request.session.get(KEPT) or {}).get("proof")
    return uuid.UUID(kept) if kept else None


def _keep(request: HttpRequest, **more: str) -> None:
    request.session[KEPT] = {**request.session.get(KEPT, {}), **more}


# --- why a slip opens nothing ---------------------------------------------------------------------------------------


def refusal_words(state: slips.State, slip: Any, person_id: uuid.UUID | None) -> tuple[str, str]:
    """Title and sentence for a slip that opens nothing. Who used it is told to that person alone."""
    day = wording.plain_date
    if state == slips.State.USED:
        by_you = slip.person_id == person_id
        title = _("Code déjà utilisé le %(day)s") % {"day": day(slip.used_at)}
        if by_you:
            return title, _("C’est vous qui l’avez utilisé : il n’y a rien d’autre à faire.")
        return title, _(
            "Si ce n’est pas vous, dites-le à l’établissement : il ferme l’accès et vous remet une autre fiche."
        )
    if state == slips.State.VOID:
        return _("Fiche remplacée ou annulée le %(day)s") % {"day": day(slip.voided_at)}, _(
            "Une fiche plus récente a été imprimée pour la même personne : prenez la dernière. Sinon, trop de codes "
            "faux l’ont annulée : demandez-en une autre au secrétariat."
        )
    if state == slips.State.OLD:
        return _("Fiche périmée depuis le %(day)s") % {"day": day(slip.expires_at)}, _(
            "Une fiche sert pendant 30 jours. L’établissement vous en imprime une autre."
        )
    if state == slips.State.OPEN:
        return _("Ce compte est déjà ouvert"), _(
            "Connectez-vous avec votre identifiant. Mot de passe oublié ? Le lien est sous le bouton « Se connecter »."
        )
    if state == slips.State.CLOSED:
        return _("Cette fiche n’ouvre plus rien"), _(
            "La personne n’a plus de place dans cet établissement, ou ce lien avec l’élève a changé."
        )
    return _("Ce code n’existe pas"), _(
        "Vérifiez chaque signe : il n’y a ni zéro, ni un, ni les lettres O, I, L. Un code fait 13 signes."
    )


def _refused(request: HttpRequest, state: slips.State, slip: Any, status: int = 422) -> HttpResponse:
    person_id = request.user.person_id if request.user.is_authenticated else None
    title, sentence = refusal_words(state, slip, person_id)
    context = {"title": title, "sentence": sentence, "school": slip.school if slip else None, "state": state.value}
    return render(request, "identity/slip_refused.html", context, status=status)


def with_ready_slip(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Give the view the slip this browser began with, while it is worth something; else say why not."""

    @functools.wraps(view)
    def wrapped(request: HttpRequest) -> HttpResponse:
        slip = _slip(request)
        if slip is None:
            return redirect("identity:activate")
        state = slips.state_at_the_door(slip)
        if state != slips.State.READY:
            return _refused(request, state, slip)
        return view(request, slip)

    return wrapped


def _first(request: HttpRequest, form: SlipForm, *, status: int = 200) -> HttpResponse:
    """The screen of the code; whoever has an identity elsewhere needs no slip, and is told so first."""
    adding, at_school = request.user.is_authenticated, is_at_school(request)
    found = [] if adding else buttons(request, reverse("portal:home"), shared=at_school)
    sources = [one for one in found if not one.is_gone]
    context = {"form": form, "sources": sources, "at_school": at_school, "refusal": ""}
    return render(request, "identity/activate.html", context, status=status)


# --- screens --------------------------------------------------------------------------------------------------------


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def activate(request: HttpRequest) -> HttpResponse:
    """First screen for who types: the code of the slip. Signed in, the same adds a child."""
    form = SlipForm(request.POST or None)
    if request.method != "POST":
        return _first(request, SlipForm())
    if not form.is_valid():
        return _first(request, form, status=422)
    try:
        attempt = throttle.begin(request, "slip")
    except throttle.TooManyTries as refusal:
        form.add_error(None, wait_words(refusal))
        return wait(_first(request, form, status=429), refusal)
    slip = slips.slip_of_code(form.cleaned_data["code"])
    if slip is None:
        title, sentence = refusal_words(slips.State.UNKNOWN, None, None)
        form.add_error("code", f"{title}. {sentence}")
        return _first(request, form, status=422)
    attempt.succeeded()
    return _go_on(request, slip)


@never_cache
@require_safe
def open_link(request: HttpRequest, link: str) -> HttpResponse:
    """First screen for who photographed the QR code: whose slip it is, and how to go on. Uses nothing up."""
    slip = slips.slip_of_link(link)
    state = slips.state_at_the_door(slip)
    if slip is None or not (state == slips.State.READY or _may_add(request, slip, state)):
        return _refused(request, state, slip, status=404 if slip is None else 422)
    return _show_roads(request, slip, link)


@never_cache
@require_POST
def follow_link(request: HttpRequest, link: str) -> HttpResponse:
    """Go on with the slip of a link: keeps it in the session, then does what the button asked."""
    slip = slips.slip_of_link(link)
    if slip is None:
        return _refused(request, slips.State.UNKNOWN, None)
    return _go_on(request, slip, road=request.POST.get("road", ""))


def _may_add(request: HttpRequest, slip: Any, state: slips.State) -> bool:
    """Whether the slip adds a child to the account of who is signed in, rather than opening one."""
    waits = state in (slips.State.READY, slips.State.OPEN)
    return bool(request.user.is_authenticated and slip.kind == SlipKind.GUARDIAN and waits)


def _go_on(request: HttpRequest, slip: Any, road: str = "") -> HttpResponse:
    state = slips.state_at_the_door(slip)
    if _may_add(request, slip, state):
        return _add_child(request, slip)
    if state != slips.State.READY:
        return _refused(request, state, slip)
    _begin(request, slip)
    if road:
        return _take_road(request, slip, road)
    return redirect("identity:roads" if needs_proof(slip) else "identity:choose")


def _show_roads(request: HttpRequest, slip: Any, link: str = "") -> HttpResponse:
    signed_in = request.user.is_authenticated and slip.kind == SlipKind.GUARDIAN
    person = request.user.person if signed_in else None  # type: ignore[union-attr]
    at_once = person is not None and (is_mine(person.pk, slip) or shares_contact(person, slip.person))
    context = {
        "slip": slip,
        "link": link,
        "adding": person is not None,
        "proof": needs_proof(slip) and not at_once,
        "contacts": contacts_of(slip.person),
        "letter": slip.student_id is not None,
    }
    return render(request, "identity/activate_roads.html", context)


@never_cache
@require_safe
@with_ready_slip
def roads(request: HttpRequest, slip: Any) -> HttpResponse:
    """How the person shows that the slip is theirs."""
    return _show_roads(request, slip)


@never_cache
@require_POST
@with_ready_slip
def send(request: HttpRequest, slip: Any) -> HttpResponse:
    """Take one of the roads: a message to a contact on file, a letter, or somebody at school."""
    return _take_road(request, slip, request.POST.get("road", ""))


def _take_road(request: HttpRequest, slip: Any, road: str) -> HttpResponse:
    if not needs_proof(slip):
        return redirect("identity:choose")
    contact = next((one for one in contacts_of(slip.person) if one.road == road), None)
    if contact is not None:
        try:
            send_digits(slip=slip, contact=contact, asker=throttle.asker(request)[0])
        except throttle.TooManyTries as refusal:
            messages.error(request, wait_words(refusal))
            return redirect("identity:roads")
    elif road == "letter" and slip.student_id is not None:
        ask_letter(slip=slip)
    elif road != Road.DESK:
        return redirect("identity:roads")
    _keep(request, road=road)
    return redirect("identity:prove")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@with_ready_slip
def prove_slip(request: HttpRequest, slip: Any) -> HttpResponse:
    """The code received, shown or posted."""
    road = (request.session.get(KEPT) or {}).get("road", "")
    form = ProofForm(request.POST or None)
    contact = next((one for one in contacts_of(slip.person) if one.road == road), None)
    context = {"form": form, "slip": slip, "road": road, "contact": contact, "minutes": SENT_MINUTES}

    def shown(status: int = 200) -> HttpResponse:
        return render(request, "identity/activate_prove.html", context, status=status)

    if request.method != "POST":
        context["form"] = ProofForm()
        return shown()
    if not form.is_valid():
        return shown(422)
    try:
        attempt = throttle.begin(request, "proof", subject=f"slip {slip.pk}")
    except throttle.TooManyTries as refusal:
        form.add_error(None, wait_words(refusal))
        return wait(shown(429), refusal)
    proof = prove(slip=slip, typed=form.cleaned_data["code"])
    if proof is None:
        form.add_error("code", _("Ce code n’est pas le bon, ou il a expiré. Vérifiez-le, ou demandez-en un autre."))
        return shown(422)
    attempt.succeeded()
    _keep(request, proof=str(proof.pk))
    if request.user.is_authenticated and slip.kind == SlipKind.GUARDIAN:
        return _add_child(request, slip)
    return redirect("identity:choose")


@sensitive_post_parameters("password", "again")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@with_ready_slip
def choose(request: HttpRequest, slip: Any) -> HttpResponse:
    """Last screen: the login is shown, the password chosen, and the person is in."""
    if needs_proof(slip) and proof_of(slip, _proof_id(request)) is None:
        return redirect("identity:roads")
    login = proposed_login(slip.person)
    form = PasswordForm(request.POST or None, initial={"login": login})
    if request.method != "POST":
        return choose_page(request, PasswordForm(initial={"login": login}), slip.person, opens=True)
    if not form.is_valid():
        return choose_page(request, form, slip.person, status=422, opens=True)
    try:
        account = open_by_slip(slip_id=slip.pk, proof_id=_proof_id(request), password=form.cleaned_data["password"])
    except WeakPassword as weak:
        for sentence in weak.sentences:
            form.add_error("password", sentence)
        return choose_page(request, form, slip.person, status=422, opens=True)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return choose_page(request, form, slip.person, status=422, opens=True)
    except HashesBusy:
        return busy_page(request, form, slip.person, opens=True)
    request.session.pop(KEPT, None)
    if not admit(account):
        return _refused(request, slips.State.CLOSED, slip)
    messages.success(
        request, _("Votre compte est ouvert. Votre identifiant est %(login)s : notez-le.") % {"login": account.login}
    )
    # The slip may be the proof that a source of identity waits for.
    waits = pending.kept(request) is not None
    onward = reverse("identity:sso_link") if waits else ""
    return come_in(request, account, shared=is_shared(request), next_path=onward)


def choose_page(
    request: HttpRequest, form: PasswordForm, person: Any, *, status: int = 200, busy: bool = False,
    grown: bool = False, opens: bool = False,
) -> HttpResponse:  # fmt: skip
    """The page where a password is chosen, by whatever road one came.

    `grown`: because the person's rights grew; `opens`: it is the last step before coming in, on a device of some kind.
    """
    least = passwords.LEAST_WIDE if has_wide_rights(person.pk) else passwords.LEAST
    context = {"form": form, "person": person, "least": least, "busy": busy, "grown": grown}
    if opens:
        context["at_school"] = is_at_school(request)
    return render(request, "identity/choose.html", context, status=status)


def busy_page(request: HttpRequest, form: PasswordForm, person: Any, *, opens: bool = False) -> HttpResponse:
    """The house is full: nothing is lost, the same form again in a moment."""
    response = choose_page(request, form, person, status=503, busy=True, opens=opens)
    response["Retry-After"] = str(RETRY_SECONDS)
    return response


# --- a second child --------------------------------------------------------------------------------------------------


def _add_child(request: HttpRequest, slip: Any) -> HttpResponse:
    """One step when the slip is of the same person, or shares a contact with them; else the proof comes first."""
    _begin_if_other(request, slip)
    person = request.user.person  # type: ignore[union-attr]
    mine = is_mine(person.pk, slip)
    proof_id = _proof_id(request)
    if not mine and not shares_contact(person, slip.person) and proof_of(slip, proof_id) is None:
        return redirect("identity:roads")
    try:
        link_child(actor=request.actor, slip_id=slip.pk, proof_id=proof_id)  # type: ignore[attr-defined]
    except Refused as refusal:
        form = SlipForm({"code": ""})
        form.errors.clear()
        form.add_error(None, str(refusal))
        return _first(request, form, status=422)
    request.session.pop(KEPT, None)
    child = slip.student.given_name if slip.student else ""
    said = _("%(child)s est dans votre compte.") if mine else _("%(child)s est ajouté à votre compte.")
    messages.success(request, said % {"child": child})
    return HttpResponseRedirect("/")


def _begin_if_other(request: HttpRequest, slip: Any) -> None:
    if (request.session.get(KEPT) or {}).get("slip") != str(slip.pk):
        _begin(request, slip)
