"""Accounts of the staff: who never came, slips, reminders, a code for a colleague one has before one."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from preau.access.enums import Right
from preau.access.public import HatRequest, exercises, page, staff_to_open
from preau.console import rules
from preau.console import staff_accounts as reads
from preau.console.views.activation import ask_for_more
from preau.console.views.people import school_of
from preau.console.views.printing import printed_before, sheets_of
from preau.console.views.reminding import write_to
from preau.identity.enums import SlipKind
from preau.identity.public import (
    DESK_MINUTES,
    AlreadyPrinted,
    Refused,
    TooManyShown,
    Wanted,
    has_just_confirmed,
    print_slips,
    show_code,
)
from preau.kernel import mail
from preau.kernel.ids import new_id
from preau.ui.counted import NUMBER, differs, is_done
from preau.ui.listing import asked_of, paged, sifted

KIND = "personnels"


def _back() -> tuple[str, str]:
    return str(_("Personnels")), reverse("console:activation_staff")


@require_GET
@page(right=Right.OPEN_STAFF_ACCOUNTS, service="administration")
def staff(request: HatRequest) -> HttpResponse:
    """Members of staff of the school, those who never came first: searched, sorted, forty to a page."""
    people, asked = reads.colleagues(staff_to_open(request.hat)), asked_of(request.GET, reads.KEYS)
    found = sifted(people, asked, told=lambda one: f"{one.person.full_name} {one.words}", keys=reads.KEYS)
    absent = [one for one in found if not one.has_come]
    shown = paged(
        absent, request.GET, address=reverse("console:activation_staff"),
        query={"q": asked.text, "tri": asked.sort if request.GET.get("tri") else ""},
    )  # fmt: skip
    context = {
        "absent": shown.rows,
        "part": shown,
        "came": [one for one in found if one.has_come],
        "nobody": not people,
        "waiting": sum(1 for one in people if not one.has_come),
        "asked": asked,
        "orders": (("nom", _("Par nom")), ("profil", _("Par profil"))),
        "mail": mail.is_configured(),
    }
    return render(request, "console/activation_staff.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@page(right=Right.OPEN_STAFF_ACCOUNTS, service="administration")
@exercises(rules.PRINT_STAFF_SLIPS)
def print_staff(request: HatRequest) -> HttpResponse:
    """Say for how many, then print: the codes are made by the second tap and shown this once."""
    school = school_of(request)
    people = [one for one in reads.colleagues(staff_to_open(request.hat)) if not one.has_come]
    count = len(people)
    if not is_done(request, count):
        context = {
            "back": _back(), "kind": KIND, "count": count, "batch": new_id(), "fields": [(NUMBER, str(count))],
            "changed": differs(request, count),
        }  # fmt: skip
        return render(request, "console/activation_print.html", context)
    try:
        printed = print_slips(
            actor=request.actor, school_id=school.id, kind=SlipKind.STAFF,
            people=[Wanted(one.person.pk) for one in people], batch=uuid.UUID(request.POST.get("batch", "")),
        )  # fmt: skip
    except ValueError:
        raise Http404 from None
    except AlreadyPrinted as before:
        messages.warning(request, printed_before(before))
        return redirect("console:activation_staff_print")
    return sheets_of(request, reads.paper_of(school.name, people, printed), KIND, {"back": _back()})


@require_http_methods(["GET", "POST"])
@page(right=Right.OPEN_STAFF_ACCOUNTS, service="administration")
@exercises(rules.REMIND_STAFF)
def remind_staff(request: HatRequest) -> HttpResponse:
    """Write to those who never came and have a mailbox on file."""
    people = reads.colleagues(staff_to_open(request.hat))
    waiting = {one.person.pk for one in people if not one.has_come and "@" in one.person.email}
    count = len(waiting)
    if is_done(request, count) and mail.is_configured():
        write_to(request, sorted(waiting))
        return redirect("console:activation_staff")
    context = {
        "back": _back(), "here": request.path, "count": count, "mail": mail.is_configured(),
        "fields": [(NUMBER, str(count))], "changed": differs(request, count),
    }  # fmt: skip
    return render(request, "console/activation_remind.html", context)


@never_cache
@require_POST
@page(right=Right.OPEN_STAFF_ACCOUNTS, service="administration")
@exercises(rules.SHOW_STAFF_CODE)
def staff_code(request: HatRequest, person_id: uuid.UUID) -> HttpResponse:
    """Show a code to a colleague, this once; never to one with wide rights, whose proof goes to their own contact."""
    found = next((one for one in staff_to_open(request.hat) if one.person.pk == person_id), None)
    if found is None:
        raise Http404
    try:
        code, until = show_code(
            actor=request.actor,
            school_id=school_of(request).id,
            person=found.person,
            proved=has_just_confirmed(request),
        )
    except TooManyShown as refusal:
        return ask_for_more(request, refusal, "console:activation_staff")
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("console:activation_staff")
    context = {"person": found.person, "code": code, "until": until, "minutes": DESK_MINUTES, "back": _back()}
    return render(request, "console/desk_code.html", context)
