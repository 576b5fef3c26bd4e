"""`preau push_key`: a new key for PREAU_PUSH_KEY."""

from typing import Any

from django.core.management.base import BaseCommand

from preau.notifications import webpush


class Command(BaseCommand):
    """Writes the key alone, so that a script may keep it."""

    help = "Makes a key that signs what is sent to people's devices (PREAU_PUSH_KEY)."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Write a key."""
        self.stdout.write(webpush.new_key())
