"""The door of this room."""

from preau.messaging.selectors.exchange import Exchange, ExchangeFile, ExchangeLine, exchange_of
from preau.messaging.selectors.held import HeldLine, held_in
from preau.messaging.selectors.sent import Sent, Writing, sent_since, writing_of
from preau.messaging.services.withdrawing import Evidence, Taken, TakenLine, withdraw_since

__all__ = [
    "Evidence",
    "Exchange",
    "ExchangeFile",
    "ExchangeLine",
    "HeldLine",
    "Sent",
    "Taken",
    "TakenLine",
    "Writing",
    "exchange_of",
    "held_in",
    "sent_since",
    "withdraw_since",
    "writing_of",
]
