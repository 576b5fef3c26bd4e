"""The door of this room."""

from preau.identity.models import Account
from preau.identity.selectors import (
    DemoAccount,
    OfficeLine,
    account_by_id,
    account_of_person,
    demonstration_accounts,
    offices_of,
)
from preau.identity.services import (
    Refused,
    end_office,
    end_sessions,
    give_office,
    open_account,
    save_preferences,
)

__all__ = [
    "Account",
    "DemoAccount",
    "OfficeLine",
    "Refused",
    "account_by_id",
    "account_of_person",
    "demonstration_accounts",
    "end_office",
    "end_sessions",
    "give_office",
    "offices_of",
    "open_account",
    "save_preferences",
]
