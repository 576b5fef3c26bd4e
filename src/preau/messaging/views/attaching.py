"""Files on the form of a message."""

from preau.access.public import Hat
from preau.files.public import Arrival, Came, FileField, came_with, place_of
from preau.messaging.selectors.attachments import MESSAGE, school_of_files


def shown_again(hat: Hat, taken: list[Arrival]) -> list[Came]:
    """What arrived with a form that is shown again."""
    return came_with(hat, MESSAGE, school_of_files(hat), taken)


def place(hat: Hat) -> FileField:
    """Where whoever wears this hat brings files of a message."""
    return place_of(hat, MESSAGE, school_of_files(hat))
