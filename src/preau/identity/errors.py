"""What this room refuses."""


class Refused(ValueError):
    """A write that a rule of accounts forbids; the message is for the person who asked."""


class Overtaken(Refused):
    """Someone else changed the thing since it was read; nothing was written."""
