"""Closed lists of notices and of the ways they take."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Level(models.TextChoices):
    """What a notice asks of who reads it."""

    ACTION = "action", _("à faire")
    INFORMATION = "information", _("information")
    CONVERSATION = "conversation", _("échange")


class Channel(models.TextChoices):
    """A way out of Préau. The bell is no choice: everything stands there."""

    MAIL = "mail", _("Courriel")
    PUSH = "push", _("Avis sur mes appareils")
    SMS = "sms", _("SMS")


class Pace(models.TextChoices):
    """When a notice takes a way. A digest is by mail alone."""

    OFF = "off", _("Jamais")
    DIGEST = "digest", _("Dans le récapitulatif du jour")
    AT_ONCE = "at_once", _("Aussitôt")


class Reader(models.TextChoices):
    """As whom somebody is told; ACCOUNT: as the holder of an account, whatever their profile."""

    PUPIL = "pupil", _("élève")
    GUARDIAN = "guardian", _("responsable")
    STAFF = "staff", _("personnel")
    ACCOUNT = "account", _("titulaire d’un compte")


class Timing(models.TextChoices):
    """How a kind meets calm hours: it waits for their end; for an end that a head may set earlier; not at all."""

    ORDINARY = "ordinary", _("attend la fin des heures calmes")
    TIMETABLE = "timetable", _("attend l’heure des changements d’emploi du temps")
    ALWAYS = "always", _("n’attend pas")
