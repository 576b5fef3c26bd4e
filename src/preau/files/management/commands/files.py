"""preau files verify | collect: every content read again and compared; what nothing uses let go now."""

import datetime as dt
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from preau.files.services import collect
from preau.files.verifying import Fault, verify
from preau.kernel import scope


class Command(BaseCommand):
    help = "Vérifie les fichiers gardés (verify), ou efface ce que rien n’utilise plus (collect)."

    def add_arguments(self, parser: CommandParser) -> None:
        """`verify`, bounded by --since; or `collect`."""
        parser.add_argument("what", choices=["verify", "collect"], help="verify : relire ; collect : faire le vide")
        parser.add_argument(
            "--since", type=dt.date.fromisoformat, default=None, metavar="AAAA-MM-JJ",
            help="ne relire que ce qui fut gardé depuis ce jour (les égarés sont alors laissés de côté)",
        )  # fmt: skip

    def handle(self, *args: Any, what: str, since: dt.date | None, **options: Any) -> None:
        """Exit code 1 when a content is missing or altered, or what is counted is not what there is."""
        with scope.everything(f"preau files {what}"):
            if what == "collect":
                for kind, count in collect().items():
                    self.stdout.write(f"{kind}: {count}")
                return
            count = grave = 0
            for found in verify(since):
                if isinstance(found, Fault):
                    self.stdout.write(str(found))
                    grave += found.is_grave
                else:
                    count += found
        self.stdout.write(
            ngettext("%(num)d contenu relu.", "%(num)d contenus relus.", count) % {"num": count}
        )  # fmt: skip
        if grave:
            raise CommandError(
                ngettext("%(num)d défaut, nommé ci-dessus.", "%(num)d défauts, nommés ci-dessus.", grave)
                % {"num": grave}
            )
        self.stdout.write(_("Tout est là, et tel qu’il fut gardé."))
