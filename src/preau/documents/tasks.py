"""Background work of this room."""

import structlog

from preau.documents.services import forget_binned, forget_spaces
from preau.kernel.jobs import due

log = structlog.get_logger("preau.documents")


@due("documents.forget", at="03:20", long=True)
def forget() -> None:
    """What was binned thirty days ago, and spaces of classes that are no more."""
    log.info("forgot documents", binned=forget_binned(), spaces=forget_spaces())
