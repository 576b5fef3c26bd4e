"""Groups of pupils who hand in one copy, as their teacher makes them."""

import uuid
from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from preau.access.public import Hat
from preau.diary.public import piece_to_write
from preau.directory.errors import Refused
from preau.kernel import audit
from preau.kernel.actor import Actor
from preau.submissions.models import Copy, Team, TeamMember
from preau.submissions.selectors.who import expected_of
from preau.submissions.services.asking import locked_assignment

MOST_TEAMS = 40


@transaction.atomic
def compose_teams(
    *, actor: Actor, hat: Hat, work_id: uuid.UUID, numbers: Mapping[uuid.UUID, int | None]
) -> int:  # fmt: skip
    """Put each of these pupils in the group of that number, or in none; how many changed. The same twice changes none.

    A group that has a copy keeps it, whoever joins or leaves it. Raises Unknown, PermissionDenied, Refused.
    """
    piece = piece_to_write(hat, work_id)
    row = locked_assignment(piece.school_id, work_id)
    if not row.in_groups:
        raise Refused(_("Ce travail se rend seul : il n’y a pas de groupes."))
    theirs = {one.id for one in expected_of(piece)}
    asked = {pupil: number for pupil, number in numbers.items() if pupil in theirs}
    if any(number is not None and not 1 <= number <= MOST_TEAMS for number in asked.values()):
        raise Refused(_("Les groupes se numérotent de 1 à %(most)d.") % {"most": MOST_TEAMS})
    here = {"school_id": row.school_id, "assignment": row}
    members = {one.pupil_id: one for one in TeamMember.objects.filter(**here).select_related("team")}
    stands = {pupil: one.team.number for pupil, one in members.items()}
    changed = {pupil: number for pupil, number in asked.items() if stands.get(pupil) != number}
    if not changed:
        return 0
    teams = {one.number: one for one in Team.objects.filter(**here)}
    wanted = {number for number in changed.values() if number is not None}
    for number in sorted(wanted - set(teams)):
        teams[number] = Team.objects.create(**here, number=number)
    TeamMember.objects.filter(**here, pupil_id__in=list(changed)).delete()
    TeamMember.objects.bulk_create(
        [TeamMember(**here, team=teams[number], pupil_id=pupil) for pupil, number in changed.items() if number]
    )
    empty = Team.objects.filter(**here, members=None)
    empty.exclude(pk__in=Copy.objects.filter(**here, team__isnull=False).values("team_id")).delete()
    audit.record(
        actor=actor, action="submissions.compose_teams", tenant=row.school_id, subject="diary_work",
        subject_id=work_id, data={"count": len(changed)},
    )  # fmt: skip
    return len(changed)
