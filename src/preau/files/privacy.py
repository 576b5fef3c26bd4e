"""What this room keeps of people, why, and how it goes."""

import functools
import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from preau.files.models import StoredFile
from preau.files.selectors import usage_of
from preau.files.services.collecting import grace
from preau.files.services.following import let_go_of
from preau.files.stores.opening import opened
from preau.kernel import scope
from preau.kernel.duties import Duty, FieldUse, File, Term, declare, rows_as_json
from preau.kernel.signatures import Followed

_FILE = FieldUse(
    _("garder un fichier avec ce à quoi il est joint, et compter la place qu’il prend"),
    _("la personne qui l’a envoyé, et celles qui lisent ce à quoi il est joint"),
    _("tant que ce à quoi il est joint ; avec la personne quand elle part, sauf ce que l’établissement conserve"),
    data=_("fichiers envoyés : nom, taille, contenu"),
)
_CONTENT = FieldUse(
    _("garder chaque contenu une fois, l’examiner et en montrer un aperçu"),
    _("les personnes qui lisent un fichier de ce contenu"),
    _("trois jours après le dernier fichier de ce contenu, sauf réglage de l’exploitant"),
    is_personal=False,
)
_USAGE = FieldUse(
    _("ne pas laisser un compte ou un établissement remplir le stockage"),
    _("la personne ; exploitants"),
    _("avec la personne quand elle part"),
    data=_("place que prennent vos fichiers"),
)

FIELDS = {
    **declare(
        "Blob",
        {"digest size content width height kept_at scan threat drawing preview unused_since": _CONTENT},
    ),
    **declare("StoredFile", {"id school holder kind thing name size counted blob kept_at": _FILE}),
    **declare("Usage", {"id person school used": _USAGE}),
}


def export(person_id: uuid.UUID) -> dict[str, Any]:
    """The person's files, and what they take."""
    with scope.everything("a person's own data, asked for by that person"):
        rows = StoredFile.objects.filter(holder_id=person_id).order_by("kept_at", "pk")
        told: dict[str, Any] = {}
        if found := rows_as_json(rows.values("school__name", "name", "kind", "size", "blob__content", "kept_at")):
            told["own_files"] = found
    if (used := usage_of(person_id)) is not None:
        told["space_used"] = used
    return told


def files(person_id: uuid.UUID) -> Iterable[File]:
    """Their contents, each under its name."""
    with scope.everything("a person's own data, asked for by that person"):
        rows = list(
            StoredFile.objects.filter(holder_id=person_id).order_by("kept_at", "pk").values_list(
                "name", "blob_id", "blob__size"
            )
        )  # fmt: skip

    for name, digest, size in rows:
        yield name, functools.partial(opened, digest, size)


def erase(person_ids: Sequence[uuid.UUID], names_kept: frozenset[uuid.UUID]) -> dict[str, int]:
    """Their files, but those that hang on a thing of the school."""
    return let_go_of(person_ids)


TERMS = (
    Term(
        "files.unused", _("Contenu d’un fichier retiré"), lambda: grace().total_seconds() / 86400,
        _("après le retrait"), _("RGPD, article 5 : pas plus longtemps que nécessaire"),
    ),
    Term(
        "files.uploads", _("Fichier envoyé et joint à rien"), lambda: settings.UPLOAD_HOURS / 24,
        _("après l’envoi"), _("RGPD, article 5 : pas plus longtemps que nécessaire"),
    ),
)  # fmt: skip

DUTY = Duty(
    fields=FIELDS, export=export, erase=erase, files=files, terms=TERMS, followed=(Followed(StoredFile, "holder_id"),)
)  # fmt: skip
