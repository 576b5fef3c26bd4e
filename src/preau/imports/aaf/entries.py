"""Makes records of entries: one table of attribute names for both degrees, one converter each."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from preau.imports.aaf import values as v
from preau.imports.aaf.records import (
    GUARDIAN,
    PROGRAMME,
    SCHOOL,
    STAFF,
    STUDENT,
    SUBJECT,
    PersonFields,
    Schooling,
    SchoolRecord,
    StaffRecord,
    StudentRecord,
)
from preau.imports.aaf.refusals import EntryRefused
from preau.imports.aaf.schools import school_kind, school_name
from preau.imports.enums import RefusalCause

Values = list[str]
Fields = dict[str, Any]
KEY_MAX = 40
WIDTH_OF_OTHERS = 1000  # of texts that no column keeps as they are
WIDTHS = {
    "title": 5, "family_name": 100, "birth_name": 100, "given_name": 100, "email": 254, "mobile": 32,
    "home_phone": 32, "work_phone": 32, "address": 250, "postal_code": 12, "city": 80, "country": 60,
    "ine": 11, "mef_code": 11, "level_label": 80, "boarding_status": 60, "uai": 8, "name": 160, "siret": 14,
    "contract": 4, "ministry_code": 4, "street": 200, "phone": 32, "label": 120, "parent_code": 11, "mefstat11": 11,
    "mobile_sms": 32, "old_uai": 8,
}  # fmt: skip


def _first(values: Values) -> str:
    return values[0] if values else ""


def _text(values: Values) -> str:
    return v.text(values[0]) if values else ""


def _day(values: Values) -> str | None:
    return v.iso_day(_first(values))


def _yes(values: Values) -> bool:
    return _first(values).strip().upper() == "O"


def _keys(values: Values) -> tuple[str, ...]:
    return tuple(dict.fromkeys(key for one in values if (key := one.split("$")[0].strip())))


def _all(convert: Callable[[str], Any]) -> Callable[[Values], tuple[Any, ...]]:
    def every(values: Values) -> tuple[Any, ...]:
        return tuple(sorted({made for one in values if one.strip() and (made := convert(one)) is not None}))

    return every


def _links(values: Values) -> tuple[v.Link, ...]:
    found = {made.guardian: made for one in values if (made := v.link(one)) is not None}
    return tuple(found[key] for key in sorted(found))


def _teaching(value: str) -> tuple[str, str, str, str] | None:
    parts = [v.text(part) for part in value.split("$")]
    if len(parts) >= 5:  # first degree: no subject, the class by identifier and name
        code = parts[3] or parts[1]
        return (parts[0], code, "", parts[4] or code) if parts[0] and code else None
    if len(parts) < 2 or not parts[0] or not parts[1]:
        return None
    return parts[0], parts[1], parts[2][:6] if len(parts) > 2 else "", parts[1]


def _title(values: Values) -> str:
    said = _text(values)
    return {"MME": "Mme", "MLLE": "Mme", "M": "M.", "M.": "M."}.get(said.upper(), said)


Table = dict[str, tuple[str, Callable[[Values], Any]]]
PERSON: Table = {
    "personalTitle": ("title", _title),
    "ENTPersonCivilite": ("title", _title),
    "sn": ("family_name", _text),
    "ENTPersonNom": ("family_name", _text),
    "ENTPersonNomPatro": ("birth_name", _text),
    "givenName": ("given_name", _text),
    "ENTPersonPrenom": ("given_name", _text),
    "ENTPersonDateNaissance": ("birth_date", _day),
    "mail": ("email", _text),
    "ENTPersonMail": ("email", _text),
    "ENTPersonMobileSMS": ("mobile_sms", _text),
    "mobile": ("mobile", _text),
    "ENTPersRelEleveTelMobile": ("mobile", _text),
    "homePhone": ("home_phone", _text),
    "ENTPersonTelPerso": ("home_phone", _text),
    "telephoneNumber": ("work_phone", _text),
    "ENTPersRelEleveTelPro": ("work_phone", _text),
    "ENTPersonAdresse": ("address", lambda values: v.address(_first(values))),
    "ENTPersonCodePostal": ("postal_code", _text),
    "ENTPersonVille": ("city", _text),
    "ENTPersonPays": ("country", _text),
    "ENTPersonAdresseDiffusion": ("shares_address", _yes),
}
STUDENT_FIELDS: Table = {
    **PERSON,
    "ENTEleveINE": ("ine", _text),
    "ENTEleveMEF": ("mef_code", _text),
    "ENTEleveLibelleMEF": ("level_label", _text),
    "ENTEleveNiveau": ("level_label", _text),
    "ENTEleveRegime": ("boarding_status", _text),
    "ENTEleveDateEntreeStructRattach": ("entered_on", _day),
    "ENTPersonStructRattach": ("attached", _keys),
    "ENTEleveClasses": ("classes", _all(v.labelled)),
    "ENTPersonClasses": ("classes", _all(v.labelled)),
    "ENTEleveGroupes": ("groups", _all(v.labelled)),
    "ENTPersonGroupes": ("groups", _all(v.labelled)),
    "ENTElevePersRelEleve": ("links", _links),
    "ENTEleveAutoriteParentale": ("authority_links", _links),
}
STAFF_FIELDS: Table = {
    **PERSON,
    "ENTPersonStructRattach": ("attached", _keys),
    "ENTPersonFonctions": ("functions", _all(v.function)),
    "ENTAuxEnsClassesMatieres": ("class_teachings", _all(_teaching)),
    "ENTPersonClasses": ("class_teachings", _all(_teaching)),
    "ENTAuxEnsGroupesMatieres": ("group_teachings", _all(_teaching)),
    "ENTPersonGroupes": ("group_teachings", _all(_teaching)),
    "ENTAuxEnsClassesPrincipal": ("heads", _all(v.pair)),
    "ENTEnsFonctionDir": ("directs", _keys),
    "ENTPersonCategorieEnseignant": ("teaches", _yes),
}
SCHOOL_FIELDS: Table = {
    "ENTStructureUAI": ("uai", _text),
    "ENTEtablissementUAI": ("old_uai", _text),
    "ENTStructureSIREN": ("siret", _text),
    "ENTStructureNomCourant": ("raw_name", _first),
    "ENTStructureTypeStruct": ("type_label", _text),
    "ENTStructureCodeTypeStruct": ("type_code", _text),
    "ENTEtablissementCodeMinistereTutelle": ("ministry_code", _text),
    "ENTEtablissementContrat": ("contract", _text),
    "ENTEcoleSecteur": ("contract", _text),
    "street": ("street", _text),
    "ENTStructureAdresse": ("street", lambda values: v.address(_first(values))),
    "postalCode": ("postal_code", _text),
    "ENTStructureCodePostal": ("postal_code", _text),
    "l": ("city", _text),
    "ENTStructureVille": ("city", _text),
    "telephoneNumber": ("phone", _text),
    "ENTStructureTelephone": ("phone", _text),
    "ENTStructureMailSI": ("email", _text),
    "ENTStructureEmail": ("email", _text),
    "ENTEtablissementStructRattachFctl": ("campus", _text),
    "ENTServAcCodeAcademie": ("academy_code", _text),
    "ENTServAcAcademie": ("academy_name", _text),
    "ENTStructureClasses": ("classes", _all(lambda one: _declared_class(one))),
    "ENTStructureGroupes": ("groups", _all(lambda one: _declared_group(one))),
}
NOMENCLATURE_FIELDS: Table = {
    "ENTLibelleMef": ("label", _text),
    "ENTMEFRattach": ("parent_code", _text),
    "ENTMEFSTAT11": ("mefstat11", _text),
    "ENTLibelleMatiere": ("label", _text),
    "ENTMatiereRattach": ("parent_code", _text),
}
TABLES: dict[str, Table] = {
    STUDENT: STUDENT_FIELDS,
    GUARDIAN: PERSON,
    STAFF: STAFF_FIELDS,
    SCHOOL: SCHOOL_FIELDS,
    PROGRAMME: NOMENCLATURE_FIELDS,
    SUBJECT: NOMENCLATURE_FIELDS,
}
KEY_ATTRIBUTES = ("ENTPersonJointure", "ENTStructureJointure", "ENTMefJointure", "ENTMatJointure")
WANTED = frozenset(name for table in TABLES.values() for name in table) | set(KEY_ATTRIBUTES)
FIRST_DEGREE_ONLY = frozenset({"ENTPersonNom", "ENTPersonPrenom", "ENTEcoleSecteur"})
ESSENTIAL = {"family_name", "given_name", "birth_name", "uai", "old_uai"}


def _declared_class(value: str) -> tuple[str, str] | None:
    code = v.text(value.split("$")[0])
    return (code, code) if code else None


def _declared_group(value: str) -> tuple[str, str, tuple[str, ...]] | None:
    parts = [v.text(part) for part in value.split("$")]
    return (parts[0], parts[0], tuple(sorted({part for part in parts[2:] if part}))) if parts[0] else None


def fields_of(kind: str, given: dict[str, Values], warn: Callable[[RefusalCause, str], None]) -> Fields:
    """The fields that the attributes give, converted; raises EntryRefused.

    A value wider than the directory's column refuses the entry when it names someone, and is cut with a warning
    otherwise.
    """
    table = TABLES[kind]
    made: Fields = {}
    for attribute, values in given.items():
        target = table.get(attribute)
        if target is None:
            continue
        name, convert = target
        value = convert(values)
        if not value and made.get(name):
            continue  # two names of one field: the one that says something
        if isinstance(value, str) and len(value) > WIDTHS.get(name, WIDTH_OF_OTHERS):
            value = _fitted(name, value, warn)
        made[name] = value
    if sms := made.pop("mobile_sms", None):
        made["mobile"] = made.get("mobile") or sms
    authority = made.pop("authority_links", None)
    if authority is not None and "links" not in made:
        made["links"] = authority
    for school in made.pop("directs", ()):
        direct = (school, v.Function("DIR", "DIRECTION", "", ""))
        if not any(one[0] == school and one[1].code == "DIR" for one in made.get("functions", ())):
            made["functions"] = tuple(sorted((*made.get("functions", ()), direct)))
    return made


def _fitted(name: str, value: str, warn: Callable[[RefusalCause, str], None]) -> str:
    width = WIDTHS.get(name, WIDTH_OF_OTHERS)
    reason = _("valeur trop longue (%(length)d caractères, %(width)d admis) : %(field)s") % {
        "length": len(value), "width": width, "field": name,
    }  # fmt: skip
    if name in ESSENTIAL:
        raise EntryRefused(RefusalCause.TOO_LONG, reason)
    warn(RefusalCause.TOO_LONG, reason + _(" ; coupée"))
    return value[:width]


def person(fields: Fields) -> PersonFields:
    """A person from fields; raises EntryRefused without a name."""
    made = PersonFields(**{name: fields[name] for name in PersonFields._fields if name in fields})
    if not made.family_name:
        made = made._replace(family_name=made.birth_name)
    if not made.family_name:
        raise EntryRefused(RefusalCause.NO_NAME, _("nom absent"))
    return made


def student(fields: Fields) -> StudentRecord:
    """A pupil from fields."""
    schooling = Schooling(**{name: fields[name] for name in Schooling._fields if name in fields})
    return StudentRecord(
        person(fields),
        fields.get("attached", ()),
        fields.get("classes", ()),
        fields.get("groups", ()),
        schooling,
        fields.get("links", ()),
    )


def staff(fields: Fields) -> StaffRecord:
    """A member of staff from fields."""
    return StaffRecord(
        person(fields),
        fields.get("attached", ()),
        fields.get("functions", ()),
        fields.get("class_teachings", ()),
        fields.get("group_teachings", ()),
        fields.get("heads", ()),
        fields.get("teaches", False),
    )


def school(fields: Fields) -> SchoolRecord:
    """A school from fields; raises EntryRefused without a UAI."""
    uai = (fields.get("uai") or fields.get("old_uai") or "").upper()
    if not uai:
        raise EntryRefused(RefusalCause.BAD_VALUE, _("établissement sans UAI"))
    raw = fields.get("raw_name", "")
    plain = {name: fields[name] for name in SchoolRecord._fields if name in fields and name not in {"uai", "name"}}
    return SchoolRecord(
        uai=uai,
        name=school_name(raw, uai)[: WIDTHS["name"]],
        kind=school_kind(fields.get("type_code", ""), fields.get("type_label", ""), raw.split("$")[0]),
        **plain,
    )


def nomenclature(fields: Fields) -> tuple[str, str, str]:
    """A programme or a subject: label, parent code, statistical code."""
    return fields.get("label", ""), fields.get("parent_code", ""), fields.get("mefstat11", "")


BUILDERS: dict[str, Callable[[Fields], Any]] = {
    STUDENT: student,
    GUARDIAN: person,
    STAFF: staff,
    SCHOOL: school,
    PROGRAMME: nomenclature,
    SUBJECT: nomenclature,
}


def key_of(identifier: str, given: dict[str, Values]) -> str:
    """The join key of an entry; raises EntryRefused when it has none."""
    key = next((_text(given[name]) for name in KEY_ATTRIBUTES if name in given), "") or identifier
    if not key:
        raise EntryRefused(RefusalCause.NO_KEY, _("clé de jointure absente"))
    if len(key) > KEY_MAX:
        raise EntryRefused(RefusalCause.TOO_LONG, _("clé de jointure trop longue"))
    return key
