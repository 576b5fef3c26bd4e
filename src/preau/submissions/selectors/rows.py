"""Rows of this room that services and pages begin from. Their readers are asked by the callers."""

import uuid
from collections.abc import Collection

from preau.directory.models import School
from preau.submissions.models import Assignment, Copy, ExtraTime, Team, TeamMember


def assignment_of(school_id: uuid.UUID, work_id: uuid.UUID) -> Assignment | None:
    """What a piece of work asks for; None when it asks for nothing."""
    return Assignment.objects.filter(school_id=school_id, work=work_id).first()


def zone_of(school_id: uuid.UUID) -> str:
    """The clock of a school, as IANA names it."""
    return School.objects.values_list("timezone", flat=True).get(pk=school_id)


def team_of(assignment: Assignment, pupil_id: uuid.UUID) -> Team | None:
    """The group in which a pupil hands in; None when alone, or in none yet."""
    if not assignment.in_groups:
        return None
    rows = TeamMember.objects.filter(school_id=assignment.school_id, pupil_id=pupil_id, assignment=assignment)
    member = rows.select_related("team").first()
    return member.team if member else None


def members_of(team: Team) -> list[uuid.UUID]:
    """Pupils of a group."""
    rows = TeamMember.objects.filter(school_id=team.school_id, assignment_id=team.assignment_id, team=team)
    return list(rows.order_by("pk").values_list("pupil_id", flat=True))


def copy_of(assignment: Assignment, pupil_id: uuid.UUID) -> Copy | None:
    """The copy of a pupil, their group's when they hand in together."""
    rows = Copy.objects.filter(school_id=assignment.school_id, assignment=assignment)
    if assignment.in_groups:
        team = team_of(assignment, pupil_id)
        return rows.filter(team=team).first() if team else None
    return rows.filter(pupil_id=pupil_id).first()


def extra_hours(school_id: uuid.UUID, pupils: Collection[uuid.UUID]) -> dict[uuid.UUID, int]:
    """Hours more that some of these pupils have. One read."""
    rows = ExtraTime.objects.filter(school_id=school_id, pupil_id__in=list(pupils), hours__gt=0)
    return dict(rows.values_list("pupil_id", "hours"))


def pupils_of_copy(copy: Copy) -> list[uuid.UUID]:
    """Whose copy it is."""
    if copy.pupil_id is not None:
        return [copy.pupil_id]
    return members_of(copy.team) if copy.team else []
