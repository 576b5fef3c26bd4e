"""Who never came, of all the classes that one opens: found, sorted, and reminded in number."""

import uuid
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from preau.access.enums import Right
from preau.access.public import HatRequest, OpenableClass, classes_to_open, exercises, may_export, page
from preau.console import activation as reads
from preau.console import rules
from preau.console.activation import GUARDIANS, PUPILS, AbsentQuery, Someone
from preau.console.chosen import LeftOut
from preau.console.views.reminding import write_to
from preau.kernel import mail
from preau.ui import wording
from preau.ui.counted import NUMBER, differs, is_done
from preau.ui.listing import Column, Line, asked_of, listing


def query_of(data: QueryDict) -> AbsentQuery:
    """What the address, or a form that repeats it, asks of the list."""
    who = data.get("profil", "")
    return AbsentQuery(
        *asked_of(data, reads.ABSENT_KEYS), who=who if who in (PUPILS, GUARDIANS) else "",
        class_id=data.get("classe", "")[:36],
    )  # fmt: skip


def address_query(query: AbsentQuery) -> dict[str, str]:
    """What narrows the list, as its address says it."""
    return {"q": query.text, "profil": query.who, "classe": query.class_id}


def key_of(one: Someone) -> str:
    """What a box names somebody by: a guardian stands in the list once for each child."""
    return f"{one.person.pk}_{one.student.pk}"


def words_of(one: Someone) -> str:
    """What somebody is."""
    return (
        _("Responsable %(of_name)s") % {"of_name": wording.of_name(one.student.full_name)}
        if one.is_guardian
        else _("Élève")
    )


def _found(classes: Sequence[OpenableClass], query: AbsentQuery) -> list[Someone]:
    return reads.absent_found(classes[0].school_id, [one.id for one in classes], query) if classes else []


def _drawn(one: Someone) -> Line:
    known = _("connue") if "@" in one.person.email else _("inconnue")
    name = f"{one.person.family_name} {one.person.given_name}".strip()
    cells = (name, words_of(one), one.homeroom, known)
    return Line(cells, reverse("console:desk_family", args=[one.student.pk]), key_of(one))


@require_GET
@page(right=Right.OPEN_ACCOUNTS, service="administration")
def absent(request: HatRequest) -> HttpResponse:
    """Pupils and guardians who never came, of the classes that this hat opens."""
    classes, query = classes_to_open(request.hat), query_of(request.GET)
    found = _found(classes, query)
    columns = (
        Column(_("Nom"), "nom"), Column(_("Profil"), "profil"), Column(_("Classe"), "classe"),
        Column(_("Adresse électronique")),
    )  # fmt: skip
    asked = address_query(query)
    context = {
        "list": listing(
            found, _drawn, columns=columns, data=request.GET, address=reverse("console:activation_absent"),
            query=asked, sort=query.sort, descending=query.descending,
        ),
        # A guardian stands once for each child of another class: lines are more than people.
        "people": len({one.person.pk for one in found}),
        "asked": query,
        "filtered": any(asked.values()),
        "profiles": ((PUPILS, _("Élèves")), (GUARDIANS, _("Responsables"))),
        "classes": tuple((str(one.id), one.label) for one in classes),
        "mail": mail.is_configured(),
        "may_export": may_export(request.hat),
    }  # fmt: skip
    return render(request, "console/activation_absent.html", context)


@require_http_methods(["GET", "POST"])
@page(right=Right.OPEN_ACCOUNTS, service="administration")
@exercises(rules.REMIND)
def remind_absent(request: HatRequest) -> HttpResponse:
    """A mail to those who were ticked, or to all that the question finds, after saying to how many."""
    data = request.POST if request.method == "POST" else request.GET
    query, whole, ticked = query_of(data), bool(data.get("tous")), set(data.getlist("id"))
    fields = [(name, value) for name, value in address_query(query).items() if value]
    back = f"{reverse('console:activation_absent')}?{urlencode(fields)}"
    found = [one for one in _found(classes_to_open(request.hat), query) if whole or key_of(one) in ticked]
    if not found:
        messages.error(request, _("Cochez au moins une personne."))
        return redirect(back)
    people = {one.person.pk: one.person for one in found}
    waiting: list[uuid.UUID] = sorted(pk for pk, person in people.items() if "@" in person.email)
    silent = tuple(person.full_name for pk, person in people.items() if "@" not in person.email)
    if is_done(request, len(waiting)) and mail.is_configured():
        write_to(request, waiting)
        return redirect(back)
    chosen = [("tous", "1")] if whole else [("id", key_of(one)) for one in found]
    context: dict[str, Any] = {
        "back": (_("Jamais venus"), back), "here": request.path, "count": len(waiting), "mail": mail.is_configured(),
        "fields": [*fields, *chosen, (NUMBER, str(len(waiting)))], "changed": differs(request, len(waiting)),
        "left": [LeftOut(_("Sans adresse électronique connue"), silent)] if silent else [],
    }  # fmt: skip
    return render(request, "console/activation_remind.html", context)
