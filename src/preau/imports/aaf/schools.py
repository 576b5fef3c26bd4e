"""What AAF says of a school's nature, and the academies' numbers, names and zones."""

from preau.directory.enums import HolidayZone, SchoolKind
from preau.imports.aaf.values import text

_BY_CODE = {
    "300": SchoolKind.UPPER_SECONDARY, "301": SchoolKind.UPPER_SECONDARY, "302": SchoolKind.UPPER_SECONDARY,
    "306": SchoolKind.UPPER_SECONDARY, "320": SchoolKind.VOCATIONAL, "334": SchoolKind.VOCATIONAL,
    "340": SchoolKind.LOWER_SECONDARY, "350": SchoolKind.LOWER_SECONDARY, "352": SchoolKind.LOWER_SECONDARY,
    "390": SchoolKind.LOWER_SECONDARY, "101": SchoolKind.PRIMARY, "103": SchoolKind.PRIMARY,
    "151": SchoolKind.PRIMARY, "153": SchoolKind.PRIMARY,
}  # fmt: skip
_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"

ACADEMIES: dict[str, tuple[str, HolidayZone]] = {
    "1": ("Paris", HolidayZone.C), "2": ("Aix-Marseille", HolidayZone.B), "3": ("Besançon", HolidayZone.A),
    "4": ("Bordeaux", HolidayZone.A), "5": ("Caen", HolidayZone.B), "6": ("Clermont-Ferrand", HolidayZone.A),
    "7": ("Dijon", HolidayZone.A), "8": ("Grenoble", HolidayZone.A), "9": ("Lille", HolidayZone.B),
    "10": ("Lyon", HolidayZone.A), "11": ("Montpellier", HolidayZone.C), "12": ("Nancy-Metz", HolidayZone.B),
    "13": ("Poitiers", HolidayZone.A), "14": ("Rennes", HolidayZone.B), "15": ("Strasbourg", HolidayZone.B),
    "16": ("Toulouse", HolidayZone.C), "17": ("Nantes", HolidayZone.B), "18": ("Orléans-Tours", HolidayZone.B),
    "19": ("Reims", HolidayZone.B), "20": ("Amiens", HolidayZone.B), "21": ("Rouen", HolidayZone.B),
    "22": ("Limoges", HolidayZone.A), "23": ("Nice", HolidayZone.B), "24": ("Créteil", HolidayZone.C),
    "25": ("Versailles", HolidayZone.C), "27": ("Corse", HolidayZone.OWN), "28": ("La Réunion", HolidayZone.OWN),
    "31": ("Martinique", HolidayZone.OWN), "32": ("Guadeloupe", HolidayZone.OWN), "33": ("Guyane", HolidayZone.OWN),
    "40": ("Nouvelle-Calédonie", HolidayZone.OWN), "41": ("Polynésie française", HolidayZone.OWN),
    "42": ("Wallis-et-Futuna", HolidayZone.OWN), "43": ("Mayotte", HolidayZone.OWN),
    "44": ("Saint-Pierre-et-Miquelon", HolidayZone.OWN), "70": ("Normandie", HolidayZone.B),
    "98": ("Enseignement agricole", HolidayZone.OWN),
}  # fmt: skip


def academy_code(said: str) -> str:
    """The number of an academy without leading zeros ("013" and "13" are one), "" when it is no number."""
    said = said.strip()
    return said.lstrip("0")[:3] if said.isdigit() else ""


def academy_of_name(name: str) -> str:
    """The number of the academy of that name, "" when unknown."""
    wanted = name.strip().casefold()
    return next((code for code, (known, _zone) in ACADEMIES.items() if known.casefold() == wanted), "")


def uai_is_valid(uai: str) -> bool:
    """Seven digits and the letter they call for (the number modulo 23, in an alphabet without I, O, Q)."""
    return len(uai) == 8 and uai[:7].isdigit() and uai[7] == _LETTERS[int(uai[:7]) % 23]


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
