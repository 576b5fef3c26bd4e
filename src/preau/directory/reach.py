"""How far a guardianship goes today: what the directory says, unless the head or a judge decided otherwise.

The rule is one pure function, `effective_reach`. The importer applies `undecided_reach` and the decisions in force;
after a decision is recorded, withdrawn, begins or ends, or the head chose, `recompute_reaches` brings the rows it
concerns in line. None of these tells anybody: services publish.
"""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from django.db.models import Case, Exists, F, OuterRef, Value, When

from preau.directory.enums import DecisionKind, Reach
from preau.directory.models import CourtDecision, Guardianship
from preau.kernel import clock

Pair = tuple[uuid.UUID, uuid.UUID]

# From the narrowest to the widest.
WIDTH: Mapping[str, int] = {
    Reach.BARRED: 0,
    Reach.CONTACT: 1,
    Reach.SUPERVISES: 2,
    Reach.IN_CHARGE: 3,
    Reach.AUTHORITY: 4,
}

# Withdrawal of parental authority takes its attributes with it (Code civil, art. 379); a protection order may suspend
# them at once (art. 515-11); a parent who lost the exercise only keeps the right to supervise (art. 373-2-1).
REACH_OF_DECISION: Mapping[str, Reach] = {
    DecisionKind.NO_AUTHORITY: Reach.BARRED,
    DecisionKind.PROTECTION_ORDER: Reach.BARRED,
    DecisionKind.SUPERVISES: Reach.SUPERVISES,
    DecisionKind.AUTHORITY: Reach.AUTHORITY,
}


class Decision(Protocol):
    """What this module needs to know of a judge's decision."""

    kind: str
    starts_on: dt.date
    ends_on: dt.date | None
    withdrawn_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class ReachChange:
    """A guardianship whose reach was brought in line, before and after."""

    guardianship_id: uuid.UUID
    school_id: uuid.UUID
    student_id: uuid.UUID
    guardian_id: uuid.UUID
    before: str
    after: str

    @property
    def narrows(self) -> bool:
        """True when the guardian may do less than before."""
        return WIDTH[self.after] < WIDTH[self.before]


def in_force(decision: Decision, on: dt.date) -> bool:
    """Whether the decision runs on that civil day (its first and last day both counted) and was not withdrawn."""
    return (
        decision.withdrawn_at is None
        and decision.starts_on <= on
        and (decision.ends_on is None or on <= decision.ends_on)
    )


def decided_reach(decisions: Iterable[Decision], on: dt.date) -> Reach | None:
    """The reach that the decisions in force impose, the narrowest of them; None when none is in force."""
    reaches = [REACH_OF_DECISION[one.kind] for one in decisions if in_force(one, on)]
    return min(reaches, key=lambda reach: WIDTH[reach], default=None)


def standing_choice(source_reach: str, head_reach: str) -> str:
    """The head's choice while it stands: beside a mere contact. Any other word of the directory makes it lapse ("")."""
    return head_reach if source_reach == Reach.CONTACT else ""


def undecided_reach(source_reach: str, head_reach: str) -> Reach:
    """The reach without any judge: the head's choice while it stands, else the directory's word."""
    return Reach(standing_choice(source_reach, head_reach) or source_reach)


def effective_reach(source_reach: str, head_reach: str, decisions: Iterable[Decision], on: dt.date) -> Reach:
    """The reach that holds on a civil day.

    Any decision in force wins over the head and the directory, to narrow or (authority entrusted) to widen; of several
    decisions in force the narrowest wins. Without one, the head's choice holds while it stands, else the directory's
    word.
    """
    return decided_reach(decisions, on) or undecided_reach(source_reach, head_reach)


# `undecided_reach`, for the database.
_UNDECIDED = Case(
    When(source_reach=Reach.CONTACT, head_reach=Reach.IN_CHARGE, then=Value(Reach.IN_CHARGE.value)),
    default=F("source_reach"),
)


def decided_reaches(*, on: dt.date, students: Iterable[uuid.UUID] | None = None) -> dict[Pair, Reach]:
    """Reaches imposed by decisions in force on that day, by (student, guardian).

    One query. Where there is none, `undecided_reach` holds.
    """
    rows = CourtDecision.objects.filter(withdrawn_at=None)
    if students is not None:
        rows = rows.filter(student_id__in=list(students))
    by_pair: dict[Pair, list[CourtDecision]] = defaultdict(list)
    for row in rows:
        by_pair[row.student_id, row.guardian_id].append(row)
    decided = {pair: decided_reach(decisions, on) for pair, decisions in by_pair.items()}
    return {pair: reach for pair, reach in decided.items() if reach is not None}


def recompute_reaches(*, students: Iterable[uuid.UUID] | None = None) -> list[ReachChange]:
    """Bring `Guardianship.reach` in line, within the open scope, and return what changed.

    `students`: only theirs (all when None). The day is the one of each school's own time zone. Pairs with a decision
    are few and are compared one by one; all others are put back to `undecided_reach` by one statement.
    """
    decisions = CourtDecision.objects.all()
    rows = Guardianship.objects.all()
    if students is not None:
        chosen = list(students)
        decisions = decisions.filter(student_id__in=chosen)
        rows = rows.filter(student_id__in=chosen)

    by_pair: dict[Pair, list[CourtDecision]] = defaultdict(list)
    for decision in decisions:
        by_pair[decision.student_id, decision.guardian_id].append(decision)

    changes: list[ReachChange] = []
    concerned = {student for student, _ in by_pair}
    for row in rows.filter(student_id__in=concerned).select_related("school").iterator() if concerned else ():
        of_pair = by_pair.get((row.student_id, row.guardian_id))
        if of_pair is None:
            continue
        wanted = effective_reach(row.source_reach, row.head_reach, of_pair, clock.today(row.school.timezone))
        if wanted != row.reach:
            changes.append(ReachChange(row.id, row.school_id, row.student_id, row.guardian_id, row.reach, wanted))
    for reach in Reach:
        ids = [change.guardianship_id for change in changes if change.after == reach]
        if ids:
            Guardianship.objects.filter(pk__in=ids).update(reach=reach)

    decided = CourtDecision.objects.filter(student_id=OuterRef("student_id"), guardian_id=OuterRef("guardian_id"))
    strays = list(rows.exclude(reach=_UNDECIDED).filter(~Exists(decided)))
    changes += [
        ReachChange(
            row.id, row.school_id, row.student_id, row.guardian_id, row.reach,
            undecided_reach(row.source_reach, row.head_reach),
        )
        for row in strays
    ]  # fmt: skip
    if strays:
        Guardianship.objects.filter(pk__in=[row.pk for row in strays]).update(reach=_UNDECIDED)
    return changes


def students_at_a_turn(*, days: int = 1) -> list[uuid.UUID]:
    """Pupils with a decision that begins or has just ended around today: all that a frequent check must look at.

    `days` on each side covers every time zone; a decision ends on the day after its last day.
    """
    today = clock.today()
    around = [today + dt.timedelta(days=shift) for shift in range(-days - 1, days + 1)]
    begins = CourtDecision.objects.filter(withdrawn_at=None, starts_on__in=around)
    ends = CourtDecision.objects.filter(withdrawn_at=None, ends_on__in=around)
    return sorted({*begins.values_list("student_id", flat=True), *ends.values_list("student_id", flat=True)})
