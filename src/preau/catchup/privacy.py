"""What this room keeps of people: who gave a lesson to catch up, to which pupils, and whether they have done it."""

import uuid
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from preau.catchup.models import CatchUp, Release
from preau.catchup.services import KEPT_DAYS, forget_old
from preau.kernel import scope
from preau.kernel.duties import Duty, FieldUse, Term, declare, rows_as_json
from preau.kernel.signatures import Followed, Signature

_LAW = _("RGPD, article 5 : pas plus longtemps que nécessaire")
_READERS = _("l’élève et ses responsables ; les enseignants du cours")
_PLAIN = FieldUse(_("dire quel cours est donné à rattraper"), _READERS, _("un an"), is_personal=False)
_GIVER = FieldUse(
    _("dire qui a donné un cours à rattraper"), _READERS, _("un an, et pas plus que le compte"),
    data=_("cours que vous avez donnés à rattraper"),
)  # fmt: skip
_GIVEN = FieldUse(
    _("donner à l’élève ce qu’il a manqué, et savoir ce qu’il a rattrapé"), _READERS, _("un an"),
    data=_("cours que vous avez à rattraper, et ceux que vous avez rattrapés"),
)  # fmt: skip

FIELDS = {
    **declare(
        "Release",
        {
            "id school lesson day starts subject note version released_at": _PLAIN,
            "released_by released_by_id": _GIVER,
        },
    ),
    **declare("CatchUp", {"id school release pupil done_at": _GIVEN}),
}


def export(person_id: uuid.UUID) -> dict[str, Any]:
    """Lessons given to them to catch up, and when they did them."""
    with scope.everything("a person's own data, asked for by that person"):
        rows = CatchUp.objects.filter(pupil_id=person_id).order_by("release__day", "release__starts", "pk")
        told = rows_as_json(rows.values("school__name", "release__day", "release__subject", "release__note", "done_at"))
    return {"lessons_to_catch_up": told} if told else {}


def erase(person_ids: Sequence[uuid.UUID], names_kept: frozenset[uuid.UUID]) -> dict[str, int]:
    """What was given to them. Lessons that they gave are the school's, without their name."""
    with scope.everything("erasure of people who left"):
        return {"lessons_to_catch_up": CatchUp.objects.filter(pupil_id__in=person_ids).delete()[0]}


def expire() -> dict[str, int]:
    """What was given a year ago."""
    erased = forget_old()
    return {"lessons_to_catch_up": erased} if erased else {}


DUTY = Duty(
    fields=FIELDS,
    export=export,
    erase=erase,
    expire=expire,
    terms=(
        Term("catchup.given", _("Cours donnés à rattraper"), lambda: KEPT_DAYS, _("après qu’ils sont donnés"), _LAW),
    ),
    signatures=(
        Signature(Release, "released_by", "released_by_id", "lessons_released", ("school__name", "day", "subject")),
    ),
    followed=(Followed(CatchUp, "pupil_id", ("release_id",)),),
)
