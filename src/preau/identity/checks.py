"""`preau check --deploy`: no account of the demonstration may remain, a list of passwords of breaches must serve."""

from collections.abc import Iterable
from typing import Any

from django.core.checks import CheckMessage, Error, register
from django.db.utils import DatabaseError

from preau.identity.compromised import fault
from preau.identity.federation.checks import check_sources  # noqa: F401 (registered by being read)
from preau.identity.models import Account


@register(deploy=True)
def check_no_demonstration_account(
    app_configs: object = None, databases: Iterable[str] | None = None, **_: Any
) -> list[CheckMessage]:
    """Fails while one account that anyone may click remains."""
    try:
        count = Account.objects.exclude(demo_label="").count()
    except DatabaseError:
        return [
            Error("The accounts could not be read.", hint="Run `preau migrate`, then check again.", id="preau.E021")
        ]
    if not count:
        return []
    return [
        Error(
            f"{count} account(s) of the demonstration remain.",
            hint="Begin with an empty database: a demonstration does not become a school.",
            id="preau.E020",
        )
    ]


@register(deploy=True)
def check_compromised_passwords(
    app_configs: object = None, databases: Iterable[str] | None = None, **_: Any
) -> list[CheckMessage]:
    """Fails when the file that is given cannot be looked through."""
    said = fault()
    if not said:
        return []
    hint = "Give the list of SHA-1 digests that is ordered by hash, or no file."
    return [Error(f"PREAU_COMPROMISED_PASSWORDS: {said}.", hint=hint, id="preau.E023")]
