"""`preau sso rotate-keys`: have another key sign what OpenID Connect services are told."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from preau.federation.keys import rotate_keys
from preau.kernel.actor import system


class Command(BaseCommand):
    help = "Services reliés : renouvelle la clé qui signe ce qui leur est dit."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("act", choices=["rotate-keys"], help="rotate-keys : faire signer une nouvelle clé")

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(rotate_keys(actor=system("preau sso")))
