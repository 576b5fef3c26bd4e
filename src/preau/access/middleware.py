"""The hat worn, resolved once at the door: it opens the scope of the page and says who acts."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode

from preau.access import crisis, viewing
from preau.access.admission import professional
from preau.access.hats import Hat, hats_of
from preau.access.pages import PageRule, not_yet, refuse, refuse_when_off, rule_of
from preau.access.risks import act_of, does_its_act, needs_second_factor
from preau.access.spaces import narrowed
from preau.access.switches import closed_entries, closed_services, is_confided
from preau.directory.enums import Profile
from preau.identity.enums import SessionKind
from preau.identity.public import ask_second_factor, has_just_confirmed, has_second_factor, leave
from preau.kernel import scope
from preau.kernel.actor import Actor
from preau.kernel.scope import Scope

HAT_KEY = "hat"
CHILD_KEY = "child"


def _worn(request: HttpRequest, hats: tuple[Hat, ...]) -> Hat:
    """The hat chosen before, else the first; a guardian's with the child chosen before."""
    chosen = request.session.get(HAT_KEY)
    hat = next((one for one in hats if one.key == chosen), hats[0])
    if not hat.children:
        return hat
    wanted = request.session.get(CHILD_KEY)
    child = next((one for one in hat.children if one.key == wanted), None)
    if child is None and len(hat.children) == 1:
        child = hat.children[0]
    return replace(hat, child=child) if child is not None else hat


def is_weak(request: HttpRequest) -> bool:
    """Whether this hat has rights that ask for a second factor, and the account none to give."""
    hat: Hat | None = request.hat  # type: ignore[attr-defined]
    return hat is not None and hat.weak and needs_second_factor((hat,))


def _waits_for_a_factor(hat: Hat, rule: PageRule) -> bool:
    """Whether a second factor is all that keeps this hat from a page: it was confided the right, say."""
    return hat.weak and rule.is_for(replace(hat, weak=False))


class HatMiddleware:
    """Sets request.hat, .hats, .actor and .viewing, and opens the hat's scope for the view.

    Nobody signed in: no hat and no scope, so that a public page that asks for a tenant's data fails. An operator's
    scope is empty: the console opens schools one act at a time. Support that looks through a school's opening wears
    the hats of whom it sees, in that school alone (preau.access.viewing).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        attributes: Any = request
        attributes.hat, attributes.hats, attributes.actor = None, (), None
        attributes.viewing, attributes.opens_on = None, None
        crisis.refresh()  # before any transaction: a failure is told to nobody
        if settings.SESSION_COOKIE_NAME not in request.COOKIES or not request.user.is_authenticated:
            return self.get_response(request)
        hats = hats_of(request.user)
        if not hats:
            leave(request)  # no place is left: the session has no meaning
            return self.get_response(request)
        session: Any = request.session
        if session.kind == SessionKind.OWN and professional(hats):
            session.tighten()
        seen = viewing.viewing_of(request, hats)
        if seen is not None:
            return self._seen(request, seen)
        person = request.user.person
        hat = replace(_worn(request, hats), person_id=person.pk, weak=not has_second_factor(request.user))
        with scope.use(Scope.of(hat.school_ids)):
            hat, attributes.opens_on = narrowed(hat)
        self._wear(request, hat, hats, Actor(f"{person.full_name}, {hat.title}", person.pk, hat.key))
        with scope.use(Scope.of(hat.school_ids)):
            attributes.off = closed_services(hat) | closed_entries(hat)
            attributes.confided = is_confided(hat)
            return self.get_response(request)

    def _wear(self, request: HttpRequest, hat: Hat, hats: tuple[Hat, ...], actor: Actor) -> None:
        attributes: Any = request
        attributes.hat, attributes.hats, attributes.actor = hat, hats, actor
        attributes.traits = {"profile": hat.profile, "school": hat.school.uai if hat.school else ""}

    def _seen(self, request: HttpRequest, seen: viewing.Viewing) -> HttpResponse:
        """The page as the person sees it, under the name of who looks; nothing that can be kept comes out."""
        attributes: Any = request
        hat = seen.hats[0]
        if len(hat.children) == 1:
            hat = replace(hat, child=hat.children[0])
        hat = replace(hat, person_id=seen.account.person_id, weak=not has_second_factor(seen.account))
        with scope.use(Scope.of(hat.school_ids)):
            hat, attributes.opens_on = narrowed(hat)
        self._wear(request, hat, seen.hats, Actor(seen.by.label, seen.account.person_id, seen.by.hat))
        attributes.viewing, attributes.user = seen, seen.account
        with scope.use(Scope.of(hat.school_ids)):
            attributes.off = closed_services(hat) | closed_entries(hat)
            attributes.confided = is_confided(hat)
            response = self.get_response(request)
        name = request.resolver_match.view_name if request.resolver_match else ""
        if viewing.is_export(response):
            return HttpResponse(status=403)
        if response.status_code < 400:
            viewing.leave_trace(seen, name)
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Let in who the view is for, with the second factor where its right asks for one."""
        attributes: Any = request
        match = request.resolver_match
        rule = rule_of(view, match.namespaces if match else [])
        attributes.service = rule.service
        if attributes.viewing is not None:
            viewing.check_page(request, attributes.viewing, match.view_name if match else "")
        if rule.public:
            return None
        hat = attributes.hat
        if hat is None:
            back = request.get_full_path() if request.method in ("GET", "HEAD") else "/"
            query = "" if back == "/" else f"?{urlencode({'next': back})}"
            return HttpResponseRedirect(reverse(settings.LOGIN_URL) + query)
        if attributes.opens_on is not None and not rule.before_opening:
            return not_yet(request, attributes.opens_on)
        if not rule.is_for(hat):
            if attributes.viewing is None and _waits_for_a_factor(hat, rule):
                return render(request, "access/no_factor.html", status=403)
            refuse(request, rule)
        refuse_when_off(attributes.off, rule)
        return self._second_factor(request, view, rule)

    def _second_factor(self, request: HttpRequest, view: Callable[..., Any], rule: PageRule) -> HttpResponse | None:
        """Nothing, or the page that asks for it."""
        if request.viewing is not None:  # type: ignore[attr-defined]
            return None
        if is_weak(request) and not rule.is_by_default_for(Profile.TEACHER):
            return render(request, "access/no_factor.html", status=403)
        act = act_of(view)
        if act is None or not act.needs_second_factor or not does_its_act(view, request):
            return None
        if not has_second_factor(request.user):  # type: ignore[arg-type]
            raise PermissionDenied
        return None if has_just_confirmed(request) else ask_second_factor(request)
