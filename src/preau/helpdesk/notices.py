"""Kinds of notices about requests for help."""

from django.utils.translation import gettext_lazy as _

from preau.helpdesk.services.answering import ANSWERED
from preau.helpdesk.services.telling import LATE, RECEIVED
from preau.notifications.public import Kind, Level, Pace, Reader, Ways

NOTICES = (
    Kind(
        RECEIVED, _("Demandes d’aide"), _("Quelqu’un demande de l’aide à l’établissement."), Level.ACTION,
        lambda data: _("Une demande d’aide attend une réponse."),
        {Reader.STAFF: Ways(mail=Pace.DIGEST)}, icon="lifebuoy",
    ),
    Kind(
        LATE, _("Demandes d’aide sans réponse"), _("Une demande d’aide attend depuis plus d’un jour ouvré."),
        Level.ACTION,
        lambda data: _("Sans réponse depuis plus d’un jour ouvré : une demande d’aide (%(school)s).") % data,
        {Reader.STAFF: Ways(mail=Pace.AT_ONCE)}, icon="lifebuoy",
    ),
    Kind(
        ANSWERED, _("Réponses à vos demandes d’aide"), _("L’établissement répond à votre demande d’aide."),
        Level.CONVERSATION, lambda data: _("L’établissement a répondu à votre demande d’aide."),
        {Reader.PUPIL: Ways(), Reader.GUARDIAN: Ways(mail=Pace.AT_ONCE), Reader.STAFF: Ways()}, icon="lifebuoy",
    ),
)  # fmt: skip
