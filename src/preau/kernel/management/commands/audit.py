"""preau audit verify | show: is the trail whole, and what does it say."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from preau.kernel import audit
from preau.kernel.models import AuditEntry


class Command(BaseCommand):
    help = "Verify the audit trail, or show its last sentences."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """`verify` or `show`, for one chain (a school's id, "" for the platform) or all."""
        parser.add_argument("what", choices=["verify", "show"])
        parser.add_argument("--chain", default=None)
        parser.add_argument("--last", type=int, default=20)

    def handle(self, *args: Any, what: str, chain: str | None, last: int, **options: Any) -> None:
        """Exit code 1 when a chain does not hold."""
        if what == "show":
            rows = AuditEntry.objects.order_by("-at", "-position")
            if chain is not None:
                rows = rows.filter(chain=chain)
            for entry in reversed(rows[:last]):
                moment = timezone.localtime(entry.at)
                self.stdout.write(f"{moment:%d/%m/%Y %H:%M}  {audit.sentence_of(entry)}")
            return
        flaws = audit.verify(chain)
        for flaw in flaws:
            self.stderr.write(str(flaw))
        if flaws:
            n = len(flaws)
            raise CommandError(
                ngettext("Le journal a %(n)d défaut.", "Le journal a %(n)d défauts.", n) % {"n": n}, returncode=1
            )
        self.stdout.write(_("Le journal est entier. Empreinte : %(digest)s") % {"digest": audit.common_digest()})
