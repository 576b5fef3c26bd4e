"""preau living_demo: what `make run` runs. Prepares the demonstration the first time, then serves it."""

import os
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import OperationalError, connection, connections
from django.db.migrations.executor import MigrationExecutor

from preau.identity.public import demonstration_accounts
from preau.imports import living
from preau.kernel.serve import problem_with_ports


class Command(BaseCommand):
    help = "Prépare la démonstration (la première fois), puis la sert."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """Size of the academy, and whether to serve it."""
        parser.add_argument("--schools", type=int, default=4, help="nombre d’établissements (4)")
        parser.add_argument("--students", type=int, default=2400, help="nombre d’élèves (2400)")
        parser.add_argument("--no-serve", action="store_true", help="préparer seulement")

    def handle(self, *args: Any, schools: int, students: int, no_serve: bool, **options: Any) -> None:
        """Refuses outside a demonstration, and names in one sentence what prevents it from serving."""
        if not settings.DEMO:
            raise CommandError("Cette commande est celle d’une démonstration (PREAU_DEMO=1).")
        try:
            plan = living.plan_of_today(schools, students)
        except ValueError as error:
            raise CommandError(str(error)) from None
        ports = {"PREAU_BIND": settings.BIND, "PORT": settings.PORT}
        if not no_serve and (problem := problem_with_ports(ports)):
            raise CommandError(problem)
        try:
            connection.ensure_connection()
        except OperationalError as error:
            raise CommandError(f"La base de données ne répond pas (DATABASE_URL) : {str(error).strip()}") from None
        self._migrate()
        files = Path(settings.DATA_DIR) / "demo" / "aaf"
        if not living.is_filled():
            if living.is_someone_elses(files):
                self._say("L’annuaire n’est pas vide : la démonstration n’y ajoute rien.")
            else:
                living.fill(plan, files, self._say)
        self._show_accounts()
        if not no_serve:
            connections.close_all()
            os.execv(sys.executable, [sys.executable, "-m", "preau", "serve"])  # noqa: S606

    def _say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()

    def _migrate(self) -> None:
        # Looked at first: with nothing to apply, the command alone would cost half a second of each start.
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self._say("Préparation de la base de données…")
            call_command("migrate", verbosity=0)

    def _show_accounts(self) -> None:
        """One account of each group; the sign-in page shows them all."""
        accounts = demonstration_accounts()
        if not accounts:
            return
        self._say("\nUn compte par profil, à choisir sur la page de connexion (un clic, sans mot de passe) :")
        shown: set[str] = set()
        for account in accounts:
            if account.group not in shown:
                shown.add(account.group)
                self._say(f"  {account.group or '–':<28} {account.name:<20} {account.label}")
        self._say("")
