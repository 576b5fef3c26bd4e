"""`preau import aaf PATH`, `preau import timetable PATH --school UAI`: import a file, or rehearse it."""

import datetime as dt
import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from preau.directory.errors import Refused
from preau.imports.aaf.progress import Progress
from preau.imports.aaf.report import as_text
from preau.imports.enums import RunState, TimetableFormat
from preau.imports.models import ImportRefusal
from preau.imports.services import start_import
from preau.imports.timetables import services as timetables
from preau.imports.timetables.telling import as_text as timetable_as_text
from preau.kernel.actor import system
from preau.timetable.enums import Naming


class Command(BaseCommand):
    requires_system_checks = ()
    help = "Importe un annuaire académique fédérateur (AAF), ou l’emploi du temps d’un établissement."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=["aaf", "timetable"], help="ce qui est importé : aaf ou timetable")
        parser.add_argument("path", help="dossier ou archive (zip, tar, tar.gz) ; fichier d’un emploi du temps")
        parser.add_argument("--academy", help="numéro de l’académie, quand les fichiers ne le disent pas")
        parser.add_argument("--dry-run", action="store_true", help="tout calculer, ne rien écrire dans l’annuaire")
        parser.add_argument("--report", help="fichier JSON où écrire le compte rendu")
        parser.add_argument(
            "--confirm", action="extend", nargs="+", default=[], metavar="UAI",
            help="UAI dont les changements qui attendraient sont confirmés, ou all",
        )  # fmt: skip

        parser.add_argument("--school", metavar="UAI", help="emploi du temps : l’établissement")
        parser.add_argument(
            "--format", dest="form", choices=TimetableFormat.values,
            help="emploi du temps : le format, trouvé quand il n’est pas dit",
        )  # fmt: skip
        parser.add_argument(
            "--from", dest="since", type=dt.date.fromisoformat, metavar="AAAA-MM-JJ",
            help="emploi du temps : le premier jour pour lequel il compte, aujourd’hui s’il n’est pas dit",
        )  # fmt: skip
        parser.add_argument(
            "--weeks", choices=[Naming.ALTERNATE.value, Naming.ISO.value], default="",
            help="emploi du temps : comment se nomment les semaines A et B, quand rien ne le dit",
        )  # fmt: skip

    def handle(self, *args: Any, **options: Any) -> None:
        if options["what"] == "timetable":
            self._timetable(**options)
            return
        confirm = [one for text in options["confirm"] for one in text.replace(",", " ").split()]
        run = start_import(
            actor=system("import AAF"),
            path=options["path"],
            academy=options["academy"],
            dry_run=options["dry_run"],
            confirm=[one if one == "all" else one.upper() for one in confirm],
            progress=Progress(getattr(self.stderr, "_out", sys.stderr)),
        )
        if run.state == RunState.FAILED:
            raise CommandError(run.message)
        refusals = ImportRefusal.objects.filter(run=run).order_by("is_warning", "cause", "file", "line", "pk")
        if options["report"]:
            report = {**run.report, "lines": [
                {"cause": one.cause, "warning": one.is_warning, "kind": one.record_kind, "key": one.join_key,
                 "file": one.file, "line": one.line, "reason": one.reason}
                for one in refusals.iterator()
            ]}  # fmt: skip
            Path(options["report"]).write_text(json.dumps(report, ensure_ascii=False, indent=1), encoding="utf-8")
        self.stdout.write(as_text(run.report, refusals.iterator()))

    def _timetable(self, **options: Any) -> None:
        if not options["school"]:
            raise CommandError("Dites l’établissement : --school UAI.")
        try:
            report = timetables.import_file(
                actor=system("import d’emploi du temps"), path=Path(options["path"]), uai=options["school"],
                form=options["form"] or "", since=options["since"], weeks=options["weeks"], dry_run=options["dry_run"],
            )  # fmt: skip
        except Refused as refused:
            raise CommandError(str(refused)) from None
        if options["report"]:
            Path(options["report"]).write_text(json.dumps(report, ensure_ascii=False, indent=1), encoding="utf-8")
        self.stdout.write(timetable_as_text(report))
