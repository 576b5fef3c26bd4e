"""What this room puts on home pages: new devices nobody answered for, and where to read what is kept of oneself."""

from django.http import HttpRequest
from django.template import engines
from markupsafe import Markup

from preau.identity.public import notices_for
from preau.people.new_devices import AT_HOME, by_account
from preau.ui.slots import card
from preau.ui.tokens import TokenInput, token_of

READ = "privacy_read"
"""Preference that says the person has seen the notice."""

_HOMES = tuple(
    f"home.{one}"
    for one in (
        "student", "guardian", "teacher", "librarian", "student_life", "head", "school_staff", "external", "officer",
        "academy", "operator", "support",
    )
)  # fmt: skip


@card(*_HOMES, order=1)
def new_devices(request: HttpRequest) -> Markup | None:
    """ "Nouvel appareil sur votre compte": before everything else, until it is answered. Support sees none of it."""
    if request.viewing is not None or not request.user.may_have_notices:  # type: ignore[attr-defined,union-attr]
        return None
    notices = notices_for(request.user.person_id)  # type: ignore[union-attr]
    if not notices:
        return None
    environment = engines["jinja2"].env  # type: ignore[attr-defined]
    module = environment.get_template("people/_notices.html").make_module({"request": request})
    blocks = by_account(notices, request.user.person_id, lines=AT_HOME)  # type: ignore[union-attr]
    made: Markup = module.new_devices(blocks, len(notices) - AT_HOME)
    return made


@card(*_HOMES, order=5)
def privacy_notice(request: HttpRequest) -> Markup | None:
    """Until it was read. Asks nothing of the database: preferences came with the account."""
    if request.user.preferences.get(READ):  # type: ignore[union-attr]
        return None
    environment = engines["jinja2"].env  # type: ignore[attr-defined]
    made: Markup = environment.get_template("people/_notice_card.html").module.privacy_notice(
        TokenInput(token_of(request))
    )
    return made
