"""The sheet of a lesson, filled by who teaches it: what was done, and work for several classes, by one form."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from preau.access.enums import Right
from preau.access.public import HatRequest, exercises, page
from preau.diary import rules
from preau.diary.enums import Shown
from preau.diary.errors import Overloaded
from preau.diary.forms import LessonForm
from preau.diary.selectors.files import ENTRY, WORK
from preau.diary.selectors.overloads import overload_words
from preau.diary.selectors.plans import step_for
from preau.diary.selectors.sheet import Sheet, entry_of, lesson_of, sheet_of
from preau.diary.services import Given, fill_lesson, place_of, save_entry, undo_entry
from preau.diary.views import SERVICE, WORDS, attaching, school_id_of, stands, version_of, warn_late
from preau.directory.errors import Overtaken, Refused, Unknown
from preau.files.public import brought
from preau.kernel import clock
from preau.kernel.ids import new_id
from preau.ui import wording
from preau.ui.seen import OVERTAKEN, last_writer, sealed
from preau.ui.slots import tabs

REFUSED = 422
FILES, WORK_FILES = "fichiers", "documents"


def _sheet(request: HatRequest, lesson_id: uuid.UUID) -> Sheet:
    try:
        return sheet_of(request.hat, lesson_id)
    except Unknown:
        raise Http404 from None


def _form(sheet: Sheet, data: Any = None) -> LessonForm:
    return LessonForm(data, **stands(sheet.entry), choices=sheet.choices)


def _with_step(request: HatRequest, form: LessonForm) -> LessonForm:
    """The form of a lesson with a step of a plan in it; nothing is written before it is saved."""
    try:
        step = step_for(request.hat, uuid.UUID(request.GET.get("etape", "")[:36]))
    except ValueError:
        return form
    if step is not None:
        there = str(form.initial.get("text") or "")
        text = "\n\n".join(filter(None, (there, step.text)))
        form.initial.update(text=text, work=step.work, minutes=step.minutes)
    return form


@require_http_methods(["GET", "HEAD", "POST"])
@page(right=Right.WRITE_DIARY, service=SERVICE)
@exercises(rules.WRITE)
def lesson(request: HatRequest, lesson_id: uuid.UUID) -> HttpResponse:
    """A lesson: what was done, and a piece of work more."""
    sheet = _sheet(request, lesson_id)
    if request.method != "POST":
        return _page(request, sheet, _with_step(request, _form(sheet)))
    school_id = sheet.held.school_id
    form = _form(sheet, request.POST)
    came, problems = brought(request, ENTRY, school_id, FILES)
    more, others = brought(request, WORK, school_id, WORK_FILES)
    told: dict[str, Any] = {"came": came, "more": more, "problem": " ".join([*problems, *others])}
    if not form.is_valid():
        return _page(request, sheet, form, **told, status=REFUSED)
    values = form.cleaned_data
    try:
        _entry, work = fill_lesson(
            actor=request.actor, hat=request.hat, school_id=school_id, lesson_id=lesson_id,
            entry_id=values["entry_id"], text=values["text"], publication=form.publication,
            version=values["version"], given=_given(sheet, form, more), work_id=values["work_id"],
            known=values["known"].split(), arrivals=came, take_off=attaching.named(request, "retirer-fichier"),
        )  # fmt: skip
    except Unknown:
        raise Http404 from None
    except Overtaken:
        sheet = _sheet(request, lesson_id)
        entry = sheet.entry
        assert entry is not None
        by = last_writer("diary.save_entry", subject_id=entry.pk, tenant=school_id)
        now = stands(entry)
        form.overtaken(now["present"], by=by, version=now["version"])
        return _page(request, sheet, form, **told, status=OVERTAKEN)
    except Overloaded as full:
        data = request.POST.copy()
        data["known"] = " ".join(one.key for one in full.overloads)
        return _page(
            request, sheet, _form(sheet, data), **told, overloads=overload_words(full.overloads), status=REFUSED
        )
    except Refused as refusal:
        return _page(request, sheet, form, **{**told, "problem": str(refusal)}, status=REFUSED)
    for problem in (*problems, *others):
        messages.error(request, problem)
    messages.success(request, _("C’est enregistré."))
    if work is not None:
        warn_late(request, work, form.due_of(values).values())
    return redirect("diary:lesson", lesson_id=lesson_id)


def _given(sheet: Sheet, form: LessonForm, files: Any) -> Given | None:
    told, held = form.cleaned_data, sheet.held
    if not told["work"].strip():
        return None
    return Given(
        held.school_id, held.day, held.subject, told["work"], form.due_of(told),
        {one.unit: one.label for one in sheet.choices}, told["kind"], told["minutes"], held.subject_code, held.title,
        held.lesson_id, files,
    )  # fmt: skip


def _page(
    request: HatRequest, sheet: Sheet, form: LessonForm, *, problem: str = "", overloads: Any = (), status: int = 200,
    came: Any = (), more: Any = (),
) -> HttpResponse:  # fmt: skip
    school_id = sheet.held.school_id
    entry = sheet.entry
    context = {
        **WORDS,
        "sheet": sheet, "form": form, "problem": problem, "overloads": overloads, "entry": entry,
        **attaching.on_form(request, ENTRY, school_id, entry, list(came)),
        "work_files": attaching.shown(request, WORK, school_id, list(more)),
        "now": clock.now(),
        "ways": tabs("diary.lesson", request, sheet.held.lesson_id),
    }  # fmt: skip
    return render(request, "diary/lesson.html", context, status=status)


@require_POST
@page(right=Right.WRITE_DIARY, service=SERVICE)
@exercises(rules.WRITE)
def keep(request: HatRequest, lesson_id: uuid.UUID) -> HttpResponse:
    """What is typed of a page that is not published yet is kept; `words` are said on the page."""
    try:
        held = lesson_of(request.hat, school_id_of(request), lesson_id)
    except Unknown:
        raise Http404 from None
    entry = entry_of(held.school_id, lesson_id)
    if entry is not None and entry.appears_at is not None:
        return JsonResponse({"words": _("Déjà publié : « Enregistrer » le change pour tous.")}, status=REFUSED)
    try:
        kept = save_entry(
            actor=request.actor, hat=request.hat, entry_id=new_id(),
            place=place_of(held), text=request.POST.get("text", ""), publication=None, version=version_of(request),
        )  # fmt: skip
    except ValueError as refusal:
        if isinstance(refusal, Overtaken):
            words = _("Un collègue a écrit ici. Rien n’est perdu : « Enregistrer » montre les deux textes.")
            return JsonResponse({"words": words}, status=OVERTAKEN)
        words = str(refusal) if isinstance(refusal, Refused) else _("Pas enregistré : un champ est à corriger.")
        return JsonResponse({"words": words}, status=REFUSED)
    words = _("Enregistré à %(hour)s, caché") % {"hour": wording.hour(clock.now())}
    seen = sealed({"text": kept.text, "shown": Shown.HIDDEN.value})
    return JsonResponse({"words": words, "version": kept.version, "seen": seen})


@require_POST
@page(right=Right.WRITE_DIARY, service=SERVICE)
@exercises(rules.WRITE)
def undo(request: HatRequest, lesson_id: uuid.UUID) -> HttpResponse:
    """The page says again what it said before."""
    sheet = _sheet(request, lesson_id)
    if sheet.entry is None:
        raise Http404
    try:
        undo_entry(actor=request.actor, hat=request.hat, entry_id=sheet.entry.pk, version=version_of(request))
        messages.success(request, _("La page dit de nouveau ce qu’elle disait avant."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(reverse("diary:lesson", args=[lesson_id]))
