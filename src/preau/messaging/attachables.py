"""What this room attaches files to: messages, read by whoever has a copy of one."""

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from preau.files.public import Attachable
from preau.messaging.selectors.attachments import MESSAGE, may_read

ATTACHABLES = (
    Attachable(
        MESSAGE, _("pièce jointe d’un message"), may_read=may_read, largest=lambda: settings.ATTACHMENT_BYTES,
        # What somebody sent stays with whom it reached, as its text does.
        most=lambda: settings.ATTACHMENTS_MOST, outlives_holder=True, spreads=True,
    ),
)  # fmt: skip
