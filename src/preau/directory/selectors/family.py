"""Who answers for a pupil, how far, and why."""

import datetime as dt
import uuid
from dataclasses import dataclass

from preau.directory.enums import Profile, Reach
from preau.directory.models import Affiliation, CourtDecision, Guardianship, Person
from preau.directory.reach import decided_reach, in_force, standing_choice
from preau.directory.rights import GuardianRights, rights_of_guardian
from preau.kernel import clock, sql


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
    lines = [_line(row, decisions.get(row.guardian_id, []), clock.today(row.school.timezone)) for row in rows]
    return sorted(lines, key=_order)


def _line(link: Guardianship, decisions: list[CourtDecision], on: dt.date) -> GuardianLine:
    of_pair = sorted(decisions, key=lambda one: (one.starts_on, one.pk))
    decided = decided_reach(of_pair, on)
    deciding = next((one for one in of_pair if in_force(one, on) and decided_reach([one], on) == decided), None)
    return GuardianLine(link, rights_of_guardian(link, link.student, on), tuple(of_pair), deciding, on)


def _order(line: GuardianLine) -> tuple[bool, int, uuid.UUID]:
    link = line.guardianship
    return link.ended_at is not None, link.contact_rank, link.pk


_FAMILY = """
    SELECT g.id, g.student_id, g.guardian_id, g.source_reach, g.head_reach, g.reach, g.contact_rank, g.ended_at,
           s.family_name, s.given_name, s.birth_date, s.takes_over_signatures_on, s.closes_guardian_messages_on,
           r.family_name, r.given_name, c.timezone,
           EXISTS (SELECT 1 FROM directory_courtdecision d
                   WHERE d.student_id = g.student_id AND d.guardian_id = g.guardian_id)
      FROM directory_guardianship g
      JOIN directory_school c ON c.id = g.school_id
      JOIN directory_person s ON s.id = g.student_id JOIN directory_person r ON r.id = g.guardian_id
     WHERE g.school_id = %(school)s AND (g.student_id = %(person)s OR g.guardian_id = %(person)s)"""
# In the order of the tables' own columns, as `from_db` takes them.
_LINK = (
    "id", "school_id", "student_id", "guardian_id", "source_reach", "head_reach", "reach", "contact_rank", "ended_at",
)  # fmt: skip
_PUPIL = ("id", "family_name", "given_name", "birth_date", "takes_over_signatures_on", "closes_guardian_messages_on")


def family_of(school_id: uuid.UUID, person_id: uuid.UUID) -> tuple[list[GuardianLine], list[GuardianLine]]:
    """Who answers for a person, as `guardians_of` tells it, and for whom they answer, by given name. One read, and one
    more where a judge decided. Of people, only what tells them apart and bounds the link is read."""
    found = sql.named_rows(_FAMILY, {"school": sql.key(school_id), "person": sql.key(person_id)})
    judged = {sql.as_id(row[1]) for row in found if row[16]}
    decisions: dict[tuple[uuid.UUID, uuid.UUID], list[CourtDecision]] = {}
    if judged:
        for one in CourtDecision.objects.filter(student_id__in=judged).select_related("recorded_by_school"):
            decisions.setdefault((one.student_id, one.guardian_id), []).append(one)
    lines = []
    for row in found:
        ids = [sql.as_id(value) for value in row[:3]]
        link = Guardianship.from_db(
            None, _LINK, [ids[0], school_id, *ids[1:], *row[3:7], sql.as_moment(row[7])]
        )  # fmt: skip
        link.student = Person.from_db(None, _PUPIL, [ids[1], *row[8:10], *map(sql.as_day, row[10:13])])
        link.guardian = Person.from_db(None, _PUPIL[:3], [ids[2], *row[13:15]])
        lines.append(_line(link, decisions.get((ids[1], ids[2]), []), clock.today(row[15])))
    guardians = sorted((one for one in lines if one.guardianship.student_id == person_id), key=_order)
    children = [one for one in lines if one.guardianship.guardian_id == person_id]
    return guardians, sorted(children, key=lambda one: (one.guardianship.student.given_name, one.guardianship.pk))


def decisions_of_school(school_id: uuid.UUID) -> list[CourtDecision]:
    """Decisions recorded by this school that run or will run, by their end."""
    rows = CourtDecision.objects.filter(recorded_by_school_id=school_id, withdrawn_at=None)
    today = clock.today()
    running = [row for row in rows.select_related("student", "guardian") if row.ends_on is None or row.ends_on >= today]
    return sorted(running, key=lambda row: (row.ends_on or dt.date.max, row.pk))


def was_withdrawn(school_id: uuid.UUID, decision_id: uuid.UUID) -> bool:
    """Whether this school recorded that decision and has withdrawn it."""
    found = CourtDecision.objects.filter(pk=decision_id, recorded_by_school_id=school_id)
    return found.exclude(withdrawn_at=None).exists()
