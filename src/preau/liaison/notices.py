"""Kinds of notices about words (the table of docs/decisions/0027: "Word to sign"). A pupil is told by the bell alone:
of age, one opens it oneself."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from preau.liaison.services.behalf import CONTESTED, DONE_FOR
from preau.liaison.services.replying import ANSWERED, WRITTEN
from preau.liaison.services.telling import REMINDED, TO_READ, TO_SIGN
from preau.notifications.public import Kind, Level, Pace, Reader, Ways

_TO_SIGN = Ways(mail=Pace.AT_ONCE, push=Pace.AT_ONCE, sms=Pace.OFF)
_PUSH = _("Un mot de l’établissement attend votre réponse : ouvrez Préau.")


def _says(words: Any) -> Any:
    return lambda data: words % {"title": data["title"]}


_FAMILY: Mapping[Reader, Ways] = {Reader.GUARDIAN: _TO_SIGN, Reader.PUPIL: Ways()}
NOTICES = (
    Kind(
        TO_SIGN, _("Mots à signer"), _("Un mot de l’établissement attend votre réponse."), Level.ACTION,
        _says(_("À signer : %(title)s")), _FAMILY, refusable=False, push_text=_PUSH, icon="pencil", days=60,
    ),
    Kind(
        REMINDED, _("Rappels de mots à signer"), _("Un mot attend toujours votre réponse."), Level.ACTION,
        _says(_("Toujours à signer : %(title)s")), _FAMILY, refusable=False, push_text=_PUSH, icon="pencil", days=60,
    ),
    Kind(
        TO_READ, _("Mots à lire"), _("L’établissement vous écrit un mot, sans rien vous demander."), Level.INFORMATION,
        _says(_("Mot de l’établissement : %(title)s")),
        {Reader.GUARDIAN: Ways(mail=Pace.DIGEST), Reader.PUPIL: Ways()}, icon="notebook",
    ),
    Kind(
        DONE_FOR, _("Ce qui est fait en votre nom"),
        _("L’établissement saisit une réponse ou une demande que vous lui donnez."),
        Level.INFORMATION, _says(_("Saisi pour vous, à vérifier : %(title)s")),
        {Reader.GUARDIAN: Ways(mail=Pace.AT_ONCE), Reader.PUPIL: Ways()}, refusable=False, icon="notebook",
    ),
    Kind(
        ANSWERED, _("Réponses sous un mot"), _("L’établissement vous répond sous un mot."), Level.CONVERSATION,
        _says(_("Réponse de l’établissement : %(title)s")),
        {Reader.GUARDIAN: Ways(mail=Pace.DIGEST), Reader.PUPIL: Ways()}, icon="notebook",
    ),
    Kind(
        CONTESTED, _("Saisies contestées"), _("Une famille conteste ce qui fut saisi pour elle."), Level.ACTION,
        _says(_("Contesté par une famille : %(title)s")), {Reader.STAFF: Ways()}, icon="alert-triangle",
    ),
    Kind(
        WRITTEN, _("Réponses des familles"), _("Une famille écrit sous un de vos mots."), Level.CONVERSATION,
        _says(_("Une famille répond à votre mot : %(title)s")), {Reader.STAFF: Ways()}, icon="notebook",
    ),
)  # fmt: skip
