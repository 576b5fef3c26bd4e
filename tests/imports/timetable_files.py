"""Timetables as programs write them, of invented schools, for tests."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

CSV_HEADINGS = (
    "NUMERO;DUREE;FREQUENCE;MAT_CODE;MAT_LIBELLE;PROF_NOM;PROF_PRENOM;CLASSE;SALLE;ALTERNANCE;MODALITE;CO-ENS.;POND.;"
    "JOUR;H.DEBUT;EFFECTIF"
)


def csv_line(
    number: str = "1", *, length: str = "1h00", subject: str = "MATHEMATIQUES", family: str = "ROUX",
    given: str = "Claire", classes: str = "3A", room: str = "B12", weeks: str = "H", day: str = "lundi",
    starts: str = "08h05",
) -> str:  # fmt: skip
    """One lesson of EDT's text."""
    return f"{number};{length};{weeks};;{subject};{family};{given};{classes};{room};{weeks};CG;N;1;{day};{starts};25"


def csv_file(path: Path, *lines: str) -> Path:
    """EDT's text."""
    path.write_text("\r\n".join([CSV_HEADINGS, *lines]) + "\r\n", encoding="cp1252")
    return path


STS = """<?xml version="1.0" encoding="ISO-8859-15"?>
<EDT_STS><PARAMETRES><UAJ>{uai}</UAJ><ANNEE_SCOLAIRE>2026</ANNEE_SCOLAIRE></PARAMETRES><DONNEES>
<ALTERNANCES>
<ALTERNANCE CODE="H"><SEMAINES><DATE_DEBUT_SEMAINE>2026-08-31</DATE_DEBUT_SEMAINE></SEMAINES></ALTERNANCE>
<ALTERNANCE CODE="SA"><SEMAINES><DATE_DEBUT_SEMAINE>2026-09-07</DATE_DEBUT_SEMAINE>
<DATE_DEBUT_SEMAINE>2026-09-21</DATE_DEBUT_SEMAINE></SEMAINES></ALTERNANCE>
<ALTERNANCE CODE="SB"><SEMAINES><DATE_DEBUT_SEMAINE>2099-09-07</DATE_DEBUT_SEMAINE></SEMAINES></ALTERNANCE>
</ALTERNANCES>
<STRUCTURE><DIVISIONS>{divisions}</DIVISIONS><GROUPES>{groups}</GROUPES></STRUCTURE></DONNEES></EDT_STS>
"""


def sts_course(
    day: int = 1, starts: str = "0805", length: str = "0055", weeks: str = "H", room: str = "B12"
) -> str:  # fmt: skip
    """One hour of a teacher."""
    return (
        f"<COURS><CODE_ALTERNANCE>{weeks}</CODE_ALTERNANCE><JOUR>{day}</JOUR><HEURE_DEBUT>{starts}</HEURE_DEBUT>"
        f"<DUREE>{length}</DUREE><CODE_SALLE> {room} </CODE_SALLE></COURS>"
    )


def sts_service(teachers: Mapping[str, Sequence[str]], *, subject: str = "020700", together: bool = False) -> str:
    """A service: hours of each of its teachers."""
    people = "".join(
        f'<ENSEIGNANT TYPE="epp" ID="{number}"><COURS_RATTACHES>{"".join(courses)}</COURS_RATTACHES></ENSEIGNANT>'
        for number, courses in teachers.items()
    )
    return (
        f'<SERVICES><SERVICE CODE_MATIERE="{subject}" CODE_MOD_COURS="CG"><CO_ENS>{str(together).lower()}</CO_ENS>'
        f"<ENSEIGNANTS>{people}</ENSEIGNANTS></SERVICE></SERVICES>"
    )


def sts_text(divisions: Mapping[str, str], groups: Mapping[str, tuple[str, str]] | None = None, uai: str = "") -> str:
    """The return file: services of classes by code, of groups by code with the class they draw from."""
    told = "".join(f'<DIVISION CODE="{code}">{services}</DIVISION>' for code, services in divisions.items())
    more = "".join(
        f'<GROUPE CODE="{code}"><DIVISIONS_APPARTENANCE><DIVISION_APPARTENANCE CODE="{drawn}"/>'
        f"</DIVISIONS_APPARTENANCE>{services}</GROUPE>"
        for code, (drawn, services) in (groups or {}).items()
    )
    return STS.format(uai=uai, divisions=told, groups=more)


