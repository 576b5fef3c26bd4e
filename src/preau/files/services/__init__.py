"""Writes of this room. Each takes its actor, and is one transaction with its line in the journal."""

from preau.files.services.collecting import collect
from preau.files.services.keeping import keep, keep_copies, keep_made, remove_file, remove_files_of, rename_file
from preau.files.services.previews import draw
from preau.files.services.scanning import scan, scan_waiting

__all__ = [
    "collect",
    "draw",
    "keep",
    "keep_copies",
    "keep_made",
    "remove_file",
    "remove_files_of",
    "rename_file",
    "scan",
    "scan_waiting",
]
