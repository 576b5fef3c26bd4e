"""Pages of the portal: parse, call one selector or service, render."""

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from preau.access.enums import Right
from preau.access.public import ALL_CHILDREN, CHILD_KEY, HAT_KEY, Hat, classes_of, everything, exercises, page
from preau.directory.calendar import year_of
from preau.directory.enums import Profile
from preau.directory.errors import Unknown
from preau.directory.selectors import grading_periods_of, joint_campus_of
from preau.kernel import clock
from preau.kernel.steps import gathered, run
from preau.portal import homes, rules
from preau.portal.selectors import figures, schools
from preau.ui import slots, wording
from preau.ui.listing import paged, typed

SCHOOL_OFFICE = (Profile.HEAD, Profile.STUDENT_LIFE, Profile.SCHOOL_STAFF)
TEACHING = (Profile.TEACHER, Profile.LIBRARIAN)


def hat_of(request: HttpRequest) -> Hat:
    """The hat worn; pages that call this are never reached without one."""
    hat: Hat = request.hat  # type: ignore[attr-defined]
    return hat


def person_of(request: HttpRequest) -> uuid.UUID:
    """Who is signed in."""
    person_id: uuid.UUID = request.actor.person_id  # type: ignore[attr-defined]
    return person_id


def own_path(text: str) -> str:
    """A path of ours to come back to, else the home page."""
    good = text.startswith("/") and url_has_allowed_host_and_scheme(text, allowed_hosts=None)
    return text if good else reverse("portal:home")


@require_safe
@page()
def home(request: HttpRequest) -> HttpResponse:
    """Today, for the hat worn."""
    hat = hat_of(request)
    make, template = homes.PAGES.get(hat.profile, (homes.plain, "portal/home_plain.html"))
    cards = slots.filling(f"home.{homes.SLOTS.get(hat.profile, 'external')}", request)
    (first, after), own = run(gathered(cards, make(request, hat)))
    context: dict[str, Any] = {"hat": hat, "today": clock.today(), "first": first, "after": after}
    return render(request, template, context | own)


@require_POST
@page(before_opening=True)
@exercises(rules.WEAR_HAT)
def wear(request: HttpRequest) -> HttpResponse:
    """Put on another of one's hats. The page one comes from may not exist for it: home is where it begins.

    A page that every hat has says so by `then`.
    """
    wanted = request.POST.get("hat", "")
    if wanted not in {hat.key for hat in request.hats}:  # type: ignore[attr-defined]
        raise Http404
    request.session[HAT_KEY] = wanted
    request.session.pop(CHILD_KEY, None)
    return HttpResponseRedirect(own_path(request.POST.get("then", "")))


@require_POST
@page(Profile.GUARDIAN)
@exercises(rules.LOOK_AT_CHILD)
def look_at(request: HttpRequest) -> HttpResponse:
    """Look at one child, or at all of them."""
    wanted = request.POST.get("child", "")
    if wanted != ALL_CHILDREN and wanted not in {child.key for child in hat_of(request).children}:
        raise Http404
    request.session[CHILD_KEY] = wanted
    return HttpResponseRedirect(own_path(request.POST.get("next", "")))


@require_safe
@page()
def more(request: HttpRequest) -> HttpResponse:
    """All that the profile may open."""
    return render(request, "portal/more.html", {"groups": everything(hat_of(request))})


@require_safe
@page(Profile.STUDENT, Profile.GUARDIAN, service="scolarite")
def schooling_page(request: HttpRequest) -> HttpResponse:
    """Class, teachers and groups of a pupil, or of each child."""
    hat = hat_of(request)
    maker = homes.pupil if hat.profile == Profile.STUDENT else homes.guardian_schooling
    template = "portal/schooling_pupil.html" if hat.profile == Profile.STUDENT else "portal/schooling_guardian.html"
    (told,) = run(gathered(maker(request, hat)))
    return render(request, template, told)


@require_safe
@page(*TEACHING, service="classes")
def my_classes(request: HttpRequest) -> HttpResponse:
    """Classes and groups of a teacher."""
    hat = hat_of(request)
    taught = classes_of(person_of(request), hat.school_ids)
    return render(request, "portal/classes.html", {"taught": taught, "school": hat.schools[0]})


@require_safe
@page(*TEACHING, *SCHOOL_OFFICE, service="classes")
def class_page(request: HttpRequest, class_id: uuid.UUID) -> HttpResponse:
    """A class or a group, with its pupils."""
    try:
        shown = schools.class_page(hat_of(request), class_id)
    except Unknown:
        raise Http404 from None
    return render(request, "portal/class.html", {"shown": shown})


@require_safe
@page(right=Right.SEE_SCHOOL, service="etablissement")
def school(request: HttpRequest) -> HttpResponse:
    """Classes, headcounts and staff of the school."""
    hat = hat_of(request)
    own = hat.schools[0]
    staff = schools.staff_of_school(own.id)
    campus, campus_with = joint_campus_of(own.id)
    context = run(homes.school_office(request, hat)) | {
        "campus": campus,
        "campus_with": campus_with,
        "terms": [
            (
                one.name,
                _("du %(start)s au %(end)s")
                % {"start": wording.plain_date(one.starts_on), "end": wording.plain_date(one.ends_on)},
            )
            for one in grading_periods_of(own.id, year_of(clock.today(own.timezone)))
        ],
        "groups": [(Profile(profile).label, staff[profile]) for profile in Profile.values if profile in staff],
    }
    return render(request, "portal/school.html", context)


@require_safe
@page(Profile.LOCAL_AUTHORITY, service="etablissements")
def school_list(request: HttpRequest) -> HttpResponse:
    """Schools of the collectivity, with counts and never a name of a pupil."""
    hat = hat_of(request)
    assert hat.local_authority_id is not None
    text = typed(request.GET)
    found = figures.schools_of(hat.local_authority_id, text=text)
    part = paged(found, request.GET, address=reverse("portal:schools"), query={"q": text})
    context = {
        "rows": [(figures.kind_label(row.kind), row) for row in part.rows],
        "text": text,
        "part": part,
        "counted_at": figures.counted_at(),
    }
    return render(request, "portal/schools.html", context)
