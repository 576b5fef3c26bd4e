"""Kinds of notices about safety: they wait for no calm hours, name nobody, and cannot be refused."""

from django.utils.translation import gettext_lazy as _

from preau.notifications.public import Kind, Level, Pace, Reader, Timing, Ways
from preau.safety.services.containing import WITHDRAWN
from preau.safety.services.telling import FOLLOWED, RECEIVED

NOTICES = (
    Kind(
        RECEIVED, _("Signalements"), _("Un signalement arrive, ou attend d’être ouvert."), Level.ACTION,
        lambda data: _("Un signalement attend d’être ouvert."),
        {Reader.STAFF: Ways(mail=Pace.AT_ONCE, push=Pace.AT_ONCE)},
        timing=Timing.ALWAYS, refusable=False, push_text=_("Quelque chose attend que vous l’ouvriez dans Préau."),
        icon="alert-triangle", days=365,
    ),
    Kind(
        FOLLOWED, _("Suite d’un signalement"), _("Quelqu’un a ouvert votre signalement, ou y a répondu."),
        Level.INFORMATION, lambda data: _("Il y a du nouveau sur la page Signaler."),
        dict.fromkeys((Reader.PUPIL, Reader.GUARDIAN, Reader.STAFF), Ways()),
        timing=Timing.ALWAYS, refusable=False, icon="info-circle", days=180,
    ),
    Kind(
        WITHDRAWN, _("Messages retirés"), _("Un message que vous avez reçu est retiré."), Level.INFORMATION,
        lambda data: _("Retiré : ce qui vous est venu au nom de %(sender)s. N’ouvrez pas ses liens.") % data,
        dict.fromkeys((Reader.PUPIL, Reader.GUARDIAN, Reader.STAFF), Ways(mail=Pace.AT_ONCE)),
        timing=Timing.ALWAYS, refusable=False, icon="alert-triangle", days=90,
    ),
)  # fmt: skip
