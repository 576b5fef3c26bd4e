"""What the directory keeps of people, why, who sees it, and how it goes."""

import uuid
from collections.abc import Sequence
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from preau.directory.bulk import relist
from preau.directory.enums import AffiliationState
from preau.directory.models import (
    Affiliation,
    CourtDecision,
    DirectoryRecord,
    Enrollment,
    FileReading,
    FormerMailbox,
    GroupMembership,
    GroupStaff,
    Guardianship,
    HomeroomTeacher,
    ListedPerson,
    Person,
    RecordMatch,
    Section,
    StaffFunction,
)
from preau.directory.retention import MAILBOX_DAYS, UNDO_DAYS, days_kept, expire_mailboxes, expire_match_lists
from preau.directory.services.readings import KEPT_DAYS, expire_readings
from preau.kernel import clock, scope
from preau.kernel.duties import Duty, FieldUse, Stays, Term, declare, rows_as_json

_WHILE_HERE = _("le temps de la présence dans l’établissement, puis trois mois au plus")
_STAFF = _("personnels de l’établissement")

_FACT = FieldUse(
    _("décrire les établissements, leurs calendriers et leurs enseignements"),
    _("tous les usagers de l’établissement"),
    _("sans limite : ne dit rien d’une personne"),
    is_personal=False,
)
_LINK = FieldUse(
    _("relier les données entre elles"),
    _("jamais affiché : identifiant interne"),
    _WHILE_HERE,
    data=_("identifiants internes"),
)
_NAME = FieldUse(
    _("savoir à qui l’on s’adresse"),
    _("usagers qui partagent une classe, un groupe ou un établissement, selon leurs droits"),
    _("le temps de la présence, puis trois mois au plus ; le nom de l’auteur reste sur ce que l’établissement garde"),
    data=_("civilité, nom, prénom"),
)
_BIRTH = FieldUse(
    _("connaître la majorité de l’élève et distinguer les homonymes"), _STAFF, _WHILE_HERE, data=_("date de naissance")
)
_CONTACT = FieldUse(
    _("joindre la personne"),
    _("personnels de l’établissement ; l’autre responsable si la personne accepte le partage de son adresse"),
    _WHILE_HERE,
    data=_("adresse, téléphones, adresse électronique"),
)
_FORMER = FieldUse(
    _("prévenir l’ancienne adresse que la fiche en a une autre, et y envoyer aussi les liens de mot de passe"),
    _("la personne ; l’exploitant, techniquement"),
    _("trois jours après le changement ; trente au plus si la personne l’a contesté"),
    data=_("adresse électronique précédente"),
)
_CHOICE = FieldUse(
    _("respecter un choix de la personne"), _STAFF, _WHILE_HERE, data=_("partage de l’adresse, choix faits à 18 ans")
)
_LIFE = FieldUse(
    _("suspendre puis effacer à temps"), _("exploitants de la plateforme"), _WHILE_HERE, data=_("date de départ")
)
_KEY = FieldUse(
    _("reconnaître la même fiche d’un import à l’autre"),
    _("administrateurs de l’établissement"),
    _WHILE_HERE,
    data=_("clé de la fiche dans l’annuaire de l’académie"),
)
_MATCH = FieldUse(
    _("réunir deux fiches d’une même personne, et pouvoir le défaire"),
    _("administrateurs qui ont des droits sur les deux fiches"),
    _("la liste de ce qui a bougé : trente jours ; le reste : comme la fiche"),
    data=_("fiches qui sont peut-être une seule personne"),
)
_PLACE = FieldUse(
    _("donner à chacun sa place dans l’établissement"),
    _STAFF,
    _WHILE_HERE,
    data=_("établissement, qualité, fonctions, classes enseignées"),
)
_SCHOOLING = FieldUse(
    _("inscrire l’élève dans sa classe et ses groupes"),
    _STAFF,
    _WHILE_HERE,
    data=_("classe, groupes, formation, régime"),
)
_INE = FieldUse(
    _("échanger avec les applications nationales"),
    _("direction et administration"),
    _WHILE_HERE,
    data=_("identifiant national de l’élève (INE)"),
)
_FAMILY = FieldUse(
    _("savoir qui répond de l’élève, qui lit, qui signe, qui prévenir d’abord"),
    _("personnels de l’établissement ; la famille pour ce qui la concerne"),
    _WHILE_HERE,
    data=_("liens entre élèves et responsables"),
)
_FEES = FieldUse(
    _("adresser les factures et les aides"),
    _("administration et intendance"),
    _WHILE_HERE,
    data=_("qui paie les frais, qui reçoit les aides"),
)
_DECISION = FieldUse(
    _("appliquer ce qu’un juge a décidé"),
    _("direction de l’établissement"),
    _("tant que la décision court et que l’élève est présent"),
    data=_("nature, dates et référence d’une décision de justice"),
)

