"""Public identifiers: UUID version 7 (RFC 9562), ordered by time so that indexes stay compact."""

import uuid

import uuid_utils


def new_id() -> uuid.UUID:
    """A fresh UUIDv7."""
    return uuid.UUID(int=uuid_utils.uuid7().int)


def new_hex_id() -> str:
    """A fresh UUIDv7 as 32 hexadecimal characters."""
    return str(uuid_utils.uuid7().hex)


def new_hex_ids(count: int) -> list[str]:
    """Many fresh UUIDv7 as 32 hexadecimal characters, in order: for bulk writing."""
    return [uuid_utils.uuid7().hex for _ in range(count)]
