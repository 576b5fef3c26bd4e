"""Kinds of notices about one's own account: rooms below this one do not know it, and are heard by events."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from preau.access.enums import Right
from preau.notifications.enums import Level, Pace, Reader, Timing
from preau.notifications.kinds import Kind, Ways
from preau.ui.wording import plain_date

NOTICES = (
    Kind(
        "identity.new_device",
        _("Nouvel appareil"),
        _("Un compte s’ouvre sur un appareil qu’il n’avait jamais utilisé."),
        Level.ACTION,
        lambda data: _("Dites si vous reconnaissez cet appareil : %(device)s.") % data,
        # By mail too, always: identity writes it by itself, so that no choice of a thief's silences it.
        {Reader.ACCOUNT: Ways()},
        timing=Timing.ALWAYS,
        refusable=False,
        icon="device-laptop",
    ),
    Kind(
        "access.right_confided",
        _("Droit confié"),
        _("Un établissement vous confie un droit entre deux dates."),
        Level.INFORMATION,
        lambda data: (
            _("Un droit vous est confié jusqu’au %(day)s : %(right)s.")
            % {"right": Right(data["right"]).label, "day": plain_date(dt.date.fromisoformat(data["ends_on"]))}
        ),
        {Reader.ACCOUNT: Ways(mail=Pace.DIGEST)},
        icon="key",
        offered=frozenset({Reader.STAFF}),
    ),
    Kind(
        "access.names_asked",
        _("Demande de voir des noms"),
        _("La collectivité ou l’exploitant demande à voir des noms de votre établissement."),
        Level.ACTION,
        lambda data: _("Une demande de voir des noms attend votre réponse."),
        {Reader.STAFF: Ways(mail=Pace.DIGEST)},
        icon="eye",
    ),
    Kind(
        "access.names_answered",
        _("Réponse à une demande de voir des noms"),
        _("L’établissement a répondu à votre demande de voir des noms."),
        Level.INFORMATION,
        lambda data: (
            _("L’établissement a ouvert les noms que vous demandiez.")
            if data["granted"]
            else _("L’établissement a refusé d’ouvrir les noms que vous demandiez.")
        ),
        {Reader.ACCOUNT: Ways(mail=Pace.DIGEST)},
        icon="eye",
        offered=frozenset({Reader.STAFF}),
    ),
    Kind(
        "notifications.address_refused",
        _("Adresse de courriel"),
        _("Vos courriels ne vous parviennent plus."),
        Level.ACTION,
        lambda data: _("Nos courriels sont refusés par %(address)s : faites corriger votre adresse.") % data,
        {Reader.ACCOUNT: Ways()},
        timing=Timing.ALWAYS,
        refusable=False,
        icon="mail",
        days=180,
    ),
    Kind(
        "notifications.trial",
        _("Essai"),
        _("L’avis que vous vous envoyez pour essayer un appareil."),
        Level.INFORMATION,
        lambda data: _("Voici l’avis d’essai que vous avez demandé."),
        {Reader.ACCOUNT: Ways(push=Pace.AT_ONCE)},
        timing=Timing.ALWAYS,
        refusable=False,
        push_text=_("Ceci est un essai : cet appareil reçoit vos avis."),
        days=1,
    ),
)
