"""What a column may be, for each kind of list: its name, the headings it is known by, how its values look."""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from preau.directory.enums import Profile
from preau.imports.enums import CsvKind

GUARDIANS = (1, 2)


@dataclass(frozen=True, slots=True)
class Field:
    """`looks`: what its values are ("name", "day", "email", "phone", "ine", "choice", "text"); `most`: characters."""

    label: Any
    known_as: tuple[str, ...]
    looks: str = "text"
    most: int = 80
    needed: bool = False


_PERSON: dict[str, Field] = {
    "family_name": Field(
        _("Nom"), ("nom", "nom de famille", "nom usuel", "nom d usage", "family name", "sn"), "name", 100, True
    ),
    "given_name": Field(_("Prénom"), ("prenom", "prenoms", "given name", "first name"), "name", 100, True),
    "birth_date": Field(
        _("Date de naissance"), ("date de naissance", "date naissance", "ne le", "nee le", "naissance", "birth date"),
        "day", 10,
    ),
    "email": Field(
        _("Adresse électronique"), ("mail", "email", "e mail", "courriel", "adresse electronique", "adresse mail"),
        "email", 254,
    ),
    "mobile": Field(
        _("Téléphone mobile"), ("mobile", "portable", "telephone mobile", "tel portable", "telephone portable"),
        "phone", 32,
    ),
    "identifier": Field(
        _("Identifiant dans votre logiciel"),
        ("identifiant", "id", "matricule", "numero", "code", "identifiant interne"),
        "text", 60,
    ),
}  # fmt: skip
_PLACE: dict[str, Field] = {
    "address": Field(_("Adresse"), ("adresse", "adresse postale", "rue"), "text", 250),
    "postal_code": Field(_("Code postal"), ("code postal", "cp"), "text", 12),
    "city": Field(_("Ville"), ("ville", "commune"), "text", 80),
}
_GUARDIAN: dict[str, Field] = {
    "family_name": Field(_("Nom du responsable %s"), ("nom",), "name", 100),
    "given_name": Field(_("Prénom du responsable %s"), ("prenom",), "name", 100),
    "title": Field(_("Civilité du responsable %s"), ("civilite", "titre"), "text", 12),
    "legal": Field(
        _("Responsable %s : représentant légal (oui ou non)"), ("legal", "representant legal"), "choice", 30
    ),
    "email": Field(_("Adresse électronique du responsable %s"), ("mail", "email", "e mail", "courriel"), "email", 254),
    "mobile": Field(_("Téléphone mobile du responsable %s"), ("mobile", "portable", "telephone", "tel"), "phone", 32),
    "address": Field(_("Adresse du responsable %s"), ("adresse",), "text", 250),
    "postal_code": Field(_("Code postal du responsable %s"), ("code postal", "cp"), "text", 12),
    "city": Field(_("Ville du responsable %s"), ("ville", "commune"), "text", 80),
}


@dataclass(frozen=True, slots=True)
class _Numbered:
    """A label with the guardian's number, said when it is shown."""

    label: Any
    number: int

    def __str__(self) -> str:
        return str(self.label) % self.number


def _guardians() -> dict[str, Field]:
    found = {}
    for number in GUARDIANS:
        before = (
            f"responsable {number}",
            f"resp {number}",
            f"parent {number}",
            f"responsable legal {number}",
            f"r{number}",
        )
        for name, one in _GUARDIAN.items():
            known = tuple(
                form for word in one.known_as for start in before for form in (f"{word} {start}", f"{start} {word}")
            )
            more = tuple(f"{word} du {start}" for word in one.known_as for start in before)
            found[f"guardian{number}_{name}"] = Field(_Numbered(one.label, number), known + more, one.looks, one.most)
    return found


