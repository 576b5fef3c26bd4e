"""`preau check`: declarations of sources that cannot be read stop the start, like any setting."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from preau.identity.federation.sources import read_folder


@register()
def check_sources(app_configs: object = None, **_: Any) -> list[CheckMessage]:
    """One error for each declaration that cannot be used."""
    if not settings.SSO_DIR:
        return []
    hint = "docs/operations/federation.md shows whole declarations."
    return [Error(f"PREAU_SSO_DIR: {problem}", hint=hint, id="preau.E022") for problem in read_folder()[1]]
