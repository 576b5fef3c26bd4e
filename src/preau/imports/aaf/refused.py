"""Keeps what a run refused: line by line up to a limit of the run, counted by cause, kind and school beyond it.

A directory that is nonsense from end to end must fill neither the database nor a page; what it counts stays exact.
"""

import uuid
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext as _

from preau.imports.aaf import refusals as r
from preau.imports.aaf.refusals import Beyond, Refusal
from preau.imports.models import ImportRefusal, ImportRun
from preau.ui import wording

Key = tuple[str, str, bool, str]
"""(id of the school, cause, whether it is a warning only, kind of record)."""


def save_refusals(
    run_id: str, refusals: Sequence[Refusal], schools: Mapping[str, str], beyond: Iterable[Beyond] = ()
) -> None:
    """Keep refusals, each with the school it names when that school is known; those beyond the limit are counted.

    The run's row is locked meanwhile: processes on different schools share the one limit.
    """

    def school_of(keys: Iterable[str]) -> str:
        return next((str(uuid.UUID(schools[key])) for key in keys if key in schools), "")

    counted: Counter[Key] = Counter()
    for keys, cause, is_warning, kind, many in beyond:
        counted[school_of(keys), cause, is_warning, kind] += many
    if not refusals and not counted:
        return
    with transaction.atomic():
        run = ImportRun.objects.select_for_update(no_key=True).only("refusals_beyond").get(pk=uuid.UUID(run_id))
        room = max(0, r.REFUSALS_MAX - ImportRefusal.objects.filter(run=run).count())
        ImportRefusal.objects.bulk_create(
            (
                ImportRefusal(
                    school_id=school_of(one.schools) or None,
                    run=run,
                    cause=str(one.cause),
                    is_warning=one.is_warning,
                    record_kind=one.record_kind[:12],
                    join_key=one.join_key[:40],
                    file=one.file[:200],
                    line=one.line,
                    reason=one.reason[:300],
                )
                for one in refusals[:room]
            ),
            batch_size=500,
        )
        counted.update(
            (school_of(one.schools), str(one.cause), one.is_warning, one.record_kind[:12]) for one in refusals[room:]
        )
        if counted:
            counted.update(beyond_of(run))
            run.refusals_beyond = [[*key, many] for key, many in sorted(counted.items())]
            run.save(update_fields=["refusals_beyond"])


def forget_refusals(run: ImportRun) -> None:
    """Forget what a run refused: it is about to be refused again."""
    ImportRefusal.objects.filter(run=run).delete()
    ImportRun.objects.filter(pk=run.pk).update(refusals_beyond=None)
    run.refusals_beyond = None


def beyond_of(run: ImportRun) -> Counter[Key]:
    """What a run refused beyond the lines it keeps."""
    return Counter(
        {(school, cause, warning, kind): many for school, cause, warning, kind, many in run.refusals_beyond or ()}
    )


def counts_of(run: ImportRun) -> Counter[Key]:
    """Everything a run refused or warned of, exactly."""
    run.refresh_from_db(fields=["refusals_beyond"])
    counted = beyond_of(run)
    kept = ImportRefusal.objects.filter(run=run).order_by()
    for school, cause, warning, kind, many in kept.values_list(
        "school_id", "cause", "is_warning", "record_kind"
    ).annotate(many=Count("id")):
        counted[str(school or ""), cause, warning, kind] += many
    return counted


def limit_note(run: ImportRun) -> list[str]:
    """What the report says when not every line is kept."""
    more = beyond_of(run).total()
    if not more:
        return []
    kept = ImportRefusal.objects.filter(run=run).count()
    return [
        _(
            "Trop de refus et d’avertissements pour garder chaque ligne. Lignes gardées : %(kept)s ; lignes seulement "
            "comptées par cause : %(more)s."
        )
        % {"kept": wording.number(kept), "more": wording.number(more)}
    ]
