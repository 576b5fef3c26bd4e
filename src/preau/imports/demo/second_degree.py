"""Records of the second degree in the words of AAF."""

from preau.imports.demo.curriculum import SUBJECTS
from preau.imports.demo.families import FATHER, IN_CHARGE, MOTHER, OLD_CODES
from preau.imports.demo.files import esc
from preau.imports.demo.people import Guardian, Link, Staff, Student
from preau.imports.demo.schools import KINDS, School
from preau.imports.demo.structures import Structure

_FATHERS = {FATHER, OLD_CODES[FATHER]}
_MOTHERS = {MOTHER, OLD_CODES[MOTHER]}


def values(items: list[str] | tuple[str, ...]) -> str:
    """`<value>` elements of already escaped items, `<value/>` for none."""
    if not items:
        return "<value/>"
    return "<value>" + "</value><value>".join(items) + "</value>"


def value(text: str) -> str:
    """One `<value>` of raw text, `<value/>` for an empty one."""
    return f"<value>{esc(text)}</value>" if text else "<value/>"


def attr(name: str, content: str) -> str:
    """One attribute with its ready `<value>` elements."""
    return f'<attr name="{name}">{content}</attr>\n'


def begin(category: str, what: str, key: int | str) -> str:
    """Start of an addRequest, down to the opening of its attributes."""
    return (
        f'<addRequest>\n<operationalAttributes><attr name="{category}"><value>{what}</value></attr>'
        "</operationalAttributes>\n"
        f"<identifier><id>{key}</id></identifier>\n<attributes>\n"
    )


END = "</attributes>\n</addRequest>\n\n"


def subject_record(code: str, label: str) -> str:
    """A subject of the nomenclature."""
    return (
        begin("categorieMatiere", "MatEducNat", code)
        + attr("ENTMatJointure", value(code))
        + attr("ENTLibelleMatiere", value(label))
        + attr("ENTMatiereRattach", value(code))
        + END
    )


def mef_record(code: str, label: str, stat: str, training: str, track: str) -> str:
    """A programme of the nomenclature."""
    return (
        begin("categorieMef", "MefEducNat", code)
        + attr("ENTMefJointure", value(code))
        + attr("ENTLibelleMef", value(label))
        + attr("ENTMEFRattach", value(code))
        + attr("ENTMEFSTAT11", value(stat))
        + attr("ENTNivFormation", value(training))
        + attr("ENTFiliere", value(track))
        + END
    )


def school_record(structure: Structure) -> str:
    """A school with its classes (`name$pupils$programme`) and groups (`name$pupils$class$class…`)."""
    school: School = structure.school
    _, _, _, _, _, label, code = KINDS[school.kind]
    classes = [esc(f"{d.name}${d.size}${d.level.mef}") for d in structure.divisions]
    groups = [esc("$".join([g.name, str(g.size), *g.divisions])) for g in structure.groups.values() if g.size]
    rank = int(school.key) % 10000
    phone = f"+33 4 65 71 {rank // 100:02d} {rank % 100:02d}"
    return (
        begin("categorieStructure", "EtabEducNat", school.key)
        + attr("ENTStructureJointure", value(school.key))
        + attr("ENTStructureUAI", value(school.uai))
        + attr("ENTEtablissementUAI", value(school.uai))
        + attr("ENTStructureSIREN", value(f"19{school.uai[:7]}{rank:05d}"))
        + attr("ENTStructureNomCourant", value(f"{school.sigle}${school.name}${school.town}"))
        + attr("ENTStructureTypeStruct", value(label))
        + attr("ENTStructureCodeTypeStruct", value(code))
        + attr("ENTEtablissementMinistereTutelle", value("MINISTERE DE L'EDUCATION NATIONALE"))
        + attr("ENTEtablissementCodeMinistereTutelle", value("06"))
        + attr("ENTEtablissementContrat", value("PU"))
        + attr("postOfficeBox", value(f"BP {rank % 90 + 1}" if rank % 3 == 0 else ""))
        + attr("street", value(f"{rank % 80 + 1} avenue des Écoles"))
        + attr("postalCode", value(school.postcode))
        + attr("l", value(school.town))
        + attr("telephoneNumber", value(phone))
        + attr("facsimileTelephoneNumber", value(""))
        + attr("ENTStructureMailSI", value(f"ce.{school.uai.lower()}@ac-demo.example"))
        + attr("ENTEtablissementStructRattachFctl", value(school.attached))
        + attr("ENTEtablissementBassin", value(school.basin))
        + attr("ENTServAcAcademie", value("LYON"))
        + attr("ENTServAcCodeAcademie", value("010"))
        + attr("ENTStructureClasses", values(classes))
        + attr("ENTStructureGroupes", values(groups))
        + END
    )


