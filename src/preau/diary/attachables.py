"""What this room attaches files to: what was done in a lesson, and work to do. They are the school's, as its diary."""

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from preau.diary.selectors.files import ENTRY, WORK, may_read
from preau.files.public import Attachable

ATTACHABLES = tuple(
    Attachable(
        name, words, may_read=may_read, largest=lambda: settings.ATTACHMENT_BYTES,
        most=lambda: settings.ATTACHMENTS_MOST, outlives_holder=True, spreads=True,
    )
    for name, words in ((ENTRY, _("document d’une séance")), (WORK, _("document d’un travail à faire")))
)  # fmt: skip
