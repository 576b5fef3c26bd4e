"""The second factor: at sign-in, by a passkey alone, and asked again at an act."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from preau.identity import attempts, devices, passkeys, stepping, throttle
from preau.identity.admitting import admit
from preau.identity.again import password_again
from preau.identity.entering import enter, is_shared, own_path, wait_for_longer, waiting_second
from preau.identity.enums import FactorKind
from preau.identity.selectors import account_by_id, account_of_passkey, factors_of, has_come_from, passkeys_of
from preau.identity.services import prove
from preau.identity.step_codes import send_step_code, step_roads, take_step_code
from preau.identity.views.door import blank, door, wait, wait_words
from preau.kernel import address, sql
from preau.kernel.actor import Actor


def _proof(request: HttpRequest) -> dict[str, str]:
    return {name: request.POST.get(name, "")[:20_000] for name in ("passkey", "code")}


def _lane(request: HttpRequest, account: Any) -> str:
    """Where this browser's tries are counted: with its session, with its device if the account knows it, else apart."""
    if request.user.is_authenticated:
        return attempts.of_device(request.session.get("device"))
    key = devices.key_of(request)
    return attempts.of_device(key if key and has_come_from(account.pk, key) else None)


def _prove(request: HttpRequest, account: Any) -> bool:
    """Whether what was posted proves; what was asked of a passkey is used up by one answer, right or wrong."""
    state = request.session.pop(stepping.PASSKEY, None)
    actor = Actor(account.person.full_name, account.person_id)
    lane = _lane(request, account)
    return prove(actor=actor, account_id=account.pk, proof=_proof(request), state=state, lane=lane)


def wrong(account_id: Any, lane: str) -> str:
    """What to say of a wrong proof, with the tries that are left."""
    left = attempts.left(account_id, lane)
    if not left:
        return _(
            "Trop d’essais. Attendez une heure, puis recommencez. Une clé d’accès, ou un appareil où vous vous êtes "
            "déjà connecté, ouvre sans attendre."
        )
    tries = ngettext("Il reste %(num)s essai.", "Il reste %(num)s essais.", left) % {"num": left}
    return _("Ce n’est pas le bon code. Attendez le suivant s’il vient de changer.") + " " + tries


@never_cache
@require_POST
def passkey_options(request: HttpRequest) -> HttpResponse:
    """What to ask of the browser: one of the account's passkeys once we know whose, any of ours before."""
    known = None
    if not request.user.is_authenticated:
        try:
            throttle.take("passkey options", address.block(address.of(request)), throttle.SCHOOL)
        except throttle.TooManyTries as refusal:
            return wait(JsonResponse({}, status=429), refusal)
    if request.user.is_authenticated:
        known = passkeys_of(request.user.pk)
    elif waiting := waiting_second(request):
        known = passkeys_of(waiting.account.pk)
    options, state = passkeys.ask_use(None if known is None else [bytes(one.credential or b"") for one in known])
    request.session[stepping.PASSKEY] = state
    return JsonResponse(options)


@never_cache
@require_POST
def passkey_enter(request: HttpRequest) -> HttpResponse:
    """Sign in by a passkey alone: the device verified the person, which is two factors at once."""
    refusal = _("Cette clé d’accès n’ouvre aucun compte ici. Utilisez votre identifiant et votre mot de passe.")
    try:
        attempt = throttle.begin(request, "passkey")
    except throttle.TooManyTries as too_many:
        return wait(door(request, blank(request), status=429, refusal=wait_words(too_many)), too_many)
    try:
        account_id = account_of_passkey(passkeys.named(request.POST.get("passkey", "")[:20_000]))
    except passkeys.Wrong:
        account_id = None
    account = account_by_id(account_id) if account_id else None
    if account is None or not _prove(request, account) or not admit(account):
        return door(request, blank(request), status=422, refusal=refusal)
    attempt.succeeded()
    return enter(request, account, shared=is_shared(request), next_path=request.POST.get("next", ""), proved=True)


@sensitive_post_parameters("code")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def second_step(request: HttpRequest) -> HttpResponse:
    """The password was right: now the second factor."""
    found = waiting_second(request)
    if found is None:
        return HttpResponseRedirect(reverse("identity:sign_in"))
    account, waiting, error = found.account, found.kept, ""
    if request.method == "POST":
        if _prove(request, account) and admit(account):
            trust = request.POST.get("trust") == "on"
            if waiting.get("short"):
                return wait_for_longer(
                    request, account, shared=waiting["shared"], next_path=waiting["next"], proved=True, trust=trust
                )
            return enter(
                request, account, shared=waiting["shared"], next_path=waiting["next"], proved=True, trust=trust,
                opened_by=waiting.get("opened_by"),
            )  # fmt: skip
        error = wrong(account.pk, _lane(request, account))
    kinds = {one.kind for one in factors_of(account.pk)}
    context = {
        "error": error, "has_passkey": FactorKind.PASSKEY in kinds, "shared": waiting["shared"],
        "tries": attempts.left(account.pk, _lane(request, account)),
    }  # fmt: skip
    return render(request, "identity/second_step.html", context, status=422 if error else 200)


