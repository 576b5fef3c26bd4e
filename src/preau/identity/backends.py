"""Checks a login and a password; nothing else."""

from django.contrib.auth.backends import ModelBackend


class AccountBackend(ModelBackend):
    """Django's own backend, over accounts; rights are not its business (see preau.access)."""
