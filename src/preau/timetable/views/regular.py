"""The regular week written by forms, and moved on its grid by an address; conflicts are read before saving."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from preau.access.enums import Right
from preau.access.public import HatRequest, exercises, page
from preau.directory.errors import Overtaken, Refused, Unknown
from preau.kernel.ids import new_id
from preau.timetable import rules
from preau.timetable.forms import SlotForm
from preau.timetable.selectors.desk import conflict_words
from preau.timetable.selectors.regular import ToWrite, regular_week, slot_to_write, unit_to_write
from preau.timetable.services import Conflicting, Written, conflicts_if_written, revise_slot
from preau.timetable.texts import hour_of, weekday_of
from preau.timetable.views.reading import SERVICE
from preau.ui.seen import OVERTAKEN


@require_safe
@page(right=Right.SET_TIMETABLE, service=SERVICE)
def week(request: HatRequest, unit_id: uuid.UUID) -> HttpResponse:
    """The slots of a class or a group."""
    try:
        unit = unit_to_write(request.hat, unit_id)
    except Unknown:
        raise Http404 from None
    return render(request, "timetable/regular.html", {"unit": unit, "week": regular_week(unit), "new_id": new_id()})


@require_http_methods(["GET", "HEAD", "POST"])
@page(right=Right.SET_TIMETABLE, service=SERVICE)
@exercises(rules.WRITE_WEEK)
def slot(request: HatRequest, slot_id: uuid.UUID) -> HttpResponse:
    """One slot; a new one of the class or group that the address names."""
    found = _found(request, slot_id)
    sent = request.POST if request.method == "POST" else None
    if sent is None:
        return _asked(request, found)
    form = SlotForm(sent, found=found)
    if not form.is_valid():
        return _page(request, found, form, status=422)
    try:
        written = revise_slot(
            actor=request.actor, hat=request.hat, school_id=found.school_id, slot_id=slot_id, written=form.written,
            since=form.cleaned_data["since"], version=form.cleaned_data["version"],
            known=form.cleaned_data["known"].split(),
        )  # fmt: skip
    except Overtaken:
        found = _found(request, slot_id)
        form.overtaken(SlotForm.of(found), version=found.slot.version if found.slot else 0)
        return _page(request, found, form, status=OVERTAKEN)
    except Conflicting as conflicting:
        again: QueryDict = request.POST.copy()
        # With those read before: one that appeared since does not have the others read again.
        again["known"] = " ".join([form.cleaned_data["known"], *(one.key for one in conflicting.conflicts)])
        words = conflict_words(conflicting.conflicts)
        return _page(request, found, SlotForm(again, found=found), conflicts=words, status=422)
    except Refused as refused:
        form.add_error(None, str(refused))
        return _page(request, found, form, status=422)
    messages.success(request, _("C’est enregistré."))
    unit = next(iter(sorted(found.homerooms) + sorted(found.groups)), None)
    return redirect("timetable:regular", unit_id=unit) if unit else redirect("timetable:slot", slot_id=written.pk)


def _asked(request: HatRequest, found: ToWrite) -> HttpResponse:
    """The page as it opens. Moved on the grid of the regular week, the slot is shown at its new place, with whom it
    meets there: the address says the weekday and the minute (`jour`, `debut`), and nothing is saved.
    """
    proposed = _proposed(request.GET, found)
    if proposed is None or found.slot is None:
        return _page(request, found, SlotForm(None, found=found))
    form = SlotForm(None, found=found, proposed=proposed)
    try:
        met = conflicts_if_written(hat=request.hat, slot_id=found.slot.pk, written=proposed)
    except Refused:
        return _page(request, found, SlotForm(None, found=found))
    form.initial["known"] = " ".join(one.key for one in met)
    place = f"{weekday_of(proposed.weekday).lower()}, {hour_of(proposed.starts)}"
    return _page(request, found, form, conflicts=conflict_words(met), place=place)


def _proposed(data: QueryDict, found: ToWrite) -> Written | None:
    """The place that the address proposes, for as long as the slot lasts; None for none, or the one it has."""
    slot = found.slot
    try:
        weekday, starts = int(data.get("jour", "")[:1]), int(data.get("debut", "")[:4])
    except ValueError:
        return None
    if slot is None or (weekday, starts) == (slot.weekday, slot.starts) or not 1 <= weekday <= 7:
        return None
    return Written(
        weekday=weekday, starts=starts, ends=starts + slot.ends - slot.starts,
        first_on=max(found.first_on, slot.first_on), last_on=slot.last_on, subject_code=slot.subject_code,
        title=slot.title, letters=slot.letters, weeks=slot.weeks, room_id=slot.room_id,
        teachers=frozenset(found.teachers), homerooms=found.homerooms, groups=found.groups,
    )  # fmt: skip


def _found(request: HatRequest, slot_id: uuid.UUID) -> ToWrite:
    try:
        named = uuid.UUID(request.GET["classe"][:36]) if "classe" in request.GET else None
        return slot_to_write(request.hat, slot_id, named)
    except (Unknown, ValueError):
        raise Http404 from None


def _page(
    request: HatRequest, found: ToWrite, form: SlotForm, *, conflicts: list[str] | None = None, place: str = "",
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    context = {"found": found, "form": form, "conflicts": conflicts or [], "place": place}
    return render(request, "timetable/slot.html", context, status=status)
