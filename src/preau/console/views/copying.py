"""Settings of a school copied to a list of others by the collectivity's officer: read school by school, then done."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from preau.access.enums import Right
from preau.access.public import (
    Copying,
    HatRequest,
    SchoolChanges,
    copy_settings,
    copying,
    entry_sentence,
    exercises,
    page,
)
from preau.console import rules
from preau.console.forms import CopyForm
from preau.directory.selectors import schools_in_scope
from preau.directory.words import readable
from preau.ui import wording

SHOWN = 30


@require_http_methods(["GET", "POST"])
@page(right=Right.COPY_SETTINGS, service="administration")
@exercises(rules.COPY_SETTINGS, sent="lu")
def copy(request: HatRequest) -> HttpResponse:
    """The form, then what each school would become, then the copy itself when nothing changed since it was read."""
    form = CopyForm(request.POST if request.method == "POST" else None)
    context: dict[str, Any] = {"form": form, "read": None}
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        known = {one.uai: one.pk for one in schools_in_scope()}
        unknown = [uai for uai in said["targets"] if uai not in known]
        if said["model"] not in known:
            form.add_error("model", _("Cet établissement n’est pas l’un des vôtres."))
        elif unknown:
            form.add_error("targets", _("Pas l’un de vos établissements : %s.") % ", ".join(unknown[:20]))
        else:
            asked = {
                "model_id": known[said["model"]], "target_ids": [known[uai] for uai in said["targets"]],
                "parts": said["parts"],
            }  # fmt: skip
            if digest := request.POST.get("lu", ""):
                done = copy_settings(actor=request.actor, digest=digest[:32], **asked)
                if done is not None:
                    told = ngettext("%(num)s établissement modifié.", "%(num)s établissements modifiés.", done)
                    messages.success(request, told % {"num": done})
                    return redirect("console:copy")
                messages.error(request, _("Un réglage a changé depuis votre lecture : relisez avant de copier."))
            context["read"] = _read(copying(**asked), form)
    return render(request, "console/copy.html", context, status=422 if form.errors else 200)


def _read(found: Copying, form: CopyForm) -> dict[str, Any]:
    changed = [one for one in found.schools if one.count]
    return {
        "digest": found.digest,
        "schools": [(_named(one), one.count, _sentences(one), _left(one)) for one in changed],
        "same": [(_named(one), _left(one)) for one in found.schools if not one.count],
        "locked": sum(len(one.locked) for one in found.schools),
        "confided": found.confided,
        "count": len(changed),
        "fields": [
            ("model", form.cleaned_data["model"]), ("targets", "\n".join(form.cleaned_data["targets"])),
            *(("parts", one) for one in form.cleaned_data["parts"]),
        ],
    }  # fmt: skip


def _named(one: SchoolChanges) -> str:
    return f"{one.name} ({one.uai})"


def _place(level: str, homeroom: str) -> str:
    return readable(level) if level else homeroom or _("Tout l’établissement")


def _sentences(one: SchoolChanges) -> list[str]:
    """What changes in one school: each setting as it will be, with what it was."""
    told = [
        _("%(after)s Avant : %(before)s")
        % {
            "after": entry_sentence(change.subject, change.key, change.after),
            "before": entry_sentence(change.subject, change.key, change.before),
        }
        for change in one.entries[:SHOWN]
    ]
    for day in one.days:
        where = _place(day.level, day.homeroom)
        told.append(
            _("%(where)s ouvre le %(day)s.") % {"where": where, "day": wording.plain_date(day.after)}
            if day.after
            else _("%(where)s : plus de date d’ouverture.") % {"where": where}
        )
    if len(one.entries) > SHOWN:
        told.append(_("Et d’autres réglages : %s.") % (len(one.entries) - SHOWN))
    return told


def _left(one: SchoolChanges) -> list[str]:
    """What stays as it is in one school, and why."""
    told = [
        _("La collectivité l’a fixé : %(setting)s") % {"setting": entry_sentence(kept.subject, kept.key, kept.before)}
        for kept in one.locked[:SHOWN]
    ]
    for level, homeroom in one.left[:SHOWN]:
        why = _("Pas de classe « %s » ici : sa date n’est pas copiée.") if homeroom else _(
            "Pas de niveau « %s » ici : sa date n’est pas copiée."
        )  # fmt: skip
        told.append(why % _place(level, homeroom))
    if more := len(one.locked) + len(one.left) - len(told):
        told.append(_("Et d’autres réglages : %s.") % more)
    return told
