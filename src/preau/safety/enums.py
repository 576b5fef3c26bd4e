"""Closed lists of safety."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """Where a report stands, as whoever made it reads it."""

    SENT = "sent", _("Envoyé, pas encore ouvert")
    OPENED = "opened", _("Ouvert : quelqu’un s’en occupe")
    CLOSED = "closed", _("Clos")


class Standing(models.TextChoices):
    """As whom somebody reports."""

    SELF = "self", _("Cela m’arrive")
    CHILD = "child", _("Cela arrive à mon enfant")
    WITNESS = "witness", _("J’en suis témoin")


class Climbed(models.TextChoices):
    """Who receives a report beside the school: nobody else yet, its collectivity, or the platform where it has none."""

    NO = "", _("l’établissement seul")
    AUTHORITY = "authority", _("la collectivité aussi")
    PLATFORM = "platform", _("l’exploitant aussi")


class Act(models.TextChoices):
    """What those in charge of a report did with it."""

    OPENED = "opened", _("a ouvert le signalement")
    READ = "read", _("a lu l’échange")
    SAID = "said", _("a noté")
    STOPPED = "stopped", _("a suspendu les envois d’une personne")
    CLIMBED = "climbed", _("a transmis le signalement plus haut")
    CLOSED = "closed", _("a clos le signalement")
