"""Kinds of notices about one's own account: rooms below this one do not know it, and are heard by events."""

from django.utils.translation import gettext_lazy as _

from preau.notifications.enums import Level, Pace, Reader, Timing
from preau.notifications.kinds import Kind, Ways

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
