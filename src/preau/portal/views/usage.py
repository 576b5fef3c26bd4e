"""« Comment votre établissement utilise l’ENT »: made from the settings, read by everybody of the school, printable."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from preau.access.enums import GroupKind
from preau.access.public import (
    ROLES,
    SWITCHED,
    Hat,
    Policy,
    SchoolRef,
    page,
    policy_of,
    space_openings,
    writes_sentence,
)
from preau.directory.words import readable
from preau.notifications.public import calm_of
from preau.people.public import notice_for
from preau.ui import wording


@require_safe
@page(service="aide", before_opening=True)
def usage(request: HttpRequest) -> HttpResponse:
    """Of the school of the hat; of the one asked for when there are several."""
    hat: Hat = request.hat  # type: ignore[attr-defined]
    school = _chosen(hat, request.GET.get("etablissement", ""))
    policy = policy_of(school.id)
    days = space_openings(school.id)
    context: dict[str, Any] = {
        "school": school,
        "others": [(one.name, f"?etablissement={one.uai}", one.id == school.id) for one in hat.schools],
        "services": _services(policy),
        "rules": _rules(policy),
        "days": [
            (readable(one.label) if one.label else _("Tout l’établissement"), wording.plain_date(one.opens_on))
            for one in days
        ],
        "calm": calm_of(school.id)[0],
        "notice": notice_for(hat),
    }
    return render(request, "portal/usage.html", context)


def _chosen(hat: Hat, uai: str) -> SchoolRef:
    known = {one.uai: one for one in hat.schools}
    school = known.get(uai) if uai else (hat.school or next(iter(hat.schools), None))
    if school is None:
        raise Http404
    return school


def _services(policy: Policy) -> list[list[str]]:
    """Each service, and for whom it is open."""
    rows = []
    for name, service in SWITCHED.items():
        whom = [str(ROLES[one.value]) for one in service.profiles if policy.serves(name, one.value)]
        rows.append([str(service.label), str(service.text), ", ".join(whom)])
    return rows


def _rules(policy: Policy) -> list[str]:
    """For each group that may write, to whom, in a sentence."""
    told = []
    for sender in GroupKind:
        whom = [receiver for receiver in GroupKind if policy.passes(sender, receiver)]
        if whom:
            told.append(writes_sentence(sender, whom))
    return told
