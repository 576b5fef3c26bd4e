"""`preau check --deploy`: settings of files that would lose or show something."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register

from preau.files.serving import PROXIES


@register(deploy=True)
def check_files(app_configs: object = None, databases: Iterable[str] | None = None, **_: Any) -> list[CheckMessage]:
    """Errors for what cannot work, a warning for contents that travel in clear."""
    found: list[CheckMessage] = []
    if settings.FILES_SERVED not in {"streams", *PROXIES}:
        found.append(
            Error("Nobody sends files.", hint="PREAU_FILES_SERVED: streams, nginx or sendfile.", id="preau.files.E001")
        )
    if settings.FILES_UNSCANNED not in {"wait", "serve"}:
        found.append(Error("What happens to files not scanned yet is unclear.",
                           hint="PREAU_FILES_UNSCANNED: wait or serve.", id="preau.files.E002"))  # fmt: skip
    if settings.FILES_URL:
        found += _store()
    return found


def _store() -> Iterable[CheckMessage]:
    from preau.files.stores import store

    try:
        store()
    except ValueError as error:
        yield Error(str(error), hint="See files.md.", id="preau.files.E003")
    if "tls=no" in settings.FILES_URL:
        yield Warning(
            "Contents travel in clear to the store of objects.", hint="Leave tls=no out.", id="preau.files.W002"
        )
