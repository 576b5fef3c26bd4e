"""Files on a form shown again, and buttons that take some off."""

import uuid
from typing import Any

from preau.access.public import HatRequest
from preau.diary.selectors.pages import files_of
from preau.files.public import Arrival, came_with, place_of


def shown(request: HatRequest, kind: str, school_id: uuid.UUID, came: list[Arrival]) -> dict[str, Any]:
    """Where files are brought, and those that a form shown again has already."""
    return {"place": place_of(request.hat, kind, school_id), "came": came_with(request.hat, kind, school_id, came)}


def on_form(
    request: HatRequest, kind: str, school_id: uuid.UUID, row: Any, came: list[Arrival]
) -> dict[str, Any]:  # fmt: skip
    """The same as `files`, and as `attached` those that an entry or work has (`row`, none for a new one)."""
    has = row is not None and row.attached
    attached = files_of([school_id], kind, [row.pk]).get(row.pk, ()) if has else ()
    return {"files": shown(request, kind, school_id, came), "attached": attached}


def named(request: HatRequest, button: str) -> list[uuid.UUID]:
    """What a button takes off."""
    try:
        return [uuid.UUID(request.POST[button][:36])] if request.POST.get(button) else []
    except ValueError:
        return []
