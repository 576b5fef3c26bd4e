"""What this room keeps of people's requests about their own data, and how it goes."""

import uuid
from collections.abc import Sequence
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from preau.kernel import scope
from preau.kernel.duties import Duty, FieldUse, Term, declare, rows_as_json
from preau.kernel.signatures import Signature
from preau.people.models import CorrectionRequest, DataExport, PrivacyNotice
from preau.people.services import corrections, exports

_COPY = FieldUse(
    _("remettre à la personne une copie de ses données"),
    _("la personne qui l’a demandée, et elle seule"),
    _("sept jours après la demande, sauf réglage de l’exploitant ; la copie s’efface avec elle"),
    data=_("demandes de copie de vos données"),
)
_CORRECTION = FieldUse(
    _("corriger ce qui est faux dans une fiche, et montrer la réponse"),
    _("la personne ; direction et secrétariat de l’établissement"),
    _("un an après la réponse ; avec la personne quand elle part"),
    data=_("demandes de correction et leurs réponses"),
)
_NOTICE = FieldUse(
    _("dire qui répond des données et à qui s’adresser"),
    _("tout le monde"),
    _("tant que la mention est publiée, puis comme preuve de ce qui fut dit"),
    data=_("nom et coordonnées du responsable de traitement et du délégué"),
)
_PUBLISHED = FieldUse(
    _("savoir qui a publié une version de la mention"),
    _("direction de l’établissement, agents de la collectivité, exploitants"),
    _("pas plus que le compte ; le journal garde l’acte trois ans"),
    data=_("auteur d’une version de la mention"),
)

FIELDS = {
    **declare("DataExport", {"id subject asked_by state language size asked_at ready_at": _COPY}),
    **declare(
        "CorrectionRequest",
        {
            "id school person asked_by field proposed reason state answer asked_at": _CORRECTION,
            "decided_at decided_by decided_by_id": _CORRECTION,
        },
    ),
    **declare(
        "PrivacyNotice",
        {
            "id local_authority school version controller controller_address dpo_name dpo_email dpo_phone": _NOTICE,
            "dpo_address published_at": _NOTICE,
            "published_by published_by_id": _PUBLISHED,
        },
    ),
}


def export(person_id: uuid.UUID) -> dict[str, Any]:
    """Copies asked for and corrections about or by the person; of a correction asked for a child, only that it was."""
    told: dict[str, Any] = {}
    copies = DataExport.objects.filter(Q(subject_id=person_id) | Q(asked_by_id=person_id))
    if found := rows_as_json(copies.order_by("asked_at").values("asked_at", "ready_at")):
        told["copies"] = found
    with scope.everything("a person's own data, asked for by that person"):
        mine = CorrectionRequest.objects.filter(person_id=person_id).order_by("asked_at")
        rows = rows_as_json(
            mine.values("school__name", "field", "proposed", "reason", "state", "answer", "asked_at", "decided_at")
        )
        asked = CorrectionRequest.objects.filter(asked_by_id=person_id).exclude(person_id=person_id)
        rows += rows_as_json(asked.order_by("asked_at").values("school__name", "field", "state", "asked_at"))
    if rows:
        told["corrections"] = rows
    return told


def erase(person_ids: Sequence[uuid.UUID], names_kept: frozenset[uuid.UUID]) -> dict[str, int]:
    """Copies with their files, and requests about or by these persons."""
    with scope.everything("erasure of people who left"):
        rows = CorrectionRequest.objects.filter(Q(person__in=person_ids) | Q(asked_by__in=person_ids))
        return {"exports": exports.erase_exports(person_ids), "corrections": rows.delete()[0]}


def expire() -> dict[str, int]:
    """Copies and answered requests whose days are over."""
    return {**exports.expire_exports(), **corrections.expire_corrections()}


TERMS = (
    Term(
        "people.exports", _("Copie de vos données"), exports.days_kept, _("après la demande"),
        _("RGPD, article 5 : pas plus longtemps que nécessaire"),
    ),
    Term(
        "people.corrections", _("Demande de correction et sa réponse"), corrections.days_kept, _("après la réponse"),
        _("RGPD, articles 5(2) et 16 : pouvoir montrer qu’il y fut répondu"),
    ),
)  # fmt: skip

SIGNATURES = (
    Signature(
        PrivacyNotice, "published_by", "published_by_id", "notices_published",
        ("school__name", "local_authority__name", "version", "published_at"),
    ),
    # Whose record it was, and what they asked, is in their own data.
    Signature(
        CorrectionRequest, "decided_by", "decided_by_id", "corrections_decided",
        ("school__name", "field", "state", "decided_at"),
    ),
)  # fmt: skip

DUTY = Duty(
    fields=FIELDS,
    export=export,
    erase=erase,
    expire=expire,
    # A child's archive, asked for by a guardian: who else asked for one is not theirs to know.
    withheld=frozenset({"copies"}),
    terms=TERMS,
    signatures=SIGNATURES,
)
