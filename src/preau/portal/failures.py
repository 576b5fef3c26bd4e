"""Pages shown when something is refused or fails: plain words, a reference to give, never a trace."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from preau.files.public import TooBig


def _page(request: HttpRequest, status: int, title: str, text: str) -> HttpResponse:
    context = {"heading": title, "text": text, "reference": getattr(request, "id", ""), "is_ours": False}
    template = "portal/failure.html" if getattr(request, "hat", None) is not None else "portal/failure_door.html"
    return render(request, template, context, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: what was sent cannot be read."""
    text = _("Revenez à la page précédente et recommencez. Rien n’a été modifié.")
    if isinstance(exception, TooBig):
        text = f"{exception} {text}"
    return _page(request, 400, _("Cette demande n’a pas pu être lue"), text)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: it exists, and is not for this person."""
    text = str(exception) or _("Cette page est réservée à d’autres personnes de votre établissement.")
    return _page(request, 403, _("Cette page ne vous est pas ouverte"), text)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: it does not exist, or not for this person."""
    return _page(
        request, 404, _("Cette page n’existe pas"),
        _("L’adresse est fausse, la page a été retirée, ou elle concerne un autre de vos rôles."),
    )  # fmt: skip


def server_error(request: HttpRequest) -> HttpResponse:
    """500: our fault. Drawn without the request, since what failed may be what a page needs; it says so to scripts, for
    which a page without a name is one that nobody signed in to.
    """
    context = {
        "heading": _("Une erreur s’est produite de notre côté"),
        "text": _("Ce que vous aviez envoyé n’a peut-être pas été enregistré. Réessayez dans un moment."),
        "reference": getattr(request, "id", ""),
        "is_ours": True,
    }
    return HttpResponse(render_to_string("portal/failure_door.html", context), status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: a form was sent without its proof of origin. Scripts tell it from a refusal of the person."""
    response = _page(
        request, 403, _("Ce formulaire est resté ouvert trop longtemps"),
        _("Par sécurité, il n’a pas été envoyé. Rechargez la page, puis envoyez-le de nouveau. "
          "Si cela se répète, autorisez les cookies de ce site."),
    )  # fmt: skip
    response["Preau-Unproved"] = "1"
    return response
