"""Who may open a page: declared on its view, closed by default.

    @page(Profile.TEACHER, Profile.HEAD, service="classes")
    def my_classes(request): ...

- `page()` without a profile: whoever is signed in with a hat.
- `page(public=True)`: anyone; the hat is there when somebody is signed in.

Who may not open a page is answered so: nobody signed in goes to the door; a colleague (a member of staff, for a page
made for staff) is told it is reserved (403); anyone else is told it does not exist (404).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest

from preau.directory.enums import STAFF_PROFILES

View = TypeVar("View", bound=Callable[..., Any])
ATTRIBUTE = "page_rule"


@dataclass(frozen=True, slots=True)
class PageRule:
    """What one view declares. `service` names it in the counts of visits."""

    profiles: frozenset[str]
    service: str
    public: bool

    def is_for(self, profile: str) -> bool:
        """Whether that profile opens the page."""
        return not self.profiles or profile in self.profiles


# Rooms below this one cannot declare their pages; they are public, and say so here.
BELOW: dict[str, PageRule] = {
    "kernel": PageRule(frozenset(), "", public=True),
    "ui": PageRule(frozenset(), "", public=True),
    "identity": PageRule(frozenset(), "connexion", public=True),
}


def page(*profiles: str, service: str = "accueil", public: bool = False) -> Callable[[View], View]:
    """Declare who opens a view."""

    def declare(view: View) -> View:
        setattr(view, ATTRIBUTE, PageRule(frozenset(str(profile) for profile in profiles), service, public))
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
    if hat is not None and hat.is_staff and rule.profiles & {str(profile) for profile in STAFF_PROFILES}:
        raise PermissionDenied
    raise Http404
