"""The hat worn, resolved once at the door: it opens the scope of the page and says who acts."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode

from preau.access.hats import Hat, hats_of
from preau.access.pages import refuse, refuse_when_off, rule_of
from preau.access.switches import closed_entries, closed_services, is_confided
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


class HatMiddleware:
    """Sets request.hat, .hats and .actor, and opens the hat's scope for the view.

    Nobody signed in: no hat and no scope, so that a public page that asks for a tenant's data fails. An operator's
    scope is empty: the console opens schools one act at a time.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        attributes: Any = request
        attributes.hat, attributes.hats, attributes.actor = None, (), None
        if settings.SESSION_COOKIE_NAME not in request.COOKIES or not request.user.is_authenticated:
            return self.get_response(request)
        hats = hats_of(request.user)
        if not hats:
            logout(request)  # no place is left: the session has no meaning
            return self.get_response(request)
        person = request.user.person
        hat = replace(_worn(request, hats), person_id=person.pk)
        attributes.hat, attributes.hats = hat, hats
        attributes.actor = Actor(f"{person.full_name}, {hat.title}", person.pk, hat.key)
        attributes.traits = {"profile": hat.profile, "school": hat.school.uai if hat.school else ""}
        with scope.use(Scope.of(hat.school_ids)):
            attributes.off = closed_services(hat) | closed_entries(hat)
            attributes.confided = is_confided(hat)
            return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Let in who the view is for."""
        attributes: Any = request
        match = request.resolver_match
        rule = rule_of(view, match.namespaces if match else [])
        attributes.service = rule.service
        if rule.public:
            return None
        hat = attributes.hat
        if hat is None:
            back = request.get_full_path() if request.method in ("GET", "HEAD") else "/"
            query = "" if back == "/" else f"?{urlencode({'next': back})}"
            return HttpResponseRedirect(reverse(settings.LOGIN_URL) + query)
        if not rule.is_for(hat):
            refuse(request, rule)
        refuse_when_off(attributes.off, rule)
        return None