def legal_fields(links: tuple[Link, ...]) -> tuple[list[str], str, str]:
    """Keys of those with authority, of the father and of the mother ("" for none)."""
    keys = [str(link.guardian.key) for link in links if link.legal <= IN_CHARGE]
    father = next((str(link.guardian.key) for link in links if link.kinship in _FATHERS), "")
    mother = next((str(link.guardian.key) for link in links if link.kinship in _MOTHERS), "")
    return keys, father, mother


def class_fields(one: Student, entry: str) -> tuple[str, str, str]:
    """Values of ENTEleveClasses, ENTEleveGroupes and ENTEleveDateEntreeClasses."""
    if one.odd == "without_class":
        return "<value/>", "<value/>", "<value/>"
    name = one.division.name
    groups = values([f"{one.school}${group}" for group in one.groups])
    return f"<value>{one.school}${name}</value>", groups, f"<value>{one.school}${entry}${name}</value>"


def student_record(one: Student, year: int) -> str:
    """A pupil. The entry date is the first day of the school year."""
    level = one.division.level
    keys, father, mother = legal_fields(one.links)
    paying = next((link for link in one.links if link.payer), None)
    contact = next((link for link in one.links if link.contact and link is not paying), None)
    entry = f"01/09/{year}"
    classes, groups, entered = class_fields(one, entry)
    without = one.odd == "without_class"
    codes = [] if without else [code for code, _ in level.core] + one.subjects
    home = one.home
    mef = "<value/>" if without else f"<value>{level.mef}</value>"
    return f"""<addRequest>
<operationalAttributes><attr name="categoriePersonne"><value>Eleve</value></attr></operationalAttributes>
<identifier><id>{one.key}</id></identifier>
<attributes>
<attr name="ENTPersonJointure"><value>{one.key}</value></attr>
<attr name="ENTEleveINE"><value>{one.ine}</value></attr>
<attr name="ENTEleveStructRattachId"><value>{one.number}</value></attr>
<attr name="ENTPersonDateNaissance"><value>{one.birth}</value></attr>
<attr name="ENTPersonNomPatro"><value>{esc(one.birth_name)}</value></attr>
<attr name="sn"><value>{esc(one.name)}</value></attr>
<attr name="givenName"><value>{esc(one.given)}</value></attr>
<attr name="ENTPersonAutresPrenoms">{values(one.other_given)}</attr>
<attr name="personalTitle"><value>{"Mme" if one.female else "M."}</value></attr>
<attr name="mail">{value(one.mail)}</attr>
<attr name="ENTElevePersRelEleve">{values([link.value for link in one.links])}</attr>
<attr name="ENTEleveAutoriteParentale">{values(keys)}</attr>
<attr name="ENTEleveParents">{values([key for key in (father, mother) if key])}</attr>
<attr name="ENTElevePere">{value(father)}</attr>
<attr name="ENTEleveMere">{value(mother)}</attr>
<attr name="ENTElevePersRelEleve1">{value(str(paying.guardian.key) if paying else "")}</attr>
<attr name="ENTEleveQualitePersRelEleve1">{value("FINANCIER" if paying else "")}</attr>
<attr name="ENTElevePersRelEleve2">{value(str(contact.guardian.key) if contact else "")}</attr>
<attr name="ENTEleveQualitePersRelEleve2">{value("CONTACT" if contact else "")}</attr>
<attr name="ENTEleveBoursier"><value>{"O" if one.scholarship else "N"}</value></attr>
<attr name="ENTEleveRegime"><value>{esc(one.regime)}</value></attr>
<attr name="ENTEleveTransport"><value>{"O" if one.transport else "N"}</value></attr>
<attr name="ENTEleveStatutEleve"><value>{"ETUDIANT" if level.training == "BTS" else "SCOLAIRE"}</value></attr>
<attr name="ENTEleveMEF">{mef}</attr>
<attr name="ENTEleveLibelleMEF">{value("" if without else level.label)}</attr>
<attr name="ENTEleveNivFormation">{value("" if without else level.training)}</attr>
<attr name="ENTEleveFiliere">{value("" if without else level.track)}</attr>
<attr name="ENTEleveEnseignements">{values([esc(SUBJECTS[code]) for code in codes])}</attr>
<attr name="ENTEleveCodeEnseignements">{values(codes)}</attr>
<attr name="ENTPersonStructRattach"><value>{one.school}</value></attr>
<attr name="ENTEleveDateEntreeStructRattach"><value>{entry}</value></attr>
<attr name="ENTEleveDateSortieStructRattach"><value/></attr>
<attr name="ENTEleveDateEntreeClasses">{entered}</attr>
<attr name="ENTEleveDateSortieClasses"><value/></attr>
<attr name="ENTEleveClasses">{classes}</attr>
<attr name="ENTEleveGroupes">{groups}</attr>
<attr name="ENTPersonAdresse"><value>{esc(home.lines)}</value></attr>
<attr name="ENTPersonCodePostal"><value>{home.postcode}</value></attr>
<attr name="ENTPersonVille"><value>{esc(home.town)}</value></attr>
<attr name="ENTPersonPays"><value>FRANCE</value></attr>
<attr name="ENTEleveAdresseRel">{value(keys[0] if keys else "")}</attr>
<attr name="homePhone">{value(home.phone)}</attr>
</attributes>
</addRequest>

"""


