"""`preau school_calendar FILE`: the official school holidays, from the CSV export of fr-en-calendrier-scolaire."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from preau.directory.calendar import UnreadableCalendar, read_dataset
from preau.directory.services import record_holidays
from preau.kernel.actor import system


class Command(BaseCommand):
    help = "Enregistre les vacances des zones A, B et C d’après l’export CSV du calendrier scolaire officiel."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            holidays = read_dataset(file.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, UnreadableCalendar) as error:
            raise CommandError(f"{file.name} : {error}") from None
        changed = record_holidays(actor=system("calendrier scolaire"), holidays=holidays)
        self.stdout.write(f"{len(holidays)} périodes lues, {changed} ajoutées ou corrigées.")
