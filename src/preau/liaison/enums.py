"""Closed lists of words to families."""

from collections.abc import Mapping

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """Where a word stands. Closed: it is read still and takes no more answers. Recalled: no family reads it."""

    DRAFT = "draft", _("Brouillon")
    SENT = "sent", _("Envoyé")
    CLOSED = "closed", _("Terminé")
    RECALLED = "recalled", _("Retiré")


class By(models.TextChoices):
    """Who signs for a pupil."""

    ONE = "one", _("une seule personne responsable suffit")
    EACH = "each", _("chaque personne responsable signe")


class Choice(models.TextChoices):
    """One answer, in the words of its button."""

    SEEN = "seen", _("J’ai lu")
    SIGNED = "signed", _("J’ai lu et je signe")
    ALLOWED = "allowed", _("J’autorise")
    REFUSED = "refused", _("Je n’autorise pas")
    PRESENT = "present", _("Sera présent")
    ABSENT = "absent", _("Ne sera pas présent")


class Buttons(models.TextChoices):
    """What a word asks of its readers."""

    SEEN = "seen", _("lire, et dire « J’ai lu »")
    SIGN = "sign", _("signer")
    PERMISSION = "permission", _("autoriser ou non")
    PRESENCE = "presence", _("dire qui sera présent")


CHOICES: Mapping[str, tuple[Choice, ...]] = {
    Buttons.SEEN: (Choice.SEEN,),
    Buttons.SIGN: (Choice.SIGNED,),
    Buttons.PERMISSION: (Choice.ALLOWED, Choice.REFUSED),
    Buttons.PRESENCE: (Choice.PRESENT, Choice.ABSENT),
}
"""The answers that each offers."""
