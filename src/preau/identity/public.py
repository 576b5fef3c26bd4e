"""The door of this room."""

from preau.identity.forgotten import remind
from preau.identity.models import Account, ApiToken
from preau.identity.proofs import DESK_MINUTES, show_code
from preau.identity.reaching import WIDE_PROFILES, contacts_of, has_wide_rights
from preau.identity.selectors import (
    DemoAccount,
    OfficeLine,
    account_by_id,
    account_of_person,
    demonstration_accounts,
    offices_of,
)
from preau.identity.services import (
    Overtaken,
    Refused,
    end_office,
    end_sessions,
    give_office,
    open_account,
    save_preferences,
)
from preau.identity.slips import AlreadyPrinted, Printed, Wanted, has_come, letters_asked, never_came, print_slips
from preau.identity.tokens import (
    MOST_ALIVE,
    TokenRefused,
    TooManyGuesses,
    is_alive,
    make_token,
    note_uses,
    prove,
    revoke_token,
    revoke_tokens_of_account,
    tokens_of,
)

__all__ = [
    "DESK_MINUTES",
    "MOST_ALIVE",
    "WIDE_PROFILES",
    "Account",
    "AlreadyPrinted",
    "ApiToken",
    "DemoAccount",
    "OfficeLine",
    "Overtaken",
    "Printed",
    "Refused",
    "TokenRefused",
    "TooManyGuesses",
    "Wanted",
    "account_by_id",
    "account_of_person",
    "contacts_of",
    "demonstration_accounts",
    "end_office",
    "end_sessions",
    "give_office",
    "has_come",
    "has_wide_rights",
    "is_alive",
    "letters_asked",
    "make_token",
    "never_came",
    "note_uses",
    "offices_of",
    "open_account",
    "print_slips",
    "prove",
    "remind",
    "revoke_token",
    "revoke_tokens_of_account",
    "save_preferences",
    "show_code",
    "tokens_of",
]
