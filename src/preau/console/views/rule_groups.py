"""Groups that follow a rule: said, previewed by name and number, kept; ended."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from preau.access.enums import Right
from preau.access.public import HatRequest, exercises, page
from preau.console import rules
from preau.console.group_forms import RuleForm, read_in, shown
from preau.console.selectors.groups import GroupLine, RulePreview, group_of, preview_rule
from preau.console.views.people import school_of
from preau.console.words import rule_sentences
from preau.directory.calendar import year_of
from preau.directory.errors import Overtaken, Refused, Unknown
from preau.directory.rule_groups import STAFF, STUDENTS, Rule, choices_of
from preau.directory.services import change_rule, create_rule_group, end_rule_group, ensure_school_year
from preau.kernel import clock
from preau.ui.counted import NUMBER, figures, moved
from preau.ui.seen import OVERTAKEN, last_writer, sealed, unsealed

WHO = {"eleves": STUDENTS, "personnels": STAFF}
SHOWN = 12


def _ruled(request: HatRequest, group_id: uuid.UUID) -> tuple[GroupLine, Rule]:
    found = group_of(school_of(request).id, group_id)
    if found is None or found.rule is None:
        raise Http404
    return found, found.rule


@require_http_methods(["GET", "POST"])
@page(right=Right.SET_GROUPS, service="administration")
@exercises(rules.SET_RULE_GROUP)
def new(request: HatRequest) -> HttpResponse:
    """A new group by rule, of pupils or of staff."""
    data = request.POST if request.method == "POST" else request.GET
    who = WHO.get(data.get("de", "eleves"))
    if who is None:
        raise Http404
    return _page(request, who, None, None)


@require_http_methods(["GET", "POST"])
@page(right=Right.SET_GROUPS, service="administration")
@exercises(rules.SET_RULE_GROUP)
def change(request: HatRequest, group_id: uuid.UUID) -> HttpResponse:
    """Another name or another rule for a group."""
    group, rule = _ruled(request, group_id)
    return _page(request, rule.who, group, rule)


def _page(request: HatRequest, who: str, group: GroupLine | None, rule: Rule | None) -> HttpResponse:
    school = school_of(request)
    choices = choices_of(school.id, who)
    data: QueryDict | None = request.POST if request.method == "POST" else None
    if data is None and "join" in request.GET:
        data = request.GET
    present = shown(group.label, rule) if group and rule else {}
    form = RuleForm(data, who=who, choices=choices, present=present)
    status = 200
    context: dict[str, Any] = {
        "form": form,
        "group": group,
        "who": who,
        "de": next(name for name, one in WHO.items() if one == who),
        "preview": None,
        "moved": False,
    }
    if form.is_valid():
        found = preview_rule(school.id, form.rule, group)
        number = figures(len(found.people), found.added, found.removed)
        seen = read_in(form.read, who)
        stale = moved(request, number) and (group is None or seen == (group.label, rule))
        if request.method == "POST" and not stale:
            try:
                kept = _keep(request, form, group)
            except Unknown:
                raise Http404 from None
            except Overtaken:
                assert group is not None
                now, changed = _ruled(request, group.id)
                by = last_writer("directory.change_rule", subject_id=group.id, tenant=school.id)
                form.overtaken(shown(now.label, changed), by=by)
                status = OVERTAKEN
            except Refused as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(
                    request,
                    _("La règle du groupe « %(group)s » est enregistrée.") % {"group": form.cleaned_data["label"]},
                )
                return redirect("console:group", group_id=kept)
        else:
            assert data is not None
            context["moved"] = stale
            context["preview"] = _preview(found, data, number)
            context["sentences"] = rule_sentences(form.rule, choices)
    return render(request, "console/group_rule.html", context, status=422 if form.errors else status)


def _preview(found: RulePreview, data: QueryDict, number: str) -> dict[str, Any]:
    said = [(name, value) for name in data for value in data.getlist(name)]
    ours = {NUMBER, "csrfmiddlewaretoken"}
    return {
        "count": len(found.people),
        "first": found.people[:SHOWN],
        "rest": max(0, len(found.people) - SHOWN),
        "added": found.added,
        "removed": found.removed,
        "fields": [*((name, value) for name, value in said if name not in ours), (NUMBER, number)],
    }


def _keep(request: HatRequest, form: RuleForm, group: GroupLine | None) -> uuid.UUID:
    school = school_of(request)
    label = form.cleaned_data["label"]
    if group is not None:
        seen = read_in(form.read, form.who)
        change_rule(actor=request.actor, group_id=group.id, label=label, rule=form.rule, seen=seen)
        return group.id
    today = clock.today(school.timezone)
    ensure_school_year(actor=request.actor, day=today)
    made = create_rule_group(actor=request.actor, school_id=school.id, year=year_of(today), label=label, rule=form.rule)
    return uuid.UUID(str(made.pk))


@require_http_methods(["GET", "POST"])
@page(right=Right.SET_GROUPS, service="administration")
@exercises(rules.SET_RULE_GROUP)
def end(request: HatRequest, group_id: uuid.UUID) -> HttpResponse:
    """Remove a group by rule, after saying so."""
    group, rule = _ruled(request, group_id)
    by, status = "", 200
    if request.method == "POST":
        read = unsealed(request.POST.get("seen", ""))
        try:
            end_rule_group(actor=request.actor, group_id=group_id, seen=read_in(read, rule.who))
        except Unknown:
            raise Http404 from None
        except Overtaken:
            group, rule = _ruled(request, group_id)
            by = last_writer("directory.change_rule", subject_id=group.id, tenant=school_of(request).id)
            status = OVERTAKEN
        else:
            messages.success(request, _("Le groupe « %(group)s » est supprimé.") % {"group": group.label})
            return redirect("console:groups")
    context = {
        "group": group, "seen": sealed(shown(group.label, rule)), "changed": status == OVERTAKEN, "by": by,
        "rule": rule_sentences(rule, choices_of(school_of(request).id, rule.who)),
    }  # fmt: skip
    return render(request, "console/group_end.html", context, status=status)
