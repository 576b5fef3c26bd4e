"""Built assets: which file stands behind a name, and which icons the sprite holds.

`make assets` writes static_built/ with hashed names and a manifest; both are committed, so running needs no Node.
"""

import functools
import json
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from markupsafe import Markup


class UnknownAsset(LookupError):
    """A template names a file or an icon that was not built."""


@functools.cache
def manifest() -> Mapping[str, Any]:
    """The manifest of built assets."""
    loaded: Mapping[str, Any] = json.loads((settings.STATIC_ROOT / "manifest.json").read_text("utf-8"))
    return loaded


@functools.cache
def static(name: str) -> str:
    """Address of a built file ("app.css"); raises UnknownAsset."""
    try:
        return f"{settings.STATIC_URL}{manifest()['files'][name]['path']}"
    except KeyError:
        raise UnknownAsset(f"No built asset is called {name!r}; see assets/ and `make assets`.") from None


@functools.cache
def icon(name: str, size: str = "") -> Markup:
    """An icon of the sprite, silent for screen readers: a word always stands beside it. `size`: "" or "large"."""
    if name not in manifest()["icons"]:
        raise UnknownAsset(f"No icon is called {name!r}; add it to assets/icons/list.json and run `make assets`.")
    classes = "icon icon-large" if size == "large" else "icon"
    href = f"{static('icons.svg')}#{name}"
    return Markup('<svg class="{}" aria-hidden="true" focusable="false"><use href="{}"></use></svg>').format(
        classes, href
    )


BADGE_ICONS = {"info": "info-circle", "ok": "check", "warn": "alert-triangle", "error": "alert-circle"}


def badge_icon(kind: str) -> str:
    """The name of the icon that repeats the colour of a badge; empty for the kinds that have none."""
    return BADGE_ICONS.get(kind, "")
