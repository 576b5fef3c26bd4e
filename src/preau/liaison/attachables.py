"""What this room attaches files to: the proof of what was entered for a family (a sheet that came back signed)."""

from django.utils.translation import gettext_lazy as _

from preau.access.public import Hat
from preau.files.public import Attachable, Attached, Reading
from preau.liaison.selectors.behalf import PROOF, reads_proof


def _may_read(hat: Hat, file: Attached) -> Reading:
    return Reading.OPEN if reads_proof(hat, file.thing_id) else Reading.HIDDEN


ATTACHABLES = (
    Attachable(
        PROOF, _("preuve d’une réponse donnée pour une famille"), may_read=_may_read, largest=lambda: 10 << 20,
        most=lambda: 3, counts=False, outlives_holder=True,
        contents=frozenset({"application/pdf", "image/png", "image/jpeg", "image/webp"}),
    ),
)  # fmt: skip
