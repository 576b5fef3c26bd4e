"""preau privacy register | export PERSON: the register of processing, and all that is held of one person."""

import json
import uuid
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils.translation import gettext as _

from preau.kernel import audit, duties
from preau.kernel.actor import system
from preau.kernel.register import register_as_markdown


class Command(BaseCommand):
    help = "Write the register of processing, or export what is held of one person (JSON)."

    def add_arguments(self, parser: CommandParser) -> None:
        """`register`, or `export` with a person's identifier."""
        parser.add_argument("what", choices=["register", "export"])
        parser.add_argument("person", nargs="?")

    def handle(self, *args: Any, what: str, person: str | None, **options: Any) -> None:
        """Fails plainly when the identifier is missing or wrong."""
        if what == "register":
            self.stdout.write(register_as_markdown())
            return
        try:
            person_id = uuid.UUID(person or "")
        except ValueError:
            raise CommandError("export needs the person's identifier (UUID).") from None
        # To read all of someone is an act like another: it leaves a line.
        with transaction.atomic():
            audit.record(
                actor=system(_("Ligne de commande")),
                action="kernel.export_person",
                subject="Person",
                subject_id=person_id,
            )
        self.stdout.write(json.dumps(duties.export_of(person_id), ensure_ascii=False, indent=2))
