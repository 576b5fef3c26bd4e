"""Writes of this room. Each takes its actor, and is one transaction with its line in the journal."""

from preau.documents.services.arranging import copy, make_folder, move, rename
from preau.documents.services.binning import forget_binned, forget_spaces, put_back, put_in_bin, remove_for_good
from preau.documents.services.bringing import SameNames, add_documents, add_version, bring_back_version
from preau.documents.services.linking import end_link, end_links_of, open_link
from preau.documents.services.sharing import end_share, share

__all__ = [
    "SameNames",
    "add_documents",
    "add_version",
    "bring_back_version",
    "copy",
    "end_link",
    "end_links_of",
    "end_share",
    "forget_binned",
    "forget_spaces",
    "make_folder",
    "move",
    "open_link",
    "put_back",
    "put_in_bin",
    "remove_for_good",
    "rename",
    "share",
]
