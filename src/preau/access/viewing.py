""" "Voir comme": support sees, read-only, the pages of one person of a school that opened them, for two hours at most.

What the session keeps is the opening alone; at each page it is read again, so that the school's "stop" holds from the
next page on. While it is on: nothing is sent (every unsafe method is refused), nothing is taken away (no download), the
person's own account pages stay closed, each page says it by a banner and leaves a trace in the school's journal.
"""

import uuid
from dataclasses import dataclass, replace
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from preau.access.hats import OPERATOR, SUPPORT, Hat, hats_of
from preau.directory.models import School
from preau.identity.public import Account, account_by_id, account_of_person, note_view, opening_now
from preau.kernel import scope
from preau.kernel.actor import Actor

VIEWING = "viewing"
"""Where a session keeps the opening that is looked through."""
ASKERS = frozenset({SUPPORT, OPERATOR})
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
# What support may still send: to stop, and to leave.
STOPS = frozenset({"console:stop_viewing", "identity:sign_out"})
# Pages about the account itself are nobody else's; and a service entered as somebody would outlive the looking.
_PRIVATE = ("identity:", "people:", "federation:", "notifications:", "messaging:")


@dataclass(frozen=True, slots=True)
class Viewing:
    """Who looks (`by`), through which opening, and as whom."""

    by: Actor
    opening: Any
    account: Account
    hats: tuple[Hat, ...]


def viewing_of(request: HttpRequest, hats: tuple[Hat, ...]) -> Viewing | None:
    """What this session looks through, while it is open; None else. The hats are those of who really is signed in."""
    kept = request.session.get(VIEWING)
    if kept is None:
        return None
    own = next((hat for hat in hats if hat.profile in ASKERS), None)
    person = request.user.person  # type: ignore[union-attr]
    opening = opening_now(uuid.UUID(kept), person.pk) if own is not None else None
    account = account_of_person(opening.subject_id) if opening and opening.subject_id else None
    loaded = account_by_id(account.pk) if account is not None else None
    if own is None or opening is None or loaded is None:
        return None
    seen = _within(hats_of(loaded), opening.school)
    if not seen:
        return None
    by = Actor(f"{person.full_name}, {own.title}", person.pk, own.key)
    return Viewing(by, opening, loaded, seen)


def _within(hats: tuple[Hat, ...], school: School) -> tuple[Hat, ...]:
    """What these hats are in one school alone: another school has opened nothing."""
    found = []
    for hat in hats:
        if hat.local_authority_id is not None or school.pk not in hat.school_ids:
            continue
        found.append(
            replace(
                hat,
                schools=tuple(one for one in hat.schools if one.id == school.pk),
                children=tuple(one for one in hat.children if one.school_id == school.pk),
                child=None,
            )
        )
    return tuple(found)


def check_page(request: HttpRequest, viewing: Viewing, name: str) -> None:
    """Let only reading through, and none of the person's own account. Raises PermissionDenied."""
    if name in STOPS:
        return
    if request.method not in SAFE or name.startswith(_PRIVATE):
        raise PermissionDenied


def leave_trace(viewing: Viewing, name: str) -> None:
    """One line of the school's journal for each page seen."""
    with scope.use(scope.Scope.of([viewing.opening.school_id])):
        note_view(actor=viewing.by, opening=viewing.opening, page=name)


def is_export(response: HttpResponse) -> bool:
    """Whether an answer is something to keep rather than a page to read; "not changed" says what is kept already.

    What browsers may keep for anyone (colours, logos) is nobody's.
    """
    if response.headers.get("Cache-Control", "").startswith("public,"):
        return False
    kind = response.headers.get("Content-Type", "").partition(";")[0]
    taken = response.status_code == 304 or (response.status_code == 200 and kind != "text/html")
    return taken or "Content-Disposition" in response.headers