STS_OUTGOING = """<?xml version="1.0" encoding="ISO-8859-15"?><STS_EDT><DONNEES><INDIVIDUS>
<INDIVIDU ID="11" TYPE="epp"><NOM_USAGE> ROUX </NOM_USAGE><PRENOM>CLAIRE</PRENOM></INDIVIDU>
</INDIVIDUS></DONNEES></STS_EDT>
"""


def edt_xml(courses: str, *, first_day: str = "2026-08-31", pupils: str = "") -> str:
    """EDT's clear XML: a class in two halves, a group, two teachers, two rooms, places of half an hour from 8."""
    places = "".join(
        f'<Place Numero="{one}" LibelleHeureDebut="{8 + one // 2}h{30 * (one % 2):02}" '
        f'LibelleHeureFin="{8 + (one + 1) // 2}h{30 * ((one + 1) % 2):02}"/>'
        for one in range(20)
    )
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<Export><AnneeScolaire DatePremierJourSemaine1="{first_day}"/>
<GrilleHoraire DureePlace="30">{places}</GrilleHoraire>
<Matieres><Matiere Ident="1" Code="020700" Libelle="Mathématiques"/></Matieres>
<Classes><Classe Ident="1" Nom="3A"><PartieDeClasse Ident="7" Nom="3A GR1"/></Classe></Classes>
<Groupes><Groupe Ident="3" Nom="3LATIN"><Classe Ident="1"/></Groupe></Groupes>
<Professeurs><Professeur Ident="1" Nom="ROUX" Prenom="Claire"/>
<Professeur Ident="2" Nom="PETIT" Prenom="Marc"/></Professeurs>
<Salles><Salle Ident="1" Nom="B12"/></Salles><Eleves>{pupils}</Eleves>
<LesCours>{courses}</LesCours></Export>
"""


def zipped(path: Path, files: Mapping[str, str]) -> Path:
    """An archive of these files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    path.write_bytes(out.getvalue())
    return path


def undeux(**more: str) -> dict[str, str]:
    """UnDeuxTEMPS' tables: one class of mathematics for two half-sequences, then a group; `more`: rows by table."""
    rows = {
        "00": '<param annee="2026" duree_seq="60"/>',
        "03": '<salle code="B12" nom="B12"/>',
        "04": '<prof code="RX" nom="ROUX" prenom="Claire"/><prof code="PT" nom="PETIT" prenom="Marc"/>',
        "05": '<mat code="MA" libelle="Mathématiques" code_gep1="020700"/>',
        "07": "".join(
            f'<demi_seq code_jour="1" code="{one}" hre_deb="{800 + 30 * (one % 2) + 100 * (one // 2):04}" '
            f'hre_fin="{800 + 30 * ((one + 1) % 2) + 100 * ((one + 1) // 2):04}"/>'
            for one in range(6)
        ),
        "08": '<div code="3A" code_gep="3A" libelle="Troisième A"/>',
        "10": '<eleve id="9" nom="BENALI" prenom="Lina" naissance="14/07/2011"/>',
        "19": '<gpe id="5" code="G1" code_div="3A" code_sts="3A_G1"/>',
        "21": '<ele_gpe ele="9" gpe="5" code_div="3A"/>',
        "23": '<coens lignefic="4" prof="PT"/>',
        "11": "".join(f'<fiche id="{one}" jour="1" demi_seq="{one}"/>' for one in range(6)),
        "12": '<ligfiche id="1" fic="0" div="3A" mat="MA" prof="RX" salle="B12"/>'
        '<ligfiche id="2" fic="1" div="3A" mat="MA" prof="RX" salle="B12"/>'
        '<ligfiche id="4" fic="4" div="3A" mat="MA" prof="RX" salle="B12" idgpe="5"/>',
        **more,
    }
    return {f"UDCal_{number}.xml": f"<table>\n{text}\n</table>" for number, text in rows.items()}


def event(
    begins: str = "20261123T080500", ends: str = "20261123T090000", *, more: str = "", summary: str = "Mathématiques",
    description: str = "Classe : 3A\\nProfesseur : ROUX Claire",
) -> str:  # fmt: skip
    """One event of a calendar."""
    return (
        f"BEGIN:VEVENT\r\nUID:1\r\nDTSTAMP:20260901T000000Z\r\nDTSTART;TZID=Europe/Paris:{begins}\r\n"
        f"DTEND;TZID=Europe/Paris:{ends}\r\nSUMMARY:{summary}\r\nLOCATION:B12\r\nDESCRIPTION:{description}\r\n{more}"
        "END:VEVENT\r\n"
    )


def calendar(*events: str) -> str:
    """A calendar."""
    return "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:test\r\n" + "".join(events) + "END:VCALENDAR\r\n"
