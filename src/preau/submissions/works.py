"""What this room hangs on pieces of work, where families read them (preau.diary.hanging)."""

import uuid
from collections.abc import Collection, Mapping

from django.urls import reverse
from django.utils.translation import gettext as _

from preau.diary.public import Hung, Pupil
from preau.submissions.selectors.beside import Standing, standing_of


def hung(pupils: Collection[Pupil], work_ids: Collection[uuid.UUID]) -> Mapping[tuple[uuid.UUID, uuid.UUID], Hung]:
    """« Rendre », or « Rendu », by pupil and piece of work. One read."""
    found = {}
    for key, stands in standing_of(pupils, work_ids).items():
        words = {Standing.ASKED: _("À rendre ici"), Standing.HANDED: _("Rendu"), Standing.PAPER: _("Rendu sur papier")}
        found[key] = Hung(
            words[stands], reverse("submissions:work", args=[key[1]]), is_done=stands != Standing.ASKED
        )  # fmt: skip
    return found
