"""The door of this room."""

from preau.identity.models import Account, ApiToken
from preau.identity.selectors import DemoAccount, OfficeLine, account_of_person, demonstration_accounts, offices_of
from preau.identity.services import (
    Overtaken,
    Refused,
    end_office,
    end_sessions,
    give_office,
    open_account,
    save_preferences,
)
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
    "MOST_ALIVE",
    "Account",
    "ApiToken",
    "DemoAccount",
    "OfficeLine",
    "Overtaken",
    "Refused",
    "TokenRefused",
    "TooManyGuesses",
    "account_of_person",
    "demonstration_accounts",
    "end_office",
    "end_sessions",
    "give_office",
    "is_alive",
    "make_token",
    "note_uses",
    "offices_of",
    "open_account",
    "prove",
    "revoke_token",
    "revoke_tokens_of_account",
    "save_preferences",
    "tokens_of",
]