FIELDS: Mapping[str, Mapping[str, Field]] = {
    CsvKind.STUDENTS: {
        **_PERSON,
        "ine": Field(_("INE"), ("ine", "numero ine", "identifiant national"), "ine", 11),
        "homeroom": Field(_("Classe"), ("classe", "division", "class"), "text", 60),
        "level_label": Field(_("Niveau"), ("niveau", "formation", "mef"), "text", 80),
        "groups": Field(
            _("Options et groupes (séparés par une barre | ou une virgule)"),
            ("options", "option", "groupes", "groupe"),
            "text", 600,
        ),
        "boarding_status": Field(_("Régime"), ("regime",), "text", 60),
        "title": Field(_("Civilité"), ("civilite",), "text", 12),
        **_PLACE,
        **_guardians(),
    },
    CsvKind.STAFF: {
        **_PERSON,
        "title": Field(_("Civilité"), ("civilite", "titre"), "text", 12),
        "function": Field(_("Fonction"), ("fonction", "profil", "role", "emploi"), "choice", 120, True),
        "teaches": Field(
            _("Classes enseignées (séparées par une barre | ou une virgule)"),
            ("classes", "classes enseignees"), "text", 600,
        ),
        "heads": Field(
            _("Professeur principal de"), ("professeur principal", "pp", "professeur principal de"), "text", 200
        ),
    },
}  # fmt: skip

# Words of the column "Fonction", folded, to the academy's function code; the first that is found in the value.
FUNCTIONS: tuple[tuple[str, str, str], ...] = (
    ("documentaliste", "DOC", Profile.LIBRARIAN), ("documentation", "DOC", Profile.LIBRARIAN),
    ("conseiller principal", "EDU", Profile.STUDENT_LIFE), ("conseillere principale", "EDU", Profile.STUDENT_LIFE),
    ("cpe", "EDU", Profile.STUDENT_LIFE), ("vie scolaire", "AED", Profile.STUDENT_LIFE),
    ("assistant d education", "AED", Profile.STUDENT_LIFE), ("assistante d education", "AED", Profile.STUDENT_LIFE),
    ("aed", "AED", Profile.STUDENT_LIFE), ("surveillant", "AED", Profile.STUDENT_LIFE),
    ("enseignant", "ENS", Profile.TEACHER), ("professeur", "ENS", Profile.TEACHER), ("prof", "ENS", Profile.TEACHER),
    ("proviseur", "DIR", Profile.HEAD), ("principal", "DIR", Profile.HEAD), ("direction", "DIR", Profile.HEAD),
    ("directeur", "DIR", Profile.HEAD), ("directrice", "DIR", Profile.HEAD),
    ("chef d etablissement", "DIR", Profile.HEAD),
    ("gestionnaire", "ADF", Profile.SCHOOL_STAFF), ("secretaire", "ADM", Profile.SCHOOL_STAFF),
    ("secretariat", "ADM", Profile.SCHOOL_STAFF), ("administratif", "ADM", Profile.SCHOOL_STAFF),
    ("administration", "ADM", Profile.SCHOOL_STAFF), ("agent", "TEC", Profile.SCHOOL_STAFF),
    ("technique", "TEC", Profile.SCHOOL_STAFF), ("infirmier", "ADM", Profile.SCHOOL_STAFF),
)  # fmt: skip
YES = frozenset({"oui", "o", "1", "vrai", "true", "yes", "x", "legal", "representant legal", "responsable legal"})
NO = frozenset({"non", "n", "0", "faux", "false", "no", "contact"})

_FRENCH = re.compile(r"(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4})(?:[ T]00:00(?::00)?)?")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T]00:00(?::00)?)?")
EMAIL = re.compile(r"[^@\s;,<>]{1,64}@[^@\s;,<>]+\.[^@\s;,<>.]{2,}")
PHONE = re.compile(r"\+?[\d .()\-/]{6,31}")
INE = re.compile(r"\d{9}[0-9A-Z][A-Z]|\d{10}[A-Z]|[0-9A-Z]{11}")


def day_of(value: str) -> dt.date | None:
    """A day written 14/07/2011, 14-07-2011 or 2011-07-14; None when it is no day that people are born on."""
    if found := _FRENCH.fullmatch(value):
        day, month, year = map(int, found.groups())
    elif found := _ISO.fullmatch(value):
        year, month, day = map(int, found.groups())
    else:
        return None
    try:
        made = dt.date(year, month, day)
    except ValueError:
        return None
    return made if 1900 <= year <= 2100 else None


def looks_like_a_day(value: str) -> bool:
    """Whether it is written as a day, be it one that does not exist."""
    return bool(_FRENCH.fullmatch(value) or _ISO.fullmatch(value))


def spreads_over(value: str) -> list[str]:
    """Several values in one cell."""
    return list(dict.fromkeys(part for one in re.split(r"[|,;\n]", value) if (part := " ".join(one.split()))))
