"""Files kept as evidence, with a report or with a contained account."""

import uuid
from collections.abc import Sequence

from preau.files.public import FileLine, files_of_things

REPORTED, WITHDRAWN = "safety.report", "safety.containment"


def files_kept(kind: str, thing_id: uuid.UUID) -> Sequence[FileLine]:
    """The files of a report or of a contained account, for who was shown it."""
    return files_of_things(kind, [thing_id])[thing_id]
