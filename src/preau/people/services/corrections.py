"""Requests for correction: told by the person, decided by the school, applied or handed to the source."""

import datetime as dt
import uuid

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from preau.access.enums import Right
from preau.access.public import Hat, Thing, can, subject_of
from preau.directory.enums import Profile
from preau.directory.errors import Overtaken, Refused, Unknown
from preau.directory.models import Person
from preau.directory.services.corrections import correct_person, is_imported, read_value
from preau.kernel import audit, clock, scope
from preau.kernel.actor import Actor
from preau.kernel.signatures import sign
from preau.notifications.public import To, notify
from preau.people.enums import CHILD_FIELDS, CorrectableField, CorrectionState
from preau.people.models import CorrectionRequest

"""Who answers in a school: the head, and the secretary who keeps the records."""


@transaction.atomic
def ask_correction(
    *, actor: Actor, hat: Hat, subject_id: uuid.UUID, field: str, proposed: str, reason: str = "",
    asked_by_id: uuid.UUID | None = None,
) -> CorrectionRequest:  # fmt: skip
    """Tell the school that a field is wrong. A request that waits for the same field is written again.

    `asked_by_id`: who asks, where staff enter it for them under their hat.

    Raises Unknown when this hat may not speak for that person or field, Refused for a value that cannot be.
    """
    asker = asked_by_id or actor.person_id
    assert asker is not None
    subject = subject_of(hat, asker, subject_id)
    if subject is None or subject.school_id is None or field not in CorrectableField.values:
        raise Unknown("not theirs to correct")
    if not subject.is_self and field not in CHILD_FIELDS:
        raise Unknown("not theirs to correct")
    person = Person.objects.select_for_update(of=("self",)).get(pk=subject_id)
    value = read_value(field, proposed)
    if (value or "") == (getattr(person, field) or ""):
        raise Refused(_("C’est déjà ce que dit la fiche."))
    request, _made = CorrectionRequest.objects.update_or_create(
        school_id=subject.school_id, person_id=subject_id, field=field, state=CorrectionState.WAITING,
        defaults={
            "asked_by_id": asker, "proposed": str(value or ""), "reason": reason.strip()[:500],
            "asked_at": clock.now(),
        },
    )  # fmt: skip
    audit.record(
        actor=actor, action="people.ask_correction", tenant=subject.school_id, subject="person",
        subject_id=subject_id, data={"field": field},
    )  # fmt: skip
    return request


@transaction.atomic
def decide_correction(
    *, actor: Actor, hat: Hat, request_id: uuid.UUID, accepted: bool, answer: str, seen: str
) -> CorrectionRequest:
    """Accept or refuse a request of the hat's school; accepted, it is applied where Préau holds the record, else noted
    as handed to the source.

    `seen`: the value proposed when the page was read. Raises Unknown for one that is not this hat's to decide,
    Overtaken when it was decided or written again meanwhile, Refused for a refusal without a word.
    """
    school = hat.school
    if school is None or not can(hat, Right.CORRECT_RECORDS, Thing(school.id)):
        raise Unknown("not theirs to decide")
    request = (
        CorrectionRequest.objects.select_for_update(of=("self",)).filter(school_id=school.id, pk=request_id).first()
    )
    if request is None:
        raise Unknown("no such request")
    if request.state != CorrectionState.WAITING or request.proposed != seen:
        raise Overtaken(_("Cette demande a changé depuis que vous l’avez ouverte. Relisez-la."))
    words = answer.strip()[:500]
    if not accepted and not words:
        raise Refused(_("Dites en quelques mots pourquoi : la personne les lira."))
    if not accepted:
        request.state = CorrectionState.REFUSED
    elif is_imported(request.person_id):
        request.state = CorrectionState.SENT
    else:
        correct_person(
            actor=actor, school_id=school.id, person_id=request.person_id, field=request.field, value=request.proposed
        )
        request.state = CorrectionState.APPLIED
    request.answer, request.decided_at = words, clock.now()
    sign(request, "decided_by", actor)
    request.save(update_fields=["state", "answer", "decided_at", "decided_by", "decided_by_id"])
    audit.record(
        actor=actor, action="people.accept_correction" if accepted else "people.refuse_correction", tenant=school.id,
        subject="person", subject_id=request.person_id, data={"field": request.field},
    )  # fmt: skip
    _tell(actor, request)
    return request


def _tell(actor: Actor, request: CorrectionRequest) -> None:
    """Whoever asked hears that it was answered; a guardian, of which child."""
    of_child = request.asked_by_id != request.person_id
    to = To(request.asked_by_id, Profile.GUARDIAN.value, request.person_id) if of_child else To(request.asked_by_id)
    notify(
        actor=actor, kind="people.correction_answered", key=f"people.correction/{request.pk}", to=[to],
        school_id=request.school_id, data={"field": request.field, "state": str(request.state)},
        link=reverse("people:my_data"),
    )  # fmt: skip


def days_kept() -> int:
    """Days that an answered request is kept."""
    return int(settings.CORRECTION_DAYS)


def expire_corrections() -> dict[str, int]:
    """Answered requests whose time is over. What waits stays until it is answered, or the person leaves."""
    limit = clock.now() - dt.timedelta(days=days_kept())
    with scope.everything("requests for correction whose time is over"):
        return {"corrections": CorrectionRequest.objects.filter(decided_at__lt=limit).delete()[0]}
