"""Public identifiers: UUID version 7 (RFC 9562), ordered by time so that indexes stay compact."""

import uuid

import uuid_utils


def new_id() -> uuid.UUID:
    """A fresh UUIDv7."""
    return uuid.UUID(int=uuid_utils.uuid7().int)
