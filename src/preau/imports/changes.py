"""The kept list of what an import changed in one school, line by line, in words. Obeys the open scope.

Two readers: whoever decides on the school's imports reads everybody's name; a collectivity reads classes and groups,
and of people their number alone. The list goes with the other lists that name people (preau.imports.privacy).
"""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import F
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from preau.directory.enums import Profile, RecordKind
from preau.directory.errors import Unknown
from preau.directory.models import DirectoryRecord, School
from preau.imports.aaf.apply import expanded
from preau.imports.counted import KINDS, OPERATIONS
from preau.imports.models import ImportRun, ImportSchoolStep
from preau.kernel.text import fold
from preau.ui.listing import holding, typed

RECORDS: Mapping[str, RecordKind] = {
    "students": RecordKind.STUDENT, "guardians": RecordKind.GUARDIAN, "staff": RecordKind.STAFF,
}  # fmt: skip
"""Kinds that are people, and the kind of their records."""
ONE: Mapping[str, Any] = {
    "students": gettext_lazy("Élève"),
    "guardians": gettext_lazy("Responsable"),
    "staff": gettext_lazy("Personnel"),
    "schools": gettext_lazy("Établissement"),
    "homerooms": gettext_lazy("Classe"),
    "groups": gettext_lazy("Groupe"),
}
"""A kind, as each line says it."""
NO_LINES = frozenset({"refused"})
"""Operations that are not in the list: refused entries have theirs, with file, line and reason."""
KEYS_AT_ONCE = 5_000


