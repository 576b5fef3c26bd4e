"""What an adult pupil takes over from the guardians. Only from the 18th birthday, and always told to the school.

Events: preau.directory.events.
"""

import uuid

from django.db import transaction
from django.utils.translation import gettext as _

from preau.directory.enums import AffiliationState, Profile, Reach
from preau.directory.errors import Refused, Unknown
from preau.directory.models import Affiliation, Guardianship, Person
from preau.directory.rights import is_adult
from preau.kernel import audit, clock, events, scope
from preau.kernel.actor import Actor

_FIELDS = {"signatures": "takes_over_signatures_on", "messages": "closes_guardian_messages_on"}


def take_over_signatures(*, actor: Actor, student_id: uuid.UUID) -> Person:
    """The adult pupil signs in place of the guardians from today. Raises Refused before 18."""
    return _choose(actor=actor, student_id=student_id, choice="signatures", taken=True)


def give_back_signatures(*, actor: Actor, student_id: uuid.UUID) -> Person:
    """The guardians sign again."""
    return _choose(actor=actor, student_id=student_id, choice="signatures", taken=False)


def close_guardian_messages(*, actor: Actor, student_id: uuid.UUID) -> Person:
    """Guardians no longer see the school's messages about this adult pupil. Raises Refused before 18."""
    return _choose(actor=actor, student_id=student_id, choice="messages", taken=True)


def reopen_guardian_messages(*, actor: Actor, student_id: uuid.UUID) -> Person:
    """Guardians see the school's messages again."""
    return _choose(actor=actor, student_id=student_id, choice="messages", taken=False)


@transaction.atomic
def _choose(*, actor: Actor, student_id: uuid.UUID, choice: str, taken: bool) -> Person:
    """Note the choice; making the same twice changes nothing and tells nobody."""
    field = _FIELDS[choice]
    # A school that the pupil left has no say any more.
    here = Affiliation.objects.filter(person_id=student_id, profile=Profile.STUDENT, state=AffiliationState.ACTIVE)
    student = Person.objects.select_for_update(of=("self",)).filter(pk=student_id).first()
    if student is None or not here.exists():
        raise Unknown("no such pupil in the open scope")
    if taken and not is_adult(student, clock.today()):
        raise Refused(_("C’est possible à partir de 18 ans."))
    if (getattr(student, field) is not None) == taken:
        return student
    setattr(student, field, clock.today() if taken else None)
    student.save(update_fields=[field])

    with scope.everything("the choice of an adult pupil is told in each of the pupil's schools"):
        schools = set(
            Affiliation.objects.filter(
                person_id=student_id, profile=Profile.STUDENT, state=AffiliationState.ACTIVE
            ).values_list("school_id", flat=True)
        )
        guardians = set(
            Guardianship.objects.filter(student_id=student_id, ended_at=None)
            .exclude(reach__in=[Reach.CONTACT, Reach.BARRED])
            .values_list("guardian_id", flat=True)
        )
    for school_id in sorted(schools):
        audit.record(
            actor=actor,
            action=f"directory.adult_{choice}_{'taken' if taken else 'returned'}",
            tenant=school_id,
            subject="student",
            subject_id=student_id,
        )
        events.publish(
            "directory.adult_choice_made",
            {"student_id": str(student_id), "choice": choice, "taken": taken},
            tenant=school_id,
            audience=sorted(guardians),
        )
    return student
