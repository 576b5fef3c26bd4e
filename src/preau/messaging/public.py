"""The door of this room."""

from preau.messaging.selectors.attachments import MESSAGE, files_of, school_of_files
from preau.messaging.selectors.boxes import LEAVING, Line, read_box, read_drafts
from preau.messaging.selectors.exchange import Exchange, exchange_of
from preau.messaging.selectors.folders import own_in
from preau.messaging.selectors.held import cause_words, held_in
from preau.messaging.selectors.mailboxes import mailbox_of
from preau.messaging.selectors.recipients import MANY, Reach, offered, reach_of
from preau.messaging.selectors.searching import search
from preau.messaging.selectors.sent import Sent, sent_since, writing_of
from preau.messaging.selectors.threads import Shown, draft_of, recipients_of, thread_of, written
from preau.messaging.selectors.words import name_of
from preau.messaging.services import (
    Draft,
    Overtaken,
    Recounted,
    Refused,
    RefusedRecipients,
    Unknown,
    archive,
    begin_answer,
    begin_forward,
    bin_,
    discard,
    file_into,
    mark_read,
    mark_unread,
    put_back,
    recall,
    remove,
    save_draft,
    send,
    star,
    undo,
)
from preau.messaging.services.drafts import LONGEST
from preau.messaging.services.sending import BECAUSE, held_by_own_hours, lacking, leaving_at
from preau.messaging.services.withdrawing import Evidence, withdraw_since

__all__ = [
    "BECAUSE",
    "LEAVING",
    "LONGEST",
    "MANY",
    "MESSAGE",
    "Draft",
    "Evidence",
    "Exchange",
    "Line",
    "Overtaken",
    "Reach",
    "Recounted",
    "Refused",
    "RefusedRecipients",
    "Sent",
    "Shown",
    "Unknown",
    "archive",
    "begin_answer",
    "begin_forward",
    "bin_",
    "cause_words",
    "discard",
    "draft_of",
    "exchange_of",
    "file_into",
    "files_of",
    "held_by_own_hours",
    "held_in",
    "lacking",
    "leaving_at",
    "mailbox_of",
    "mark_read",
    "mark_unread",
    "name_of",
    "offered",
    "own_in",
    "put_back",
    "reach_of",
    "read_box",
    "read_drafts",
    "recall",
    "recipients_of",
    "remove",
    "save_draft",
    "school_of_files",
    "search",
    "send",
    "sent_since",
    "star",
    "thread_of",
    "undo",
    "withdraw_since",
    "writing_of",
    "written",
]
