"""What opens an account, or acts in its name, as people say it (kinds of preau.identity)."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

ENDED: Mapping[str, Any] = {
    "sessions": _("Sessions ouvertes"),
    "passwords": _("Mot de passe"),
    "second_factors": _("Seconds facteurs récents"),
    "external_keys": _("Identités d’ailleurs récentes"),
    "recovery_codes": _("Codes de secours"),
    "trusted_devices": _("Appareils de confiance"),
    "family_devices": _("Téléphones de la famille"),
    "one_time_codes": _("Codes envoyés"),
    "tokens": _("Jetons d’outils"),
    "app_passwords": _("Mots de passe d’applications"),
    "feeds": _("Adresses de flux"),
    "calendars": _("Adresses d’emplois du temps"),
    "push_subscriptions": _("Appareils qui recevaient des avis"),
    "pending_sendings": _("Messages qui allaient partir"),
    "public_links": _("Liens publics"),
    "service_tickets": _("Entrées dans d’autres outils"),
    "linked_services": _("Outils ouverts"),
}
