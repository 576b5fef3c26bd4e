"""Reads of the imports for other rooms. Obey the open scope: a school's administrator sees what concerns the school."""

import uuid
from typing import Any

from django.db.models import QuerySet

from preau.imports.models import ImportRefusal, ImportRun
from preau.imports.reports import pending_of, progress_of, run_of, runs
from preau.kernel import scope


def run_report(run_id: uuid.UUID) -> dict[str, Any]:
    """The report of a finished run as `preau import --report` writes it; {} while it runs. Raises Unknown."""
    run = run_of(run_id)
    return dict(run.report) if "totals" in run.report else {}


def refusals_of(run: ImportRun, school_id: uuid.UUID | None = None) -> QuerySet[ImportRefusal]:
    """Refusals and warnings of a run, refusals first; of one school when given."""
    rows = ImportRefusal.objects.filter(run=run).order_by("is_warning", "cause", "file", "line", "pk")
    open_scope = scope.current()
    if open_scope.tenants is not None:
        rows = rows.filter(school_id__in=open_scope.tenants)
    return rows.filter(school_id=school_id) if school_id else rows


__all__ = ["pending_of", "progress_of", "refusals_of", "run_report", "runs"]
