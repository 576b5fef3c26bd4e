"""Giving corrected copies back: one, all, or at the hour that the teacher set; asking for one again; reminding."""

import datetime as dt
import uuid
from collections.abc import Collection, Sequence

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from preau.access.public import Hat, present_pupils
from preau.diary.public import piece_to_write
from preau.directory.enums import Profile
from preau.directory.errors import Refused, Unknown
from preau.kernel import audit, clock
from preau.kernel.actor import Actor, system
from preau.kernel.events import publish
from preau.notifications.public import To, notify
from preau.submissions.errors import RemindedToday
from preau.submissions.models import Assignment, Copy, Correction
from preau.submissions.selectors.returning import guardians_at
from preau.submissions.selectors.rows import pupils_of_copy, zone_of
from preau.submissions.selectors.who import expected_of
from preau.submissions.services.asking import locked_assignment

RETURNED, AGAIN, REMINDER = "submissions.returned", "submissions.asked_again", "submissions.not_handed_in"
MOST_AGAIN = dt.timedelta(days=60)


def publish_mark(copy: Copy, row: Correction) -> None:
    """Tell rooms above of a mark that its pupils may read. In the transaction that gives it."""
    assignment, returned_at = copy.assignment, copy.returned_at
    assert returned_at is not None
    publish(
        "submissions.mark_given",
        {
            "copy_id": str(copy.pk), "work_id": str(assignment.work), "subject": assignment.subject,
            "pupil_ids": sorted(str(one) for one in pupils_of_copy(copy)), "scale": assignment.scale,
            "points": None if row.points is None else f"{row.points:.2f}",
            "out_of": assignment.out_of, "mastery": row.mastery,
            "guardians_at": guardians_at(assignment, returned_at).isoformat(),
        },
        tenant=copy.school_id,
    )  # fmt: skip


@transaction.atomic
def give_back(
    *, actor: Actor, hat: Hat, work_id: uuid.UUID, copy_ids: Collection[uuid.UUID] | None = None
) -> int:  # fmt: skip
    """Give back these copies, or all that are corrected; how many were not given back yet. Twice changes nothing.

    Raises Unknown for a stranger, PermissionDenied for a colleague.
    """
    piece = piece_to_write(hat, work_id)
    row = locked_assignment(piece.school_id, work_id)
    return _give_back(actor, row, copy_ids)


@transaction.atomic
def give_back_at_the_hour(*, assignment_id: uuid.UUID) -> int:
    """All that is corrected of a piece of work whose hour has come; none when the hour was moved or taken away."""
    row = Assignment.objects.select_for_update(of=("self",)).filter(pk=assignment_id).first()
    if row is None or row.return_at is None or row.return_at > clock.now():
        return 0
    return _give_back(system(_("heure réglée")), row, None)


def _give_back(actor: Actor, row: Assignment, copy_ids: Collection[uuid.UUID] | None) -> int:
    rows = Copy.objects.filter(
        school_id=row.school_id, assignment=row, returned_at=None, corrections__is_done=True,
        corrections__of_version=F("current"),
    )  # fmt: skip
    if copy_ids is not None:
        rows = rows.filter(pk__in=list(copy_ids))
    copies = list(rows.select_for_update(of=("self",)).select_related("team").order_by("pk"))
    if not copies:
        return 0
    written = {
        one.copy_id: one
        for one in Correction.objects.filter(school_id=row.school_id, copy_id__in=[one.pk for one in copies])
    }
    now = clock.now()
    for copy in copies:
        copy.assignment, copy.returned_at = row, now
        copy.open_until = None
        publish_mark(copy, written[copy.pk])
    Copy.objects.bulk_update(copies, ["returned_at", "open_until"])
    audit.record(
        actor=actor, action="submissions.give_back", tenant=row.school_id, subject="diary_work", subject_id=row.work,
        data={"count": len(copies)},
    )  # fmt: skip
    pupils = {one for copy in copies for one in pupils_of_copy(copy)}
    _tell(actor, row, RETURNED, f"{row.pk}/{now.isoformat()}", pupils, {"subject": row.subject})
    return len(copies)