def _typed(request: HttpRequest, account: Any) -> str:
    """What to say of the password typed again; empty when it is the right one."""
    said = password_again(request, account, request.POST.get("password", "")[:4096])
    if not said:
        stepping.note_owner(request)
    return said


@sensitive_post_parameters("code", "password")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest) -> HttpResponse:
    """The second factor asked again at an act, or a proof that it is the person; then the act goes on."""
    account: Any = request.user
    if not account.is_authenticated:
        return HttpResponseRedirect(reverse("identity:sign_in"))
    back = own_path(request.POST.get("next") or request.GET.get("next") or "")
    packed = request.POST.get("waiting", "")
    own = bool(request.POST.get(stepping.OWNER) or request.GET.get(stepping.OWNER))
    if request.method != "POST":
        return stepping.page(request, back=back, own=own)
    if own and not account.factors and "password" in request.POST:
        said = _typed(request, account)
        return (
            stepping.page(request, back=back, own=True, error=said, status=422) if said else HttpResponseRedirect(back)
        )
    waiting = stepping.unpacked(packed, account.pk) if packed else None
    if waiting is not None and waiting.is_own and not stepping.has_second_factor(account):
        return _by_contact(request, account, packed, waiting)
    clicked = "demonstration" in request.POST and stepping.may_click(account)
    if not clicked and not _prove(request, account):
        error = wrong(account.pk, _lane(request, account))
        return stepping.page(request, waiting=packed, back=back, error=error, status=422, own=own)
    stepping.confirm(request)
    return HttpResponseRedirect(back) if waiting is None else _go_on(request, waiting)


def _go_on(request: HttpRequest, waiting: stepping.Waiting) -> HttpResponse:
    """The act that waited is sent again by one more button; a file is chosen again."""
    if waiting.had_file:
        messages.success(request, _("C’est confirmé. Choisissez de nouveau le fichier, puis envoyez-le."))
        return HttpResponseRedirect(waiting.path)
    return render(request, "identity/go_on.html", {"waiting": waiting})


def _by_contact(request: HttpRequest, account: Any, packed: str, waiting: stepping.Waiting) -> HttpResponse:
    """Who has no second factor: a code is sent to a contact on file, then typed; who has none gives the password."""
    roads = {str(one.road): one for one in step_roads(account, waiting.avoid)}
    kept = request.session.get(stepping.STEP_CODE) or {}
    sent, error, status = roads.get(kept.get("road", "")), "", 422
    if asked := roads.get(request.POST.get("road", "")):
        sent, error, status = asked, *_send(request, account, asked)
    elif not roads and "password" in request.POST:
        error = _typed(request, account)
        if not error:
            return _go_on(request, waiting)
    elif sent is not None and "code" in request.POST:
        actor, lane = Actor(account.person.full_name, account.person_id), _lane(request, account)
        typed = request.POST["code"][:40]
        if take_step_code(actor=actor, account=account, code_id=sql.as_id(kept["id"]), typed=typed, lane=lane):
            stepping.note_shown(request, kept["road"])
            return _go_on(request, waiting)
        error = _wrong_step(account.pk, lane)
    return stepping.step_page(
        request, packed, avoid=waiting.avoid, back=waiting.back, sent=sent, error=error, status=status
    )


def _send(request: HttpRequest, account: Any, contact: Any) -> tuple[str, int]:
    """Send a code there: (what went wrong, the status of the page)."""
    asker, own = throttle.asker(request, account.login)
    try:
        made = send_step_code(account=account, contact=contact, asker=asker, own=own)
    except throttle.TooManyTries as refusal:
        return wait_words(refusal), 429
    request.session[stepping.STEP_CODE] = {"id": str(made.pk), "road": str(contact.road)}
    return "", 200


def _wrong_step(account_id: Any, lane: str) -> str:
    if not attempts.left(account_id, lane):
        return _("Trop d’essais. Attendez une heure, puis recommencez.")
    return _("Ce code n’est pas le bon, ou il a expiré. Vérifiez-le, ou demandez-en un autre.")
