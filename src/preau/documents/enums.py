"""Closed lists of documents."""

from enum import IntEnum

from django.db import models
from django.utils.translation import gettext_lazy as _

VERSION = "documents.version"
"""The kind of files of this room (`preau.files`): each version of a document has one."""


class Level(IntEnum):
    """How far somebody goes in a folder: each holds what those before it do, but that who drops reads nothing else."""

    NONE = 0
    DROP = 1
    READ = 2
    WRITE = 3
    OWN = 4


class Given(models.TextChoices):
    """What a share gives."""

    READ = "read", _("peuvent lire")
    WRITE = "write", _("peuvent modifier")
    DROP = "drop", _("peuvent seulement déposer")


LEVELS = {Given.READ.value: Level.READ, Given.WRITE.value: Level.WRITE, Given.DROP.value: Level.DROP}


class OnSame(models.TextChoices):
    """What to do with a name that the folder has already."""

    ASK = "", _("demander")
    REPLACE = "remplacer", _("ajouter une version à ce qui est là")
    BOTH = "garder", _("garder les deux")
