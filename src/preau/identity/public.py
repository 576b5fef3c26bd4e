"""The door of this room."""

from preau.identity.forgotten import remind
from preau.identity.models import Account
from preau.identity.proofs import DESK_MINUTES, show_code
from preau.identity.reaching import has_wide_rights
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
from preau.identity.slips import AlreadyPrinted, Printed, Wanted, has_come, letters_asked, print_slips

__all__ = [
    "DESK_MINUTES",
    "Account",
    "AlreadyPrinted",
    "DemoAccount",
    "OfficeLine",
    "Printed",
    "Refused",
    "Wanted",
    "account_by_id",
    "account_of_person",
    "demonstration_accounts",
    "end_office",
    "end_sessions",
    "give_office",
    "has_come",
    "has_wide_rights",
    "letters_asked",
    "offices_of",
    "open_account",
    "print_slips",
    "remind",
    "save_preferences",
    "show_code",
]
