"""Single values of AAF made plain: text without stray spaces, ISO days, links, functions."""

import datetime as dt
from typing import NamedTuple

from django.utils.translation import gettext as _

from preau.directory.enums import Profile, Reach
from preau.imports.aaf.refusals import EntryRefused
from preau.imports.enums import RefusalCause

NO_RANK = 9


class Link(NamedTuple):
    """A pupil's link to a guardian, as one value of ENTElevePersRelEleve says it."""

    guardian: str
    reach: str
    relation: str
    rank: int
    pays: bool
    aided: bool


class Function(NamedTuple):
    """A function of a member of staff in one school."""

    code: str
    label: str
    discipline: str
    discipline_label: str


_DIRECTION = {"DIR"}
_TEACHING = {"ENS"}
_LIBRARY = {"DOC", "CIO", "DCT"}
_STUDENT_LIFE = {"AED", "AES", "ASE", "ASH", "AVS", "BED", "EDU", "EEI", "FIJ", "INJ", "ORI", "SUR", "CPE"}


def text(value: str) -> str:
    """One line, single spaces, no control characters."""
    if value.isprintable() and "  " not in value and value[:1] != " " and value[-1:] != " ":
        return value
    return " ".join(value.split()) if value.isprintable() else " ".join("".join(_printed(value)).split())


def _printed(value: str) -> list[str]:
    return [one if one.isprintable() or one.isspace() else " " for one in value]


def iso_day(value: str) -> str | None:
    """JJ/MM/AAAA as ISO text, None when empty; raises EntryRefused for a day that does not exist."""
    value = value.strip()
    if not value:
        return None
    try:
        return (
            dt.date(int(value[6:10]), int(value[3:5]), int(value[:2])).isoformat()
            if _looks_like_day(value)
            else _bad(value)
        )
    except ValueError:
        return _bad(value)


def _looks_like_day(value: str) -> bool:
    return len(value) == 10 and value[2] == value[5] == "/"


def _bad(value: str) -> str:
    raise EntryRefused(RefusalCause.BAD_DATE, _("date impossible : %s") % value[:20])


def address(value: str) -> str:
    """`l1$l2$l3$l4` as one line."""
    return ", ".join(part for one in value.split("$") if (part := text(one)))


def pair(value: str) -> tuple[str, str] | None:
    """`structKey$name` (second degree), or five fields with the identifier in the fourth (first degree)."""
    parts = value.split("$")
    if len(parts) < 2 or not parts[0].strip():
        return None
    code = parts[3] if len(parts) >= 5 and parts[3].strip() else parts[1]
    code = text(code)
    return (parts[0].strip(), code) if code else None


def labelled(value: str) -> tuple[str, str, str] | None:
    """The same with a label: (structKey, code, label)."""
    found = pair(value)
    if found is None:
        return None
    parts = value.split("$")
    label = text(parts[4]) if len(parts) >= 5 else ""
    return (*found, label or found[1])


def reach_of(relation: str, responsibility: str) -> str:
    """How far a link goes, from the level of legal responsibility.

    Two nomenclatures are met and the header does not tell them apart surely, so each value does: since SDET 6.3 kinship
    codes have two digits (10, 20, …) and the level is 1 legal representative, 2 person in charge, 3 contact; before,
    kinship has one digit and the level is 1 or 2 for the two legal guardians, 0 for none.
    """
    if len(relation) >= 2:
        return {"1": Reach.AUTHORITY.value, "2": Reach.IN_CHARGE.value}.get(responsibility, Reach.CONTACT.value)
    return Reach.AUTHORITY.value if responsibility in {"1", "2"} else Reach.CONTACT.value


def link(value: str) -> Link | None:
    """`idResp$lienParente$respFinancier$responsabiliteLegale$contact$paiement`, or the first degree's `idResp$…`.

    A value of ENTEleveAutoriteParentale with the key alone is a holder of parental authority.
    """
    parts = [part.strip() for part in value.split("$")]
    key = parts[0]
    if not key:
        return None
    if len(parts) < 4:
        return Link(key, Reach.AUTHORITY.value, parts[1][:3] if len(parts) > 1 else "", NO_RANK, False, False)
    relation, pays, responsibility = parts[1], parts[2], parts[3]
    contact = parts[4] if len(parts) > 4 else ""
    aided = parts[5] if len(parts) > 5 else ""
    rank = int(contact) if contact.isascii() and contact.isdigit() and 0 < int(contact) < NO_RANK else NO_RANK
    return Link(key, reach_of(relation, responsibility), relation[:3], rank, pays == "1", aided == "1")


def function(value: str) -> tuple[str, Function] | None:
    """`structKey$code$label$discipline$label` as (structKey, function)."""
    parts = [text(part) for part in value.split("$")] + [""] * 4
    if not parts[0]:
        return None
    return parts[0], Function(parts[1][:8] or "-", parts[2][:120], parts[3][:12], parts[4][:120])


def profile_of(code: str) -> str | None:
    """National profile of a function code; None for a collectivity's, which no school's directory can grant."""
    if code in _DIRECTION:
        return Profile.HEAD.value
    if code in _TEACHING:
        return Profile.TEACHER.value
    if code in _LIBRARY:
        return Profile.LIBRARIAN.value
    if code in _STUDENT_LIFE:
        return Profile.STUDENT_LIFE.value
    if code == "COL":
        return None
    return Profile.SCHOOL_STAFF.value
