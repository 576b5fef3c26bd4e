"""Writes of this room: one named function for each."""

from preau.messaging.selectors.threads import Draft
from preau.messaging.services.absence import answer_absence
from preau.messaging.services.answering import begin_answer, begin_forward
from preau.messaging.services.delivering import appear, deliver, give_up_late
from preau.messaging.services.drafts import discard, save_draft
from preau.messaging.services.errors import Overtaken, Recounted, Refused, RefusedRecipients, Unknown
from preau.messaging.services.filing import (
    archive,
    bin_,
    delete_folder,
    file_into,
    mark_read,
    mark_unread,
    put_back,
    remove,
    star,
)
from preau.messaging.services.folders import make_folder, rename_folder
from preau.messaging.services.holding import release
from preau.messaging.services.purging import expire, purge
from preau.messaging.services.sending import end_pending, recall, send, undo
from preau.messaging.services.settings import Settings, set_mailbox

__all__ = [
    "Draft",
    "Overtaken",
    "Recounted",
    "Refused",
    "RefusedRecipients",
    "Settings",
    "Unknown",
    "answer_absence",
    "appear",
    "archive",
    "begin_answer",
    "begin_forward",
    "bin_",
    "delete_folder",
    "deliver",
    "discard",
    "end_pending",
    "expire",
    "file_into",
    "give_up_late",
    "make_folder",
    "mark_read",
    "mark_unread",
    "purge",
    "put_back",
    "recall",
    "release",
    "remove",
    "rename_folder",
    "save_draft",
    "send",
    "set_mailbox",
    "star",
    "undo",
]
