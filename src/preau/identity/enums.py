"""Kinds and states of accounts' things."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SlipKind(models.TextChoices):
    """For whom a slip is printed, and what it is for."""

    PUPIL = "pupil", _("Élève")
    GUARDIAN = "guardian", _("Responsable")
    STAFF = "staff", _("Personnel")
    LETTER = "letter", _("Courrier")


class Road(models.TextChoices):
    """How a secret reaches the one person it is for."""

    MAIL = "mail", _("Courriel")
    SMS = "sms", _("SMS")
    DESK = "desk", _("En face d’un personnel de l’établissement")
    LETTER = "letter", _("Courrier")
    RESET = "reset", _("Lien par courriel")


class SessionKind(models.TextChoices):
    """On whose device a session lives, which says how long (identity.lifetimes)."""

    OWN = "own", _("appareil personnel")
    STAFF = "staff", _("compte professionnel")
    SHARED = "shared", _("ordinateur partagé")


class FactorKind(models.TextChoices):
    """What proves a second time who signs in."""

    PASSKEY = "passkey", _("clé d’accès")
    TOTP = "totp", _("application de codes")


class LockKind(models.TextChoices):
    """What is taken away, each apart from the others."""

    SIGN_IN = "sign_in", _("se connecter")
    WRITE = "write", _("écrire")
    WRITE_MANY = "write_many", _("écrire à un groupe")


class LockTarget(models.TextChoices):
    """From whom."""

    PERSON = "person", _("une personne")
    PROFILE = "profile", _("un profil")
    HOMEROOM = "homeroom", _("une classe")
    SCHOOL = "school", _("tout l’établissement")