def guardian_record(one: Guardian) -> str:
    """A guardian."""
    home = one.home
    return f"""<addRequest>
<operationalAttributes><attr name="categoriePersonne"><value>PersRelEleve</value></attr></operationalAttributes>
<identifier><id>{one.key}</id></identifier>
<attributes>
<attr name="ENTPersonJointure"><value>{one.key}</value></attr>
<attr name="ENTPersonDateNaissance"><value/></attr>
<attr name="ENTPersonNomPatro"><value>{esc(one.birth_name)}</value></attr>
<attr name="sn"><value>{esc(one.name)}</value></attr>
<attr name="givenName"><value>{esc(one.given)}</value></attr>
<attr name="personalTitle"><value>{"Mme" if one.female else "M."}</value></attr>
<attr name="mail">{value(one.mail)}</attr>
<attr name="homePhone">{value(home.phone)}</attr>
<attr name="telephoneNumber">{value(one.work_phone)}</attr>
<attr name="mobile">{value(one.mobile)}</attr>
<attr name="ENTPersonMobileSMS">{value(one.mobile if one.texts else "")}</attr>
<attr name="ENTPersonAdresse"><value>{esc(home.lines)}</value></attr>
<attr name="ENTPersonCodePostal"><value>{home.postcode}</value></attr>
<attr name="ENTPersonVille"><value>{esc(home.town)}</value></attr>
<attr name="ENTPersonPays"><value>FRANCE</value></attr>
<attr name="ENTPersonAdresseDiffusion"><value>{"O" if one.shares_address else "N"}</value></attr>
<attr name="ENTAuxPersRelEleveEleve">{values([str(key) for key in one.children])}</attr>
</attributes>
</addRequest>

"""


def staff_record(one: Staff, year: int) -> str:
    """A member of staff with functions, subjects, classes and groups of every school served."""
    schools = list(dict.fromkeys(function[0] for function in one.functions))
    subjects = dict.fromkeys(f"{s.school}${esc(SUBJECTS[s.subject])}" for s in one.services if s.subject)
    mefs = dict.fromkeys(f"{s.school}${s.mef}${esc(s.mef_label)}" for s in one.services if s.mef)
    groups = list(dict.fromkeys(f"{s.school}${s.name}" for s in one.services if s.is_group))
    in_classes = dict.fromkeys(f"{s.school}${s.name}${s.subject}" for s in one.services if not s.is_group)
    in_groups = dict.fromkeys(f"{s.school}${s.name}${s.subject}" for s in one.services if s.is_group)
    posts = dict.fromkeys((function[3], function[4]) for function in one.functions if function[3])
    dates = [f"{school}$01/09/{year}" for school in schools]
    return (
        begin("categoriePersonne", "PersEducNat", one.key)
        + attr("ENTPersonJointure", value(str(one.key)))
        + attr("ENTPersonSTSId", value(str(one.key % 1_000_000)))
        + attr("ENTPersonDateNaissance", value(one.birth))
        + attr("ENTPersonNomPatro", value(one.birth_name))
        + attr("sn", value(one.name))
        + attr("givenName", value(one.given))
        + attr("ENTPersonAutresPrenoms", "<value/>")
        + attr("personalTitle", value("Mme" if one.female else "M."))
        + attr("mail", value(one.mail))
        + attr("ENTPersonStructRattach", value(one.school))
        + attr("ENTPersonFonctions", values([esc("$".join(function)) for function in one.functions]))
        + attr("ENTPersonFonctionsDate", values(dates))
        + attr("ENTAuxEnsCategoDiscipline", values([esc(f"{code[:3]}${label}") for code, label in posts]))
        + attr("ENTAuxEnsDisciplinesPoste", values([esc(f"{label}${code}") for code, label in posts]))
        + attr("ENTAuxEnsMEF", values(list(mefs)))
        + attr("ENTAuxEnsMatiereEnseignEtab", values(list(subjects)))
        + attr("ENTAuxEnsClasses", values(one.classes))
        + attr("ENTAuxEnsGroupes", values(groups))
        + attr("ENTAuxEnsClassesMatieres", values(list(in_classes)))
        + attr("ENTAuxEnsGroupesMatieres", values(list(in_groups)))
        + attr("ENTAuxEnsClassesPrincipal", values([f"{school}${name}" for school, name in one.principal]))
        + attr("ENTEnsFonctionDir", value(one.heads))
        + attr("ENTPersonCategorieEnseignant", value("O" if one.teaches else "N"))
        + attr("PersEducNatPresenceDevantEleves", value("O" if one.services else "N"))
        + END
    )
