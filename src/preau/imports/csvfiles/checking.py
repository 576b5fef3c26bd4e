"""Whether columns hold what they are said to hold: a wrong choice is told before anything is read, in plain words."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from preau.imports.csvfiles.fields import EMAIL, FIELDS, INE, NO, PHONE, YES, Field, looks_like_a_day
from preau.imports.enums import CsvKind
from preau.kernel.text import fold

LOOKED_AT = 2000
MISSES = 0.5
"""Share of a column's values that may not look as they should before the choice itself is doubted."""

DIFFERENT = 0.8
"""Share of an identifier's values that are found once at least: below, it tells nobody apart."""


def _looks(field: Field, value: str) -> bool:
    if field.looks == "name":
        odd = looks_like_a_day(value) or "@" in value or not any(one.isalpha() for one in value)
        return not odd
    if field.looks == "choice" and fold(str(field.label)).endswith("oui ou non"):
        return fold(value) in YES | NO
    test: dict[str, Callable[[str], object]] = {
        "day": looks_like_a_day,
        "email": EMAIL.fullmatch,
        "phone": PHONE.fullmatch,
        "ine": INE.fullmatch,
    }
    return bool(test[field.looks](value)) if field.looks in test else True


def _expected(field: Field) -> str:
    return {
        "name": _("des noms"), "day": _("des dates (14/07/2011)"), "email": _("des adresses électroniques"),
        "phone": _("des numéros de téléphone"), "ine": _("des INE (onze caractères)"), "choice": _("oui ou non"),
    }.get(field.looks, "")  # fmt: skip


def faults_of_choice(kind: str, columns: Sequence[str]) -> list[str]:
    """What is missing or said twice, before any line is looked at."""
    fields = FIELDS[kind]
    faults = [
        _("« %s » est choisi pour plusieurs colonnes : une seule peut l’être.") % fields[name].label
        for name, many in Counter(columns).items()
        if name and many > 1
    ]
    missing = [str(one.label) for name, one in fields.items() if one.needed and name not in columns]
    if missing:
        faults.append(_("Il manque une colonne pour : %s.") % ", ".join(missing))
    if not faults and not _tells_apart(kind, columns):
        faults.append(
            _(
                "Rien ne distingue deux homonymes : choisissez une colonne pour l’identifiant, l’INE ou la date de "
                "naissance."
            )
            if kind == CsvKind.STUDENTS
            else _(
                "Rien ne distingue deux homonymes : choisissez une colonne pour l’identifiant, l’adresse électronique "
                "ou la date de naissance."
            )
        )
    return faults


def _tells_apart(kind: str, columns: Sequence[str]) -> bool:
    wanted = {"identifier", "birth_date", "ine" if kind == CsvKind.STUDENTS else "email"}
    return bool(wanted & set(columns))


def faults_of_values(
    kind: str, columns: Sequence[str], headings: Sequence[str], lines: Iterable[tuple[int, Sequence[str]]]
) -> list[str]:
    """Columns whose values are not what they were said to be; the first lines are looked at."""
    fields = FIELDS[kind]
    met: dict[int, Counter[bool]] = {place: Counter() for place, name in enumerate(columns) if name}
    odd: dict[int, list[str]] = {place: [] for place in met}
    seen: dict[int, Counter[str]] = {place: Counter() for place, name in enumerate(columns) if name == "identifier"}
    for number, (_line, cells) in enumerate(lines):
        if number >= LOOKED_AT:
            break
        for place, counts in met.items():
            value = cells[place] if place < len(cells) else ""
            if not value:
                continue
            if place in seen:
                seen[place][value] += 1
            fits = _looks(fields[columns[place]], value)
            counts[fits] += 1
            if not fits and len(odd[place]) < 3 and value[:30] not in odd[place]:
                odd[place].append(value[:30])
    faults = []
    for place, counts in met.items():
        field = fields[columns[place]]
        if counts[False] > MISSES * counts.total():
            faults.append(
                _("La colonne « %(heading)s » est choisie pour « %(field)s », mais elle contient %(values)s : "
                  "%(expected)s sont attendus.")
                % {
                    "heading": headings[place], "field": field.label, "expected": _expected(field),
                    "values": ", ".join(f"« {one} »" for one in odd[place]),
                }
            )  # fmt: skip
        elif field.needed and not counts.total():
            faults.append(
                _("La colonne « %(heading)s » est choisie pour « %(field)s », mais elle est vide.")
                % {"heading": headings[place], "field": field.label}
            )
    for place, values in seen.items():
        if len(values) < values.total() * DIFFERENT:
            faults.append(
                _("La colonne « %s » est choisie pour l’identifiant, mais plusieurs lignes y ont la même valeur.")
                % headings[place]
            )
    return faults


def lines_words(many: int) -> str:
    """How many lines, in words."""
    return ngettext("%(num)s ligne", "%(num)s lignes", many) % {"num": many}
