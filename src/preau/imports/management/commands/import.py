"""`preau import aaf PATH`: import an academy's directory export, or rehearse it."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from preau.imports.aaf.progress import Progress
from preau.imports.aaf.report import as_text
from preau.imports.enums import RunState
from preau.imports.models import ImportRefusal
from preau.imports.services import start_import
from preau.kernel.actor import system


class Command(BaseCommand):
    requires_system_checks = ()
    help = "Importe un annuaire académique fédérateur (AAF), complet ou delta, dossier ou archive."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("format", choices=["aaf"], help="format du fichier : aaf")
        parser.add_argument("path", help="dossier ou archive (zip, tar, tar.gz)")
        parser.add_argument("--academy", help="numéro de l’académie, quand les fichiers ne le disent pas")
        parser.add_argument("--dry-run", action="store_true", help="tout calculer, ne rien écrire dans l’annuaire")
        parser.add_argument("--report", help="fichier JSON où écrire le compte rendu")
        parser.add_argument(
            "--confirm", action="extend", nargs="+", default=[], metavar="UAI",
            help="UAI dont les changements qui attendraient sont confirmés, ou all",
        )  # fmt: skip

    def handle(self, *args: Any, **options: Any) -> None:
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
