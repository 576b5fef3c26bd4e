"""Writes of the console: files of names that leave the platform.

Up to 200 people in 24 hours go at once and are audited. Beyond, the export needs a reason and a second person with the
same right; the one who asked then has a day to take it. What was taken in small parts counts together, so that a class
at a time is no way round (row A9 of the reliability sheet), nor is the API: the lists and files that somebody's tools
read are in the same count. A partner's token is not in it: whoever gave it, with a second factor, for its scopes and to
its end, decided that the whole school may be read.
"""

import datetime as dt
import uuid
from collections.abc import Mapping

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from preau.console.enums import ExportFormat, ExportKind, ExportState
from preau.console.models import ListExport
from preau.directory.errors import Refused, Unknown
from preau.directory.models import School
from preau.kernel import audit, clock
from preau.kernel.actor import Actor
from preau.kernel.models import AuditEntry

MOST_ALONE = 200
WINDOW = dt.timedelta(hours=24)
HOUR = dt.timedelta(hours=1)
DECIDED_WITHIN = dt.timedelta(days=7)
TAKEN_WITHIN = dt.timedelta(hours=24)
REASON_LETTERS = 10
GROWTH = 1.1
"""An accepted list may have grown by a tenth when it is taken: a directory lives."""


class NeedsAnother(Refused):
    """The list is too long for one person: a reason and a second person are asked for."""


def _locked_school(school_id: uuid.UUID) -> None:
    """Exports of one school take turns, so that two halves sent at once are still counted together."""
    School.objects.select_for_update(of=("self",), no_key=True).get(pk=school_id)  # who writes a row of it waits not


def _note(actor: Actor, action: str, export: ListExport, **data: object) -> None:
    audit.record(
        actor=actor, action=action, tenant=export.school_id, subject="export", subject_id=export.pk,
        data={"list": str(export.get_kind_display()), "count": export.count, "reason": export.reason, **data},
    )  # fmt: skip


def taken_alone(school_id: uuid.UUID, person_id: uuid.UUID) -> int:
    """How many people this person took out of the school in the last 24 hours, without anybody else, by all ways."""
    rows = ListExport.objects.filter(
        school_id=school_id, asked_by_id=person_id, state=ExportState.TAKEN, decided_by=None,
        asked_at__gt=clock.now() - WINDOW,
    )  # fmt: skip
    return rows.aggregate(total=Sum("count"))["total"] or 0


@transaction.atomic
def take_export(
    *, actor: Actor, school_id: uuid.UUID, kind: str, format: str, query: Mapping[str, object], count: int
) -> ListExport:
    """Note that a list leaves at once. Raises NeedsAnother when it is too long for one person."""
    assert actor.person_id is not None
    _locked_school(school_id)
    if count + taken_alone(school_id, actor.person_id) > MOST_ALONE:
        said = ngettext(
            "Au-delà de %(most)s personne en 24 heures, un export demande un motif et l’accord d’une autre personne.",
            "Au-delà de %(most)s personnes en 24 heures, un export demande un motif et l’accord d’une autre personne.",
            MOST_ALONE,
        )
        raise NeedsAnother(said % {"most": MOST_ALONE})
    now = clock.now()
    export: ListExport = ListExport.objects.create(
        school_id=school_id, kind=kind, format=format, query=dict(query), count=count, state=ExportState.TAKEN,
        asked_by_id=actor.person_id, asked_at=now, taken_at=now,
    )  # fmt: skip
    _note(actor, "console.take_export", export)
    return export


def take_through_api(*, actor: Actor, counts: Mapping[uuid.UUID, int]) -> None:
    """Note that a tool reads so many people of these schools in somebody's name; all of them, or none.

    Beyond what one person takes alone nothing is counted, the refusal is in the journal of the schools (once an hour),
    and NeedsAnother says what to do.
    """
    assert actor.person_id is not None
    schools = sorted(school for school, count in counts.items() if count)
    with transaction.atomic():
        for school_id in schools:
            _locked_school(school_id)
        beyond = [one for one in schools if counts[one] + taken_alone(one, actor.person_id) > MOST_ALONE]
        for school_id in beyond:
            _note_refusal(actor, school_id)
        for school_id in () if beyond else schools:
            _add_to_hour(actor, school_id, counts[school_id])
    if beyond:
        said = ngettext(
            "Au-delà de %(most)s personne en 24 heures, fichiers compris, une liste ne sort qu’avec un motif et "
            "l’accord d’une autre personne. Demandez-la à la page « Exports » de l’administration ; si cette page ne "
            "vous est pas ouverte, adressez-vous à la direction.",
            "Au-delà de %(most)s personnes en 24 heures, fichiers compris, une liste ne sort qu’avec un motif et "
            "l’accord d’une autre personne. Demandez-la à la page « Exports » de l’administration ; si cette page ne "
            "vous est pas ouverte, adressez-vous à la direction.",
            MOST_ALONE,
        )
        raise NeedsAnother(said % {"most": MOST_ALONE})


