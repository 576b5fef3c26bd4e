"""Pages of the door."""

from preau.identity.views.door import enter_demo, sign_in, sign_out
from preau.identity.views.family import seat_enter, seat_forget
from preau.identity.views.second import confirm, passkey_enter, passkey_options, second_step

__all__ = [
    "confirm", "enter_demo", "passkey_enter", "passkey_options", "seat_enter", "seat_forget", "second_step", "sign_in",
    "sign_out",
]  # fmt: skip
