"""What AAF says of a school's nature, and of its academy."""

from preau.directory.enums import SchoolKind
from preau.directory.nation import ACADEMIES
from preau.imports.aaf.values import text

_BY_CODE = {
    "300": SchoolKind.UPPER_SECONDARY, "301": SchoolKind.UPPER_SECONDARY, "302": SchoolKind.UPPER_SECONDARY,
    "306": SchoolKind.UPPER_SECONDARY, "320": SchoolKind.VOCATIONAL, "334": SchoolKind.VOCATIONAL,
    "340": SchoolKind.LOWER_SECONDARY, "350": SchoolKind.LOWER_SECONDARY, "352": SchoolKind.LOWER_SECONDARY,
    "390": SchoolKind.LOWER_SECONDARY, "101": SchoolKind.PRIMARY, "103": SchoolKind.PRIMARY,
    "151": SchoolKind.PRIMARY, "153": SchoolKind.PRIMARY,
}  # fmt: skip


def academy_code(said: str) -> str:
    """The number of an academy without leading zeros ("013" and "13" are one), "" when it is no number."""
    said = said.strip()
    return said.lstrip("0")[:3] if said.isdigit() else ""


def academy_of_name(name: str) -> str:
    """The number of the academy of that name, "" when unknown."""
    wanted = name.strip().casefold()
    return next((code for code, (known, _zone) in ACADEMIES.items() if known.casefold() == wanted), "")


def school_name(raw: str, uai: str) -> str:
    """The name in `SIGLE$NOM$VILLE`, or all of it, or the UAI when there is none."""
    parts = [part for one in raw.split("$") if (part := text(one))]
    if not parts:
        return uai
    return parts[1] if len(parts) >= 2 else parts[0]


def school_kind(code: str, label: str, sigle: str) -> str:
    """The nature of a school from its code, else from the words beside it."""
    if code in _BY_CODE:
        return _BY_CODE[code].value
    words = f"{label} {sigle}".upper()
    if "COLLEGE" in words or "CLG" in words:
        return SchoolKind.LOWER_SECONDARY.value
    if "PROFESSIONNEL" in words or words.split()[-1:] in (["LP"], ["LPO"]):
        return SchoolKind.VOCATIONAL.value
    if "LYCEE" in words or "LYC" in words or "LGT" in words:
        return SchoolKind.UPPER_SECONDARY.value
    if "ECOLE" in words or "1ORD" in words or words.strip().startswith("E."):
        return SchoolKind.PRIMARY.value
    return SchoolKind.OTHER.value
