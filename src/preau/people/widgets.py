"""What this room adds to home pages: from the first sign-in, where to read what is kept of oneself."""

from django.http import HttpRequest
from django.template.loader import render_to_string
from markupsafe import Markup

from preau.ui.slots import card
from preau.ui.tokens import TokenInput, token_of

READ = "privacy_read"
"""Preference that says the person has seen the notice."""

_HOMES = (
    "student", "guardian", "teacher", "librarian", "student_life", "head", "school_staff", "external", "officer",
    "operator",
)  # fmt: skip


@card(*(f"home.{one}" for one in _HOMES), order=5)
def privacy_notice(request: HttpRequest) -> Markup | None:
    """Until it was read. Asks nothing of the database: preferences came with the account."""
    if request.user.preferences.get(READ):  # type: ignore[union-attr]
        return None
    html = render_to_string("people/_notice_card.html", {"csrf_input": TokenInput(token_of(request))}, using="jinja2")
    return Markup(html)  # noqa: S704 (our own template)
