"""What this room attaches files to: reports and contained accounts, whose evidence outlives the messages."""

from collections.abc import Callable

from django.utils.translation import gettext_lazy as _

from preau.access.public import Hat
from preau.directory.errors import Unknown
from preau.files.public import Attachable, Attached, Reading
from preau.safety.selectors.cases import case_of
from preau.safety.selectors.contained import containment_of
from preau.safety.selectors.evidence import REPORTED, WITHDRAWN


def _of_report(hat: Hat, file: Attached) -> Reading:
    return _asked(case_of, hat, file)


def _of_containment(hat: Hat, file: Attached) -> Reading:
    return _asked(containment_of, hat, file)


def _asked(of: Callable[..., object], hat: Hat, file: Attached) -> Reading:
    if file.thing_id is None:
        return Reading.HIDDEN
    try:
        of(hat, file.thing_id)
    except Unknown:
        return Reading.HIDDEN
    return Reading.OPEN


# They come from messages by copy, and by no form.
ATTACHABLES = (
    Attachable(
        REPORTED, _("fichier d’un échange signalé"), may_read=_of_report, largest=lambda: 0, most=lambda: 0,
        counts=False, outlives_holder=True,
    ),
    Attachable(
        WITHDRAWN, _("fichier d’un message retiré"), may_read=_of_containment, largest=lambda: 0, most=lambda: 0,
        counts=False, outlives_holder=True,
    ),
)  # fmt: skip
