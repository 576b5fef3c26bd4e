"""Pages about oneself."""

from preau.people.views.account import account
from preau.people.views.devices import (
    answer_notice,
    answer_notices,
    devices,
    end_session,
    forget_device,
    forget_seat,
    keep_seat,
)
from preau.people.views.factors import (
    add_passkey,
    add_totp,
    factors,
    new_passkey,
    recovery_codes,
    remove_factor,
)
from preau.people.views.preferences import preferences

__all__ = [
    "account", "add_passkey", "add_totp", "answer_notice", "answer_notices", "devices", "end_session", "factors",
    "forget_device", "forget_seat", "keep_seat", "new_passkey", "preferences", "recovery_codes", "remove_factor",
]  # fmt: skip
