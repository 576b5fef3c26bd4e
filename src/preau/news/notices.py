"""Kinds of notices about news (the table of docs/decisions/0027: "News, documents, poll" and "Safety")."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from preau.news.services.answering import CONTESTED, DONE_FOR
from preau.news.services.circulars import AGREEMENT
from preau.news.services.telling import PUBLISHED, REMINDED, SAFETY
from preau.notifications.public import Kind, Level, Pace, Reader, Timing, Ways

_CALM = {Reader.PUPIL: Ways(), Reader.GUARDIAN: Ways(mail=Pace.DIGEST), Reader.STAFF: Ways()}
_EVERY_WAY = Ways(push=Pace.AT_ONCE, sms=Pace.AT_ONCE)


def _published(data: Mapping[str, Any]) -> Any:
    if data.get("flash"):
        return _("À lire, et à confirmer : %(title)s") % {"title": data["title"]}
    return _("Actualité : %(title)s") % {"title": data["title"]}


NOTICES = (
    Kind(
        PUBLISHED, _("Actualités"), _("L’établissement publie une actualité qui vous concerne."), Level.INFORMATION,
        _published, _CALM, icon="file-text",
    ),
    Kind(
        REMINDED, _("Actualités à confirmer"), _("Une actualité attend que vous disiez l’avoir lue."), Level.ACTION,
        lambda data: _("Dites si vous avez lu : %(title)s") % {"title": data["title"]}, _CALM, icon="file-text",
    ),
    Kind(
        DONE_FOR, _("Réponses notées en votre nom"),
        _("L’établissement note une réponse que vous lui donnez au sujet d’une actualité."), Level.INFORMATION,
        lambda data: _("Noté pour vous, à vérifier : %(title)s") % {"title": data["title"]},
        {Reader.GUARDIAN: Ways(mail=Pace.AT_ONCE), Reader.PUPIL: Ways()}, refusable=False, icon="file-text",
    ),
    Kind(
        CONTESTED, _("Réponses contestées"), _("Une famille conteste ce qui fut noté pour elle."), Level.ACTION,
        lambda data: _("Noté pour une famille, et contesté : %(title)s") % {"title": data["title"]},
        {Reader.STAFF: Ways()}, icon="alert-triangle",
    ),
    Kind(
        AGREEMENT, _("Accord demandé par la collectivité"),
        _("La collectivité demande à la direction si une actualité va aux familles."), Level.ACTION,
        lambda data: _("%(who)s demande votre accord : %(title)s") % {"who": data["who"], "title": data["title"]},
        {Reader.STAFF: Ways()}, icon="file-text",
    ),
    Kind(
        SAFETY, _("Sécurité"), _("La direction donne une information de sécurité."), Level.ACTION,
        lambda data: _("Sécurité : %(title)s") % {"title": data["title"]},
        dict.fromkeys((Reader.PUPIL, Reader.GUARDIAN, Reader.STAFF), _EVERY_WAY),
        timing=Timing.ALWAYS, refusable=False,
        push_text=_("Information de sécurité de votre établissement : ouvrez Préau."), icon="alert-triangle",
    ),
)  # fmt: skip
