"""`preau check`: settings of this room that cannot be used; `--deploy`: what people would miss."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register

from preau.notifications import bounces, webpush


@register()
def check_settings(
    app_configs: object = None, databases: Iterable[str] | None = None, **_: Any
) -> list[CheckMessage]:  # fmt: skip
    """A key or a mailbox that cannot be used stops the start: a notice that never leaves is missed by nobody but its
    reader."""
    found: list[CheckMessage] = []
    try:
        bounces.check_url(settings.BOUNCES_URL)
    except ValueError as error:
        found.append(Error(str(error), id="preau.E040"))
    if settings.PUSH_KEY:
        try:
            webpush.public_key(settings.PUSH_KEY)
        except ValueError:
            found.append(
                Error("PREAU_PUSH_KEY is no key of push.", hint="Make one with `preau push_key`.", id="preau.E041")
            )  # fmt: skip
    return found


@register(deploy=True)
def check_ways_out(app_configs: object = None, databases: Iterable[str] | None = None, **_: Any) -> list[CheckMessage]:
    """Ways that people may choose and that would lead nowhere."""
    found: list[CheckMessage] = []
    if not settings.PUSH_KEY:
        found.append(
            Warning(
                "Nothing is sent to people's devices.", hint="Set PREAU_PUSH_KEY (`preau push_key`).", id="preau.W040"
            )
        )
    if settings.MAIL_URL and not settings.BOUNCES_URL:
        found.append(
            Warning("Delivery reports are not read.", hint="Set PREAU_BOUNCES_URL.", id="preau.W041")
        )  # fmt: skip
    return found
