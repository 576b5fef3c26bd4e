"""What the portal keeps of people: what they wrote to say that a page was hard for them."""

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from preau.kernel import clock, scope
from preau.kernel.duties import Duty, FieldUse, Term, declare, rows_as_json
from preau.portal.models import AdultChoice, ContactRequest
from preau.portal.selectors.schools import CHOICE_DAYS

ANSWERED_DAYS = 365
UNANSWERED_DAYS = 2 * 365

_FIGURES = FieldUse(
    _("connaître les effectifs d’un établissement"),
    _("direction de l’établissement, collectivité, exploitants"),
    _("jusqu’au prochain calcul"),
    is_personal=False,
)
_REQUEST = FieldUse(
    _("répondre à qui signale une difficulté d’accès"),
    _("personne désignée par la collectivité, exploitants"),
    _("un an après la réponse, deux ans sans réponse ; l’auteur est oublié quand il perd son compte"),
    data=_("difficultés d’accès signalées"),
)


_CHOICE = FieldUse(
    _("dire à l’établissement qu’un élève majeur a repris des droits"),
    _("direction et vie scolaire de l’établissement"),
    _("trente jours"),
)


def export(person_id: uuid.UUID) -> dict[str, Any]:
    """The requests of one person, and schools that were told of what they chose at eighteen."""
    rows = ContactRequest.objects.filter(person_id=person_id).order_by("created_at")
    with scope.everything("a person's own data, asked for by that person"):
        choices = AdultChoice.objects.filter(student_id=person_id).order_by("told_on")
        told = {
            "accessibility_requests": rows_as_json(
                rows.values("page", "text", "reply_to", "created_at", "answered_at")
            ),
            "adult_choices": rows_as_json(choices.values("school__name", "told_on")),
        }
    return {name: found for name, found in told.items() if found}


def erase(person_ids: Sequence[uuid.UUID], names_kept: frozenset[uuid.UUID]) -> dict[str, int]:
    """Forget who wrote; the difficulty told stays until its own term, for it is about a page."""
    own = ContactRequest.objects.filter(person__in=person_ids)
    with scope.everything("what schools were told of leavers"):
        choices = AdultChoice.objects.filter(student__in=person_ids).delete()[0]
    return {"requests": own.update(person=None, reply_to=""), "adult_choices": choices}


def expire() -> dict[str, int]:
    """Requests and news of adult pupils whose time is over."""
    now = clock.now()
    old = Q(answered_at__lt=now - dt.timedelta(days=ANSWERED_DAYS))
    old |= Q(answered_at=None, created_at__lt=now - dt.timedelta(days=UNANSWERED_DAYS))
    with scope.everything("news of adult pupils whose time is over"):
        read = AdultChoice.objects.filter(told_on__lte=clock.today() - dt.timedelta(days=CHOICE_DAYS))
        return {"requests": ContactRequest.objects.filter(old).delete()[0], "adult_choices": read.delete()[0]}


_ANSWER = _("RGPD, article 5 : le temps de répondre et de le montrer")
TERMS = (
    Term(
        "portal.answered", _("Difficulté d’accès signalée, répondue"), lambda: ANSWERED_DAYS, _("après la réponse"),
        _ANSWER,
    ),
    Term(
        "portal.unanswered", _("Difficulté d’accès signalée, sans réponse"), lambda: UNANSWERED_DAYS,
        _("après le signalement"), _ANSWER,
    ),
    Term(
        "portal.adult_choices", _("Choix d’un élève majeur, annoncé à l’établissement"), lambda: CHOICE_DAYS,
        _("après le choix"), _("le temps que la direction et la vie scolaire le lisent ; le choix reste dans la fiche"),
    ),
)  # fmt: skip

DUTY = Duty(
    fields={
        **declare(
            "SchoolFigures",
            {
                "id school students guardians staff homerooms without_homeroom": _FIGURES,
                "accounts accounts_used computed_at": _FIGURES,
            },
        ),
        **declare("AdultChoice", {"id school student told_on": _CHOICE}),
        **declare("ContactRequest", {"id local_authority person reply_to page text created_at answered_at": _REQUEST}),
    },
    export=export,
    erase=erase,
    expire=expire,
    terms=TERMS,
)
