"""What this room keeps of people: copies and who handed them in, groups, extra time, who asked for work."""

import uuid
from collections.abc import Sequence
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from preau.kernel import clock, scope
from preau.kernel.duties import Duty, FieldUse, Stays, Term, declare, rows_as_json
from preau.kernel.signatures import Followed, Signature
from preau.submissions.models import (
    Assignment,
    CommentPhrase,
    Copy,
    CopyPart,
    CopyVersion,
    Correction,
    ExtraTime,
    TeamMember,
)
from preau.submissions.receipts import sealed
from preau.submissions.selectors.returning import guardians_at
from preau.submissions.services import KEPT_DAYS, forget_old
from preau.submissions.services.terms import forget_copies

_LAW = _("RGPD, article 5 : pas plus longtemps que nécessaire")
_READERS = _("l’élève, ses responsables, et les enseignants qui ont donné le travail")
_YEAR = _("un an après que la copie est rendue")
_PLAIN = FieldUse(
    _("dire ce qu’un travail demande de rendre, et jusqu’à quand"), _("les élèves de la classe et leurs responsables"),
    _("un an après la demande"), is_personal=False,
)  # fmt: skip
_ASKER = FieldUse(
    _("dire qui a demandé un travail à rendre"), _("les enseignants de ce travail"),
    _("un an, et pas plus que le compte"), data=_("travaux que vous avez demandés à rendre"),
)  # fmt: skip
_GROUPED = FieldUse(
    _("savoir qui rend ensemble"), _READERS, _("autant que la demande"), data=_("groupes où vous rendez un travail")
)  # fmt: skip
_COPY = FieldUse(
    _("recevoir le travail d’un élève, le corriger et le rendre"), _READERS, _YEAR,
    data=_("copies que vous avez rendues"),
)  # fmt: skip
_PAPER = FieldUse(
    _("dire qui a noté une copie rendue sur papier"), _READERS, _("un an, et pas plus que le compte"),
    data=_("copies sur papier que vous avez notées"),
)  # fmt: skip
_HANDER = FieldUse(
    _("dire qui, d’un groupe, a rendu la copie"), _READERS, _("un an, et pas plus que le compte"),
    data=_("versions que vous avez rendues"),
)  # fmt: skip
_SAID = FieldUse(
    _("comparer l’heure de l’appareil à celle du serveur, qui seule décide"), _READERS, _YEAR,
    data=_("heure que disait votre appareil"),
)  # fmt: skip
_CORRECTED = FieldUse(
    _("corriger une copie et la rendre avec sa note"), _READERS, _YEAR,
    data=_("corrections de vos copies, une fois rendues"),
)  # fmt: skip
_CORRECTOR = FieldUse(
    _("dire qui a corrigé une copie"), _READERS, _("un an, et pas plus que le compte"),
    data=_("copies que vous avez corrigées"),
)  # fmt: skip
_PHRASE = FieldUse(
    _("écrire plus vite ce que l’on écrit souvent en corrigeant"), _("l’enseignant, et lui seul"),
    _("autant que son passage dans l’établissement, sauf retrait"), data=_("vos commentaires tout faits"),
)  # fmt: skip
_EXTRA = FieldUse(
    _("donner plus de temps pour rendre, sans en écrire la raison"),
    _("l’élève, ses responsables, ses enseignants, la direction et les CPE"), _("autant que la scolarité"),
    data=_("temps supplémentaire que vous avez"),
)  # fmt: skip
_SETTER = FieldUse(
    _("dire qui a réglé un temps supplémentaire"), _("la direction et les CPE"),
    _("autant que la scolarité, et pas plus que le compte"), data=_("temps supplémentaires que vous avez réglés"),
)  # fmt: skip

FIELDS = {
    **declare(
        "Assignment",
        {
            "id school work subject takes in_groups due_minute late_days replaces closed_at return_at": _PLAIN,
            "scale out_of is_anonymous marked_twice peer_reviews version asked_at": _PLAIN,
            "guardian_hours reminded_on": _PLAIN,
            "asked_by asked_by_id": _ASKER,
        },
    ),
    **declare("Team", {"id school assignment number": _PLAIN}),
    **declare("TeamMember", {"id school assignment team pupil": _GROUPED}),
    **declare(
        "Copy",
        {
            "id school assignment pupil team unit current handed_at late_minutes paper_at": _COPY,
            "open_until returned_at": _COPY,
            "paper_by paper_by_id": _PAPER,
        },
    ),
    **declare(
        "CopyVersion",
        {
            "id school copy number attempt digest text link late_minutes handed_at joining joined": _COPY,
            "said_at": _SAID,
            "handed_by handed_by_id": _HANDER,
        },
    ),
    **declare("CopyPart", {"id school version place kind file digest size name words": _COPY}),
    **declare(
        "Correction",
        {
            "id school copy points mastery is_unmarked comment of_version is_done version corrected_at": _CORRECTED,
            "corrected_by corrected_by_id": _CORRECTOR,
        },
    ),
    **declare("CommentPhrase", {"id school teacher code text": _PHRASE}),
    **declare("ExtraTime", {"id school pupil hours version set_at": _EXTRA, "set_by set_by_id": _SETTER}),
}


