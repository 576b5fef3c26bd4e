"""Kinds of notices about messages (what may disturb whom: docs/decisions/0027)."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from preau.notifications.public import Kind, Level, Pace, Reader, Ways


def _text(data: Mapping[str, Any]) -> Any:
    return _("%(sender)s : %(subject)s") % data


NOTICES = (
    Kind(
        "messaging.to_answer",
        _("Message qui attend une réponse"),
        _("Quelqu’un vous écrit et attend votre réponse."),
        Level.ACTION,
        _text,
        {
            Reader.PUPIL: Ways(push=Pace.AT_ONCE, mail=Pace.DIGEST),
            Reader.GUARDIAN: Ways(push=Pace.AT_ONCE, mail=Pace.DIGEST),
            Reader.STAFF: Ways(mail=Pace.DIGEST),
        },
        push_text=_("Un message attend votre réponse."),
        icon="mail",
    ),
    Kind(
        "messaging.message",
        _("Messages"),
        _("Quelqu’un vous écrit."),
        Level.CONVERSATION,
        _text,
        {
            Reader.PUPIL: Ways(mail=Pace.OFF),
            Reader.GUARDIAN: Ways(mail=Pace.DIGEST),
            Reader.STAFF: Ways(mail=Pace.DIGEST),
        },
        icon="mail",
    ),
)
