"""The door of this room."""

from preau.submissions.receipts import BadReceipt, Receipt, checked, sealed

__all__ = ["BadReceipt", "Receipt", "checked", "sealed"]
