"""Forms of this room."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from preau.catchup.models import Release
from preau.catchup.services import LONGEST
from preau.ui.seen import SeenForm


class GiveForm(SeenForm):
    """A lesson to give, with a word that may be left out."""

    note = forms.CharField(
        label=gettext_lazy("Un mot aux élèves"), required=False, max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    follows = False


def present(row: Release | None) -> dict[str, Any]:
    """What stands, as the page shows it."""
    return {"note": row.note if row else ""}


def give_form(lesson_id: uuid.UUID, row: Release | None, data: Any = None) -> GiveForm:
    """The form of one lesson among those of a page: its fields are numbered by it."""
    return GiveForm(
        data, present=present(row), initial={"version": row.version if row else 0},
        auto_id=f"id_{lesson_id.hex}_%s",
    )  # fmt: skip
