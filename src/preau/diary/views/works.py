"""One piece of work: given outside of a lesson, written again, taken back."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from preau.access.enums import Right
from preau.access.public import HatRequest, exercises, page
from preau.diary import rules
from preau.diary.enums import Kind
from preau.diary.errors import Overloaded
from preau.diary.forms import WorkForm
from preau.diary.selectors.files import WORK
from preau.diary.selectors.overloads import overload_words
from preau.diary.selectors.work import ToGive, work_to_write
from preau.diary.services import Given, remove_work, save_work
from preau.diary.views import SERVICE, WORDS, attaching, stands, version_of, warn_late
from preau.directory.errors import Overtaken, Refused, Unknown
from preau.files.public import brought
from preau.ui.seen import OVERTAKEN, last_writer
from preau.ui.slots import tabs

REFUSED, FILES = 422, "fichiers"


def _found(request: HatRequest, work_id: uuid.UUID) -> ToGive:
    try:
        asked = request.POST.get("classe") or request.GET.get("classe", "")
        code = request.POST.get("matiere") or request.GET.get("matiere", "")
        return work_to_write(request.hat, work_id, uuid.UUID(asked[:36]) if asked else None, code[:6])
    except (Unknown, ValueError):
        raise Http404 from None


def _stands(found: ToGive) -> dict[str, Any]:
    row = found.work
    return stands(row, kind=row.kind if row else Kind.EXERCISE.value, minutes=row.minutes if row else "")


def _form(found: ToGive, data: Any = None) -> WorkForm:
    return WorkForm(data, **_stands(found), choices=found.choices, due=found.due)


@require_http_methods(["GET", "HEAD", "POST"])
@page(right=Right.WRITE_DIARY, service=SERVICE)
@exercises(rules.WRITE)
def work(request: HatRequest, work_id: uuid.UUID) -> HttpResponse:
    """Work that stands, or a new one for the class that the address names."""
    found = _found(request, work_id)
    if request.method != "POST":
        return _page(request, work_id, found, _form(found))
    form = _form(found, request.POST)
    came, problems = brought(request, WORK, found.school_id, FILES)
    told: dict[str, Any] = {"came": came, "problem": " ".join(problems)}
    if not form.is_valid():
        return _page(request, work_id, found, form, **told, status=REFUSED)
    values = form.cleaned_data
    given = Given(
        found.school_id, found.given_on, found.subject or _("Travail"), values["text"], form.due_of(values),
        {one.unit: one.label for one in found.choices}, values["kind"], values["minutes"], found.subject_code,
        found.title, found.lesson_id, came,
    )  # fmt: skip
    try:
        saved = save_work(
            actor=request.actor, hat=request.hat, work_id=work_id, given=given, publication=form.publication,
            version=values["version"], known=values["known"].split(),
            take_off=attaching.named(request, "retirer-fichier"),
        )  # fmt: skip
    except Unknown:
        raise Http404 from None
    except Overtaken:
        found = _found(request, work_id)
        by = last_writer("diary.save_work", subject_id=work_id, tenant=found.school_id)
        now = _stands(found)
        form.overtaken(now["present"], by=by, version=now["version"])
        return _page(request, work_id, found, form, **told, status=OVERTAKEN)
    except Overloaded as full:
        data = request.POST.copy()
        data["known"] = " ".join(one.key for one in full.overloads)
        more = {**told, "overloads": overload_words(full.overloads)}
        return _page(request, work_id, found, _form(found, data), **more, status=REFUSED)
    except Refused as refusal:
        return _page(request, work_id, found, form, **{**told, "problem": str(refusal)}, status=REFUSED)
    for problem in problems:
        messages.error(request, problem)
    messages.success(request, _("C’est enregistré."))
    warn_late(request, saved, form.due_of(values).values())
    return redirect("diary:work", work_id=work_id) if problems else redirect("diary:mine")


def _page(
    request: HatRequest, work_id: uuid.UUID, found: ToGive, form: WorkForm, *, problem: str = "",
    overloads: Any = (), came: Any = (), status: int = 200,
) -> HttpResponse:  # fmt: skip
    context = {
        **WORDS,
        "found": found, "form": form, "problem": problem, "overloads": overloads, "work_id": work_id,
        "ways": tabs("diary.work", request, work_id) if found.work else [],
        "unit": found.choices[0].unit, **attaching.on_form(request, WORK, found.school_id, found.work, list(came)),
    }  # fmt: skip
    return render(request, "diary/work.html", context, status=status)


@require_POST
@page(right=Right.WRITE_DIARY, service=SERVICE)
@exercises(rules.WRITE)
def remove(request: HatRequest, work_id: uuid.UUID) -> HttpResponse:
    """Families read it no more."""
    try:
        remove_work(actor=request.actor, hat=request.hat, work_id=work_id, version=version_of(request))
        messages.success(request, _("Ce travail n’est plus montré. Son texte reste chez vous."))
    except Unknown:
        raise Http404 from None
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("diary:work", work_id=work_id)
