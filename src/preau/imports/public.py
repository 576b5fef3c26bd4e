"""The door of the imports."""

from preau.imports.selectors import pending_of, progress_of, refusals_of, run_report, runs
from preau.imports.services import (
    apply_run,
    confirm_all_pending,
    confirm_pending,
    refuse_pending,
    request_apply,
    request_import,
    start_import,
)

__all__ = [
    "apply_run",
    "confirm_all_pending",
    "confirm_pending",
    "pending_of",
    "progress_of",
    "refusals_of",
    "refuse_pending",
    "request_apply",
    "request_import",
    "run_report",
    "runs",
    "start_import",
]
