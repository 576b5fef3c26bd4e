"""Pages on one's own data: what is held, a copy of it, what is wrong in it."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from preau.access.public import HatRequest, exercises, page
from preau.directory.errors import Refused, Unknown
from preau.identity.public import must_show, save_preferences
from preau.people import rules
from preau.people.enums import REACHED_BY, CorrectableField, CorrectionState
from preau.people.forms import CorrectionForm
from preau.people.own_data import correctable, is_taken_up, own_data, ready_export
from preau.people.services import ask_correction, file_of, request_export
from preau.people.widgets import READ


def _me(request: HatRequest) -> uuid.UUID:
    assert request.actor.person_id is not None
    return request.actor.person_id


def _id(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        raise Http404 from None


@require_safe
@page(service="donnees", before_opening=True)
def my_data(request: HatRequest) -> HttpResponse:
    """The reader's record, and each child's they decide for."""
    name = request.user.person.full_name  # type: ignore[union-attr]
    kinds = {
        CorrectionState.WAITING: "info", CorrectionState.APPLIED: "ok", CorrectionState.SENT: "info",
        CorrectionState.REFUSED: "warn",
    }  # fmt: skip
    context = {
        "told": own_data(request.hat, _me(request), name),
        "words": dict(CorrectableField.choices),
        "kinds": kinds,
        "sent": CorrectionState.SENT,
        "taken_up": is_taken_up,
    }
    return render(request, "people/my_data.html", context)


@require_POST
@page(service="donnees", before_opening=True)
@exercises(rules.ASK_COPY)
def ask_copy(request: HatRequest) -> HttpResponse:
    """Ask for a copy; asked twice, it is made once."""
    try:
        request_export(actor=request.actor, hat=request.hat, subject_id=_id(request.POST.get("person", "")))
    except Unknown:
        raise Http404 from None
    messages.success(request, _("Votre demande est enregistrée. La copie est prête en général en quelques minutes."))
    return redirect("people:my_data")


@require_safe
@page(service="donnees", before_opening=True)
def download(request: HatRequest, export_id: uuid.UUID) -> Any:
    """The archive, for who asked for it."""
    try:
        ready_export(request.hat, _me(request), export_id)
        file = file_of(export_id).open("rb")
    except (Unknown, FileNotFoundError):
        raise Http404 from None
    return FileResponse(file, as_attachment=True, filename="mes-donnees.zip", content_type="application/zip")


@require_http_methods(["GET", "HEAD", "POST"])
@page(service="donnees", before_opening=True)
@exercises(rules.ASK_CORRECTION)
def correct(request: HatRequest, subject_id: uuid.UUID, field: str) -> HttpResponse:
    """Say that a field is wrong."""
    try:
        subject, person = correctable(request.hat, _me(request), subject_id, field)
    except Unknown:
        raise Http404 from None
    held = getattr(person, field) or ""
    form = CorrectionForm(request.POST if request.method == "POST" else None, field=field, initial={"proposed": held})
    if request.method == "POST" and form.is_valid():
        if field in REACHED_BY and (asked := must_show(request, avoid=REACHED_BY[field])):
            return asked
        try:
            ask_correction(
                actor=request.actor, hat=request.hat, subject_id=subject_id, field=field, **form.cleaned_data
            )
        except Refused as refusal:
            form.add_error("proposed", str(refusal))
        except Unknown:
            raise Http404 from None
        else:
            messages.success(request, _("Votre demande est transmise à l’établissement. Sa réponse paraîtra ici."))
            return redirect("people:my_data")
    context = {
        "subject": subject, "person": person, "label": CorrectableField(field).label, "held": held, "form": form,
    }  # fmt: skip
    return render(request, "people/correct.html", context, status=422 if form.errors else 200)


@require_POST
@page(service="donnees", before_opening=True)
@exercises(rules.READ_NOTICE)
def notice_read(request: HatRequest) -> HttpResponse:
    """The reader has read what is kept of them: the home page says it no more."""
    save_preferences(actor=request.actor, account_id=request.user.pk, changes={READ: True})  # type: ignore[arg-type]
    return redirect("portal:home")
