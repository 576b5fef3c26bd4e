"""What this room keeps of people: their own folders, what they put in shared ones, whom they share with."""

import uuid
from collections.abc import Sequence
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from preau.documents.models import Node, PublicLink, Share, Version
from preau.documents.services.binning import BIN_DAYS, SPACE_DAYS, forget_binned, forget_spaces, removed
from preau.kernel import scope
from preau.kernel.actor import system
from preau.kernel.duties import Duty, Ends, FieldUse, Stays, Term, declare, rows_as_json
from preau.kernel.signatures import Followed, Signature

_LAW = _("RGPD, article 5 : pas plus longtemps que nécessaire")
_READERS = _("la personne ; celles à qui le dossier est ouvert, dites en tête de sa page")
_TREE = FieldUse(
    _("ranger des documents, et les retrouver"), _READERS,
    _("tant que leur dossier ; les dossiers d’une personne avec elle, ceux d’une classe deux ans sans changement"),
    data=_("dossiers et documents : noms, tailles, dates"),
)  # fmt: skip
_SIGNED = FieldUse(
    _("dire qui a déposé, modifié ou supprimé un document"), _READERS,
    _("tant que le document, et pas plus que le compte"), data=_("documents que vous avez déposés ou modifiés"),
)  # fmt: skip
_SHARED = FieldUse(
    _("ouvrir un dossier ou un document à des groupes et à des personnes"), _READERS,
    _("jusqu’à ce que le partage soit retiré"), data=_("partages avec vous"),
)  # fmt: skip
_LINK = FieldUse(
    _("ouvrir un document à qui a son adresse secrète, jusqu’à un jour"), _("qui a cette adresse, sans aucun nom"),
    _("jusqu’à ce qu’il soit fermé ou que le document parte"), data=_("liens publics que vous avez ouverts"),
)  # fmt: skip

FIELDS = {
    **declare(
        "Node",
        {
            "id school parent root is_folder name folded owner space file_id size edition": _TREE,
            "made_at changed_at deleted_at": _TREE,
            "made_by made_by_id changed_by changed_by_id deleted_by deleted_by_id": _SIGNED,
        },
    ),
    **declare("Version", {"id school node edition file_id size at": _TREE, "by by_id": _SIGNED}),
    **declare("Share", {"id school node key person gives ends_on made_at": _SHARED, "made_by made_by_id": _SIGNED}),
    **declare("PublicLink", {"id school node person digest ends_on made_at": _LINK}),
}


def export(person_id: uuid.UUID) -> dict[str, Any]:
    """Their own folders, what is shared with them by name, and the public links they opened."""
    with scope.everything("a person's own data, asked for by that person"):
        own = Node.objects.filter(Q(root__owner_id=person_id) | Q(owner_id=person_id)).order_by("pk")
        lent = Share.objects.filter(person_id=person_id).order_by("pk")
        links = PublicLink.objects.filter(person_id=person_id).order_by("pk")
        lists = {
            "own_documents": rows_as_json(own.values("school__name", "name", "is_folder", "size", "changed_at")),
            "documents_shared_with_you": rows_as_json(lent.values("school__name", "node__name", "gives", "ends_on")),
            "public_links": rows_as_json(links.values("school__name", "node__name", "ends_on")),
        }  # fmt: skip
    return {name: rows for name, rows in lists.items() if rows}


def erase(person_ids: Sequence[uuid.UUID], names_kept: frozenset[uuid.UUID]) -> dict[str, int]:
    """Their own folders with all that is in them, shares with them, and their links."""
    with scope.everything("erasure of people who left"):
        roots = list(Node.objects.filter(owner_id__in=person_ids, parent=None).order_by("pk"))
        return {
            "own_documents": sum(removed(system(say("effacement")), one) for one in roots),
            "document_shares": Share.objects.filter(person_id__in=person_ids).delete()[0],
            "public_links": PublicLink.objects.filter(person_id__in=person_ids).delete()[0],
        }


def expire() -> dict[str, int]:
    """What was binned, and spaces of classes that are no more."""
    counts = {"binned": forget_binned(), "spaces": forget_spaces()}
    return {name: count for name, count in counts.items() if count}


_SAYS = ("school__name", "name", "changed_at")
DUTY = Duty(
    fields=FIELDS,
    export=export,
    erase=erase,
    expire=expire,
    terms=(
        Term("documents.bin", _("Document à la corbeille"), lambda: BIN_DAYS, _("après sa suppression"), _LAW),
        Term("documents.spaces", _("Espace d’une classe ou d’un groupe"), lambda: SPACE_DAYS,
             _("après son dernier changement"), _LAW),
    ),
    signatures=(
        Signature(Node, "made_by", "made_by_id", "documents_put", _SAYS),
        Signature(Node, "changed_by", "changed_by_id", "documents_changed", _SAYS),
        Signature(Node, "deleted_by", "deleted_by_id", "documents_deleted", _SAYS),
        Signature(Version, "by", "by_id", "document_versions", ("school__name", "node__name", "at")),
        Signature(Share, "made_by", "made_by_id", "documents_shared", ("school__name", "node__name", "made_at")),
    ),
    followed=(
        Followed(Node, "owner_id"), Followed(Share, "person_id", ("node_id",)), Followed(PublicLink, "person_id"),
    ),
    handed_out={"PublicLink": Ends("public_links"), "Share": Stays("the name of a group: opens nothing by itself")},
)  # fmt: skip
