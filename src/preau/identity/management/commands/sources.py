"""`preau sources check`: what expires and what is broken. `preau sources metadata NAME`: ours, for its operator."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from preau.identity.federation.errors import BadSource
from preau.identity.federation.saml import client as saml
from preau.identity.federation.sources import source_named
from preau.identity.federation.watch import findings


class Command(BaseCommand):
    help = "Sources d’identité : « check » dit ce qui expire, « metadata NOM » écrit nos métadonnées SAML."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("action", choices=["check", "metadata"])
        parser.add_argument("name", nargs="?", default="")

    def handle(self, *args: Any, action: str, name: str, **options: Any) -> None:
        if action == "metadata":
            self._metadata(name)
        else:
            self._check()

    def _metadata(self, name: str) -> None:
        source = source_named(name)
        if source is None or source.kind != "saml":
            raise CommandError("Aucune source SAML de ce nom.")
        try:
            self.stdout.write(saml.metadata(source).decode())
        except BadSource as problem:
            raise CommandError(str(problem)) from None

    def _check(self) -> None:
        found = findings()
        if not found:
            self.stdout.write("Aucune source d’identité n’est déclarée (PREAU_SSO_DIR).")
        for one in found:
            self.stdout.write(f"{'!' if one.needs_care else ' '} {one.source or '?'} · {one.what} : {one.words}")
        if any(one.needs_care for one in found):
            raise CommandError("Une source demande votre attention (lignes marquées « ! »).")
