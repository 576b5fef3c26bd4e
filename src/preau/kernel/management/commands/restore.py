"""preau restore PATH."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from preau.kernel.backup import BackupError
from preau.kernel.backup.restoring import restore
from preau.kernel.management.commands.backup import told


class Command(BaseCommand):
    help = "Restaure une sauvegarde dans une base et un dossier vides (ou à la place des leurs, avec --replace)."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """What, and whether it may replace what is there."""
        parser.add_argument("path", type=Path, help="fichier écrit par « preau backup »")
        parser.add_argument("--replace", action="store_true", help="remplacer ce que la base et le dossier contiennent")

    def handle(self, *args: Any, path: Path, replace: bool, **options: Any) -> None:
        """Exit code 1 with one sentence, and nothing touched, when it cannot be done."""
        try:
            found = restore(path, settings.BACKUP_KEY, replace=replace)
        except BackupError as error:
            raise CommandError(str(error)) from None
        self.stdout.write(told(found) + ", " + _("restaurée en %(n).1f s") % {"n": found.seconds})
