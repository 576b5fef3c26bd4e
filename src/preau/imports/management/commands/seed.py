"""preau seed: has each room fill the demonstration through its own services."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from preau.imports.living import seed_rooms


class Command(BaseCommand):
    help = "Remplit la démonstration importée : comptes de la distribution, contenus de chaque pièce."

    def handle(self, *args: Any, **options: Any) -> None:
        """Refused outside a demonstration: its accounts open without a password."""
        if not settings.DEMO:
            raise CommandError("Cette commande est celle d’une démonstration (PREAU_DEMO=1).")
        self.stdout.write("Pièces remplies : " + ", ".join(seed_rooms()))
