"""The door of this room.

A room that attaches files: its `attachables.py` says what they hang on; its form shows `place_of(…)` by the macro
`file_field`; its view gives what was `brought(…)`, outside any transaction, and its service `keep`s them.
"""

from preau.files.attaching import Attachable, Attached, attachable, size_words
from preau.files.enums import Reading
from preau.files.names import harmless as harmless_name
from preau.files.receiving import Arrival, TooBig, area, arrivals, brought, take_made, take_sent
from preau.files.selectors import (
    FileLine,
    beginning_of,
    content_of,
    copies_of,
    file_for,
    files_of_things,
    holds,
    preview_url,
    public_name,
    space_of,
    things_files,
)
from preau.files.services import keep, keep_copies, keep_made, remove_file, remove_files_of, rename_file
from preau.files.serving import PASS_SECONDS, address_of, archive_address_of, public_address_of
from preau.files.stores import StoreError
from preau.files.uploading import Came, FileField, came_with, place_of, receipts_shown, upload_ticket

__all__ = [
    "PASS_SECONDS",
    "Arrival",
    "Attachable",
    "Attached",
    "Came",
    "FileField",
    "FileLine",
    "Reading",
    "StoreError",
    "TooBig",
    "address_of",
    "archive_address_of",
    "area",
    "arrivals",
    "attachable",
    "beginning_of",
    "brought",
    "came_with",
    "content_of",
    "copies_of",
    "file_for",
    "files_of_things",
    "harmless_name",
    "holds",
    "keep",
    "keep_copies",
    "keep_made",
    "place_of",
    "preview_url",
    "public_address_of",
    "public_name",
    "receipts_shown",
    "remove_file",
    "remove_files_of",
    "rename_file",
    "size_words",
    "space_of",
    "take_made",
    "take_sent",
    "things_files",
    "upload_ticket",
]
