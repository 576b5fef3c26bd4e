"""The page where tokens of the API are made, shown once and revoked: one's own here, partners' in the console."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from preau.access.public import SCOPES
from preau.identity.public import ApiToken, Refused, is_alive, make_token, revoke_token, tokens_of
from preau.kernel.actor import Actor
from preau.kernel.ids import new_id
from preau.ui import wording
from preau.ui.listing import Asked, holding, paged, typed

PER_PAGE = 20
DAYS = (
    (30, gettext_lazy("Un mois")),
    (90, gettext_lazy("Trois mois")),
    (180, gettext_lazy("Six mois")),
    (365, gettext_lazy("Un an")),
)


class TokenForm(forms.Form):
    """A name, rights, an end. `draft` makes of the same form sent twice one token."""

    label = forms.CharField(
        label=gettext_lazy("Nom du jeton"),
        help_text=gettext_lazy("Pour le reconnaître : l’outil qui s’en servira, par exemple."),
        max_length=80,
        error_messages={"required": gettext_lazy("Donnez un nom à ce jeton.")},
    )
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("Ce qu’il permet"),
        help_text=gettext_lazy("Ne cochez que le nécessaire."),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Cochez au moins un droit.")},
    )
    days = forms.TypedChoiceField(
        label=gettext_lazy("Il prend fin dans"), choices=DAYS, coerce=int, initial=90
    )  # fmt: skip
    draft = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, offered: Sequence[str], **more: Any) -> None:
        super().__init__(*args, **more)
        choices: Any = [(name, SCOPES[name].words) for name in offered]
        self.fields["scopes"].choices = choices  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Desk:
    """Whose tokens the page is about, the scopes that may be given, and what the page says. One owner is set."""

    actor: Actor
    offered: Sequence[str]
    address: str
    title: str
    intro: str
    crumbs: Sequence[tuple[str, str]] = ()
    account_id: uuid.UUID | None = None
    school_id: uuid.UUID | None = None
    authority_id: uuid.UUID | None = None

    @property
    def owner(self) -> Mapping[str, Any]:
        """The owner, as services name it."""
        return {"account_id": self.account_id, "school_id": self.school_id, "authority_id": self.authority_id}


def token_desk(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The list and the form; a token made is shown with its secret in the very answer, and nowhere after."""
    if request.method == "POST" and "revoke" in request.POST:
        return _revoke(request, desk)
    sent = request.POST if request.method == "POST" else None
    form = TokenForm(sent, offered=desk.offered, initial={"draft": new_id()})
    made = secret = None
    if sent is not None and form.is_valid():
        try:
            made, secret = make_token(actor=desk.actor, **form.cleaned_data, **desk.owner)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            form = TokenForm(offered=desk.offered, initial={"draft": new_id()})
    within = Asked(typed(request.GET, "dans"), "", False)
    found = holding(tokens_of(**desk.owner), within.text, lambda one: one.label)
    part = paged(found, request.GET, address=desk.address, query={"dans": within.text}, per_page=PER_PAGE)
    context = {
        "desk": desk, "form_of_token": form, "made": made, "secret": secret, "part": part, "within": within,
        "tokens": [_line(one) for one in part.rows],
    }  # fmt: skip
    return render(request, "people/tokens.html", context, status=422 if form.errors else 200)


def _revoke(request: HttpRequest, desk: Desk) -> HttpResponse:
    try:
        token = revoke_token(actor=desk.actor, token_id=uuid.UUID(request.POST["revoke"]), **desk.owner)
    except (ValueError, Refused):  # Refused is one of them, a malformed id another
        messages.error(request, _("Ce jeton n’existe pas."))
    else:
        messages.success(request, _("« %(label)s » est révoqué : il n’ouvre plus rien.") % {"label": token.label})
    return redirect(desk.address)


def _line(token: ApiToken) -> dict[str, Any]:
    used = token.last_used_at
    return {
        "token": token,
        "alive": is_alive(token),
        "facts": [
            (_("Finit par"), f"…{token.ending}"),
            (_("Permet"), " ; ".join(str(SCOPES[name].words) for name in token.scopes if name in SCOPES)),
            (_("Créé le"), wording.plain_date(token.created_at)),
            (_("Prend fin le"), wording.plain_date(token.expires_at)),
            (_("Dernier usage"), wording.plain_date(used) if used else _("jamais")),
            *([(_("Révoqué le"), wording.plain_date(token.revoked_at))] if token.revoked_at else []),
        ],
    }
