"""A page of the diary for a class and a day, without a lesson."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from preau.access.enums import Right
from preau.access.public import HatRequest, exercises, page
from preau.diary import rules
from preau.diary.forms import PageForm
from preau.diary.selectors.blank import Blank, blank_page
from preau.diary.selectors.files import ENTRY
from preau.diary.services import Place, save_entry
from preau.diary.views import SERVICE, WORDS, attaching, stands
from preau.directory.errors import Overtaken, Refused, Unknown
from preau.files.public import brought
from preau.ui.seen import OVERTAKEN, last_writer

REFUSED, FILES = 422, "fichiers"


def _found(request: HatRequest, entry_id: uuid.UUID) -> Blank:
    asked = request.POST.get("classe") or request.GET.get("classe", "")
    try:
        return blank_page(request.hat, entry_id, uuid.UUID(asked[:36]) if asked else None)
    except (Unknown, ValueError):
        raise Http404 from None


def _stands(found: Blank) -> dict[str, Any]:
    return stands(found.entry, day=found.day.isoformat(), subject=found.subject)


@require_http_methods(["GET", "HEAD", "POST"])
@page(right=Right.WRITE_DIARY, service=SERVICE)
@exercises(rules.WRITE)
def blank(request: HatRequest, entry_id: uuid.UUID) -> HttpResponse:
    """A page that stands, or a new one for the class that the address names; its day does not change afterwards."""
    found = _found(request, entry_id)
    sent = request.POST if request.method == "POST" else None
    form = PageForm(sent, **_stands(found))
    if sent is None:
        return _page(request, entry_id, found, form)
    came, problems = brought(request, ENTRY, found.school_id, FILES)
    told: dict[str, Any] = {"came": came, "problem": " ".join(problems)}
    if not form.is_valid():
        return _page(request, entry_id, found, form, **told, status=REFUSED)
    values = form.cleaned_data
    subject = found.subject if found.entry else values["subject"]
    place = Place(
        found.school_id, found.day if found.entry else values["day"], subject,
        found.subject_code if subject == found.subject else "", units=found.units,
    )  # fmt: skip
    try:
        save_entry(
            actor=request.actor, hat=request.hat, entry_id=entry_id, place=place, text=values["text"],
            publication=form.publication, version=values["version"], arrivals=came,
            take_off=attaching.named(request, "retirer-fichier"),
        )  # fmt: skip
    except Unknown:
        raise Http404 from None
    except Overtaken:
        found = _found(request, entry_id)
        by = last_writer("diary.save_entry", subject_id=entry_id, tenant=found.school_id)
        now = _stands(found)
        form.overtaken(now["present"], by=by, version=now["version"])
        return _page(request, entry_id, found, form, **told, status=OVERTAKEN)
    except Refused as refusal:
        return _page(request, entry_id, found, form, **{**told, "problem": str(refusal)}, status=REFUSED)
    for problem in problems:
        messages.error(request, problem)
    messages.success(request, _("C’est enregistré."))
    return redirect("diary:page", entry_id=entry_id)


def _page(
    request: HatRequest, entry_id: uuid.UUID, found: Blank, form: PageForm, *, problem: str = "", came: Any = (),
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    context = {
        **WORDS, "found": found, "form": form, "problem": problem, "entry_id": entry_id,
        "unit": next(iter(found.units)),
        **attaching.on_form(request, ENTRY, found.school_id, found.entry, list(came)),
    }  # fmt: skip
    return render(request, "diary/page.html", context, status=status)
