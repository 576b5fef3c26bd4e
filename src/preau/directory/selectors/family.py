"""Who answers for a pupil, how far, and why."""

import datetime as dt
import uuid
from dataclasses import dataclass

from preau.directory.enums import Profile, Reach
from preau.directory.models import Affiliation, CourtDecision, Guardianship, Person
from preau.directory.reach import decided_reach, in_force, standing_choice
from preau.directory.rights import GuardianRights, rights_of_guardian
from preau.kernel import clock


@dataclass(frozen=True, slots=True)
class GuardianLine:
    """A guardian of a pupil: the link, the rights it gives today, and the decisions between the two."""

    guardianship: Guardianship
    rights: GuardianRights
    decisions: tuple[CourtDecision, ...]
    deciding: CourtDecision | None
    on: dt.date

    @property
    def decided_by_judge(self) -> bool:
        """True when a decision in force, not the directory, sets the reach today."""
        return self.deciding is not None

    @property
    def chosen_by_head(self) -> bool:
        """True while the head's choice stands for an open link, even behind a judge's decision."""
        row = self.guardianship
        return row.ended_at is None and bool(standing_choice(row.source_reach, row.head_reach))

    @property
    def may_be_put_in_charge(self) -> bool:
        """True for a mere contact about whom no judge decided."""
        row = self.guardianship
        return row.ended_at is None and self.deciding is None and row.reach == Reach.CONTACT


def student_of_school(school_id: uuid.UUID, student_id: uuid.UUID) -> Person | None:
    """The pupil, when this school (in the open scope) has or had them."""
    place = (
        Affiliation.objects.filter(school_id=school_id, person_id=student_id, profile=Profile.STUDENT)
        .select_related("person")
        .first()
    )
    return place.person if place else None


def guardianship_between(school_id: uuid.UUID, student_id: uuid.UUID, guardian_id: uuid.UUID) -> Guardianship | None:
    """The link that this school holds between the two, even ended."""
    row: Guardianship | None = (
        Guardianship.objects.filter(school_id=school_id, student_id=student_id, guardian_id=guardian_id)
        .select_related("student", "guardian", "school")
        .first()
    )
    return row


def guardians_of(school_id: uuid.UUID, student_id: uuid.UUID, *, with_ended: bool = True) -> list[GuardianLine]:
    """Guardians of a pupil as one school holds them, first contact first, ended links last.

    Shows decisions recorded by any school: they hold here too.
    """
    rows = Guardianship.objects.filter(school_id=school_id, student_id=student_id).select_related(
        "guardian", "student", "school"
    )
    if not with_ended:
        rows = rows.filter(ended_at=None)
    decisions: dict[uuid.UUID, list[CourtDecision]] = {}
    for decision in CourtDecision.objects.filter(student_id=student_id).select_related("recorded_by_school"):
        decisions.setdefault(decision.guardian_id, []).append(decision)
    lines = []
    for row in rows:
        on = clock.today(row.school.timezone)
        of_pair = sorted(decisions.get(row.guardian_id, []), key=lambda one: (one.starts_on, one.pk))
        decided = decided_reach(of_pair, on)
        deciding = next((one for one in of_pair if in_force(one, on) and decided_reach([one], on) == decided), None)
        lines.append(GuardianLine(row, rights_of_guardian(row, row.student, on), tuple(of_pair), deciding, on))
    return sorted(lines, key=lambda line: (line.guardianship.ended_at is not None, line.guardianship.contact_rank))


def decisions_of_school(school_id: uuid.UUID) -> list[CourtDecision]:
    """Decisions recorded by this school that run or will run, by their end."""
    rows = CourtDecision.objects.filter(recorded_by_school_id=school_id, withdrawn_at=None)
    today = clock.today()
    running = [row for row in rows.select_related("student", "guardian") if row.ends_on is None or row.ends_on >= today]
    return sorted(running, key=lambda row: (row.ends_on or dt.date.max, row.pk))
