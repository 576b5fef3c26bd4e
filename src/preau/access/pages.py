"""Who may open a page: declared on its view, closed by default.

    @page(Profile.TEACHER, Profile.HEAD, service="classes")
    def my_classes(request): ...

    @page(right=Right.READ_JOURNAL, service="administration")
    def journal(request): ...

- `page()` without a profile: whoever is signed in with a hat.
- `page(right=…)`: whoever has the right, by profile, by function, by the school's policy, or confided for some days.
- `page(public=True)`: anyone; the hat is there when somebody is signed in.

- `page(before_opening=True)`: pupils and guardians whose space opens on a later day may open it too.

A service that the collectivity or the school switched off (access/services_list.py) closes its pages with a sentence.

Who may not open a page is answered so: nobody signed in goes to the door; a colleague (a member of staff, for a page
made for staff) is told it is reserved (403); anyone else is told it does not exist (404).
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from preau.access.enums import Extent
from preau.access.hats import OPERATOR, SUPPORT, Hat
from preau.access.rights import can
from preau.access.risks import PAGE_RULE as ATTRIBUTE
from preau.access.roles import RIGHTS
from preau.access.services_list import SWITCHED
from preau.directory.enums import STAFF_PROFILES, Profile

View = TypeVar("View", bound=Callable[..., Any])
_WHOLE = frozenset({*(profile.value for profile in Profile), OPERATOR, SUPPORT})


@dataclass(frozen=True, slots=True)
class PageRule:
    """What one view declares. `service` names it in the counts of visits."""

    profiles: frozenset[str]
    service: str
    public: bool
    right: str = ""
    before_opening: bool = False

    def is_for(self, hat: Hat) -> bool:
        """Whether that hat opens the page."""
        if self.profiles and hat.profile not in self.profiles:
            return False
        return not self.right or can(hat, self.right)

    def profiles_by_default(self) -> frozenset[str]:
        """Profiles it names, and those that have its right before a school changes anything; none when for anyone."""
        if not self.right:
            return self.profiles
        holders = {
            role for role, extent in RIGHTS[self.right].roles.items() if extent != Extent.NONE and role in _WHOLE
        }
        return frozenset(self.profiles & holders if self.profiles else holders)

    def is_by_default_for(self, profile: str) -> bool:
        """Whether whoever has this profile opens the page, before a school changes anything."""
        return not (self.profiles or self.right) or profile in self.profiles_by_default()

    @property
    def is_for_colleagues(self) -> bool:
        """Whether members of staff may open the page, some of them at least."""
        staff = {str(profile) for profile in STAFF_PROFILES}
        if self.right:
            spec = RIGHTS[self.right]
            return spec.confided or bool(staff & {*spec.roles, *spec.changes})
        return bool(self.profiles & staff)


# Rooms below this one cannot declare their pages; they are public, and say so here.
BELOW: dict[str, PageRule] = {
    "kernel": PageRule(frozenset(), "", public=True),
    "ui": PageRule(frozenset(), "", public=True),
    "identity": PageRule(frozenset(), "connexion", public=True),
}


def page(
    *profiles: str, service: str = "accueil", public: bool = False, right: str = "", before_opening: bool = False
) -> Callable[[View], View]:
    """Declare who opens a view."""

    def declare(view: View) -> View:
        who = frozenset(str(profile) for profile in profiles)
        setattr(view, ATTRIBUTE, PageRule(who, service, public, right, before_opening))
        return view

    return declare


class UndeclaredPage(RuntimeError):
    """A view says to nobody who may open it: it stays closed to all."""


def rule_of(view: Callable[..., Any], namespaces: list[str]) -> PageRule:
    """The rule of a view; raises UndeclaredPage when it declares none."""
    rule = getattr(view, ATTRIBUTE, None)
    if isinstance(rule, PageRule):
        return rule
    if namespaces and namespaces[0] in BELOW:
        return BELOW[namespaces[0]]
    raise UndeclaredPage(f"{getattr(view, '__module__', '')}.{getattr(view, '__name__', view)} lacks @page(…)")


def refuse(request: HttpRequest, rule: PageRule) -> None:
    """Raise 403 for a colleague, 404 for a stranger."""
    hat = request.hat  # type: ignore[attr-defined]
    if hat is not None and hat.is_staff and rule.is_for_colleagues:
        raise PermissionDenied
    raise Http404


def not_yet(request: HttpRequest, day: dt.date) -> HttpResponse:
    """The page of a space that opens on a later day: when, and what is open already."""
    return render(request, "access/not_yet.html", {"day": day}, status=403)


def refuse_when_off(off: frozenset[str], rule: PageRule) -> None:
    """Raise 403, with a sentence, when the page's service is among those switched off for this hat."""
    if rule.service in SWITCHED and rule.service in off:
        raise PermissionDenied(
            _("« %(service)s » n’est pas ouvert pour vous : votre établissement ou votre collectivité l’a fermé.")
            % {"service": SWITCHED[rule.service].label}
        )
