"""preau worker: does the work in the background."""

import sys
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext_lazy as _

from preau.kernel import worker


class Command(BaseCommand):
    help = str(_("Fait les travaux de fond, les échéances et les événements, jusqu’à ce qu’on l’arrête."))
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        """Exit code 1 when a job had to be left to its lease."""
        sys.exit(worker.main())
