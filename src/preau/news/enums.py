"""Closed lists of news."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """Where a news item stands. What is published shows from its beginning to its end."""

    DRAFT = "draft", _("Brouillon")
    REVIEW = "review", _("À relire")
    PUBLISHED = "published", _("Publiée")
    WITHDRAWN = "withdrawn", _("Retirée")


class Sort(models.TextChoices):
    """What a news item is. Safety: tells at once, at any hour, and nobody can silence or hide it.

    Service is a collectivity's alone: what its services do that day (transport, meals), to families too.
    """

    NEWS = "news", _("Actualité")
    SERVICE = "notice", _("Information de service")
    SAFETY = "safety", _("Information de sécurité")


PROOF = "news.proof"
"""The kind of the signed sheet from which somebody's "I know" was entered."""
PICTURE, ATTACHMENT = "news.picture", "news.attachment"
"""Kinds of files of an item, as the room `files` knows them."""
CIRCULAR_PICTURE, CIRCULAR_ATTACHMENT = "news.circular_picture", "news.circular_attachment"
"""The same of what a collectivity writes, until each school's item has its own."""
