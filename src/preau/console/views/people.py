"""The directory of a school: one search box, and the page of one person with why they see what they see."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from preau.access.enums import Right
from preau.access.public import HatRequest, SchoolRef, page
from preau.console import words
from preau.console.chosen import acts_for
from preau.console.selectors import PeopleFound, PeopleQuery, PersonRow, person_page
from preau.console.selectors.people import SORTS
from preau.directory import readings
from preau.directory.enums import Profile
from preau.ui.jinja import url
from preau.ui.listing import Column, Line, Listing, listing, order_of, typed
from preau.ui.wording import said_once

SHOWN_PROFILES = (
    Profile.STUDENT, Profile.GUARDIAN, Profile.TEACHER, Profile.LIBRARIAN, Profile.STUDENT_LIFE, Profile.HEAD,
    Profile.SCHOOL_STAFF, Profile.EXTERNAL,
)  # fmt: skip


def school_of(request: HatRequest) -> SchoolRef:
    """The one school of the hat; 404 without."""
    school = request.hat.school
    if school is None:
        raise Http404
    return school


def query_of(data: QueryDict) -> PeopleQuery:
    """What the address, or a form that repeats it, asks of the list."""
    profile = data.get("profil", "")
    sort, descending = order_of(data, SORTS)
    return PeopleQuery(
        text=typed(data),
        profile=profile if profile in {str(one) for one in SHOWN_PROFILES} else "",
        class_id=data.get("classe", "")[:36],
        sort=sort,
        descending=descending,
    )


def address_query(query: PeopleQuery) -> dict[str, str]:
    """What narrows the list, as its address says it."""
    return {"q": query.text, "profil": query.profile, "classe": query.class_id}


@dataclass(frozen=True, slots=True)
class Words:
    """What each page of the list says in one language, whoever is on it."""

    columns: tuple[Column, ...]
    states: dict[str, str]
    profiles: dict[str, str]
    shown: tuple[tuple[str, str], ...]
    """Profiles that the list may be narrowed to."""


@said_once
def _words() -> Words:
    columns = (
        Column(_("Nom"), "nom"), Column(_("Profil"), "profil"), Column(_("Classe ou enfants"), "classe"),
        Column(_("Identifiant")), Column(_("Compte")),
    )  # fmt: skip
    shown = tuple((str(one), str(one.label)) for one in SHOWN_PROFILES)
    return Words(columns, words.account_words(), {str(one): str(one.label) for one in Profile}, shown)


def drawing(words: Words) -> Callable[[PersonRow], Line]:
    """What draws a row: words and addresses are worked out once for the page."""
    states, labels = words.states, words.profiles
    profiles: dict[tuple[str, ...], str] = {}
    before, after = url("console:person", uuid.UUID(int=0)).split(str(uuid.UUID(int=0)))

    def line(row: PersonRow) -> Line:
        if row.profiles not in profiles:
            profiles[row.profiles] = ", ".join([labels[one] for one in row.profiles])
        where = row.homeroom or ", ".join(row.children)
        cells = (row.name, profiles[row.profiles], where, row.login, states[row.account])
        return Line(cells, f"{before}{row.id}{after}", row.id)

    return line


def people_listing(request: HatRequest, found: PeopleFound, words: Words) -> Listing:
    """The page of the list that the address asks for."""
    return listing(
        found, drawing(words), columns=words.columns, data=request.GET, address=url("console:people"),
        query=address_query(found.query), sort=found.query.sort, descending=found.query.descending,
    )  # fmt: skip


def is_fragment(request: HttpRequest) -> bool:
    """Whether the page asks for its results alone, while somebody types."""
    return request.headers.get("HX-Request") == "true"


@require_GET
@page(right=Right.READ_DIRECTORY, service="administration")
def people(request: HatRequest) -> HttpResponse:
    """People of the school by name, login, class or national number; the list alone while somebody types."""
    found = PeopleFound(school_of(request).id, query_of(request.GET), reader=request.hat.profile)
    said = _words()
    context: dict[str, Any] = {
        "list": people_listing(request, found, said),
        "asked": found.query,
        "filtered": bool(found.query.text or found.query.profile or found.query.class_id),
        "profiles": said.shown,
        "classes": found.classes,
        "acts": acts_for(request.hat, found.school_id),
    }
    name = "console/_people.html" if is_fragment(request) else "console/people.html"
    answer = render(request, name, context)
    patch_vary_headers(answer, ["HX-Request"])
    return answer


@require_GET
@page(right=Right.READ_DIRECTORY, service="administration")
def person(request: HatRequest, person_id: uuid.UUID) -> HttpResponse:
    """One person of the school. Opening a pupil's is noted, as opening their file is."""
    school = school_of(request)
    shown = person_page(school.id, person_id, reader=request.hat.profile)
    if shown is None:
        raise Http404
    if shown.is_pupil and request.actor.person_id is not None:
        readings.note(
            school_id=school.id, student_id=person_id, reader_id=request.actor.person_id, profile=request.hat.profile
        )
    context = {
        "shown": shown,
        "profiles": dict(Profile.choices),
        "children": [(one, words.why(one)) for one in shown.children],
        "guardians": [(one, words.why(one)) for one in shown.guardians],
        "account_words": words.account_words()[shown.account.state if shown.account else "none"],
    }
    return render(request, "console/person.html", context)
