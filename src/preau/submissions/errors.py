"""What this room refuses, with what is needed to say it."""

from preau.directory.errors import Refused


class TooLate(Refused):
    """Nothing is taken any more, by the server's hour; the message is for the pupil. What was typed stays theirs."""


class HandedInMeanwhile(Refused):
    """Another window, or another pupil of the group, handed in since the page was shown; nothing was written."""


class RemindedToday(Refused):
    """Those who have not handed in were reminded today already; nobody was told again."""
