"""In charge by the head's decision: a mere contact is given an account for a pupil of the school, and loses it again.

The choice is the school's own: it holds for the guardianship of that school, while the directory says "contact" and no
judge decided otherwise (preau.directory.reach).
"""

import uuid

from django.db import transaction
from django.utils.translation import gettext as _

from preau.directory.enums import AffiliationState, Profile, Reach
from preau.directory.errors import Refused, Unknown
from preau.directory.models import Affiliation, CourtDecision, Guardianship, Person
from preau.directory.reach import WIDTH, decided_reach, standing_choice
from preau.directory.services.reaches import bring_in_line
from preau.kernel import audit, clock
from preau.kernel.actor import Actor


def _locked(school_id: uuid.UUID, student_id: uuid.UUID, guardian_id: uuid.UUID) -> Guardianship:
    """The open link, once the pupil is locked: a judge's decision of the same minute takes its turn."""
    pupil = Person.objects.select_for_update(of=("self",)).filter(pk=student_id).first()
    rows = Guardianship.objects.select_for_update(of=("self",)).filter(
        school_id=school_id, student_id=student_id, guardian_id=guardian_id, ended_at=None
    )
    link: Guardianship | None = rows.select_related("school").first()
    if pupil is None or link is None:
        raise Unknown("no open guardianship between these two in this school")
    return link


def _choose(actor: Actor, link: Guardianship, head_reach: str, action: str) -> None:
    link.head_reach = head_reach
    link.save(update_fields=["head_reach"])
    audit.record(
        actor=actor, action=action, tenant=link.school_id, subject="student", subject_id=link.student_id,
        data={"guardianship_id": str(link.pk), "guardian_id": str(link.guardian_id)},
    )  # fmt: skip
    bring_in_line([link.student_id], "the reaches of one pupil after the head's choice")
    link.refresh_from_db()


@transaction.atomic
def put_in_charge(*, actor: Actor, school_id: uuid.UUID, student_id: uuid.UUID, guardian_id: uuid.UUID) -> Guardianship:
    """The head puts a contact of this school in charge of the pupil; done twice it is done once.

    Raises Unknown when the pupil has no place in the school today, or no link between the two is open there (in the
    open scope); Refused when a judge's decision is in force, or the directory says otherwise than "contact".
    """
    link = _locked(school_id, student_id, guardian_id)
    here = Affiliation.objects.filter(
        school_id=school_id, person_id=student_id, profile=Profile.STUDENT, state=AffiliationState.ACTIVE
    )
    if not here.exists():
        raise Unknown("the pupil has no place in this school today")
    between = CourtDecision.objects.filter(student_id=student_id, guardian_id=guardian_id)
    decided = decided_reach(between, clock.today(link.school.timezone))
    if decided == Reach.BARRED:
        raise Refused(_("Une décision de justice écarte cette personne : elle l’emporte."))
    if decided is not None:
        raise Refused(_("Une décision de justice fixe déjà ce que cette personne peut faire : elle l’emporte."))
    if WIDTH[link.source_reach] >= WIDTH[Reach.IN_CHARGE]:
        raise Refused(_("Cette personne a déjà un accès au moins aussi large, d’après l’académie."))
    if link.source_reach != Reach.CONTACT:
        raise Refused(
            _("Seul un simple contact peut être mis en charge : l’académie dit autre chose de cette personne.")
        )
    if not standing_choice(link.source_reach, link.head_reach):
        _choose(actor, link, Reach.IN_CHARGE.value, "directory.put_in_charge")
    return link


@transaction.atomic
def take_back_charge(
    *, actor: Actor, school_id: uuid.UUID, student_id: uuid.UUID, guardian_id: uuid.UUID
) -> Guardianship:
    """The head no longer entrusts the pupil to this contact, whose sessions and feeds end; done twice it is done once.

    Possible while a judge's decision is in force: it then holds, and its end no longer gives the charge back. Raises
    Unknown when no link between the two is open in this school.
    """
    link = _locked(school_id, student_id, guardian_id)
    if link.head_reach:
        _choose(actor, link, "", "directory.take_back_charge")
    return link
