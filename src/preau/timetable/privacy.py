"""What this room keeps of people: who teaches what, who stands in for whom, the secret addresses of feeds."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from preau.kernel import scope
from preau.kernel.duties import Duty, Ends, FieldUse, Stays, Term, declare, rows_as_json
from preau.kernel.signatures import Followed, Signature
from preau.timetable.models import Change, MeantName, Reception, Replacement, SlotTeacher, TimetableFeed
from preau.timetable.services.terms import KEPT_DAYS, RECEPTION_DAYS, forget_old, forget_receptions
from preau.timetable.texts import hour_of, weekday_of

_LAW = _("RGPD, article 5 : pas plus longtemps que nécessaire")
_UNTIL = _("un an après la fin de l’année scolaire")
_READERS = _("les élèves du cours et leurs responsables, et les personnels selon leurs droits")
_PLAIN = FieldUse(
    _("dire quand, où et à quelles classes un cours a lieu"), _READERS, _UNTIL, is_personal=False
)  # fmt: skip
_TAUGHT = FieldUse(
    _("dire qui fait un cours"), _READERS, _UNTIL, data=_("cours que vous assurez"),
)  # fmt: skip
_STANDS_IN = FieldUse(
    _("dire qui est remplacé dans un cours, et par qui"), _READERS, _UNTIL, data=_("remplacements, faits ou reçus")
)
_STRETCH = FieldUse(
    _("dire qui est absent, de quand à quand, et qui remplace"), _("qui écrit l’emploi du temps de l’établissement"),
    _UNTIL, data=_("absences et remplacements prévus, d’un jour à un autre"),
)  # fmt: skip
_FEED = FieldUse(
    _("lire un emploi du temps dans un agenda, par une adresse secrète"), _("la personne elle-même"),
    _("jusqu’à sa fermeture ; elle n’ouvre plus rien dès que le droit s’éteint"),
    data=_("adresse secrète d’un emploi du temps"),
)  # fmt: skip
_DESK = _("qui écrit l’emploi du temps de l’établissement")
_MEANT = FieldUse(
    _("reconnaître un professeur sous le nom que lui donne un fichier"), _DESK, _("jusqu’au départ de la personne"),
    data=_("nom d’un professeur dans les fichiers de l’emploi du temps"),
)  # fmt: skip
_BROUGHT = FieldUse(
    _("savoir qui a déposé un emploi du temps"), _DESK, _("quatre cents jours"),
    data=_("auteur d’un dépôt d’emploi du temps"),
)  # fmt: skip
_REPORTED = FieldUse(
    _("relire ce qu’un fichier a changé à l’emploi du temps, et ce qui n’y a pas été compris"), _DESK,
    _("quatre cents jours"), data=_("noms de professeurs non reconnus dans un fichier"),
)  # fmt: skip

FIELDS = {
    **declare("Room", {"id school code name": _PLAIN}),
    **declare("WeekNames", {"id school school_year letters": _PLAIN}),
    **declare(
        "Slot",
        {
            "id school school_year subject_code title weekday starts ends letters weeks": _PLAIN,
            "first_on last_on room source source_key made_until version": _PLAIN,
        },
    ),
    **declare("SlotPupils", {"id school slot homeroom group": _PLAIN}),
    **declare("SlotTeacher", {"id school slot teacher": _TAUGHT}),
    **declare("Lesson", {"id school slot day": _PLAIN}),
    **declare(
        "Change",
        {
            "id school lesson is_cancelled day starts ends has_room room is_remote link instructions": _PLAIN,
            "reason source replacement version changed_at": _PLAIN,
            "absent teacher": _STANDS_IN,
        },
    ),
    **declare(
        "Replacement",
        {
            "id school school_year parts spared version changed_at": _PLAIN,
            "absent teacher first_on last_on reason": _STRETCH,
        },
    ),
    **declare("MeantName", {"id school kind key homeroom group room": _PLAIN, "spelling teacher": _MEANT}),
    **declare(
        "Reception",
        {
            "id school school_year name format digest size since state received_at applied_at": _PLAIN,
            "report message": _REPORTED,
            "brought_by brought_by_id": _BROUGHT,
        },
    ),
    **declare("FreshnessRule", {"id school days changed_at": _PLAIN}),
    **declare("TimetableFeed", {"id person about digest made_at": _FEED}),
}
_CHANGED = ("school__name", "lesson__day", "lesson__slot__starts", "lesson__slot__subject_code")

_DAYS = ("school__name", "first_on", "last_on")


def export(person_id: uuid.UUID) -> dict[str, Any]:
    """What they teach, where they stood in or were stood in for, and their addresses."""
    with scope.everything("a person's own data, asked for by that person"):
        taught = SlotTeacher.objects.filter(teacher_id=person_id).order_by("pk")
        told = {
            "lessons_taught": rows_as_json(
                taught.values(
                    "school__name", "slot__subject_code", "slot__title", "slot__weekday", "slot__starts",
                    "slot__first_on",
                )
            ),
            "lessons_stood_in": rows_as_json(Change.objects.filter(teacher_id=person_id).values(*_CHANGED)),
            "lessons_replaced": rows_as_json(Change.objects.filter(absent_id=person_id).values(*_CHANGED)),
            "replacements_made": rows_as_json(Replacement.objects.filter(teacher_id=person_id).values(*_DAYS)),
            "replacements_had": rows_as_json(Replacement.objects.filter(absent_id=person_id).values(*_DAYS, "reason")),
            "names_in_timetables": rows_as_json(
                MeantName.objects.filter(teacher_id=person_id).values("school__name", "spelling")
            ),
            "timetable_feeds": rows_as_json(TimetableFeed.objects.filter(person_id=person_id).values("made_at")),
        }  # fmt: skip
    return {name: rows for name, rows in told.items() if rows}


def _as_read(row: Mapping[str, Any]) -> Mapping[str, Any]:
    """A row with its weekday and its hour in words."""
    words = {"slot__weekday": weekday_of, "slot__starts": hour_of, "lesson__slot__starts": hour_of}
    return {name: words[name](value) if name in words else value for name, value in row.items()}


def erase(person_ids: Sequence[uuid.UUID], names_kept: frozenset[uuid.UUID]) -> dict[str, int]:
    """That they taught, stood in or were stood in for; their addresses, and those that tell of them."""
    with scope.everything("erasure of people who left"):
        rows: Mapping[str, Any] = {
            "lessons_taught": SlotTeacher.objects.filter(teacher_id__in=person_ids),
            "names_in_timetables": MeantName.objects.filter(teacher_id__in=person_ids),
            "timetable_feeds": TimetableFeed.objects.filter(person_id__in=person_ids)
            | TimetableFeed.objects.filter(about_id__in=person_ids),
        }
        counts = {name: found.delete()[0] for name, found in rows.items()}
        standing = Replacement.objects.filter(Q(teacher_id__in=person_ids) | Q(absent_id__in=person_ids))
        counts["stretches_replaced"] = standing.delete()[1].get("timetable.Replacement", 0)
        stood = Change.objects.filter(teacher_id__in=person_ids).update(teacher=None)
        stood += Change.objects.filter(absent_id__in=person_ids).update(absent=None)
        return {**counts, "replacements": stood}


def expire() -> dict[str, int]:
    """Timetables whose time is over."""
    return {"timetables": forget_old(), "timetable_files": forget_receptions()}


DUTY = Duty(
    fields=FIELDS,
    export=export,
    erase=erase,
    expire=expire,
    terms=(
        Term("timetable.slots", _("Emploi du temps"), lambda: KEPT_DAYS, _("après l’année scolaire"), _LAW),
        Term("timetable.files", _("Compte rendu d’un fichier d’emploi du temps"), lambda: RECEPTION_DAYS,
             _("après le dépôt"), _LAW),
    ),
    signatures=(
        Signature(
            Reception, "brought_by", "brought_by_id", "timetables_brought",
            ("school__name", "name", "state", "received_at", "applied_at"),
        ),
    ),
    worded={"lessons_taught": _as_read, "lessons_stood_in": _as_read, "lessons_replaced": _as_read},
    followed=(
        Followed(SlotTeacher, "teacher_id", ("slot_id",)),
        Followed(Change, "teacher_id"),
        Followed(Change, "absent_id"),
        Followed(Replacement, "teacher_id"),
        Followed(Replacement, "absent_id"),
        Followed(MeantName, "teacher_id"),
        Followed(TimetableFeed, "person_id", ("about_id",)),
        Followed(TimetableFeed, "about_id", ("person_id",)),
    ),
    handed_out={
        "TimetableFeed": Ends("calendars"),
        "MeantName": Stays("its key is a name as files write it, without accents; it opens nothing"),
        "Change": Stays("the address of a meeting, which who has the lesson reads; it opens nothing of Préau"),
    },
    untold={"TimetableFeed.about": "an address is told to whom it was given; it tells nothing of others"},
)  # fmt: skip
