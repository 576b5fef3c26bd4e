"""What the nation numbers: academies with their holiday zones, and the check letter of a school's code."""

from preau.directory.enums import HolidayZone

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


def check_letter(uai: str) -> str:
    """The letter that the seven digits of a UAI call for: the number modulo 23, in an alphabet without I, O, Q."""
    return _LETTERS[int(uai[:7]) % 23]


def uai_is_valid(uai: str) -> bool:
    """Seven digits and the letter they call for."""
    return len(uai) == 8 and uai[:7].isdigit() and uai[7] == check_letter(uai)
