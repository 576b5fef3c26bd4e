"""Between reading and writing: duplicates, unknown schools, the academy, what is whole. All within the staging area."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from preau.imports.aaf.reading import PartMeta
from preau.imports.aaf.records import (
    PROGRAMME,
    SCHOOL,
    SUBJECT,
    SchoolRecord,
    unpacked_plain,
    unpacked_school,
)
from preau.imports.aaf.refusals import Refusal, SourceRefused
from preau.imports.aaf.schools import academy_code
from preau.imports.aaf.staging import Staging
from preau.imports.enums import RefusalCause

KIND_NAMES = {
    "Eleve": gettext_lazy("élèves"),
    "PersRelEleve": gettext_lazy("responsables"),
    "PersEducNat": gettext_lazy("personnels"),
    "EtabEducNat": gettext_lazy("établissements"),
}


@dataclass(slots=True)
class Wholeness:
    """Which kinds of file were there and read to their end, by degree ("2D", "1D")."""

    present: dict[tuple[str, str], bool] = field(default_factory=dict)

    def whole(self, degree: str, kind: str) -> bool:
        """True when the kind has files in that degree and all read to their end."""
        return self.present.get((degree, kind), False)

    def has(self, degree: str, kind: str) -> bool:
        """True when the kind has a file in that degree."""
        return (degree, kind) in self.present

    def degrees(self) -> list[str]:
        """Degrees met, the second first."""
        return sorted({degree for degree, _kind in self.present}, reverse=True)

    def notes(self) -> list[str]:
        """In French: the kinds that remove nobody, and why."""
        notes = []
        for degree in self.degrees():
            for kind, people in KIND_NAMES.items():
                if not self.has(degree, kind):
                    notes.append(
                        _("%(degree)s : aucun fichier %(kind)s ; personne n’est retiré parmi les %(people)s.")
                        % {"degree": degree, "kind": kind, "people": people}
                    )
                elif not self.whole(degree, kind):
                    notes.append(
                        _("%(degree)s : un fichier %(kind)s n’est pas lu jusqu’au bout ; personne n’est retiré "
                          "parmi les %(people)s.")
                        % {"degree": degree, "kind": kind, "people": people}
                    )  # fmt: skip
        return notes


def wholeness_of(parts: Iterable[PartMeta]) -> Wholeness:
    """What the parts of the full export say of its wholeness."""
    made = Wholeness()
    for part in parts:
        if part.mode == "full":
            key = (part.degree, part.kind)
            made.present[key] = made.present.get(key, True) and part.complete
    return made


def academy_of(parts: Iterable[PartMeta], asked: str | None) -> str:
    """The academy of the export: the one asked for, else the one its files name; raises SourceRefused."""
    said = {part.academy for part in parts if part.academy}
    if asked:
        code = academy_code(asked)
        if not code:
            raise SourceRefused(_("Académie inconnue : %s (un numéro est attendu, 10 pour Lyon).") % asked[:20])
        if said - {code}:
            raise SourceRefused(
                _("L’export dit venir de l’académie %(said)s, pas de %(asked)s.")
                % {"said": ", ".join(sorted(said)), "asked": code}
            )
        return code
    if len(said) > 1:
        raise SourceRefused(
            _("Les fichiers viennent de plusieurs académies (%s) : un import n’en prend qu’une.")
            % ", ".join(sorted(said))
        )
    if not said:
        raise SourceRefused(_("Aucun fichier ne dit son académie : donnez-la par --academy NUMÉRO (10 pour Lyon)."))
    return said.pop()


def refuse_duplicates(staging: Staging) -> list[Refusal]:
    """Of several entries with one key, keep one and refuse the others.

    In one file the first stays; of several files, the one whose content comes first in a fixed order, so that the
    order of the files changes nothing. Equal entries are one and the same.
    """
    refusals = []
    for kind, key, degree in staging.duplicates():
        twins = sorted(staging.twins(kind, key, degree), key=lambda twin: (twin[1], twin[2]))
        first_of_file = {file: (entry, file, line, body) for entry, file, line, body in reversed(twins)}
        kept = min(first_of_file.values(), key=lambda twin: (hashlib.sha256(twin[3]).digest(), twin[1], twin[2]))
        for entry, file, line, body in twins:
            if entry == kept[0] or body == kept[3]:
                continue
            refusals.append(
                Refusal(
                    RefusalCause.DUPLICATE_KEY,
                    _("une autre fiche porte la même clé %(key)s (%(file)s, ligne %(line)s) : celle-ci est refusée")
                    % {"key": key, "file": kept[1], "line": kept[2]},
                    file, line, kind, key, schools=staging.schools_of(entry),
                )
            )  # fmt: skip
        staging.drop(entry for entry, *_rest in twins if entry != kept[0])
    return refusals


def refuse_unknown_schools(staging: Staging, known: Iterable[str]) -> list[Refusal]:
    """Take away places in schools that neither the export nor the directory holds; refuse entries left without any."""
    refusals = []
    dropped = []
    for entry, kind, key, file, line, unknown, kept in staging.unknown_places(known):
        refused = not kept
        reason = (
            _("établissement inconnu : %s")
            if refused
            else _("établissement inconnu : %s ; les autres rattachements sont gardés")
        )
        refusals.append(
            Refusal(
                RefusalCause.UNKNOWN_SCHOOL, reason % ", ".join(unknown)[:120], file, line, kind, key,
                is_warning=not refused, schools=kept,
            )
        )  # fmt: skip
        if refused:
            dropped.append(entry)
            staging.keep([(kind, key)])
    staging.drop_places(known)
    staging.drop(dropped)
    return refusals


def schools_said(staging: Staging) -> tuple[dict[str, SchoolRecord], dict[str, str], list[Refusal]]:
    """Schools of the export by key, the degree of each, and refusals: one UAI is one school."""
    said: dict[str, SchoolRecord] = {}
    degrees: dict[str, str] = {}
    refusals = []
    by_uai: dict[str, str] = {}
    for key, degree, file, line, body in staging.of_kind(SCHOOL):
        record = unpacked_school(body)
        if key in said:
            continue
        if record.uai in by_uai:
            held_by = by_uai[record.uai]
            refusals.append(
                Refusal(
                    RefusalCause.DUPLICATE_KEY,
                    _("l’UAI %(uai)s est déjà celui de l’établissement %(key)s") % {"uai": record.uai, "key": held_by},
                    file, line, SCHOOL, key,
                )
            )  # fmt: skip
            continue
        by_uai[record.uai] = key
        said[key], degrees[key] = record, degree
    return said, degrees, refusals


def nomenclature_said(
    staging: Staging,
) -> tuple[Mapping[str, tuple[str, str, str]], Mapping[str, tuple[str, str, str]]]:
    """Programmes and subjects by code."""
    programmes = {key: unpacked_plain(body) for key, _d, _f, _l, body in staging.of_kind(PROGRAMME)}
    subjects = {key: unpacked_plain(body) for key, _d, _f, _l, body in staging.of_kind(SUBJECT)}
    return programmes, subjects
