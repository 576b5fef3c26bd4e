"""What an import counts, and what may have happened to it, in words."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

KINDS: Mapping[str, Any] = {
    "students": _("Élèves"),
    "guardians": _("Responsables"),
    "staff": _("Personnels"),
    "schools": _("Établissements"),
    "homerooms": _("Classes"),
    "groups": _("Groupes"),
}
OPERATIONS: Mapping[str, Any] = {
    "added": _("créés"),
    "changed": _("modifiés"),
    "moved": _("changés de classe"),
    "left": _("sortis"),
    "refused": _("refusés"),
}
