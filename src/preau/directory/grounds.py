"""Why two records may be one person, and how long a joining may be undone."""

from django.db import models
from django.utils.translation import gettext_lazy as _

UNDO_DAYS = 30


class MatchGround(models.TextChoices):
    """Why two records may be one person. A name is not a ground."""

    SAME_KEY = "same_key", _("Même clé de jointure sous deux natures ou dans deux académies, et même date de naissance")
    SAME_MAIL_AND_BIRTH = "same_mail_birth", _("Même adresse professionnelle et même date de naissance")
