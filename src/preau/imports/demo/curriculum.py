"""What is taught at each level: programmes (MEF), subjects, hours, and the groups pupils choose from."""

from dataclasses import dataclass

SUBJECTS = {
    "020700": "FRANCAIS", "061300": "MATHEMATIQUES", "043700": "HISTOIRE-GEOGRAPHIE-ENSEIGN.MORAL CIVIQUE",
    "030201": "ANGLAIS LV1", "030602": "ESPAGNOL LV2", "030102": "ALLEMAND LV2", "030902": "ITALIEN LV2",
    "030302": "ARABE LV2", "031102": "PORTUGAIS LV2", "062300": "PHYSIQUE-CHIMIE",
    "062900": "SCIENCES DE LA VIE ET DE LA TERRE", "100100": "EDUCATION PHYSIQUE ET SPORTIVE",
    "050700": "SCIENCES ECONOMIQUES ET SOCIALES", "010300": "PHILOSOPHIE", "081300": "EDUCATION MUSICALE",
    "090100": "ARTS PLASTIQUES", "070800": "TECHNOLOGIE", "020100": "LATIN", "020200": "GREC ANCIEN",
    "278500": "THEATRE", "285200": "CINEMA-AUDIOVISUEL", "074300": "SCIENCES NUMERIQUES ET TECHNOLOGIE",
    "074400": "NUMERIQUE ET SCIENCES INFORMATIQUES", "067300": "SCIENCES DE L INGENIEUR",
    "043800": "HIST.-GEO. GEOPOLITIQUE SC. POLITIQUES", "023700": "HUMANITES, LITTERATURE ET PHILOSOPHIE",
    "037900": "LANG. LITT. CULT. ETRANG. ANGLAIS", "073500": "CREATION & INNOVATION TECHNOLOGIQUES",
    "434700": "MANAGEMENT ET GESTION DE L'ENTREPRISE", "381000": "ECONOMIE ET DROIT", "342900": "MERCATIQUE",
    "230700": "ELECTROTECHNIQUE", "400300": "CUISINE (TECHNOLOGIE, TRAVAUX PRATIQUES)",
    "345300": "RELATION CLIENT", "312800": "PREVENTION-SANTE-ENVIRONNEMENT",
    "278300": "ARTS APPLIQUES ET CULTURES ARTISTIQUES", "068500": "MATHEMATIQUES PHYSIQUE-CHIMIE",
    "022100": "FRANCAIS - HISTOIRE - GEOGRAPHIE", "330300": "TECH. DE SOINS ET HYGIENE HOSPITALIERE",
    "008400": "VIE DE CLASSE", "006600": "ACCOMPAGNEMENT PERSONNALISE", "100O00": "SECTION SPORTIVE SCOLAIRE",
}  # fmt: skip
"""Code to label, as in the national list of subjects."""

DISCIPLINES = {
    "020700": ("L0202", "LETTRES MODERNES"), "061300": ("L1300", "MATHEMATIQUES"),
    "043700": ("L1000", "HISTOIRE-GEOGRAPHIE"), "043800": ("L1000", "HISTOIRE-GEOGRAPHIE"),
    "030201": ("L0422", "ANGLAIS"), "037900": ("L0422", "ANGLAIS"), "030602": ("L0426", "ESPAGNOL"),
    "030102": ("L0421", "ALLEMAND"), "030902": ("L0429", "ITALIEN"), "030302": ("L0423", "ARABE"),
    "031102": ("L0433", "PORTUGAIS"), "062300": ("L1500", "PHYSIQUE ET CHIMIE"),
    "062900": ("L1600", "SCIENCES DE LA VIE ET DE LA TERRE"), "100100": ("L1900", "EDUCATION PHYSIQUE ET SPORTIVE"),
    "050700": ("L1100", "SCIENCES ECONOMIQUES ET SOCIALES"), "010300": ("L0100", "PHILOSOPHIE"),
    "023700": ("L0100", "PHILOSOPHIE"), "081300": ("L1700", "EDUCATION MUSICALE ET CHANT CHORAL"),
    "090100": ("L1800", "ARTS PLASTIQUES"), "070800": ("L1400", "TECHNOLOGIE"),
    "020100": ("L0201", "LETTRES CLASSIQUES"),
    "020200": ("L0201", "LETTRES CLASSIQUES"), "278500": ("L0202", "LETTRES MODERNES"),
    "285200": ("L0202", "LETTRES MODERNES"), "074300": ("L1301", "NUMERIQUE ET SCIENCES INFORMATIQUES"),
    "074400": ("L1301", "NUMERIQUE ET SCIENCES INFORMATIQUES"), "068500": ("P1315", "MATHEMATIQUES-SCIENCES"),
    "022100": ("P0210", "LETTRES HISTOIRE GEOGRAPHIE"), "278300": ("P6500", "ARTS APPLIQUES"),
    "230700": ("P5200", "GENIE ELECTRIQUE"), "400300": ("P8510", "HOTELLERIE: TECHNIQUES CULINAIRES"),
    "345300": ("P8039", "ECONOMIE-GESTION: COMMERCE"), "312800": ("P7200", "BIOTECHNOLOGIES SANTE-ENVIRONNEMENT"),
    "330300": ("P7300", "SCIENCES ET TECHNIQUES MEDICO-SOCIALES"), "342900": ("L8013", "ECO-GESTION: MARKETING"),
    "434700": ("L8011", "ECO-GESTION: MANAGEMENT"), "381000": ("L8011", "ECO-GESTION: MANAGEMENT"),
    "073500": ("L1412", "SII: INGENIERIE ELECTRIQUE"), "067300": ("L1412", "SII: INGENIERIE ELECTRIQUE"),
}  # fmt: skip
"""Subject code to the code and label of the teacher's post."""