_READING = FieldUse(
    _("savoir qui a consulté la fiche d’un élève"),
    _("direction de l’établissement ; l’élève, sans le nom de la personne"),
    _("un an"),
    data=_("jours où un membre du personnel a ouvert la fiche d’un élève"),
)

FIELDS = {
    # First what a reader of the public page knows of themselves.
    **declare(
        "Person",
        {
            "title family_name birth_name given_name search_name": _NAME,
            "birth_date": _BIRTH,
            "email mobile home_phone work_phone address postal_code city country": _CONTACT,
            "shares_address takes_over_signatures_on closes_guardian_messages_on": _CHOICE,
            "suspended_at erased_at": _LIFE,
            "id": _LINK,
        },
    ),
    **declare("EducationAuthority", {"code name holiday_zone": _FACT}),
    **declare(
        "LocalAuthority",
        {
            "id kind name siren brand_color accent_color logo logo_alt icon": _FACT,
            "accessibility_contact accessibility_email": FieldUse(
                _("dire à qui signaler un défaut d’accessibilité"),
                _("tout le monde"),
                _("tant que la personne tient ce rôle"),
                data=_("personne à joindre pour l’accessibilité"),
            ),
        },
    ),
    **declare("JointCampus", {"id name": _FACT}),
    **declare(
        "School",
        {
            "id uai uai_is_valid name kind authority join_key local_authority joint_campus siret contract": _FACT,
            "ministry_code street postal_code city phone email timezone record_digest tells_until told_at": _FACT,
        },
    ),
    **declare("SchoolYear", {"year starts_on ends_on": _FACT}),
    **declare("SchoolHoliday", {"id zone school_year name starts_on ends_on": _FACT}),
    **declare("Closure", {"id school starts_on ends_on reason": _FACT}),
    **declare("GradingPeriod", {"id school school_year position name starts_on ends_on": _FACT}),
    **declare("StudyProgramme", {"id authority mef_code label parent_code mefstat11": _FACT}),
    **declare("Subject", {"id authority code label parent_code": _FACT}),
    **declare("ListedCount", {"school profiles people": _FACT}),
    **declare("ListedPerson", {"school person": _LINK, "search_name": _NAME, "profiles": _PLACE}),
    **declare("FormerMailbox", {"id person": _LINK, "email changed_at told_at disputed_at": _FORMER}),
    **declare("DirectoryRecord", {"id person": _LINK, "authority kind join_key digest": _KEY}),
    **declare("RecordMatch", {"id": _LINK, "kept merged state proof moved created_at joined_at undone_at": _MATCH}),
    **declare(
        "Affiliation", {"id school person": _LINK, "profile state starts_on left_on": _PLACE, "source_key digest": _KEY}
    ),
    **declare("StaffFunction", {"id school affiliation": _LINK, "code label discipline_code discipline_label": _PLACE}),
    **declare("HomeroomTeacher", {"id school": _LINK, "homeroom person": _PLACE}),
    **declare("Homeroom", {"id school school_year code label": _FACT}),
    **declare("StudentGroup", {"id school school_year code label source rule": _FACT}),
    **declare("GroupHomeroom", {"id school group homeroom": _FACT}),
    **declare("GroupMembership", {"id school": _LINK, "group student": _SCHOOLING}),
    **declare("GroupStaff", {"id school": _LINK, "group person": _PLACE}),
    **declare(
        "Enrollment",
        {
            "id school": _LINK,
            "school_year student homeroom mef_code level_label boarding_status entered_on left_on": _SCHOOLING,
            "ine": _INE,
        },
    ),
    **declare("Section", {"id school": _LINK, "school_year teacher subject_code homeroom group": _PLACE}),
    **declare(
        "Guardianship",
        {
            "id school": _LINK,
            "student guardian source_reach head_reach reach relation_code": _FAMILY,
            "contact_rank shares_address ended_at": _FAMILY,
            "pays_fees receives_aid": _FEES,
        },
    ),
    **declare("FileReading", {"id school": _LINK, "student reader profile day first_at last_at": _READING}),
    **declare(
        "CourtDecision",
        {
            "id": _LINK,
            "student guardian kind starts_on ends_on reference recorded_by_school recorded_at withdrawn_at": _DECISION,
        },
    ),
}


