"""Who opens accounts for others: prints a class's slips, reminds, shows a code to somebody they have before them.

| Hat | Prints and reminds for | Shows a code to |
|---|---|---|
| direction | every class of the school | pupils and guardians of the school |
| professeur principal | the own classes | pupils and guardians of the own classes |
| vie scolaire, administrative staff | – | pupils and guardians of the school |

Nobody shows a code to staff with wide rights (preau.identity refuses it whoever asks), nor to themselves.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from preau.access.hats import Hat
from preau.directory.calendar import year_of
from preau.directory.enums import AffiliationState, Profile
from preau.directory.models import Enrollment, Guardianship, Homeroom, HomeroomTeacher, StaffFunction
from preau.directory.rights import rights_of_guardian
from preau.directory.words import class_order
from preau.kernel import clock

OPENS_CLASSES = (Profile.HEAD, Profile.TEACHER)
HELPS = (Profile.HEAD, Profile.TEACHER, Profile.STUDENT_LIFE, Profile.SCHOOL_STAFF)
# Functions of the secretariat among administrative, technical and medical staff (AAF codes).
SECRETARIAT = frozenset({"ADM", "ADF"})


@dataclass(frozen=True, slots=True)
class OpenableClass:
    """A class whose accounts somebody may open."""

    id: uuid.UUID
    label: str
    school_id: uuid.UUID


def classes_to_open(hat: Hat, person_id: uuid.UUID) -> list[OpenableClass]:
    """Classes of this year whose slips this hat prints: all of a head's school, a professeur principal's own."""
    if hat.profile not in OPENS_CLASSES or hat.school is None:
        return []
    rows = Homeroom.objects.filter(school_id=hat.school.id, school_year_id=year_of(clock.today()))
    if hat.profile == Profile.TEACHER:
        own = HomeroomTeacher.objects.filter(school_id=hat.school.id, person_id=person_id)
        rows = rows.filter(pk__in=own.values("homeroom_id"))
    found = [OpenableClass(row.pk, row.label, row.school_id) for row in rows]
    return sorted(found, key=lambda one: class_order(one.label))


def class_to_open(hat: Hat, person_id: uuid.UUID, class_id: uuid.UUID) -> OpenableClass | None:
    """That class, when this hat may open its accounts."""
    return next((one for one in classes_to_open(hat, person_id) if one.id == class_id), None)


def _sees_whole_school(hat: Hat, person_id: uuid.UUID) -> bool:
    if hat.profile in (Profile.HEAD, Profile.STUDENT_LIFE):
        return True
    if hat.profile != Profile.SCHOOL_STAFF or hat.school is None:
        return False
    return bool(
        StaffFunction.objects.filter(
            school_id=hat.school.id, affiliation__person_id=person_id, affiliation__state=AffiliationState.ACTIVE,
            code__in=SECRETARIAT,
        ).exists()
    )  # fmt: skip


def pupils_to_help(hat: Hat, person_id: uuid.UUID, student_ids: Sequence[uuid.UUID]) -> set[uuid.UUID]:
    """Those of these pupils whom this hat may help to open their account, and whose guardians it may help too."""
    if hat.school is None:
        return set()
    rows = Enrollment.objects.filter(
        school_id=hat.school.id, school_year_id=year_of(clock.today()), student_id__in=student_ids, left_on=None
    )
    if not _sees_whole_school(hat, person_id):
        if hat.profile != Profile.TEACHER:
            return set()
        rows = rows.filter(homeroom_id__in=[one.id for one in classes_to_open(hat, person_id)])
    return set(rows.values_list("student_id", flat=True))


def may_show_code(hat: Hat, actor_id: uuid.UUID, student_id: uuid.UUID, person_id: uuid.UUID) -> bool:
    """Whether this hat may show a code to a pupil, or to a guardian of that pupil who has a right to an account."""
    if person_id == actor_id or student_id not in pupils_to_help(hat, actor_id, [student_id]):
        return False
    if person_id == student_id:
        return True
    assert hat.school is not None
    link = (
        Guardianship.objects.filter(
            school_id=hat.school.id, student_id=student_id, guardian_id=person_id, ended_at=None
        )
        .select_related("student")
        .first()
    )
    return link is not None and rights_of_guardian(link, link.student, clock.today()).has_account
