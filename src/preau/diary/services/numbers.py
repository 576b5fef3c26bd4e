"""A number is of one thing alone, in whichever school."""

import uuid
from typing import Any

from preau.directory.errors import Unknown
from preau.kernel import scope


def require_free(model: Any, number: uuid.UUID) -> None:
    """Raise Unknown when something has that number already, in a school that who writes does not see."""
    with scope.everything("whether a number is free"):
        if model.objects.filter(pk=number).exists():
            raise Unknown("the number of something else")