SAME_TEACHER = {
    "043800": "043700", "037900": "030201", "074400": "074300", "023700": "010300", "067300": "073500",
    "381000": "434700", "278500": "020700", "285200": "020700", "020200": "020100",
    "008400": "020700", "006600": "061300",
}  # fmt: skip
"""Subjects taught by the teachers of another one."""


@dataclass(frozen=True, slots=True)
class Block:
    """A choice offered to a level: `picks` of `choices` (subject, group prefix, weight) by a `share` of its pupils."""

    choices: tuple[tuple[str, str, float], ...]
    picks: int = 1
    share: float = 1.0
    hours: float = 3.0
    fill: int = 28


@dataclass(frozen=True, slots=True)
class Level:
    """One programme of a kind of school.

    `pattern` names its classes ("2de {n}", "6e {l}": number or letter), `share` is its part of the school's pupils,
    `age` the age reached in the first calendar year of the school year, `fewest` classes at least, `size` the usual
    number of pupils of a class, `core` the subjects of all with weekly hours, `halves` whether classes are halved.
    """

    pattern: str
    share: float
    mef: str
    label: str
    stat: str
    training: str
    track: str
    age: int
    size: int
    core: tuple[tuple[str, float], ...]
    blocks: tuple[Block, ...] = ()
    fewest: int = 1
    halves: bool = False
    cycle: str = ""


def _core(text: str) -> tuple[tuple[str, float], ...]:
    return tuple((code, float(hours)) for code, hours in (part.split(":") for part in text.split()))


_LV2 = Block(
    (
        ("030602", "ESP", 0.62),
        ("030102", "ALL", 0.2),
        ("030902", "ITA", 0.13),
        ("031102", "POR", 0.03),
        ("030302", "ARA", 0.02),
    ),
    hours=2.5,
)
_OPTIONS = Block(
    (
        ("020100", "LAT", 0.25),
        ("278500", "THE", 0.25),
        ("285200", "CAV", 0.2),
        ("100O00", "SPO", 0.2),
        ("020200", "GRC", 0.1),
    ),
    share=0.2,
)
_SPECIALITES = (
    ("061300", "MAT", 0.22), ("062300", "PC", 0.18), ("062900", "SVT", 0.15), ("050700", "SES", 0.16),
    ("043800", "HGGSP", 0.13), ("037900", "LLC", 0.07), ("023700", "HLP", 0.05), ("074400", "NSI", 0.04),
)  # fmt: skip

_GT = "020700:4 061300:4 043700:3 030201:3 062300:3 062900:1.5 100100:2 050700:1.5 074300:1.5 006600:1 008400:0.5"
_PREMIERE = "020700:4 043700:3 030201:2.5 100100:2 062300:1 062900:1 008400:0.5"
_TERMINALE = "010300:4 043700:3 030201:2 100100:2 062300:1 062900:1 008400:0.5"
_STMG = "020700:3 043700:1.5 030201:2.5 061300:3 100100:2 434700:7 381000:4 008400:0.5"
_TSTMG = "010300:2 043700:1.5 030201:2.5 061300:3 100100:2 342900:10 381000:6 008400:0.5"
_STI = "020700:3 043700:1.5 030201:2.5 061300:3 062300:6 100100:2 073500:12 008400:0.5"
_TSTI = "010300:2 043700:1.5 030201:2.5 061300:3 062300:6 100100:2 067300:12 008400:0.5"
_BTS = "020700:2 030201:3 381000:4 434700:6 342900:12"
_PRO = "022100:4 061300:2 068500:2 030201:2 100100:2.5 312800:1 278300:1"
_COL = "020700:4.5 061300:4 043700:3 030201:3 062300:1.5 062900:1.5 070800:1.5 100100:3 081300:1 090100:1 008400:0.5"
_COL6 = "020700:4.5 061300:4.5 043700:3 030201:4 062300:1.5 062900:1.5 100100:4 081300:1 090100:1 008400:0.5"


def _pro(speciality: str, code: str, label: str, subject: str, share: float) -> tuple[Level, ...]:
    trade = _core(f"{_PRO} {subject}:12")
    return tuple(
        Level(
            f"{rank}{speciality}{{n}}", share * part, f"247{code}33{n}", f"{name} {label}", f"243{n}00{code}",
            "BAC PRO", "BAC PROFESSIONNEL 3 ANS", 14 + n, 24, trade, halves=True,
        )
        for n, rank, name, part in ((1, "2", "2NDPRO", 0.36), (2, "1", "1ERPRO", 0.33), (3, "T", "TLEPRO", 0.31))
    )  # fmt: skip


