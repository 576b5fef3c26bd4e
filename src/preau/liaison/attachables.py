"""What this room attaches files to: the proof of what was entered for a family (a sheet that came back signed)."""

from django.utils.translation import gettext_lazy as _

from preau.access.public import Hat
from preau.files.public import Attachable, Attached, Reading
from preau.liaison.selectors.behalf import ENTRY_PROOF, PROOF, reads_entry_proof, reads_proof


def _may_read(hat: Hat, file: Attached) -> Reading:
    return Reading.OPEN if reads_proof(hat, file.thing_id) else Reading.HIDDEN


def _may_read_entry(hat: Hat, file: Attached) -> Reading:
    return Reading.OPEN if reads_entry_proof(hat, file.thing_id) else Reading.HIDDEN


_SHEETS = frozenset({"application/pdf", "image/png", "image/jpeg", "image/webp"})
ATTACHABLES = (
    Attachable(
        ENTRY_PROOF, _("preuve de ce qu’une famille a demandé au guichet"), may_read=_may_read_entry,
        largest=lambda: 10 << 20, most=lambda: 3, counts=False, outlives_holder=True, contents=_SHEETS,
    ),
    Attachable(
        PROOF, _("preuve d’une réponse donnée pour une famille"), may_read=_may_read, largest=lambda: 10 << 20,
        most=lambda: 3, counts=False, outlives_holder=True,
        contents=_SHEETS,
    ),
)  # fmt: skip
