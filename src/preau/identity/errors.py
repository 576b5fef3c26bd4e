"""What this room refuses."""


class Refused(ValueError):
    """A write that a rule of accounts forbids; the message is for the person who asked."""
