"""Closed lists of this room."""

from collections.abc import Mapping

from django.db import models
from django.utils.translation import gettext_lazy as _

from preau.identity.enums import Road


class ExportState(models.TextChoices):
    """Whether the copy of somebody's data is there."""

    WAITING = "waiting", _("en préparation")
    READY = "ready", _("prête")


class CorrectionState(models.TextChoices):
    """What became of a request for correction."""

    WAITING = "waiting", _("En attente de l’établissement")
    APPLIED = "applied", _("Corrigée")
    SENT = "sent", _("Transmise à l’établissement source")
    REFUSED = "refused", _("Refusée")


class CorrectableField(models.TextChoices):
    """Fields of a person's record that somebody may say are wrong."""

    TITLE = "title", _("Civilité")
    FAMILY_NAME = "family_name", _("Nom")
    BIRTH_NAME = "birth_name", _("Nom de naissance")
    GIVEN_NAME = "given_name", _("Prénom")
    BIRTH_DATE = "birth_date", _("Date de naissance")
    EMAIL = "email", _("Adresse électronique")
    MOBILE = "mobile", _("Téléphone mobile")
    HOME_PHONE = "home_phone", _("Téléphone du domicile")
    WORK_PHONE = "work_phone", _("Téléphone professionnel")
    ADDRESS = "address", _("Adresse")
    POSTAL_CODE = "postal_code", _("Code postal")
    CITY = "city", _("Ville")
    COUNTRY = "country", _("Pays")


CHILD_FIELDS = (
    CorrectableField.FAMILY_NAME, CorrectableField.BIRTH_NAME, CorrectableField.GIVEN_NAME, CorrectableField.BIRTH_DATE,
)  # fmt: skip
"""What a guardian sees and corrects of a child's: never where or how the child is reached, which tells where the other
parent lives."""

REACHED_BY: Mapping[str, str] = {
    CorrectableField.EMAIL: Road.MAIL.value, CorrectableField.MOBILE: Road.SMS.value, CorrectableField.HOME_PHONE: "",
    CorrectableField.WORK_PHONE: "", CorrectableField.ADDRESS: "", CorrectableField.POSTAL_CODE: "",
    CorrectableField.CITY: "", CorrectableField.COUNTRY: "",
}  # fmt: skip
"""Where somebody is reached, which a thief of an open session would change first; and the road (identity's Road) that
the change itself is about."""