def _cap(speciality: str, code: str, label: str, subject: str, share: float) -> tuple[Level, ...]:
    trade = _core(f"{_PRO} {subject}:14")
    return tuple(
        Level(
            f"{n}CAP{speciality}{{n}}", share * part, f"241{code}2{n}0", f"{n}CAP2 {label}", f"23{1 + n}100{code}",
            "CAP", "CAP 2 ANS", 14 + n, 14, trade,
        )
        for n, part in ((1, 0.55), (2, 0.45))
    )  # fmt: skip


LEVELS: dict[str, tuple[Level, ...]] = {
    "lgt": (
        Level("2de {n}", 0.34, "20010019110", "2DE GENERALE ET TECHNOLOGIQUE", "22110010019", "2NDE GT",
              "2NDE GENERALE ET TECHNOLOGIQUE", 15, 34, _core(_GT), (_LV2, _OPTIONS), fewest=4, halves=True),
        Level("1re {n}", 0.24, "20110019110", "PREMIERE GENERALE", "22120010019", "1ERE GENERALE", "1ERE GENERALE",
              16, 34, _core(_PREMIERE), (Block(_SPECIALITES, 3, hours=4, fill=30),)),
        Level("1STMG{n}", 0.06, "21131015110", "PREMIERE STMG", "22121310151", "1ERE TECHNO", "1ERE STMG",
              16, 30, _core(_STMG), (_LV2,)),
        Level("1STI2D{n}", 0.03, "21120010110", "PREMIERE STI2D", "22121200101", "1ERE TECHNO", "1ERE STI2D",
              16, 28, _core(_STI), halves=True),
        Level("Tle {n}", 0.23, "20210019110", "TERMINALE GENERALE", "22130010019", "TERMINALE GENERALE",
              "TERMINALE GENERALE", 17, 34, _core(_TERMINALE), (Block(_SPECIALITES, 2, hours=6, fill=30),)),
        Level("TSTMG{n}", 0.05, "21231020110", "TERMINALE STMG", "22132310201", "TERMINALE TECHNO", "TERMINALE STMG",
              17, 30, _core(_TSTMG), (_LV2,)),
        Level("TSTI2D{n}", 0.03, "21220010110", "TERMINALE STI2D", "22132200101", "TERMINALE TECHNO", "TERMINALE STI2D",
              17, 28, _core(_TSTI), halves=True),
        Level("1BTSMCO{n}", 0.01, "31131208321", "BTS1 MANAGEMENT COMMERC.OPERATIONNEL", "31110031208", "BTS",
              "BTS 2 ANS", 18, 28, _core(_BTS)),
        Level("2BTSMCO{n}", 0.01, "31131208322", "BTS2 MANAGEMENT COMMERC.OPERATIONNEL", "31120031208", "BTS",
              "BTS 2 ANS", 19, 28, _core(_BTS)),
    ),
    "lp": (
        *_pro("MRC", "31211", "METIERS RELATION CLIENT", "345300", 0.34),
        *_pro("MELEC", "25514", "METIERS ELECTRICITE ENVIRONNEMENTS CONN.", "230700", 0.26),
        *_pro("ASSP", "33003", "ACCOMPAGNEMENT SOINS ET SERV. PERSONNE", "330300", 0.22),
        *_cap("CUI", "22138", "CUISINE", "400300", 0.18),
    ),
    "clg": (
        Level("6e {l}", 0.26, "10010012110", "6EME", "21110010012", "6EME", "6EME", 11, 27, _core(_COL6), fewest=3),
        Level("5e {l}", 0.25, "10110001110", "5EME", "21120010001", "5EME", "5EME", 12, 27, _core(_COL), (_LV2,), 2),
        Level("4e {l}", 0.25, "10210001110", "4EME", "21150010001", "4EME", "4EME", 13, 27, _core(_COL), (_LV2,)),
        Level("3e {l}", 0.24, "10310019110", "3EME", "21160010019", "3EME", "3EME", 14, 27, _core(_COL), (_LV2,)),
    ),
    "ecole": tuple(
        Level(f"{name}{{s}}", 0.2, "", name, stat, name, "", age, 25, (), cycle=cycle)
        for name, stat, age, cycle in (
            ("CP", "1121", 6, "CYCLE II"), ("CE1", "1122", 7, "CYCLE II"), ("CE2", "1123", 8, "CYCLE II"),
            ("CM1", "1131", 9, "CYCLE III"), ("CM2", "1132", 10, "CYCLE III"),
        )
    ),
}  # fmt: skip
"""Levels by kind of school, in the order their classes are listed."""


def class_name(pattern: str, rank: int) -> str:
    """Name of the class of that rank (from 0): "2de 4", "5e B", "CE2", then "CE2 B"."""
    letter = chr(ord("A") + rank) if rank < 26 else f"Z{rank - 25}"
    return pattern.format(n=rank + 1, l=letter, s=f" {letter}" if rank else "")