@dataclass(frozen=True, slots=True)
class Change:
    """One line: `who` or what changed, of which kind, and the sentence that tells it."""

    kind: str
    operation: str
    who: str
    said: str

    @property
    def words(self) -> str:
        """What a search looks in."""
        return f"{self.who} {ONE[self.kind]} {KINDS[self.kind]} {self.said}"


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of the list: words, a kind (of KINDS)."""

    text: str = ""
    kind: str = ""

    @property
    def query(self) -> dict[str, str]:
        """The same, as an address keeps it."""
        return {name: value for name, value in (("q", self.text), ("nature", self.kind)) if value}


@dataclass(frozen=True, slots=True)
class Changes:
    """What a run changed in a school, as one reader may see it.

    `kept`: False once the list is gone, or when the run made none. `on`: the day the school was applied.
    """

    school: School
    lines: list[Change]
    kinds: list[tuple[str, str]]
    kept: bool
    on: dt.datetime | None


def asked_of(data: QueryDict) -> Asked:
    """What the address asks."""
    kind = data.get("nature", "")
    return Asked(typed(data), kind if kind in KINDS else "")


def addressed(run: ImportRun) -> dict[str, uuid.UUID]:
    """The schools of the run in the scope, by UAI."""
    return dict(ImportSchoolStep.objects.filter(run=run).values_list("school__uai", "school_id"))


def changes_of(run: ImportRun, school_id: uuid.UUID, asked: Asked, *, by_name: bool) -> Changes:
    """The lines of a school that answer to the question, by kind, operation, then name. Raises Unknown out of scope."""
    step = ImportSchoolStep.objects.select_related("school").filter(run=run, school_id=school_id).defer("undo").first()
    if step is None:
        raise Unknown("this run did nothing to that school, or it is not in scope")
    read = KINDS if by_name else KINDS.keys() - RECORDS.keys()
    kept = {kind: lines for kind, lines in expanded(step.differences).items() if kind in read}
    kinds = [(kind, str(label)) for kind, label in KINDS.items() if kind in kept]
    wanted = {kind: lines for kind, lines in kept.items() if asked.kind in {"", kind}}
    lines = holding(_lines(step.school, wanted), asked.text, lambda one: one.words)
    ranks = {name: rank for rank, name in enumerate((*KINDS, *OPERATIONS))}
    lines.sort(key=lambda one: (ranks[one.kind], ranks[one.operation], fold(one.who)))
    return Changes(step.school, lines, kinds, bool(step.differences), step.applied_at)


def _lines(school: School, kept: Mapping[str, Mapping[str, Iterable[list[str]]]]) -> Iterable[Change]:
    names = _names(school, kept)
    for kind, operations in kept.items():
        for operation, lines in operations.items():
            if operation in NO_LINES or operation not in OPERATIONS:
                continue
            for key, name, what in lines:
                who = name or names.get((kind, key), "") or (_NOBODY if kind in RECORDS else key)
                yield Change(kind, operation, str(who), _said(kind, operation, what))


def _names(school: School, kept: Mapping[str, Mapping[str, Iterable[list[str]]]]) -> dict[tuple[str, str], str]:
    """Names of those whom the list knows by their key alone: whoever leaves is in no file any more."""
    found: dict[tuple[str, str], str] = {}
    for kind, record in RECORDS.items():
        keys = sorted({key for lines in kept.get(kind, {}).values() for key, name, _what in lines if key and not name})
        for start in range(0, len(keys), KEYS_AT_ONCE):
            rows = DirectoryRecord.objects.filter(
                authority_id=school.authority_id, kind=record, join_key__in=keys[start : start + KEYS_AT_ONCE]
            ).values_list("join_key", F("person__given_name"), F("person__family_name"))
            found.update({(kind, key): f"{given} {family}".strip() for key, given, family in rows})
    return found


_NOBODY = gettext_lazy("Une personne dont le nom n’est plus gardé")
_PLAIN: Mapping[tuple[str, str], Any] = {
    ("students", "added"): gettext_lazy("Arrive dans l’établissement"),
    ("students", "changed"): gettext_lazy("Fiche, groupes ou responsables mis à jour"),
    ("students", "moved"): gettext_lazy("Change d’inscription"),
    ("students", "left"): gettext_lazy("Quitte l’établissement"),
    ("guardians", "added"): gettext_lazy("Devient responsable d’un élève de l’établissement"),
    ("guardians", "changed"): gettext_lazy("Fiche ou liens avec des élèves mis à jour"),
    ("guardians", "left"): gettext_lazy("N’est plus responsable d’un élève de l’établissement"),
    ("staff", "added"): gettext_lazy("Arrive dans l’établissement"),
    ("staff", "changed"): gettext_lazy("Fiche, fonctions ou services mis à jour"),
    ("staff", "left"): gettext_lazy("Quitte l’établissement"),
    ("homerooms", "added"): gettext_lazy("Nouvelle classe"),
    ("homerooms", "changed"): gettext_lazy("Classe mise à jour"),
    ("homerooms", "left"): gettext_lazy("Cette classe n’existe plus"),
    ("groups", "added"): gettext_lazy("Nouveau groupe"),
    ("groups", "changed"): gettext_lazy("Groupe mis à jour"),
    ("groups", "left"): gettext_lazy("Ce groupe n’existe plus"),
}
_TOLD: Mapping[tuple[str, str], Any] = {
    ("students", "added"): gettext_lazy("Arrive dans l’établissement, classe %(what)s"),
    ("students", "moved"): gettext_lazy("Change de classe : %(what)s"),
    ("staff", "added"): gettext_lazy("Arrive dans l’établissement : %(what)s"),
    ("staff", "changed"): gettext_lazy("Fiche, fonctions ou services mis à jour : %(what)s"),
    ("homerooms", "changed"): gettext_lazy("Change de nom : %(what)s"),
    ("groups", "changed"): gettext_lazy("Change de nom : %(what)s"),
}
"""The same when the list kept from what to what."""


def _said(kind: str, operation: str, what: str) -> str:
    if kind == "staff" and what:
        what = ", ".join(str(Profile(one).label) if one in Profile.values else one for one in what.split(", "))
    if kind == "groups" and what and " → " not in what:
        return _("Les classes d’où viennent ses élèves changent")
    if (kind, operation) == ("students", "moved") and what and " → " not in what:
        return _("Inscription : %(what)s") % {"what": what}
    told = _TOLD.get((kind, operation)) if what else None
    if told is not None:
        return str(told) % {"what": what}
    return str(_PLAIN.get((kind, operation), OPERATIONS[operation]))
