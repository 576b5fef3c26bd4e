"""Writes of accounts."""

from preau.identity.errors import Overtaken, Refused
from preau.identity.services.accounts import (
    end_office,
    end_sessions,
    enter_demonstration,
    give_office,
    leave_session,
    note_sign_in,
    open_account,
    save_preferences,
)
from preau.identity.services.devices import (
    answer_notice,
    answer_notices,
    end_codes,
    end_factors_since,
    end_session,
    finish_reset,
    forget_device,
    recognise_device,
    secure_account,
    trust_device,
)
from preau.identity.services.factors import (
    add_passkey,
    begin_totp,
    confirm_totp,
    forget_factors,
    make_recovery_codes,
    prove,
    remove_factor,
)
from preau.identity.services.locks import close_ended_locks, lift_lock, lift_locks, set_lock, set_locks
from preau.identity.services.networks import add_network, remove_network
from preau.identity.services.openings import ask_view, close_view, note_view, open_view
from preau.identity.services.seats import leave_seat, open_seat, take_seat

__all__ = [
    "Overtaken",
    "Refused",
    "add_network",
    "add_passkey",
    "answer_notice",
    "answer_notices",
    "ask_view",
    "begin_totp",
    "close_ended_locks",
    "close_view",
    "confirm_totp",
    "end_codes",
    "end_factors_since",
    "end_office",
    "end_session",
    "end_sessions",
    "enter_demonstration",
    "finish_reset",
    "forget_device",
    "forget_factors",
    "give_office",
    "leave_seat",
    "leave_session",
    "lift_lock",
    "lift_locks",
    "make_recovery_codes",
    "note_sign_in",
    "note_view",
    "open_account",
    "open_seat",
    "open_view",
    "prove",
    "recognise_device",
    "remove_factor",
    "remove_network",
    "save_preferences",
    "secure_account",
    "set_lock",
    "set_locks",
    "take_seat",
    "trust_device",
]
