"""Migrations applied in a third of the time: a model that changes is drawn again alone.

Django draws with it every model that points to it or to which it points, near and far: in a house where nearly
everything points to a person or a school, each step of each migration draws most of the tables again, and an empty
database takes half a minute of a processor to become Préau's. What a step needs is the model that it changes and the
keys of those it points to. Data migrations need more, and get it: Django draws everything anew before each of them
once it is told that something was left undone (`is_delayed`, its own mechanism).
"""

import contextlib
from collections.abc import Iterator
from typing import Any

from django.db.migrations.state import ProjectState

_ITS_OWN = ProjectState._find_reload_model  # type: ignore[attr-defined]


@contextlib.contextmanager
def drawn_alone() -> Iterator[None]:
    """Within the block, migrations of this process draw what they change and nothing more."""
    ProjectState._find_reload_model = _what_changes  # type: ignore[attr-defined]
    try:
        yield
    finally:
        ProjectState._find_reload_model = _ITS_OWN  # type: ignore[attr-defined]


def _what_changes(state: Any, app_label: str, model_name: str, delay: bool = False) -> set[tuple[str, str]]:
    """The models that are drawn again once this one changed: itself alone, or all when others lean on what changed.

    Django asks without `delay` where relations are concerned. A new model and a new relation concern nobody else;
    one that goes, or a key that changes under the relations of others, does: then everything is drawn anew.
    """
    state.is_delayed = True
    if not delay and not _only_grew(state, app_label, model_name):
        state.clear_delayed_apps_cache()  # `apps` is drawn whole when it is next read
        return set()
    return {(app_label, model_name)}


def _only_grew(state: Any, app_label: str, model_name: str) -> bool:
    before = state.apps.all_models[app_label].get(model_name)
    if before is None:
        return True
    now = state.models[app_label, model_name].fields
    return all(now.get(one.name) is not None and _same(one, now[one.name]) for one in before._meta.local_fields)


def _same(one: Any, other: Any) -> bool:
    return bool(one.deconstruct()[1:] == other.deconstruct()[1:])
