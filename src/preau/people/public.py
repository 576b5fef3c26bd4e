"""The door of this room."""

from preau.people.models import PrivacyNotice
from preau.people.own_data import notice_for, notice_versions, present_notice
from preau.people.services import publish_notice
from preau.people.token_desk import Desk, token_desk

__all__ = [
    "Desk",
    "PrivacyNotice",
    "notice_for",
    "notice_versions",
    "present_notice",
    "publish_notice",
    "token_desk",
]