@transaction.atomic
def ask_again(*, actor: Actor, hat: Hat, copy_id: uuid.UUID, until: dt.datetime) -> Copy:
    """Ask for a copy again, until a moment at most sixty days away; what was handed in stays. Twice changes nothing.

    Raises Unknown for a stranger and where nothing was handed in, PermissionDenied for a colleague, Refused for a
    moment that is past or far away.
    """
    rows = Copy.objects.select_for_update(of=("self",)).filter(pk=copy_id, school_id__in=hat.school_ids)
    copy = rows.select_related("assignment", "team").first()
    if copy is None or not (copy.current or copy.paper_at):
        raise Unknown("no such copy")
    piece_to_write(hat, copy.assignment.work)
    now = clock.now()
    if not now < until <= now + MOST_AGAIN:
        raise Refused(_("Choisissez un moment à venir, dans les soixante jours."))
    if copy.open_until == until:
        return copy
    copy.open_until = until
    copy.save(update_fields=["open_until"])
    audit.record(
        actor=actor, action="submissions.ask_again", tenant=copy.school_id, subject="copy", subject_id=copy.pk
    )  # fmt: skip
    told = {"subject": copy.assignment.subject}
    _tell(actor, copy.assignment, AGAIN, f"{copy.pk}/{until.isoformat()}", pupils_of_copy(copy), told)
    return copy


@transaction.atomic
def remind(*, actor: Actor, hat: Hat, work_id: uuid.UUID) -> int:
    """Tell pupils who have not handed in; how many. Once a day at most.

    Raises Unknown for a stranger, PermissionDenied for a colleague, RemindedToday, Refused when it is shown to nobody
    or is taken no more.
    """
    piece = piece_to_write(hat, work_id)
    row = locked_assignment(piece.school_id, work_id)
    if not piece.is_shown or row.closed_at is not None:
        raise Refused(_("Ce travail ne se rend pas en ce moment : personne n’a été prévenu."))
    today = clock.today(zone_of(row.school_id))
    if row.reminded_on == today:
        raise RemindedToday(_("Ils ont déjà été prévenus aujourd’hui : pas deux fois le même jour."))
    missing = set(not_handed_in(row, [one.id for one in expected_of(piece)]))
    if not missing:
        return 0
    row.reminded_on = today
    row.save(update_fields=["reminded_on"])
    audit.record(
        actor=actor, action="submissions.remind", tenant=row.school_id, subject="diary_work", subject_id=work_id,
        data={"count": len(missing)},
    )  # fmt: skip
    _tell(actor, row, REMINDER, f"{row.pk}/{today.isoformat()}", missing, {"subject": row.subject})
    return len(missing)


def not_handed_in(row: Assignment, pupils: Sequence[uuid.UUID]) -> list[uuid.UUID]:
    """Those of these pupils of whom, or of whose group, nothing came, here or on paper."""
    came: set[uuid.UUID] = set()
    for copy in Copy.objects.filter(school_id=row.school_id, assignment=row).select_related("team"):
        if copy.current or copy.paper_at:
            came.update(pupils_of_copy(copy))
    return [one for one in pupils if one not in came]


def _tell(
    actor: Actor, row: Assignment, kind: str, key: str, pupils: Collection[uuid.UUID], data: dict[str, str]
) -> None:  # fmt: skip
    """In the transaction of the act. Calm hours hold what rings; the page says it at once."""
    there = present_pupils(row.school_id, list(pupils))
    to = [To(one, Profile.STUDENT.value) for one, person in there.items() if person.suspended_at is None]
    if to:
        notify(
            actor=actor, kind=kind, key=f"{kind}/{key}", school_id=row.school_id, to=to,
            link=f"/a-rendre/{row.work}/", data=data,
        )  # fmt: skip
