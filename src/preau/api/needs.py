"""What an operation asks of its caller: a scope of the token, and a profile of the hat."""

from dataclasses import replace
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.security.base import AuthBase

from preau.access.enums import Right
from preau.access.public import SCOPES, SWITCHED, closed_services, rights_held
from preau.api.callers import KEY_HEADER, Caller
from preau.api.problems import Problem
from preau.directory.enums import Profile
from preau.identity.public import has_just_confirmed


class ApiRequest(HttpRequest):
    """A request behind `needs`, for type checking."""

    caller: Caller


class Token(AuthBase):
    """A token in the header `Authorization: Bearer …`, or the session of the pages."""

    openapi_type = "http"
    openapi_scheme = "bearer"
    openapi_description = "A personal or partner token. The session cookie of the pages is accepted in its place."

    def __init__(
        self, scope: str, profiles: tuple[str, ...], *, grave: bool, service: str = "", right: Right | None = None
    ) -> None:
        super().__init__()
        assert scope in SCOPES, f"{scope} is not a scope of preau.access"
        assert not service or service in SWITCHED, f"{service} is no service that is switched"
        self.grave, self.service, self.right = grave, service, right
        self.scope, self.profiles = scope, frozenset(str(one) for one in profiles)

    def __call__(self, request: HttpRequest) -> Any:
        caller: Caller | None = getattr(request, "caller", None)
        if caller is None:
            raise Problem(
                401, _("Envoyez un jeton dans l’en-tête Authorization, ou connectez-vous."),
                headers={"WWW-Authenticate": "Bearer"},
            )  # fmt: skip
        if not caller.may(self.scope):
            raise Problem(
                403, _("Ce jeton n’a pas le droit « %(scope)s ».") % {"scope": self.scope}, kind="scope-missing"
            )  # fmt: skip
        if self.profiles and caller.hat.profile not in self.profiles:
            raise Problem(403, _("Cette adresse ne s’ouvre pas avec ce rôle."), kind="hat-without-access")
        if self.right is not None and self.right not in rights_held(caller.hat):
            if caller.hat.weak and self.right in rights_held(replace(caller.hat, weak=False)):
                raise Problem(403, _("Un second facteur est nécessaire"), kind="second-factor")
            raise Problem(403, _("Cette adresse ne s’ouvre pas avec ce rôle."), kind="hat-without-access")
        if self.service and self.service in closed_services(caller.hat):
            raise Problem(403, _("Ce service n’est pas ouvert par votre établissement."), kind="service-closed")
        self._second_factor(request, caller)
        if request.method in ("POST", "PUT", "PATCH") and request.content_type != "application/json":
            raise Problem(415, _("Envoyez du JSON, avec l’en-tête Content-Type: application/json."))
        if request.method == "POST" and KEY_HEADER not in request.headers:
            said = _("Envoyez l’en-tête Idempotency-Key, avec une valeur à vous, la même si vous renvoyez la demande.")
            raise Problem(400, said, kind="key-missing")
        return caller

    def _second_factor(self, request: HttpRequest, caller: Caller) -> None:
        """As on the pages: a weak account opens what a teacher's does. A token was made with a second factor."""
        asked = self.profiles and Profile.TEACHER not in self.profiles
        closed = caller.is_weak and (asked or self.right is not None)
        if closed or (self.grave and caller.token is None and not has_just_confirmed(request)):
            raise Problem(403, _("Un second facteur est nécessaire"), kind="second-factor")


def needs(scope: str, *profiles: str, grave: bool = False, service: str = "", right: Right | None = None) -> Token:
    """The `auth` of an operation: this scope, and one of these profiles (whoever has a hat when none is named).

    `grave`: the page that does the same asks for the second factor again, and so does a session here. `service`,
    `right`: as the page that shows the same, closed with the service, open to who holds the right.
    """
    return Token(scope, profiles, grave=grave, service=service, right=right)