def _add_to_hour(actor: Actor, school_id: uuid.UUID, count: int) -> None:
    """One line an hour for each person: what its tools read meanwhile is added to it."""
    now = clock.now()
    mine = ListExport.objects.filter(
        school_id=school_id, asked_by_id=actor.person_id, kind=ExportKind.API, asked_at__gt=now - HOUR
    )
    line = mine.order_by("-asked_at").first()
    if line is not None:
        line.count, line.taken_at = line.count + count, now
        line.save(update_fields=["count", "taken_at"])
        return
    made = ListExport.objects.create(
        school_id=school_id, kind=ExportKind.API, format=ExportFormat.JSON, count=count, state=ExportState.TAKEN,
        asked_by_id=actor.person_id, asked_at=now, taken_at=now,
    )  # fmt: skip
    _note(actor, "console.read_through_api", made)


def _note_refusal(actor: Actor, school_id: uuid.UUID) -> None:
    told = AuditEntry.objects.filter(
        chain=str(school_id), action="console.refuse_api", subject_id=str(actor.person_id), at__gt=clock.now() - HOUR
    )
    if not told.exists():
        audit.record(
            actor=actor, action="console.refuse_api", tenant=school_id, subject="person", subject_id=actor.person_id,
            data={"most": MOST_ALONE},
        )  # fmt: skip


@transaction.atomic
def ask_export(
    *, actor: Actor, school_id: uuid.UUID, kind: str, format: str, query: Mapping[str, object], count: int, reason: str
) -> ListExport:
    """Ask for a long list. The same request sent twice is one. Raises Refused without a reason."""
    reason = " ".join(reason.split())
    if len(reason) < REASON_LETTERS:
        raise Refused(_("Dites en une phrase pourquoi cette liste doit sortir : l’autre personne la lira."))
    _locked_school(school_id)
    waiting = ListExport.objects.filter(
        school_id=school_id, state=ExportState.WAITING, asked_by_id=actor.person_id, kind=kind, format=format,
        asked_at__gt=clock.now() - DECIDED_WITHIN,
    )  # fmt: skip
    for one in waiting:
        if one.query == dict(query):
            same: ListExport = one
            return same
    export: ListExport = ListExport.objects.create(
        school_id=school_id, kind=kind, format=format, query=dict(query), count=count, reason=reason[:300],
        state=ExportState.WAITING, asked_by_id=actor.person_id, asked_at=clock.now(),
    )  # fmt: skip
    _note(actor, "console.ask_export", export)
    return export


def _locked(export_id: uuid.UUID) -> ListExport:
    export: ListExport | None = ListExport.objects.select_for_update(of=("self",)).filter(pk=export_id).first()
    if export is None:
        raise Unknown("no such export in the open scope")
    return export


@transaction.atomic
def decide_export(*, actor: Actor, export_id: uuid.UUID, accept: bool) -> ListExport:
    """Accept or refuse somebody else's request. Raises Refused for one's own, or for one that no longer waits."""
    export = _locked(export_id)
    if export.asked_by_id == actor.person_id:
        raise Refused(_("Une autre personne que vous doit en décider."))
    if export.state != ExportState.WAITING or export.asked_at < clock.now() - DECIDED_WITHIN:
        raise Refused(_("Cette demande n’attend plus de décision."))
    export.state = ExportState.APPROVED if accept else ExportState.REFUSED
    export.decided_by_id, export.decided_at = actor.person_id, clock.now()
    export.save(update_fields=["state", "decided_by", "decided_at"])
    _note(actor, "console.accept_export" if accept else "console.refuse_export", export)
    return export


@transaction.atomic
def take_accepted_export(*, actor: Actor, export_id: uuid.UUID, count: int) -> ListExport:
    """Note that the one who asked takes the list, `count` long today; again within the day, each time noted.

    Raises Unknown for anybody else, Refused when nobody accepted, the time is over, or the list has grown too much.
    """
    export = _locked(export_id)
    if export.asked_by_id != actor.person_id:
        raise Unknown("somebody else's export")
    if export.decided_by_id is None or export.state not in (ExportState.APPROVED, ExportState.TAKEN):
        raise Refused(_("Personne n’a encore accepté cet export."))
    assert export.decided_at is not None
    if export.decided_at < clock.now() - TAKEN_WITHIN:
        raise Refused(_("Les 24 heures pour emporter cet export sont passées. Demandez-le de nouveau."))
    if count > export.count * GROWTH:
        raise Refused(_("La liste a trop grandi depuis l’accord. Demandez-la de nouveau."))
    export.state, export.taken_at = ExportState.TAKEN, clock.now()
    export.save(update_fields=["state", "taken_at"])
    _note(actor, "console.take_accepted_export", export, taken=count)
    return export
