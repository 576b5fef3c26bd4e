"""What every way in does once the person is known: the session begins, the device is recognised."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth import SESSION_KEY, login, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from preau.identity import devices, marks, stepping
from preau.identity.federation import leaving
from preau.identity.lifetimes import kind_for
from preau.identity.models import Account
from preau.identity.selectors import account_by_id, is_declared, is_loaded_for_a_page, trusts
from preau.identity.services import leave_session, note_sign_in, recognise_device, trust_device
from preau.kernel import address, clock, sql
from preau.kernel.actor import Actor
from preau.ui import display, wording

BACKEND = "preau.identity.backends.AccountBackend"
SECOND = "second"
"""Where the session of who gave a right password keeps, for ten minutes, what remains to be done."""
LONGER = "longer"
"""Where it keeps, for as long, who must choose a longer password before coming in."""
_SECOND_SECONDS = 600


def own_path(text: str) -> str:
    """The page to go to after signing in: a path of ours, else the home page."""
    home = reverse("portal:home")
    if not text.startswith("/") or not url_has_allowed_host_and_scheme(text, allowed_hosts=None):
        return home
    return home if text.startswith((reverse("identity:sign_out"), reverse("identity:sign_in"))) else text


def is_at_school(request: HttpRequest) -> bool:
    """Whether the request comes from a computer that a school declared as its own; looked up once for each request."""
    kept: bool | None = getattr(request, "at_school", None)
    if kept is None:
        kept = is_declared(devices.blocks_of(address.of(request)))
        request.at_school = kept  # type: ignore[attr-defined]
    return kept


def is_shared(request: HttpRequest) -> bool:
    """Whether the device is shared: as its person said ("on", "off"), else as the school said of its computers."""
    said = request.POST.get("shared") or request.GET.get("shared")
    return {"on": True, "off": False}[said] if said in ("on", "off") else is_at_school(request)


def leave(request: HttpRequest) -> None:
    """End the session that is open here, if there is one, and the live streams of its pages: the one way out.

    Its account is the one that signed in, not the one that a school lets support look at.
    """
    named = request.session.get(SESSION_KEY)
    if named is None:
        return
    account = request.user if str(request.user.pk) == named else account_by_id(sql.as_id(named))
    if account is not None and account.is_authenticated:
        leave_session(account=account, session_key=request.session.session_key)
    logout(request)


def needs_second(request: HttpRequest, account: Account) -> bool:
    """Whether a right password is not enough here: the account has a second factor, and does not trust this device."""
    return account.factors > 0 and not trusts(account.pk, devices.key_of(request))


def wait_for_second(
    request: HttpRequest, account: Account, *, shared: bool, next_path: str, opened_by: leaving.Opening | None = None,
    short: bool = False,
) -> HttpResponse:  # fmt: skip
    """Keep who gave the right password, and ask for the second factor. Nobody is signed in yet."""
    leave(request)
    request.session.cycle_key()
    now = int(clock.real_now().timestamp())
    request.session[SECOND] = {
        "account": str(account.pk), "shared": shared, "next": next_path, "at": now, "opened_by": opened_by,
        "short": short, "proof": account.get_session_auth_hash(),
    }  # fmt: skip
    return HttpResponseRedirect(reverse("identity:second_step"))


def wait_for_longer(
    request: HttpRequest, account: Account, *, shared: bool, next_path: str, proved: bool = False, trust: bool = False
) -> HttpResponse:
    """Everything was right, but the password has become too short for what the person may do: they choose another.

    Nobody is signed in yet.
    """
    leave(request)
    request.session.pop(SECOND, None)
    request.session.cycle_key()
    now = int(clock.real_now().timestamp())
    request.session[LONGER] = {
        "account": str(account.pk), "shared": shared, "next": next_path, "at": now, "proved": proved, "trust": trust,
        "proof": account.get_session_auth_hash(),
    }  # fmt: skip
    return HttpResponseRedirect(reverse("identity:longer"))


def come_in(
    request: HttpRequest, account: Account, *, shared: bool, next_path: str, opened_by: leaving.Opening | None = None,
    short: bool = False,
) -> HttpResponse:  # fmt: skip
    """What follows a right password, however it came: the second factor where one is asked for, else the session.

    `opened_by`: the source of identity that answered instead of a password; its session is noted once it opens.
    `short`: the password typed is too short for what its person may do by now; a longer one is chosen first.
    The account is read anew where it was not loaded for a page, so that what it has is known whoever loaded it.
    """
    known = account if is_loaded_for_a_page(account) else account_by_id(account.pk)
    if known is None:
        return HttpResponseRedirect(reverse("identity:sign_in"))
    if needs_second(request, known):
        return wait_for_second(request, known, shared=shared, next_path=next_path, opened_by=opened_by, short=short)
    if short:
        return wait_for_longer(request, known, shared=shared, next_path=next_path)
    return enter(request, known, shared=shared, next_path=next_path, opened_by=opened_by)


def change_words(change: Any) -> str:
    """What a person is told, at their next sign-ins, of a password changed."""
    when = wording.moment(change.spent_at)
    if change.maker_label:
        return _(
            "Votre mot de passe a été changé %(when)s avec un code montré par %(maker)s. Ce n’était pas vous ? "
            "Prévenez l’établissement."
        ) % {"when": when, "maker": change.maker_label}
    return _("Votre mot de passe a été changé %(when)s avec un lien reçu par courriel.") % {"when": when}


@dataclass(frozen=True, slots=True)
class Waiting:
    """What a session keeps of who gave a right password, and their account, read anew."""

    kept: dict[str, Any]
    account: Account


def waiting_second(request: HttpRequest) -> Waiting | None:
    """What `wait_for_second` kept, while it holds."""
    return _waiting(request, SECOND)


def waiting_longer(request: HttpRequest) -> Waiting | None:
    """What `wait_for_longer` kept, while it holds."""
    return _waiting(request, LONGER)


def _waiting(request: HttpRequest, name: str) -> Waiting | None:
    """For ten minutes, and as long as the proof given is the account's: a new password, or every session ended, ends
    this too."""
    kept: dict[str, Any] | None = request.session.get(name)
    if kept is None or clock.real_now().timestamp() - kept["at"] > _SECOND_SECONDS:
        return None
    account = account_by_id(sql.as_id(kept["account"]))
    if account is None or not constant_time_compare(kept.get("proof", ""), account.get_session_auth_hash()):
        return None
    return Waiting(kept, account)


def enter(
    request: HttpRequest, account: Account, *, shared: bool, next_path: str, proved: bool = False, trust: bool = False,
    opened_by: leaving.Opening | None = None,
) -> HttpResponse:  # fmt: skip
    """Open a session for this account. `proved`: a second factor was given just now; `trust`: this device is theirs."""
    leave(request)  # the session that was open ends, whoever's it was
    for waited in (SECOND, LONGER):
        request.session.pop(waited, None)
    login(request, account, backend=BACKEND)  # gives the session a new key
    request.session.begin(kind_for(account, shared=shared))  # type: ignore[attr-defined]
    stepping.note_owner(request)
    if proved:
        stepping.confirm(request)
    if opened_by is not None:
        leaving.note(request, account, opened_by)
    response = HttpResponseRedirect(own_path(next_path))
    actor = Actor(account.person.full_name, account.person_id)
    known = recognise_device(
        actor=actor, account=account, device_key=devices.mark(request, response), name=devices.name_of(request),
        # What a school declares is said of its own people: it silences no notice of anybody else's.
        at_school=lambda: is_declared(devices.blocks_of(address.of(request)), by_school_of=account.person_id),
    ).device  # fmt: skip
    request.session["device"] = str(known.pk)
    if trust and proved and not shared:
        trust_device(actor=actor, account_id=account.pk, device_id=known.pk)
    for change in note_sign_in(account=account):
        messages.warning(request, change_words(change))
    marks.remember(request, response, account, own=not shared)
    kept = account.preferences
    if "display" in kept or "language" in kept:
        display.remember(response, display.Display.read(kept.get("display", {})), kept.get("language"))
    return response
