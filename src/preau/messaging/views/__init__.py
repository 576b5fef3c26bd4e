"""Pages of this room."""

from preau.messaging.views.boxes import file, folder, inbox, own_folder
from preau.messaging.views.elected import elected
from preau.messaging.views.folders import change_folder, folders
from preau.messaging.views.keeping import keep
from preau.messaging.views.reading import prove, readers, recall, thread, undo
from preau.messaging.views.searching import found
from preau.messaging.views.settings import settings
from preau.messaging.views.writing import answer, discard, edit, forward, options, review, write

__all__ = [
    "answer",
    "change_folder",
    "discard",
    "edit",
    "elected",
    "file",
    "folder",
    "folders",
    "forward",
    "found",
    "inbox",
    "keep",
    "options",
    "own_folder",
    "prove",
    "readers",
    "recall",
    "review",
    "settings",
    "thread",
    "undo",
    "write",
]
