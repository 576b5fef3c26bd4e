"""What this room keeps of people: who wrote what in a diary, what pupils ticked and noted, whom the head endorsed."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from preau.diary.models import Done, Endorsement, Entry, FormerText, OwnTask, TeachingPlan, Work
from preau.diary.services.terms import KEPT_DAYS, TICKS_DAYS, forget_old, forget_ticks
from preau.kernel import scope
from preau.kernel.duties import Duty, FieldUse, Term, declare, rows_as_json
from preau.kernel.signatures import Followed, Signature

_LAW = _("Circulaire 2010-136 : consultable l’année scolaire, puis cinq ans à la disposition de l’inspection")
_GDPR = _("RGPD, article 5 : pas plus longtemps que nécessaire")
_UNTIL = _("cinq ans après la fin de l’année scolaire")
_READERS = _("les élèves de la classe et leurs responsables, et les personnels selon leurs droits")
_PLAIN = FieldUse(
    _("dire ce qui a été fait en classe et ce qui est à faire"), _READERS, _UNTIL, is_personal=False
)  # fmt: skip
_WRITTEN = FieldUse(
    _("dire qui a écrit dans le cahier de textes"), _READERS, _("cinq ans, et pas plus que le compte"),
    data=_("auteur d’une page du cahier de textes"),
)  # fmt: skip
_FORMER = FieldUse(
    _("revenir à ce qui était écrit avant"), _("qui écrit le cahier de textes de ce cours"), _UNTIL,
    data=_("auteur d’une version d’avant"),
)  # fmt: skip
_PLANNED = FieldUse(
    _("préparer les séances d’une matière"), _("qui l’écrit, et les collègues de la matière s’il la partage"), _UNTIL,
    is_personal=False,
)  # fmt: skip
_PLANNER = FieldUse(
    _("dire qui a préparé une séquence"), _("les collègues de la matière, si elle est partagée"),
    _("cinq ans, et pas plus que le compte"), data=_("séquences que vous avez préparées"),
)  # fmt: skip
_TICKED = FieldUse(
    _("savoir ce que l’on a déjà fait ; compter, sans nom, le temps qu’un travail demande"),
    _("l’élève et ses responsables"), _("un an"), data=_("travaux que vous avez cochés, et le temps que vous avez dit"),
)  # fmt: skip
_NOTED = FieldUse(
    _("noter ses propres tâches"), _("l’élève et ses responsables"), _("un an après le jour de la tâche"),
    data=_("tâches que vous avez notées"),
)  # fmt: skip
_ENDORSED = FieldUse(
    _("garder le visa de la direction sur un cahier de textes"), _("la direction et l’enseignant visé"), _UNTIL,
    data=_("visas de votre cahier de textes"),
)  # fmt: skip
_SIGNED = FieldUse(
    _("dire qui a visé un cahier de textes"), _("la direction et l’enseignant visé"), _UNTIL,
    data=_("visas que vous avez mis"),
)  # fmt: skip

FIELDS = {
    **declare(
        "Entry",
        {
            "id school school_year lesson day starts subject_code subject text appears_at published_at": _PLAIN,
            "attached locked_at version changed_at": _PLAIN,
            "written_by written_by_id": _WRITTEN,
        },
    ),
    **declare("EntryUnit", {"id school entry unit label day": _PLAIN}),
    **declare(
        "Work",
        {
            "id school school_year subject_code subject kind text minutes told_minutes given_on": _PLAIN,
            "given_lesson appears_at published_at attached version changed_at": _PLAIN,
            "written_by written_by_id": _WRITTEN,
        },
    ),
    **declare("WorkUnit", {"id school work unit label due_on due_starts due_lesson": _PLAIN}),
    **declare("Done", {"id school pupil work minutes": _TICKED}),
    **declare("OwnTask", {"id school pupil text due_on minutes is_done": _NOTED}),
    **declare("FormerText", {"id school thing text at": _PLAIN, "written_by written_by_id": _FORMER}),
    **declare(
        "TeachingPlan",
        {
            "id school school_year subject_code subject title is_shared copied_from version changed_at": _PLANNED,
            "written_by written_by_id": _PLANNER,
        },
    ),
    **declare("PlanStep", {"id school plan place text work minutes": _PLANNED}),
    **declare("DiaryRule", {"id school evening_minutes tests_a_day": _PLAIN}),
    **declare(
        "Endorsement", {"id school teacher until comment at": _ENDORSED, "endorsed_by endorsed_by_id": _SIGNED}
    ),
}  # fmt: skip


def export(person_id: uuid.UUID) -> dict[str, Any]:
    """What they ticked and noted; the visas of what they wrote."""
    with scope.everything("a person's own data, asked for by that person"):
        ticked = Done.objects.filter(pupil_id=person_id).order_by("pk")
        noted = OwnTask.objects.filter(pupil_id=person_id).order_by("due_on", "pk")
        visas = Endorsement.objects.filter(teacher_id=person_id).order_by("until")
        told = {
            "works_done": rows_as_json(
                ticked.values("school__name", "work__subject", "work__text", "work__given_on", "minutes")
            ),
            "own_tasks": rows_as_json(noted.values("school__name", "text", "due_on", "minutes", "is_done")),
            "diary_visas": rows_as_json(visas.values("school__name", "until", "comment", "at")),
        }
    return {name: rows for name, rows in told.items() if rows}


def erase(person_ids: Sequence[uuid.UUID], names_kept: frozenset[uuid.UUID]) -> dict[str, int]:
    """What they ticked and noted, and the visas about them. What they wrote is the school's, without their name."""
    with scope.everything("erasure of people who left"):
        rows: Mapping[str, Any] = {
            "works_done": Done.objects.filter(pupil_id__in=person_ids),
            "own_tasks": OwnTask.objects.filter(pupil_id__in=person_ids),
            "diary_visas": Endorsement.objects.filter(teacher_id__in=person_ids),
        }
        return {name: found.delete()[0] for name, found in rows.items()}


def expire() -> dict[str, int]:
    """Diaries, and what pupils ticked, whose time is over."""
    return {**forget_old(), **forget_ticks()}


DUTY = Duty(
    fields=FIELDS,
    export=export,
    erase=erase,
    expire=expire,
    terms=(
        Term("diary.pages", _("Cahier de textes"), lambda: KEPT_DAYS, _("après l’année scolaire"), _LAW),
        Term(
            "diary.ticks",
            _("Travail coché, tâches à soi"),
            lambda: TICKS_DAYS,
            _("après la coche, après le jour de la tâche"),
            _GDPR,
        ),
    ),
    signatures=(
        Signature(Entry, "written_by", "written_by_id", "diary_pages_written", ("school__name", "day", "subject")),
        Signature(Work, "written_by", "written_by_id", "diary_works_given", ("school__name", "given_on", "subject")),
        Signature(FormerText, "written_by", "written_by_id", "diary_former_texts", ("school__name", "at", "text")),
        Signature(TeachingPlan, "written_by", "written_by_id", "diary_plans", ("school__name", "title", "subject")),
        Signature(Endorsement, "endorsed_by", "endorsed_by_id", "diary_visas_made", ("school__name", "until", "at")),
    ),
    followed=(
        Followed(Done, "pupil_id", ("work_id",)),
        Followed(OwnTask, "pupil_id"),
        Followed(Endorsement, "teacher_id", ("school_id", "until")),
    ),
)