def export(person_id: uuid.UUID) -> dict[str, Any]:
    """Identity, places, schooling and family links of one person; of others, only that a link exists."""
    person = Person.objects.filter(pk=person_id).values().first()
    if person is None:
        return {}
    told: dict[str, Any] = {"person": rows_as_json([person])[0]}
    with scope.everything("a person's own data, asked for by that person"):
        lists = {
            "records": DirectoryRecord.objects.filter(person_id=person_id).values("authority_id", "kind", "join_key"),
            "former_mailboxes": FormerMailbox.objects.filter(person_id=person_id).values(
                "email", "changed_at", "told_at", "disputed_at"
            ),
            "places": Affiliation.objects.filter(person_id=person_id).values(
                "school__name", "profile", "state", "starts_on", "left_on"
            ),
            "functions": StaffFunction.objects.filter(affiliation__person_id=person_id).values(
                "school__name", "code", "label", "discipline_label"
            ),
            "schooling": Enrollment.objects.filter(student_id=person_id).values(
                "school__name", "school_year_id", "homeroom__label", "ine", "mef_code", "level_label",
                "boarding_status", "entered_on", "left_on",
            ),
            "groups": GroupMembership.objects.filter(student_id=person_id).values("school__name", "group__label"),
            "staff_groups": GroupStaff.objects.filter(person_id=person_id).values("school__name", "group__label"),
            "teachings": Section.objects.filter(teacher_id=person_id).values(
                "school__name", "school_year_id", "subject_code", "homeroom__label", "group__label"
            ),
            "head_teacher_of": HomeroomTeacher.objects.filter(person_id=person_id).values("homeroom__label"),
            "guardian_of": Guardianship.objects.filter(guardian_id=person_id).values(
                "school__name", "reach", "contact_rank", "pays_fees", "receives_aid", "shares_address", "ended_at"
            ),
            "has_guardians": Guardianship.objects.filter(student_id=person_id).values(
                "school__name", "reach", "contact_rank", "ended_at"
            ),
            "file_readings": FileReading.objects.filter(student_id=person_id).values(
                "school__name", "day", "profile", "first_at", "last_at"
            ),
            "files_read": FileReading.objects.filter(reader_id=person_id).values("school__name", "day"),
            "records_joined": RecordMatch.objects.filter(Q(kept_id=person_id) | Q(merged_id=person_id)).values(
                "state", "created_at", "joined_at", "undone_at"
            ),
            "court_decisions": CourtDecision.objects.filter(Q(student_id=person_id) | Q(guardian_id=person_id)).values(
                "kind", "starts_on", "ends_on", "reference"
            ),
        }  # fmt: skip
        for name, rows in lists.items():
            if found := rows_as_json(rows):
                told[name] = found
    return told


