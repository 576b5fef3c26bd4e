"""Opening accounts class by class: who has come, slips, reminders; and a code for somebody one has before one."""

import uuid
from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from preau.access.enums import Right
from preau.access.public import (
    HatRequest,
    OpenableClass,
    class_to_open,
    classes_to_open,
    exercises,
    may_export,
    may_show_code,
    page,
    pupils_to_help,
)
from preau.console import activation as reads
from preau.console import rules
from preau.console.files import counts_file
from preau.console.views.printing import printed_before, sheets_of
from preau.console.views.reminding import write_to
from preau.directory.enums import Profile
from preau.directory.selectors import search_people, student_of_school
from preau.identity.enums import SlipKind
from preau.identity.public import (
    DESK_MINUTES,
    AlreadyPrinted,
    Refused,
    TooManyShown,
    ask_second_factor,
    has_just_confirmed,
    has_second_factor,
    print_slips,
    show_code,
)
from preau.kernel import mail
from preau.kernel.ids import new_id
from preau.ui import wording
from preau.ui.counted import NUMBER, differs, is_done
from preau.ui.listing import Column, Line, asked_of, listing, sifted, typed

NAMED = 5
"""Classes that a page names one by one; of more it says the number."""
KINDS = {"eleves": SlipKind.PUPIL, "responsables": SlipKind.GUARDIAN, "courriers": SlipKind.LETTER}


def _me(request: HatRequest) -> uuid.UUID:
    assert request.actor.person_id is not None
    return request.actor.person_id


def _share(some: int, every: int) -> tuple[str, str]:
    told = _("%(some)s sur %(all)s") % {"some": some, "all": every}
    return told, wording.percent(some / every) if every else "–"


def _rate(one: reads.Rate) -> Line:
    cells = (one.label, *_share(one.pupils_in, one.pupils), *_share(one.guardians_in, one.guardians))
    return Line(cells, reverse("console:activation_class", args=[one.id]), str(one.id))


@require_GET
@page(right=Right.OPEN_ACCOUNTS, service="administration")
def classes(request: HatRequest) -> HttpResponseBase:
    """The rate of each class that this hat opens, now, as a page or as a file."""
    every, asked = reads.rates_of(classes_to_open(request.hat)), asked_of(request.GET, reads.RATE_KEYS)
    rates = sifted(every, asked, told=lambda one: one.label, keys=reads.RATE_KEYS)
    if format := request.GET.get("format", ""):
        headings = (_("Classe"), _("Élèves"), _("Élèves venus"), _("Responsables"), _("Responsables venus"))
        counts = [(one.label, one.pupils, one.pupils_in, one.guardians, one.guardians_in) for one in rates]
        rows = [[str(cell) for cell in row] for row in counts]
        return counts_file(headings, rows, name="activation", title=_("Activation"), format=format)
    totals = {
        "pupils": sum(one.pupils for one in every), "pupils_in": sum(one.pupils_in for one in every),
        "guardians": sum(one.guardians for one in every), "guardians_in": sum(one.guardians_in for one in every),
    }  # fmt: skip
    columns = (
        Column(_("Classe"), "classe"), Column(_("Élèves"), is_number=True),
        Column(_("Part des élèves"), "eleves", is_number=True), Column(_("Responsables"), is_number=True),
        Column(_("Part des responsables"), "responsables", is_number=True),
    )  # fmt: skip
    shown = listing(
        rates, _rate, columns=columns, data=request.GET, address=reverse("console:activation"),
        query={"q": asked.text}, sort=asked.sort, descending=asked.descending,
    )  # fmt: skip
    context = {"rates": every, "list": shown, "q": asked.text, "totals": totals, "mail": mail.is_configured()}
    return render(request, "console/activation.html", context)


def _class(request: HatRequest, class_id: uuid.UUID) -> Any:
    shown = class_to_open(request.hat, class_id)
    if shown is None:
        raise Http404
    return shown


