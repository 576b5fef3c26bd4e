"""The door of this room."""

from preau.messaging.selectors.exchange import Exchange, ExchangeLine, exchange_of

__all__ = ["Exchange", "ExchangeLine", "exchange_of"]
