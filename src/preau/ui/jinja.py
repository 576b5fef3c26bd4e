"""The template environment of all pages: words in the reader's language, cheap helpers, no silent mistakes.

Measured on the reference machine: a localised date costs 50 µs, so those said are remembered.
"""

import functools
import time
from collections.abc import Callable, Mapping, MutableMapping
from pathlib import Path
from typing import Any

import django.forms
from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpRequest
from django.template import engines
from django.utils import translation
from jinja2 import ChainableUndefined, ChoiceLoader, Environment, FileSystemLoader, StrictUndefined, nodes
from markupsafe import Markup

from preau.kernel import rich
from preau.ui import built, compiled, display, wording
from preau.ui.addresses import url
from preau.ui.drawing import Drawn
from preau.ui.frame import Frame
from preau.ui.slots import filled
from preau.ui.unfolding import Library

QUIET = "Preau-Quiet"
"""The header of what scripts ask for by themselves."""
DJANGO_FORMS = Path(django.forms.__file__).parent / "jinja2"


def messages(request: HttpRequest | None) -> list[tuple[str, str]]:
    """What the page before left to say: (kind of notice, text). It waits while a script looks again by itself
    (assets/js/quiet.js): only a page that somebody opens says it.
    """
    if request is None or not hasattr(request, "_messages") or QUIET in request.headers:
        return []
    waiting = get_messages(request)
    if not len(waiting):  # to walk through none would send a cookie that erases nothing
        return []
    kinds = {"debug": "info", "info": "info", "success": "ok", "warning": "warn", "error": "error"}
    return [(kinds.get(message.level_tag, "info"), str(message)) for message in waiting]


def above(request: HttpRequest | None) -> list[Markup]:
    """What rooms say above a page that somebody opened under a hat (`@card("page.above")`)."""
    if getattr(request, "hat", None) is None:
        return []
    assert request is not None
    return filled("page.above", request)[0]


PRELOAD_AFTER = 3.0
"""Seconds after the start of a process."""


def preload() -> None:
    """Compile every template, so that no visitor waits for one: some 15 ms of one core each, nearly none of kept ones.

    It rests as long as it worked, since visitors are answered meanwhile.
    """
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            env: Environment = engines["jinja2"].env  # type: ignore[attr-defined]
            for name in env.list_templates(extensions=["html"]):
                started = time.thread_time()
                env.get_template(name)
                time.sleep(time.thread_time() - started)


@functools.lru_cache(maxsize=2048)
def _kept(name: str, language: str, macro: Callable[..., Markup], args: tuple[Any, ...]) -> Markup:
    return macro(*args)


def kept(macro: Any, *args: Any) -> Markup:
    """What a macro draws, remembered for its language and arguments: for parts that many pages share as they are.

    The arguments must be immutable, and the macro must ask nothing else (no request, no hour).
    """
    return _kept(macro.name, wording.language(), macro, args)


# What depends on its arguments and the language alone: done when a template is compiled, if the arguments are settled.
PURE: Mapping[str, Callable[..., Any]] = {
    "url": url,
    "static": built.static,
    "icon": built.icon,
    "badge_icon": built.badge_icon,
    "language": wording.language,
    "initials": wording.initials,
    "tint": wording.tint,
    "colon": wording.colon,
    "of_name": wording.of_name,
}


def _said_in(language: str) -> dict[str, Callable[..., str]]:
    """The filters whose words are of one language."""
    said = (wording.long_date, wording.plain_date, wording.hour, wording.moment, wording.number, wording.percent)
    return {say.__name__: functools.partial(say, code=language) for say in said}


class House(Environment):
    """The templates of the house in one language; `unfolds` False compiles them as they are written."""

    language = "fr"
    unfolds = True
    """Whether templates are worked out (ui/unfolding.py)."""
    template_class = Drawn

    def as_written(self) -> "House":
        """The same environment, whose templates are compiled as they are written."""
        other = self.spoken_in(self.language)
        other.unfolds, other.bytecode_cache = False, None
        return other

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Jinja2's own lays what one template is given over these; ours are given nothing, and share them as they are:
        each page compares and copies them several times.
        """
        return super().make_globals(d) if d else self.globals

    @functools.cached_property
    def library(self) -> Library:
        """The macros that are unfolded where they are called."""
        return Library(self, self.language, translation.gettext, PURE)

    def spoken_in(self, language: str) -> "House":
        """The same environment for another language."""
        other = self.overlay(cache_size=-1)
        assert isinstance(other, House)
        other.language = language
        other.filters = {**self.filters, **_said_in(language)}
        other.__dict__.pop("library", None)
        return other

    def _generate(self, source: nodes.Template, *args: Any, **kwargs: Any) -> str:
        if self.unfolds:
            with translation.override(self.language):
                source = self.library.worked_out(source)
        return super()._generate(source, *args, **kwargs)


def environment(language: str = "fr", **options: Any) -> House:
    """Jinja2 for one language; undefined variables fail in debug and in tests, and are empty on a real site."""
    strict = settings.DEBUG or getattr(settings, "STRICT_TEMPLATES", False)
    options["undefined"] = StrictUndefined if strict else ChainableUndefined
    options["loader"] = ChoiceLoader([options["loader"], FileSystemLoader(DJANGO_FORMS)])
    options.setdefault("trim_blocks", True)
    options.setdefault("lstrip_blocks", True)
    options.setdefault("cache_size", -1)
    env = House(extensions=["jinja2.ext.i18n", "jinja2.ext.do"], **options)
    env.language = language
    env.unfolds = not options.get("auto_reload", False)
    if env.unfolds:
        env.bytecode_cache = compiled.kept()
    env.install_gettext_callables(  # type: ignore[attr-defined]
        translation.gettext,
        translation.ngettext,
        newstyle=True,
        pgettext=translation.pgettext,
        npgettext=translation.npgettext,
    )
    env.globals.update(
        PURE,
        kept=kept,
        messages=messages,
        above=above,
        display=display.of,
        frame=Frame(),
        request=None,
        csrf_input="",
        csrf_token="",
    )
    env.filters.update(
        {**PURE, **_said_in(language)},
        counted=wording.counted,
        short_date=wording.short_date,
        shaped=rich.shown,
    )
    return env