@require_GET
@page(right=Right.OPEN_ACCOUNTS, service="administration")
def one_class(request: HatRequest, class_id: uuid.UUID) -> HttpResponse:
    """Who of a class has never come, and what may be done about it."""
    shown = _class(request, class_id)
    pupils, guardians = reads.people_of(shown)
    context = {
        "shown": shown, "pupils": pupils, "guardians": guardians, "mail": mail.is_configured(),
        "letters": len(reads.wanted_of(SlipKind.LETTER, pupils, guardians)), "may_export": may_export(request.hat),
    }  # fmt: skip
    return render(request, "console/activation_class.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@page(right=Right.OPEN_ACCOUNTS, service="administration")
@exercises(rules.PRINT_SLIPS)
def print_class(request: HatRequest, class_id: uuid.UUID, kind: str) -> HttpResponse:
    """Say for how many, then print: the codes are made by the second tap and shown this once."""
    shown = _class(request, class_id)
    if kind not in KINDS:
        raise Http404
    pupils, guardians = reads.people_of(shown)
    people = pupils if KINDS[kind] == SlipKind.PUPIL else guardians
    wanted = reads.wanted_of(KINDS[kind], pupils, guardians)
    if not is_done(request, len(wanted)):
        context = {
            "shown": shown, "kind": kind, "count": len(wanted), "batch": new_id(),
            "fields": [(NUMBER, str(len(wanted)))], "changed": differs(request, len(wanted)),
        }  # fmt: skip
        return render(request, "console/activation_print.html", context)
    try:
        batch = uuid.UUID(request.POST.get("batch", ""))
        printed = print_slips(
            actor=request.actor, school_id=shown.school_id, kind=KINDS[kind], people=wanted, batch=batch
        )
    except ValueError:
        raise Http404 from None
    except AlreadyPrinted as before:
        messages.warning(request, printed_before(before))
        return redirect("console:activation_print", class_id=class_id, kind=kind)
    assert request.hat.school is not None
    paper = reads.paper_of(KINDS[kind], request.hat.school.name, shown.label, people, printed)
    return sheets_of(request, paper, kind, {"shown": shown})


@require_http_methods(["GET", "POST"])
@page(right=Right.OPEN_ACCOUNTS, service="administration")
@exercises(rules.REMIND)
def remind_class(request: HatRequest, class_id: uuid.UUID) -> HttpResponse:
    """Write to those who never came and have a mailbox on file."""
    back = reverse("console:activation_class", args=[class_id])
    return _remind(request, [_class(request, class_id)], back)


@require_http_methods(["GET", "POST"])
@page(right=Right.OPEN_ACCOUNTS, service="administration")
@exercises(rules.REMIND)
def remind_classes(request: HatRequest) -> HttpResponse:
    """The same for the classes that were ticked, after saying for how many people."""
    ticked = set((request.POST if request.method == "POST" else request.GET).getlist("id"))
    chosen = [one for one in classes_to_open(request.hat) if str(one.id) in ticked]
    if not chosen:
        messages.error(request, _("Cochez au moins une classe."))
        return redirect("console:activation")
    return _remind(request, chosen, reverse("console:activation"))


def _remind(request: HatRequest, classes: Sequence[OpenableClass], back: str) -> HttpResponse:
    school_id = classes[0].school_id
    absent = reads.absent_of(school_id, [one.id for one in classes])
    waiting = {one.person.pk for one in absent if "@" in one.person.email}
    if is_done(request, len(waiting)) and mail.is_configured():
        write_to(request, sorted(waiting))
        return redirect(back)
    several = ngettext("%(num)s classe", "%(num)s classes", len(classes)) % {"num": len(classes)}
    named = ", ".join(one.label for one in classes) if len(classes) <= NAMED else several
    context = {
        "back": (named, back), "here": request.path, "count": len(waiting), "mail": mail.is_configured(),
        "fields": [*(("id", str(one.id)) for one in classes), (NUMBER, str(len(waiting)))],
        "changed": differs(request, len(waiting)),
    }  # fmt: skip
    return render(request, "console/activation_remind.html", context)


# --- a code for somebody one has before one -------------------------------------------------------------------------


@require_GET
@page(right=Right.SHOW_CODES, service="administration")
def desk(request: HatRequest) -> HttpResponse:
    """Find the pupil whose family stands there."""
    text = typed(request.GET)
    found = search_people(text, profiles=[Profile.STUDENT]) if text else []
    allowed = pupils_to_help(request.hat, [one.person_id for one in found])
    context = {"q": text, "found": [one for one in found if one.person_id in allowed]}
    return render(request, "console/desk.html", context)


def _student(request: HatRequest, student_id: uuid.UUID) -> Any:
    school = request.hat.school
    if school is None or not pupils_to_help(request.hat, [student_id]):
        raise Http404
    return student_of_school(school.id, student_id)


@require_GET
@page(right=Right.SHOW_CODES, service="administration")
def desk_family(request: HatRequest, student_id: uuid.UUID) -> HttpResponse:
    """The pupil and those who answer for them: one tap shows a code."""
    student = _student(request, student_id)
    assert request.hat.school is not None
    family = reads.family_of(request.hat.school.id, student)
    return render(request, "console/desk_family.html", {"student": student, "family": family})


def ask_for_more(request: HatRequest, refusal: Refused, back: str, **where: Any) -> HttpResponse:
    """Many codes within the hour want a second factor: it is asked for, or said that there is none to give."""
    if has_second_factor(request.user):  # type: ignore[arg-type]
        return ask_second_factor(request)
    messages.error(request, str(refusal))
    return redirect(back, **where)


@never_cache
@require_POST
@page(right=Right.SHOW_CODES, service="administration")
@exercises(rules.SHOW_CODE)
def desk_code(request: HatRequest, student_id: uuid.UUID, person_id: uuid.UUID) -> HttpResponse:
    """Show the code, this once."""
    student = _student(request, student_id)
    if not may_show_code(request.hat, _me(request), student_id, person_id):
        raise Http404
    assert request.hat.school is not None
    family = reads.family_of(request.hat.school.id, student)
    person = next(one.person for one in family if one.person.pk == person_id)
    try:
        code, until = show_code(
            actor=request.actor, school_id=request.hat.school.id, person=person, proved=has_just_confirmed(request)
        )
    except TooManyShown as refusal:
        return ask_for_more(request, refusal, "console:desk_family", student_id=student_id)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("console:desk_family", student_id=student_id)
    context = {"student": student, "person": person, "code": code, "until": until, "minutes": DESK_MINUTES}
    return render(request, "console/desk_code.html", context)