def erase(person_ids: Sequence[uuid.UUID], names_kept: frozenset[uuid.UUID]) -> dict[str, int]:
    """Erase all that ties these persons to schools and to each other; their row stays, empty, for what they signed."""
    with scope.everything("erasure of people who left"):
        rows = {
            "file_readings": FileReading.objects.filter(student__in=person_ids),
            "head_teachers": HomeroomTeacher.objects.filter(person__in=person_ids),
            "memberships": GroupMembership.objects.filter(student__in=person_ids),
            "staff_groups": GroupStaff.objects.filter(person__in=person_ids),
            "sections": Section.objects.filter(teacher__in=person_ids),
            "enrollments": Enrollment.objects.filter(student__in=person_ids),
            "affiliations": Affiliation.objects.filter(person__in=person_ids),
            "guardianships": Guardianship.objects.filter(Q(student__in=person_ids) | Q(guardian__in=person_ids)),
            "court_decisions": CourtDecision.objects.filter(Q(student__in=person_ids) | Q(guardian__in=person_ids)),
            "matches": RecordMatch.objects.filter(Q(kept__in=person_ids) | Q(merged__in=person_ids)),
            "records": DirectoryRecord.objects.filter(person__in=person_ids),
            "former_mailboxes": FormerMailbox.objects.filter(person__in=person_ids),
        }
        schools = {
            *Affiliation.objects.filter(person__in=person_ids).values_list("school_id", flat=True),
            *Guardianship.objects.filter(guardian__in=person_ids).values_list("school_id", flat=True),
        }
        counts = {name: found.delete()[0] for name, found in rows.items()}
        counts["listed"] = sum(relist(one.hex, [person.hex for person in person_ids]) for one in sorted(schools))
        counts["listed"] += ListedPerson.objects.filter(person__in=person_ids).delete()[0]  # wherever a place had gone
    nobody = {
        field.attname: field.get_default() if field.has_default() or field.null else ""
        for field in Person._meta.concrete_fields
        if field.name not in {"id", "suspended_at", "erased_at"}
    }
    named = {"title", "family_name", "given_name"}
    people = Person.objects.filter(pk__in=person_ids)
    counts["people"] = people.exclude(pk__in=names_kept).update(**nobody, erased_at=clock.now())
    authors = {name: value for name, value in nobody.items() if name not in named}
    counts["people"] += people.filter(pk__in=names_kept).update(**authors, erased_at=clock.now())
    return counts


def still_needs(person_ids: Sequence[uuid.UUID]) -> set[uuid.UUID]:
    """Those with a place, those who answer for a pupil, and those whom a running decision binds to someone present.

    Without the last ones, a person whom a judge barred would be forgotten and come back unbarred with the next import.
    """
    today = clock.today()
    with scope.everything("who still has a place"):
        found = set(
            Affiliation.objects.filter(person__in=person_ids, state=AffiliationState.ACTIVE).values_list(
                "person_id", flat=True
            )
        )
        found |= set(
            Guardianship.objects.filter(guardian__in=person_ids, ended_at=None).values_list("guardian_id", flat=True)
        )
        running = CourtDecision.objects.filter(Q(ends_on=None) | Q(ends_on__gte=today), withdrawn_at=None)
        found |= set(
            running.filter(guardian__in=person_ids, student__suspended_at=None, student__erased_at=None).values_list(
                "guardian_id", flat=True
            )
        )
    return found


def expire() -> dict[str, int]:
    """Lists of joinings that can no longer be undone, readings of a year ago, addresses of three days ago."""
    return {**expire_match_lists(), **expire_readings(), **expire_mailboxes()}


TERMS = (
    Term(
        "directory.leavers", _("Fiche d’une personne partie, liens, classe, coordonnées"), days_kept,
        _("après le départ"), _("arrêté du 30 novembre 2006 sur les ENT : trois mois au plus"),
    ),
    Term(
        "directory.file_readings", _("Consultations de la fiche d’un élève"), lambda: KEPT_DAYS,
        _("après la consultation"), _("recommandation de la CNIL du 14 octobre 2021 : six mois à un an"),
    ),
    Term(
        "directory.former_mailboxes", _("Adresse électronique précédente"), lambda: MAILBOX_DAYS,
        _("après le changement"), _("RGPD, article 32 : le temps de s’opposer à un changement frauduleux"),
    ),
    Term(
        "directory.match_lists", _("Liste de ce qui a bougé quand deux fiches sont réunies"), lambda: UNDO_DAYS,
        _("après la réunion"), _("RGPD, article 5 : le temps de pouvoir défaire"),
    ),
)  # fmt: skip

# Where a child lives and how it is reached tells where the other parent lives; the rest tells of other people.
WITHHELD = frozenset(
    {
        *(f"person.{name}" for name in ("email", "mobile", "home_phone", "work_phone", "address", "postal_code")),
        *("person.city", "person.country", "has_guardians", "court_decisions", "former_mailboxes"),
    }
)

DUTY = Duty(
    fields=FIELDS,
    export=export,
    erase=erase,
    still_needs=still_needs,
    expire=expire,
    withheld=WITHHELD,
    untold={"ListedPerson.person": "name and place once more, in the order of lists: told by themselves"},
    terms=TERMS,
    handed_out={
        name: Stays("fingerprint of a line of the academy's files: opens nothing")
        for name in ("DirectoryRecord", "Affiliation")
    },
)
