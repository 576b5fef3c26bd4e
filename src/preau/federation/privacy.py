"""What linked services keep of people, and how it goes."""

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from preau.federation import tickets
from preau.federation.models import ServiceNotice, ServiceSession, Ticket
from preau.identity.public import account_of_person
from preau.kernel import clock
from preau.kernel.duties import Duty, Ends, FieldUse, Term, declare, rows_as_json

SESSION_DAYS = 31

_OFFICE = _("direction de l’établissement, agents de la collectivité, exploitants")
_SERVICE = FieldUse(
    _("conduire les personnes vers les outils de l’établissement, et vers eux seuls"), _OFFICE, _("sans limite"),
    is_personal=False,
)  # fmt: skip
_TICKET = FieldUse(
    _("prouver à un service, une fois, qui vient d’arriver"), _("le service où la personne entre"),
    _("dix secondes pour un ticket, une minute pour un code, dix minutes pour un jeton, une journée pour un mandat"),
    data=_("passages vers un service"),
)  # fmt: skip
_ENTERED = FieldUse(
    _("déconnecter la personne des services où elle est entrée quand elle se déconnecte de Préau"),
    _("personne"), _("jusqu’à la déconnexion, trente et un jours au plus"),
    data=_("services où la personne est entrée"),
)  # fmt: skip
_TOLD = FieldUse(
    _("dire une fois à la personne ce qu’un service apprend d’elle, et le lui laisser relire"),
    _("la personne elle-même"), _("comme le compte"),
    data=_("services dont la personne a lu ce qu’ils apprennent d’elle"),
)  # fmt: skip
_KEY = FieldUse(_("signer ce qui est dit aux services"), _("personne"), _("sept jours après son renouvellement"),
                is_personal=False)  # fmt: skip

FIELDS = {
    **declare(
        "LinkedService",
        {
            "id school local_authority name summary icon protocol start_url known_by naming attributes profiles "
            "schools proxied_by signs_out accepts_loopback secret salt version created_at retired_at": _SERVICE
        },
    ),
    **declare("ServiceMetadata", {"service entity_id text wants_signed": _SERVICE}),
    **declare("ServiceAddress", {"id service use url origin": _SERVICE}),
    **declare("Ticket", {"digest kind service account_id session address parent data expires_at": _TICKET}),
    **declare("ServiceSession", {"id service account_id session told_as name_id address opened_at": _ENTERED}),
    **declare("ServiceNotice", {"id person service attributes told_at": _TOLD}),
    **declare("SigningKey", {"kid private created_at": _KEY}),
}


def export(person_id: uuid.UUID) -> dict[str, Any]:
    """Services that learnt something of the person, and what; where they are signed in."""
    told: dict[str, Any] = {}
    notices = ServiceNotice.objects.filter(person_id=person_id).order_by("told_at")
    if found := rows_as_json(notices.values("service__name", "attributes", "told_at")):
        told["services"] = found
    account = account_of_person(person_id)
    if account is not None:
        rows = ServiceSession.objects.filter(account_id=account.pk).order_by("opened_at")
        if entered := rows_as_json(rows.values("service__name", "opened_at")):
            told["entered"] = entered
    return told


def erase(person_ids: Sequence[uuid.UUID], names_kept: frozenset[uuid.UUID]) -> dict[str, int]:
    """All of it."""
    accounts = [one.pk for one in map(account_of_person, person_ids) if one is not None]
    return {
        "notices": ServiceNotice.objects.filter(person__in=person_ids).delete()[0],
        "entered": ServiceSession.objects.filter(account_id__in=accounts).delete()[0],
        "tickets": Ticket.objects.filter(account_id__in=accounts).delete()[0],
    }


def expire() -> dict[str, int]:
    """Traces of sign-ins long over."""
    limit = clock.now() - dt.timedelta(days=SESSION_DAYS)
    return {"entered": ServiceSession.objects.filter(opened_at__lt=limit).delete()[0], "tickets": tickets.prune()}


TERMS = (
    Term(
        "federation.entered", _("Service où vous êtes entré"), lambda: SESSION_DAYS,
        _("après l’entrée"), _("RGPD, article 5 : pas plus longtemps que nécessaire"),
    ),
)  # fmt: skip

HANDED_OUT = {"Ticket": Ends("service_tickets"), "ServiceSession": Ends("linked_services")}

DUTY = Duty(
    fields=FIELDS,
    export=export,
    erase=erase,
    expire=expire,
    terms=TERMS,
    handed_out=HANDED_OUT,
    untold={"Ticket.account_id": "a passage of seconds, or a key of a tool for a day; the service entered is told"},
)
