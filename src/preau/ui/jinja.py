"""The template environment of all pages."""

from typing import Any

from django.conf import settings
from django.utils import translation
from jinja2 import Environment, StrictUndefined, Undefined


def environment(**options: Any) -> Environment:
    """Jinja2 with gettext in the reader's language; undefined variables fail in debug and in tests."""
    strict = settings.DEBUG or getattr(settings, "STRICT_TEMPLATES", False)
    options["undefined"] = StrictUndefined if strict else Undefined
    env = Environment(extensions=["jinja2.ext.i18n"], **options)  # noqa: S701 (Django passes autoescape=True)
    env.install_gettext_callables(translation.gettext, translation.ngettext, newstyle=True)  # type: ignore[attr-defined]
    return env
