"""Closed lists of the timetable."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Source(models.TextChoices):
    """Where a slot or a change comes from: what a hand wrote, no file overwrites."""

    HAND = "hand", _("saisi à la main")
    FILE = "file", _("reçu d’un fichier")


class Naming(models.TextChoices):
    """How a school names its weeks."""

    NONE = "none", _("toutes les semaines se ressemblent")
    ALTERNATE = "alternate", _("semaines A et B, sans compter les vacances")
    ISO = "iso", _("semaines A et B, selon leur numéro (impaires, paires)")


class Trouble(models.TextChoices):
    """What two lessons at one time share."""

    TEACHER = "teacher", _("ce professeur a déjà cours")
    ROOM = "room", _("cette salle est déjà prise")
    PUPILS = "pupils", _("ces élèves ont déjà cours")


class NameKind(models.TextChoices):
    """What a name in a file stands for."""

    CLASS = "class", _("classe")
    GROUP = "group", _("groupe")
    TEACHER = "teacher", _("professeur")
    ROOM = "room", _("salle")
    SUBJECT = "subject", _("matière")


class ReceptionState(models.TextChoices):
    """Where a file of lessons stands."""

    RECEIVED = "received", _("reçu")
    READ = "read", _("lu, rien n’est écrit")
    APPLYING = "applying", _("en cours d’écriture")
    APPLIED = "applied", _("appliqué")
    FAILED = "failed", _("refusé")
