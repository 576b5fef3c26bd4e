"""Rooms offer places by file name; this finds them."""

import importlib
import importlib.util
from functools import cache
from types import ModuleType

from django.apps import apps


@cache
def modules_named(name: str) -> tuple[ModuleType, ...]:
    """Every `preau.<room>.<name>` module that exists, in the order of INSTALLED_APPS.

    Raises whatever importing such a module raises: a broken room must not go unseen.
    """
    found = []
    for config in apps.get_app_configs():
        if not config.name.startswith("preau."):
            continue
        dotted = f"{config.name}.{name}"
        if importlib.util.find_spec(dotted) is not None:
            found.append(importlib.import_module(dotted))
    return tuple(found)
