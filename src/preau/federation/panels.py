"""The way of linked services into the console."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from preau.access.public import OPERATOR, Hat
from preau.directory.enums import Profile
from preau.ui.panel import Panel

READERS = (Profile.HEAD.value, Profile.LOCAL_AUTHORITY.value, OPERATOR)


def panels(hat: Hat) -> Iterable[Panel]:
    """Services that people enter with their Préau account."""
    if hat.profile not in READERS:
        return
    yield Panel(
        title=_("Services reliés"),
        href=reverse("federation:services"),
        text=_("Les outils où l’on entre avec son compte Préau, et ce que chacun apprend des personnes."),
        icon="link",
        order=35,
    )
