"""Writes of this room, cut by subject. Who may is asked of preau.access."""

from preau.people.services.corrections import ask_correction, decide_correction, expire_corrections
from preau.people.services.exports import expire_exports, file_of, make_export, request_export
from preau.people.services.notices import publish_notice

__all__ = [
    "ask_correction",
    "decide_correction",
    "expire_corrections",
    "expire_exports",
    "file_of",
    "make_export",
    "publish_notice",
    "request_export",
]
