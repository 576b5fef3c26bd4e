"""Display preferences (screen 29): for everyone, with or without an account."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from preau.access.public import exercises, page
from preau.identity.public import save_preferences
from preau.people import rules
from preau.people.choices import page_settings
from preau.ui import display as comfort

RESET = "reset"
LANGUAGE = "language"


@page(public=True, service="preferences")
@exercises(rules.SAVE_PREFERENCES)
@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    """Each choice is one button: a click saves it, and the page that comes back already shows it."""
    if request.method == "POST":
        return _save(request)
    shown = comfort.of(request)
    context = {
        "settings": page_settings(shown),
        "languages": [(code, name, code == translation.get_language()) for code, name in _languages()],
        "changed": bool(shown.chosen()),
    }
    return render(request, "people/preferences.html", context)


def _languages() -> list[tuple[str, str]]:
    return [
        (code, translation.get_language_info(code)["name_local"].capitalize()) for code, _name in settings.LANGUAGES
    ]


def _save(request: HttpRequest) -> HttpResponse:
    sent = request.POST
    current = comfort.of(request)
    language = sent.get(LANGUAGE)
    if RESET in sent:
        wanted = comfort.Display()
    else:
        wanted = comfort.Display.read(
            {**current.all(), **{name: sent[name] for name in comfort.CHOICES if name in sent}}
        )
    if language is not None and language not in dict(settings.LANGUAGES):
        return HttpResponseBadRequest(_("Cette langue n’est pas proposée."))
    if request.user.is_authenticated:
        changes: dict[str, object] = {"display": wanted.chosen()}
        if language:
            changes["language"] = language
        save_preferences(actor=request.actor, account_id=request.user.pk, changes=changes)  # type: ignore[attr-defined]
    if request.headers.get("X-Requested-With") == "fetch":
        response = HttpResponse(status=204)
    else:
        with translation.override(language or translation.get_language()):
            messages.success(request, _("Votre choix est enregistré."))
        response = HttpResponseRedirect(reverse("people:preferences"), status=303)
    comfort.remember(response, wanted, language)
    return response
