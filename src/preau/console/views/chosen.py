"""Acts on people chosen in the list: for how many and whom it leaves out are said first, then it is done.

Each act has its own page, so that it asks for what it asks for elsewhere; the list sends to the one that was chosen.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from preau.access.enums import Right
from preau.access.public import HatRequest, Thing, can, exercises, page
from preau.console import chosen as reads
from preau.console import rules, selectors
from preau.console.chosen import GIVE_BACK, GROUP, MOST_LOCKS, MOST_SLIPS, REMIND, SLIPS, SUSPEND
from preau.console.forms import LockForm
from preau.console.selectors import PeopleFound, PersonRow
from preau.console.selectors.groups import groups_of, ids_inside
from preau.console.views.people import address_query, query_of, school_of
from preau.console.views.printing import printed_before, sheets_of
from preau.console.views.reminding import write_to
from preau.directory.enums import Profile
from preau.directory.errors import Unknown
from preau.directory.services import add_group_members
from preau.identity import public as identity
from preau.kernel import mail
from preau.kernel.ids import new_id
from preau.ui.counted import NUMBER, differs, is_done

HEAD = Profile.HEAD
_PAGES = {
    REMIND: "console:remind_chosen", GROUP: "console:group_chosen", SUSPEND: "console:lock_chosen",
    GIVE_BACK: "console:unlock_chosen",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Selection:
    """People chosen: ticked, or all that the question finds. `fields` say which; `back`: the list they come from."""

    rows: Sequence[PersonRow]
    fields: list[tuple[str, str]]
    back: str

    @property
    def words(self) -> str:
        """How many they are."""
        count = len(self.rows)
        return ngettext("%(num)s personne choisie.", "%(num)s personnes choisies.", count) % {"num": count}


def _looked_for(request: HatRequest) -> tuple[PeopleFound, list[tuple[str, str]], str]:
    """The list that one chooses in, the fields that repeat its question, and its address."""
    data = request.POST if request.method == "POST" else request.GET
    query = query_of(data)
    asked = {**address_query(query), "tri": query.sort, "sens": "desc" if query.descending else ""}
    fields = [(name, value) for name, value in asked.items() if value]
    back = f"{reverse('console:people')}?{urlencode(fields)}"
    return PeopleFound(school_of(request).id, query, reader=request.hat.profile), fields, back


def _selection(request: HatRequest) -> Selection:
    """Whoever was chosen and is of the school; 404 for what names nobody."""
    found, fields, back = _looked_for(request)
    data = request.POST if request.method == "POST" else request.GET
    if data.get("tous"):
        return Selection([row for rows in found.chunks() for row in rows], [*fields, ("tous", "1")], back)
    try:
        rows = found.of([uuid.UUID(one) for one in data.getlist("id")])
    except ValueError:
        raise Http404 from None
    return Selection(rows, [*fields, *(("id", row.id) for row in rows)], back)


def _nobody(request: HatRequest, back: str) -> HttpResponse:
    messages.error(request, _("Cochez au moins une personne."))
    return redirect(back)


@require_GET
@page(right=Right.READ_DIRECTORY, service="administration")
def choose(request: HatRequest) -> HttpResponse:
    """Lead to the page of the act that was chosen."""
    act = request.GET.get("agir", "")
    if act not in dict(reads.acts_for(request.hat, school_of(request).id)):
        raise Http404
    if request.GET.get("tous"):  # whom the act is for is its own page's to read
        found, fields, back = _looked_for(request)
        found.look_at(0, 1)
        is_empty, fields = not len(found), [*fields, ("tous", "1")]
    else:
        chosen = _selection(request)
        is_empty, fields, back = not chosen.rows, chosen.fields, chosen.back
    if is_empty:
        return _nobody(request, back)
    name, _dash, kind = act.partition("-")
    if name == SLIPS:
        return redirect(f"{reverse('console:print_chosen')}?{urlencode([('pour', kind), *fields])}")
    return redirect(f"{reverse(_PAGES[name])}?{urlencode(fields)}")


def _counted(request: HatRequest, chosen: Selection, told: Any, count: int, **more: Any) -> dict[str, Any]:
    """What each page of an act says: how many it is for, whom it leaves out, and the fields that repeat the choice."""
    return {
        "chosen": chosen, "left": told.left, "count": count, "here": request.path, "changed": differs(request, count),
        "fields": [*chosen.fields, (NUMBER, str(count))], **more,
    }  # fmt: skip


def _ways_back(chosen: Selection) -> dict[str, tuple[str, str]]:
    return {"root": (_("Administration"), reverse("console:home")), "back": (_("Personnes"), chosen.back)}


@never_cache
@require_http_methods(["GET", "POST"])
@page(right=Right.READ_DIRECTORY, service="administration")
@exercises(rules.PRINT_SLIPS)
def print_chosen(request: HatRequest) -> HttpResponse:
    """Slips of those who never came, of one kind."""
    school, chosen = school_of(request), _selection(request)
    kind = (request.POST if request.method == "POST" else request.GET).get("pour", "eleves")
    if kind not in reads.KINDS:
        raise Http404
    if not chosen.rows:
        return _nobody(request, chosen.back)
    slips = reads.slips_for(kind, request.hat, chosen.rows)
    count = len(slips.wanted)
    if count > MOST_SLIPS:
        said = ngettext(
            "%(num)s fiche serait imprimée. Au-delà de %(most)s, imprimez-les classe par classe.",
            "%(num)s fiches seraient imprimées. Au-delà de %(most)s, imprimez-les classe par classe.", count,
        )  # fmt: skip
        messages.error(request, said % {"num": count, "most": MOST_SLIPS})
        return redirect(chosen.back)
    back = _ways_back(chosen)
    again = [("pour", kind), *chosen.fields]
    if not is_done(request, count):
        context = _counted(request, chosen, slips, count, kind=kind, batch=new_id(), **back)
        context["fields"] = [*again, (NUMBER, str(count))]
        return render(request, "console/activation_print.html", context)
    try:
        printed = identity.print_slips(
            actor=request.actor, school_id=school.id, kind=slips.kind, people=slips.wanted,
            batch=uuid.UUID(request.POST.get("batch", "")),
        )  # fmt: skip
    except ValueError:
        raise Http404 from None
    except identity.AlreadyPrinted as before:
        messages.warning(request, printed_before(before))
        return redirect(f"{request.path}?{urlencode(again)}")
    return sheets_of(request, slips.paper(school.name, printed), kind, back)


@require_http_methods(["GET", "POST"])
@page(right=Right.READ_DIRECTORY, service="administration")
@exercises(rules.REMIND)
def remind_chosen(request: HatRequest) -> HttpResponse:
    """A mail to those who never came and have a mailbox on file."""
    chosen = _selection(request)
    if not chosen.rows:
        return _nobody(request, chosen.back)
    told = reads.reminders_for(request.hat, chosen.rows)
    count = len(told.kept)
    if is_done(request, count) and mail.is_configured():
        write_to(request, reads.ids_of(told.kept))
        return redirect(chosen.back)
    context = _counted(request, chosen, told, count, mail=mail.is_configured(), **_ways_back(chosen))
    return render(request, "console/activation_remind.html", context)


@require_http_methods(["GET", "POST"])
@page(right=Right.READ_DIRECTORY, service="administration")
@exercises(rules.FILL_GROUP)
def group_chosen(request: HatRequest) -> HttpResponse:
    """The pupils among them put in a group made by hand: which one first, then for how many."""
    school, chosen = school_of(request), _selection(request)
    if not can(request.hat, Right.SET_GROUPS, Thing(school.id)):
        raise PermissionDenied
    if not chosen.rows:
        return _nobody(request, chosen.back)
    named = (request.POST if request.method == "POST" else request.GET).get("groupe", "")
    groups = [one for one in groups_of(school.id) if one.is_ours]
    group = next((one for one in groups if str(one.id) == named), None)
    if named and group is None:
        raise Http404
    inside = ids_inside(school.id, group.id, reads.ids_of(chosen.rows)) if group else frozenset()
    told = reads.pupils_for_group(chosen.rows, inside)
    count = len(told.kept)
    if group is not None and is_done(request, count):
        try:
            done = add_group_members(actor=request.actor, group_id=group.id, student_ids=reads.ids_of(told.kept))
        except Unknown:
            raise Http404 from None
        said = ngettext("%(num)s élève ajouté.", "%(num)s élèves ajoutés.", done)
        messages.success(request, said % {"num": done})
        return redirect("console:group", group_id=group.id)
    context = _counted(request, chosen, told, count, group=group, groups=groups)
    return render(request, "console/chosen_group.html", context)


@require_http_methods(["GET", "POST"])
@page(HEAD, right=Right.READ_DIRECTORY, service="administration")
@exercises(rules.SET_LOCK)
def lock_chosen(request: HatRequest) -> HttpResponse:
    """The same right suspended for each of them, with one reason and one end."""
    chosen = _selection(request)
    if not chosen.rows:
        return _nobody(request, chosen.back)
    told = reads.to_suspend(chosen.rows, request.actor.person_id)
    count = len(told.kept)
    if count > MOST_LOCKS:
        said = ngettext(
            "Au-delà de %(most)s personne, suspendez ce droit pour une classe ou pour un profil.",
            "Au-delà de %(most)s personnes, suspendez ce droit pour une classe ou pour un profil.", MOST_LOCKS,
        )  # fmt: skip
        messages.error(request, said % {"most": MOST_LOCKS})
        return redirect(chosen.back)
    form = LockForm(
        request.POST if request.method == "POST" else None, homerooms=selectors.homerooms_of_hat(request.hat),
        with_person=True,
    )  # fmt: skip
    if is_done(request, count) and form.is_valid():
        data = form.cleaned_data
        try:
            done = identity.set_locks(
                actor=request.actor, school=selectors.school_of_hat(request.hat), people=reads.people_of(told.kept),
                kind=data["kind"], reason=data["reason"], ends_at=data["ends_at"],
            )  # fmt: skip
        except identity.Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            said = ngettext(
                "C’est suspendu pour %(num)s personne, dès maintenant. Le journal garde le motif.",
                "C’est suspendu pour %(num)s personnes, dès maintenant. Le journal garde le motif.", done,
            )  # fmt: skip
            messages.success(request, said % {"num": done})
            return redirect("console:locks")
    context = _counted(request, chosen, told, count, form=form)
    return render(request, "console/chosen_lock.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@page(HEAD, right=Right.READ_DIRECTORY, service="administration")
@exercises(rules.LIFT_LOCK)
def unlock_chosen(request: HatRequest) -> HttpResponse:
    """All that the school suspended by name is given back to each of them."""
    school, chosen = school_of(request), _selection(request)
    if not chosen.rows:
        return _nobody(request, chosen.back)
    told, locks = reads.locks_to_lift(school.id, chosen.rows)
    count = len(locks)
    if is_done(request, count):
        done = identity.lift_locks(actor=request.actor, lock_ids=[one.pk for one in locks])
        said = ngettext("%(num)s droit est rendu.", "%(num)s droits sont rendus.", done)
        messages.success(request, said % {"num": done})
        return redirect("console:locks")
    lines = [selectors.lock_words(one, by_login=False) for one in locks]
    context = _counted(request, chosen, told, count, lines=lines, people=len(told.kept))
    return render(request, "console/chosen_unlock.html", context)