def _theirs(person_id: uuid.UUID) -> Q:
    return Q(pupil_id=person_id) | Q(team__members__pupil_id=person_id)


def export(person_id: uuid.UUID) -> dict[str, Any]:
    """Their copies with their receipts, those of their groups too; their extra time."""
    with scope.everything("a person's own data, asked for by that person"):
        copies = list(Copy.objects.filter(_theirs(person_id)).values_list("pk", flat=True))
        versions = CopyVersion.objects.filter(copy_id__in=copies).order_by("handed_at", "pk")
        told = rows_as_json(
            versions.values(
                "school__name", "copy__assignment__subject", "number", "handed_at", "said_at", "late_minutes", "text",
                "link", "digest",
            )
        )  # fmt: skip
        for row, one in zip(told, versions, strict=True):
            row["receipt"] = sealed(one.handed_at, one.digest)
        parts = CopyPart.objects.filter(version__copy_id__in=copies).order_by("version_id", "place")
        whole = Copy.objects.filter(pk__in=copies).order_by("pk")
        groups = TeamMember.objects.filter(pupil_id=person_id).order_by("pk")
        extra = ExtraTime.objects.filter(pupil_id=person_id).order_by("pk")
        phrases = CommentPhrase.objects.filter(teacher_id=person_id).order_by("code")
        found = {
            "copies": rows_as_json(whole.values("school__name", "assignment__subject", "handed_at", "paper_at")),
            "versions": told,
            "files_of_copies": rows_as_json(parts.values("version__copy__assignment__subject", "place", "name", "words",
                                                         "size", "digest")),
            "corrections": _corrections(copies),
            "phrases": rows_as_json(phrases.values("school__name", "code", "text")),
            "groups": rows_as_json(groups.values("school__name", "assignment__subject", "team__number")),
            "extra_time": rows_as_json(extra.values("school__name", "hours", "set_at")),
        }  # fmt: skip
    return {name: rows for name, rows in found.items() if rows}


def _corrections(copies: Sequence[uuid.UUID]) -> list[dict[str, Any]]:
    """What was given back, from the moment at which guardians read it: before, they would learn it of a child's copy of
    its data, and a mark that is still thought over is nobody's yet.
    """
    rows = Correction.objects.filter(copy_id__in=copies, copy__returned_at__isnull=False)
    ready = [
        one.pk for one in rows.select_related("copy__assignment")
        if one.copy.returned_at and guardians_at(one.copy.assignment, one.copy.returned_at) <= clock.now()
    ]  # fmt: skip
    return list(
        rows_as_json(
            Correction.objects.filter(pk__in=ready).order_by("pk").values(
                "school__name", "copy__assignment__subject", "points", "copy__assignment__out_of", "mastery", "comment",
                "copy__returned_at",
            )
        )
    )  # fmt: skip


def erase(person_ids: Sequence[uuid.UUID], names_kept: frozenset[uuid.UUID]) -> dict[str, int]:
    """Their copies, extra time, places in groups, comments kept ready; a group's copy stays the others'."""
    with scope.everything("erasure of people who left"):
        extra = ExtraTime.objects.filter(pupil_id__in=person_ids).delete()[0]
        groups = TeamMember.objects.filter(pupil_id__in=person_ids).delete()[0]
        phrases = CommentPhrase.objects.filter(teacher_id__in=person_ids).delete()[0]
        copies = forget_copies(list(Copy.objects.filter(pupil_id__in=person_ids).values_list("pk", flat=True)))
    return {"copies": copies, "extra_time": extra, "places_in_groups": groups, "phrases": phrases}


def expire() -> dict[str, int]:
    """Copies and what was asked, a year later."""
    return forget_old()


DUTY = Duty(
    fields=FIELDS,
    export=export,
    erase=erase,
    expire=expire,
    handed_out={"CommentPhrase": Stays("letters that stand for a sentence: they open nothing")},
    terms=(
        Term("submissions.copies", _("Copies rendues"), lambda: KEPT_DAYS, _("après qu’elles sont rendues"), _LAW),
        Term("submissions.asked", _("Demandes de copies"), lambda: KEPT_DAYS, _("après la demande"), _LAW),
    ),
    signatures=(
        Signature(Assignment, "asked_by", "asked_by_id", "work_asked_for", ("school__name", "subject", "asked_at")),
        Signature(
            Copy, "paper_by", "paper_by_id", "copies_noted_on_paper",
            ("school__name", "assignment__subject", "paper_at"),
        ),
        Signature(
            CopyVersion, "handed_by", "handed_by_id", "versions_handed_in",
            ("school__name", "copy__assignment__subject", "handed_at"),
        ),
        Signature(
            Correction, "corrected_by", "corrected_by_id", "copies_corrected",
            ("school__name", "copy__assignment__subject", "corrected_at"),
        ),
        Signature(ExtraTime, "set_by", "set_by_id", "extra_time_set", ("school__name", "set_at")),
    ),
    followed=(
        Followed(Copy, "pupil_id", ("assignment_id",)),
        Followed(TeamMember, "pupil_id", ("assignment_id",)),
        Followed(CommentPhrase, "teacher_id", ("school_id", "code")),
        Followed(ExtraTime, "pupil_id", ("school_id",)),
    ),
)  # fmt: skip
