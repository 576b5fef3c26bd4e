"""Writes of first heads: one officer names somebody, another person agrees, and the place opens.

Whoever heads a school sees its pupils and its families: nobody opens that alone, and nobody names themselves.
"""

import uuid

from django.db import transaction
from django.utils.translation import gettext as _

from preau.console.enums import HeadState
from preau.console.models import FirstHead
from preau.console.services import DECIDED_WITHIN
from preau.directory.errors import Refused, Unknown
from preau.directory.models import Person, School
from preau.directory.selectors import why_no_first_head
from preau.directory.services import end_head, open_first_head
from preau.kernel import audit, clock
from preau.kernel.actor import Actor


def _note(actor: Actor, action: str, head: FirstHead) -> None:
    audit.record(
        actor=actor, action=action, tenant=head.school_id, subject="first_head", subject_id=head.pk,
        data={"school": head.school.name},
    )  # fmt: skip


def _is_theirs(actor: Actor, email: str) -> bool:
    return Person.objects.filter(pk=actor.person_id or uuid.UUID(int=0), email__iexact=email).exists()


@transaction.atomic
def ask_head(*, actor: Actor, school_id: uuid.UUID, family_name: str, given_name: str, email: str) -> FirstHead:
    """Name the first head of a school. The same name sent twice is one.

    Raises Refused when the school has a head, is the academy's, or another name waits already; and for one's own.
    """
    school = School.objects.select_for_update(of=("self",)).filter(pk=school_id).first()
    if school is None:
        raise Unknown("no such school")
    if why := why_no_first_head(school):
        raise Refused(why)
    named = {"family_name": family_name, "given_name": given_name, "email": email}
    waiting: FirstHead | None = FirstHead.objects.filter(school=school, state=HeadState.WAITING).first()
    if waiting is not None:
        if all(getattr(waiting, name) == value for name, value in named.items()):
            return waiting
        raise Refused(_("Une direction attend déjà une seconde personne : faites-la confirmer, ou retirez-la."))
    if _is_theirs(actor, email):
        raise Refused(_("C’est votre propre adresse : une autre personne que vous doit vous proposer."))
    head: FirstHead = FirstHead.objects.create(
        school=school, asked_by_id=actor.person_id, asked_at=clock.now(), **named
    )
    _note(actor, "console.ask_head", head)
    return head


def _locked(head_id: uuid.UUID, *states: HeadState) -> FirstHead:
    head: FirstHead | None = (
        FirstHead.objects.select_for_update(of=("self",)).select_related("school").filter(pk=head_id).first()
    )
    if head is None:
        raise Unknown("no such head in the open scope")
    if head.state not in states:
        raise Refused(_("Quelqu’un en a déjà décidé."))
    return head


def _decide(actor: Actor, head: FirstHead, state: HeadState, action: str) -> FirstHead:
    head.state, head.decided_by_id, head.decided_at = state, actor.person_id, clock.now()
    head.save(update_fields=["state", "decided_by", "decided_at", "person"])
    _note(actor, action, head)
    return head


@transaction.atomic
def agree_to_head(*, actor: Actor, head_id: uuid.UUID) -> FirstHead:
    """Open the place of who waits. Raises Refused for one's own proposal or address, or when it waits no more."""
    head = _locked(head_id, HeadState.WAITING)
    if clock.now() - head.asked_at > DECIDED_WITHIN:
        raise Refused(_("Cette proposition a plus de sept jours : retirez-la, et proposez de nouveau."))
    if head.asked_by_id == actor.person_id or _is_theirs(actor, head.email):
        raise Refused(_("Une autre personne que vous doit en décider."))
    head.person = open_first_head(
        actor=actor, school_id=head.school_id, family_name=head.family_name, given_name=head.given_name,
        email=head.email,
    )  # fmt: skip
    return _decide(actor, head, HeadState.AGREED, "console.agree_to_head")


@transaction.atomic
def refuse_head(*, actor: Actor, head_id: uuid.UUID) -> FirstHead:
    """Refuse a proposal, or take back one's own: it opens nothing, so one person is enough."""
    return _decide(actor, _locked(head_id, HeadState.WAITING), HeadState.REFUSED, "console.refuse_head")


@transaction.atomic
def end_first_head(*, actor: Actor, head_id: uuid.UUID) -> FirstHead:
    """End the place of a first head, at once; another may be named then. Raises Refused once a list holds the place."""
    head = _locked(head_id, HeadState.AGREED)
    try:
        if head.person_id is None:
            raise Unknown("nobody is left")
        end_head(actor=actor, school_id=head.school_id, person_id=head.person_id)
    except Unknown:
        raise Refused(
            _("Cette direction est finie, ou une liste de l’établissement la porte à présent : elle se change par là.")
        ) from None
    head.state = HeadState.ENDED
    head.save(update_fields=["state"])
    _note(actor, "console.end_first_head", head)
    return head
