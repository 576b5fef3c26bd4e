"""Pages of this room."""

from preau.messaging.views.boxes import file, folder, inbox
from preau.messaging.views.reading import prove, readers, recall, thread, undo
from preau.messaging.views.writing import answer, discard, edit, forward, options, review, write

__all__ = [
    "answer",
    "discard",
    "edit",
    "file",
    "folder",
    "forward",
    "inbox",
    "options",
    "prove",
    "readers",
    "recall",
    "review",
    "thread",
    "undo",
    "write",
]
