"""Closed lists of work handed in."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Takes(models.TextChoices):
    """What a copy may be made of; an assignment names several, in a text of one letter each."""

    PHOTOS = "p", _("des photos de pages")
    FILES = "f", _("des fichiers")
    TEXT = "t", _("un texte écrit dans la page")
    LINK = "l", _("un lien")
    VOICE = "v", _("la voix, enregistrée dans la page")


class Scale(models.TextChoices):
    """How copies are judged."""

    NONE = "none", _("sans note : un commentaire")
    POINTS = "points", _("des points")
    RUBRIC = "rubric", _("une grille de critères")
    MASTERY = "mastery", _("des niveaux de maîtrise")


class Mastery(models.IntegerChoices):
    """Levels of the common base (code de l’éducation, article D. 122-1 and the bulletin of each cycle)."""

    INSUFFICIENT = 1, _("Maîtrise insuffisante")
    FRAGILE = 2, _("Maîtrise fragile")
    SATISFYING = 3, _("Maîtrise satisfaisante")
    VERY_GOOD = 4, _("Très bonne maîtrise")


class PartKind(models.TextChoices):
    """What a file of a version is."""

    PHOTO = "photo", _("photo")
    FILE = "file", _("fichier")
    VOICE = "voice", _("enregistrement")


class Joining(models.TextChoices):
    """Where the one PDF of photographed pages stands."""

    NONE = "none", _("rien à joindre")
    WAITING = "waiting", _("en préparation")
    DONE = "done", _("prêt")
    FAILED = "failed", _("impossible")
