"""The day from which pupils and guardians enter, for the school, a level or a class: previewed, then set."""

import dataclasses
import datetime as dt
import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from preau.access.enums import Right
from preau.access.public import (
    HatRequest,
    OpeningDay,
    SpacePreview,
    classes_of_year,
    exercises,
    levels_of,
    page,
    preview_space,
    set_space_opening,
    space_openings,
)
from preau.console import rules
from preau.console.forms import SpaceForm
from preau.console.views.confided import school_of
from preau.directory.errors import Overtaken, Refused, Unknown
from preau.directory.words import readable
from preau.ui import wording
from preau.ui.counted import NUMBER, figures, moved
from preau.ui.seen import OVERTAKEN

WHOLE, LEVEL, CLASS = "tout", "niveau:", "classe:"


def _units(school_id: uuid.UUID) -> list[tuple[str, str]]:
    return [
        (WHOLE, _("Tout l’établissement")),
        *((f"{LEVEL}{one}", _("Niveau : %s") % readable(one)) for one in levels_of(school_id)),
        *((f"{CLASS}{id_}", _("Classe : %s") % label) for id_, label in classes_of_year(school_id)),
    ]


def _of(unit: str) -> tuple[str, uuid.UUID | None]:
    """Level and class of a choice of the form."""
    if unit.startswith(LEVEL):
        return unit.removeprefix(LEVEL), None
    return "", uuid.UUID(unit.removeprefix(CLASS)) if unit.startswith(CLASS) else None


def _unit(day: OpeningDay) -> str:
    return f"{CLASS}{day.class_id}" if day.class_id else f"{LEVEL}{day.level}" if day.level else WHOLE


@require_http_methods(["GET", "POST"])
@page(right=Right.SET_SERVICES, service="administration")
@exercises(rules.SET_OPENING)
def space(request: HatRequest) -> HttpResponse:
    """The days set, the form of one, and what it would open and close before it is saved."""
    school_id = school_of(request)
    units = _units(school_id)
    days = space_openings(school_id)
    data = request.POST if request.method == "POST" else (request.GET if "unit" in request.GET else None)
    form = SpaceForm(data, units=units)
    context: dict[str, Any] = {
        "form": form,
        "rows": _rows(days, dict(units)),
        "preview": None,
        "overtaken": False,
        "moved": False,
    }
    status = 200
    if form.is_valid():
        level, class_id = _of(form.cleaned_data["unit"])
        day: dt.date | None = form.cleaned_data["opens_on"]
        was = _was(days, level, class_id)
        version = request.POST.get("version", "")[:36]
        found = preview_space(school_id, day, level=level, class_id=class_id)
        context["moved"] = version == _version(was) and moved(request, figures(*dataclasses.astuple(found)))
        if request.method == "POST" and not context["moved"]:
            try:
                set_space_opening(
                    actor=request.actor, school_id=school_id, opens_on=day, level=level, homeroom_id=class_id,
                    version=version,
                )  # fmt: skip
            except Unknown:
                raise Http404 from None
            except Overtaken:
                days, status = space_openings(school_id), OVERTAKEN
                was = _was(days, level, class_id)
                found = preview_space(school_id, day, level=level, class_id=class_id)
                context |= {"rows": _rows(days, dict(units)), "overtaken": True}
            except Refused as refusal:
                form.add_error("opens_on", str(refusal))
            else:
                messages.success(request, _("La date est enregistrée.") if day else _("La date est retirée."))
                return redirect("console:space")
        if not form.errors:
            context["preview"] = {
                "unit": dict(units)[form.cleaned_data["unit"]], "day": day, "was": was,
                "sentences": _sentences(found),
                "fields": {
                    "unit": form.cleaned_data["unit"], "opens_on": day.isoformat() if day else "",
                    "version": _version(was), NUMBER: figures(*dataclasses.astuple(found)),
                },
            }  # fmt: skip
    return render(request, "console/space.html", context, status=422 if form.errors else status)


def _was(days: list[OpeningDay], level: str, class_id: uuid.UUID | None) -> OpeningDay | None:
    return next((one for one in days if (one.level, one.class_id) == (level, class_id)), None)


def _version(was: OpeningDay | None) -> str:
    return str(was.version) if was else ""


def _rows(days: list[OpeningDay], units: dict[str, str]) -> list[list[str]]:
    """A day set for a level or a class that the school has no more is shown too, by its own name."""
    return [[units.get(_unit(one), one.label), wording.plain_date(one.opens_on), one.changed_by] for one in days]


def _people(pupils: int, guardians: int) -> str:
    return _("%(pupils)s et %(guardians)s") % {
        "pupils": ngettext("%(num)s élève", "%(num)s élèves", pupils) % {"num": wording.number(pupils)},
        "guardians": ngettext("%(num)s responsable", "%(num)s responsables", guardians)
        % {"num": wording.number(guardians)},
    }


def _sentences(preview: SpacePreview) -> list[str]:
    told = []
    if preview.closed_pupils:
        who = _people(preview.closed_pupils, preview.closed_guardians)
        told.append(_("Entrent aujourd’hui et n’entreront plus avant cette date : %s.") % who)
    if preview.opened_pupils:
        who = _people(preview.opened_pupils, preview.opened_guardians)
        told.append(_("Attendaient, et entreront aussitôt : %s.") % who)
    if preview.moved_pupils:
        told.append(
            _("Attendront jusqu’à un autre jour : %s.") % _people(preview.moved_pupils, preview.moved_guardians)
        )
    return told or [_("Personne ne verra de différence.")]
