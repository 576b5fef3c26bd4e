"""Closed lists of attendance."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from preau.ui.wording import said_once


class State(models.TextChoices):
    """How a pupil was seen in a lesson. PRESENT is written only of who was noted otherwise before."""

    PRESENT = "present", _("présent")
    ABSENT = "absent", _("absent")
    LATE = "late", _("en retard")


class Origin(models.TextChoices):
    """How an absence came to be known."""

    SEEN = "seen", _("constatée à l’appel")
    ANNOUNCED = "told", _("annoncée")


class Reason(models.TextChoices):
    """Why a pupil is away. Those of families follow the Code de l’éducation, article L131-8; none asks about health."""

    ILLNESS = "illness", _("Maladie de l’élève")
    MEDICAL = "medical", _("Rendez-vous médical")
    CONTAGION = "contagion", _("Maladie contagieuse d’un proche")
    FAMILY = "family", _("Raison familiale")
    TRANSPORT = "transport", _("Difficulté de transport")
    FOLLOWING = "following", _("Absence des responsables, que l’élève accompagne")
    OTHER = "other", _("Autre raison")
    INFIRMARY = "infirmary", _("À l’infirmerie")
    OUTING = "outing", _("Sortie ou activité de l’établissement")
    CALLED = "called", _("Avec un personnel de l’établissement")


@said_once
def reason_words(reason: str) -> str:
    """Why a pupil is away, in words; "" of an absence that nobody explained."""
    return str(Reason(reason).label) if reason else ""


OF_FAMILIES = (
    Reason.ILLNESS, Reason.MEDICAL, Reason.FAMILY, Reason.TRANSPORT, Reason.CONTAGION, Reason.FOLLOWING, Reason.OTHER,
)  # fmt: skip
"""Reasons that a family gives, the most usual first."""
