"""preau backup PATH."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from preau.kernel import clock
from preau.kernel.backup import BackupError
from preau.kernel.backup.making import Summary, check, make


def told(found: Summary) -> str:
    """One line on what a backup holds."""
    return _("Lignes : %(rows)d, tables : %(tables)d, fichiers : %(files)d, %(size).1f Mo, %(sealed)s") % {
        "rows": found.rows,
        "tables": len(found.tables),
        "files": found.files,
        "size": found.size / 1e6,
        "sealed": _("chiffrée") if found.encrypted else _("non chiffrée"),
    }


class Command(BaseCommand):
    help = "Sauvegarde la base et les fichiers pendant que Préau sert ; chiffrée si PREAU_BACKUP_KEY est donnée."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """Where to, or --check to read one again."""
        parser.add_argument("path", type=Path, help="fichier à écrire, ou dossier où en écrire un daté")
        parser.add_argument("--check", action="store_true", help="relire et vérifier une sauvegarde existante")

    def handle(self, *args: Any, path: Path, check: bool, **options: Any) -> None:
        """Exit code 1 with one sentence when it cannot be made."""
        try:
            if check:
                self.stdout.write(_("Sauvegarde entière : ") + told(_check(path)))
                return
            if path.is_dir():
                path = path / f"preau-{clock.now():%Y%m%d-%H%M%S}.preau"
            found = make(path, settings.BACKUP_KEY)
        except BackupError as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"{path} : {told(found)}, " + _("relue, en %(n).1f s") % {"n": found.seconds})


def _check(path: Path) -> Summary:
    return check(path, settings.BACKUP_KEY)
