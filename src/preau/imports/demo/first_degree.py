"""Records of the first degree in the words of AAF1D: other attribute names, classes as five fields."""

from preau.imports.demo.files import esc
from preau.imports.demo.people import Guardian, Staff, Student
from preau.imports.demo.schools import KINDS
from preau.imports.demo.second_degree import END, attr, begin, value, values
from preau.imports.demo.structures import Structure


def class_value(school: str, name: str) -> str:
    """A class of the first degree: school, two unused fields, identifier, name."""
    return esc(f"{school}$$${class_id(school, name)}${name}")


def class_id(school: str, name: str) -> str:
    """Identifier of a class, made of the school's key and the class's name."""
    return f"{school}{name.replace(' ', '')}"


def school_record(structure: Structure) -> str:
    """A school of the first degree."""
    school = structure.school
    _, _, _, _, _, label, code = KINDS[school.kind]
    rank = int(school.key) % 10000
    return (
        begin("categorieStructure", "EtabEducNat", school.key)
        + attr("ENTStructureJointure", value(school.key))
        + attr("ENTStructureUAI", value(school.uai))
        + attr("ENTStructureNomCourant", value(f"{school.sigle}${school.name}${school.town}"))
        + attr("ENTStructureTypeStruct", value(label))
        + attr("ENTStructureCodeTypeStruct", value(code))
        + attr("ENTEcoleMinistereTutelle", value("MINISTERE DE L'EDUCATION NATIONALE"))
        + attr("ENTEcoleSecteur", value("PU"))
        + attr("ENTEcoleCirconscription", value(f"CIRCONSCRIPTION DE {school.town.upper()}"))
        + attr("ENTEcoleCommune", value(school.town))
        + attr("ENTEcoleRPI", value(""))
        + attr("ENTStructureBoitePostale", value(""))
        + attr("ENTStructureAdresse", value(f"{rank % 80 + 1} place des Écoles"))
        + attr("ENTStructureCodePostal", value(school.postcode))
        + attr("ENTStructureVille", value(school.town))
        + attr("ENTStructureTelephone", value(f"+33 4 65 71 {rank // 100:02d} {rank % 100:02d}"))
        + attr("ENTStructureEmail", value(f"ce.{school.uai.lower()}@ac-demo.example"))
        + attr("ENTServAcAcademie", value("LYON"))
        + attr("ENTServAcCodeAcademie", value("010"))
        + END
    )


def student_record(one: Student) -> str:
    """A pupil of the first degree."""
    level = one.division.level
    yes = "O" if one.regime.startswith("DEMI") else "N"
    return (
        begin("categoriePersonne", "Eleve", one.key)
        + attr("ENTPersonJointure", value(str(one.key)))
        + attr("ENTEleveINE", value(one.ine))
        + attr("ENTPersonDateNaissance", value(one.birth))
        + attr("ENTPersonNomPatro", value(one.birth_name))
        + attr("ENTPersonNom", value(one.name))
        + attr("ENTPersonPrenom", value(one.given))
        + attr("ENTPersonAutresPrenoms", values([esc(name) for name in one.other_given]))
        + attr("ENTPersonCivilite", value("Mme" if one.female else "M."))
        + attr("ENTPersonAdresse", value(one.home.lines))
        + attr("ENTPersonCodePostal", value(one.home.postcode))
        + attr("ENTPersonVille", value(one.home.town))
        + attr("ENTPersonPays", value("FRANCE"))
        + attr("ENTPersonStructRattach", value(one.school))
        + attr("ENTPersonClasses", f"<value>{class_value(one.school, one.division.name)}</value>")
        + attr("ENTPersonGroupes", "<value/>")
        + attr("ENTEleveAutoriteParentale", values([link.value for link in one.links]))
        + attr("ENTEleveNiveau", value(level.label))
        + attr("ENTEleveCycle", value(level.cycle))
        + attr("ENTEleveTypeClasse", value("ORDINAIRE"))
        + attr("ENTEleveRestaurantScolaire", value(yes))
        + attr("ENTEleveGarderieMatin", value("O" if one.key % 4 == 0 else "N"))
        + attr("ENTEleveGarderieSoir", value("O" if one.key % 3 == 0 else "N"))
        + attr("ENTEleveEtudesSurveillees", value("O" if one.key % 5 == 0 else "N"))
        + attr("ENTEleveTransport", value("O" if one.transport else "N"))
        + END
    )


def guardian_record(one: Guardian) -> str:
    """A guardian as the first degree knows them: its own pupils only, under the same key as in the second."""
    return (
        begin("categoriePersonne", "PersRelEleve", one.key)
        + attr("ENTPersonJointure", value(str(one.key)))
        + attr("ENTPersonNomPatro", value(one.birth_name))
        + attr("ENTPersonNom", value(one.name))
        + attr("ENTPersonPrenom", value(one.given))
        + attr("ENTPersonCivilite", value("Mme" if one.female else "M."))
        + attr("ENTPersonMail", value(one.mail))
        + attr("ENTPersonTelPerso", value(one.home.phone))
        + attr("ENTPersRelEleveTelPro", value(one.work_phone))
        + attr("ENTPersRelEleveTelMobile", value(one.mobile))
        + attr("ENTPersonAdresse", value(one.home.lines))
        + attr("ENTPersonCodePostal", value(one.home.postcode))
        + attr("ENTPersonVille", value(one.home.town))
        + attr("ENTPersonPays", value("FRANCE"))
        + attr("ENTPersonAdresseDiffusion", value("O" if one.shares_address else "N"))
        + attr("ENTPersRelEleveEleve", values([str(key) for key in one.young]))
        + END
    )


def staff_record(one: Staff) -> str:
    """A member of staff of the first degree."""
    classes = [class_value(service.school, service.name) for service in one.services]
    return (
        begin("categoriePersonne", "PersEducNat", one.key)
        + attr("ENTPersonJointure", value(str(one.key)))
        + attr("ENTPersonDateNaissance", value(one.birth))
        + attr("ENTPersonNomPatro", value(one.birth_name))
        + attr("ENTPersonNom", value(one.name))
        + attr("ENTPersonPrenom", value(one.given))
        + attr("ENTPersonCivilite", value("Mme" if one.female else "M."))
        + attr("ENTPersonMail", value(one.mail))
        + attr("ENTPersonStructRattach", value(one.school))
        + attr("ENTPersonFonctions", values([esc("$".join(function)) for function in one.functions]))
        + attr("ENTEnsSpecialites", value("G0000$SANS SPECIALITE" if one.services else ""))
        + attr("ENTEnsFonctionDir", value(one.heads))
        + attr("ENTPersonClasses", values(classes))
        + END
    )
