"""For each cause of a refusal: what to do about it, and who can. Shown beside the refused entries."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from preau.imports.enums import RefusalCause, RunKind


@dataclass(frozen=True, slots=True)
class Cure:
    """What to do, and the one who can do it."""

    what: Any
    owner: Any


_ACADEMY = _("Académie, service de l’annuaire")
_SECRETARY = _("Secrétariat de l’établissement")
_OPERATOR = _("Exploitant de la plateforme")

CURES: Mapping[str, Cure] = {
    RefusalCause.MALFORMED: Cure(
        _("Demander une nouvelle livraison : le fichier est coupé ou abîmé. Personne n’a été retiré à cause de lui."),
        _ACADEMY,
    ),
    RefusalCause.ENCODING: Cure(
        _("Demander une livraison dont les fichiers disent leur vrai encodage, ISO-8859-15 ou UTF-8."), _ACADEMY
    ),
    RefusalCause.HOSTILE: Cure(
        _("Ne pas réessayer avant de savoir d’où vient ce fichier : son contenu n’est pas celui d’un annuaire."),
        _OPERATOR,
    ),
    RefusalCause.TOO_LONG: Cure(_("Raccourcir la valeur dans la base élèves ou du personnel."), _SECRETARY),
    RefusalCause.BAD_DATE: Cure(_("Corriger la date dans la base élèves : elle n’existe pas."), _SECRETARY),
    RefusalCause.UNKNOWN_SCHOOL: Cure(
        _("Vérifier que l’établissement fait partie de la livraison, dans le fichier des structures."), _ACADEMY
    ),
    RefusalCause.UNKNOWN_RECORD: Cure(
        _("Rien à faire si un import complet suit ; sinon, demander la fiche dans la prochaine livraison."), _ACADEMY
    ),
    RefusalCause.NO_KEY: Cure(_("Demander une livraison où chaque fiche porte sa clé de jointure."), _ACADEMY),
    RefusalCause.DUPLICATE_KEY: Cure(
        _("Chercher le doublon dans la base élèves ou du personnel et n’en garder qu’un."), _SECRETARY
    ),
    RefusalCause.NO_NAME: Cure(_("Saisir le nom et le prénom dans la base élèves ou du personnel."), _SECRETARY),
    RefusalCause.GUARDIAN_UNKNOWN: Cure(
        _("Vérifier la fiche de la personne responsable dans la base élèves, puis attendre la livraison suivante."),
        _SECRETARY,
    ),
    RefusalCause.NO_HOMEROOM: Cure(_("Affecter l’élève à une classe dans la base élèves."), _SECRETARY),
    RefusalCause.BAD_UAI: Cure(_("Vérifier le code de l’établissement. Il a été pris tel quel, et marqué."), _ACADEMY),
    RefusalCause.BAD_VALUE: Cure(_("Corriger la valeur dans la base d’où elle vient."), _SECRETARY),
}
_OF_LIST = Cure(
    _("Corriger la ligne dans le fichier, puis le déposer de nouveau : ce qui est déjà écrit ne sera pas doublé."),
    _("La personne qui tient la liste"),
)


def cure_of(cause: str, run_kind: str) -> Cure:
    """What to do about a cause: a school's own list is mended by whoever keeps it."""
    return _OF_LIST if run_kind == RunKind.CSV else CURES[cause]
