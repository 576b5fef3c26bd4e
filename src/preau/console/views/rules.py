"""Who may write to whom, rights and services: entries of a policy in sentences, changed one at a time after a preview.

A head sets a school's, an officer those of the collectivity's schools of one kind. Both pages are the same.
"""

import uuid
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from preau.access.enums import GroupKind, Right, Subject
from preau.access.public import (
    RIGHTS,
    ROLES,
    SWITCHED,
    Changed,
    HatRequest,
    Policy,
    Preview,
    allowed_extents,
    capital,
    entry_sentence,
    exercises,
    group_words,
    headcounts,
    page,
    pairs,
    policy_of,
    policy_of_authority,
    preview_in_authority,
    preview_in_school,
    set_authority_entry,
    set_school_entry,
    value_words,
    values_of,
)
from preau.console import rules as acts
from preau.directory.enums import Profile, SchoolKind
from preau.directory.errors import Refused, Unknown
from preau.directory.selectors import kinds_of
from preau.ui import wording
from preau.ui.counted import figures, moved
from preau.ui.jinja import url

KINDS = tuple(kind.value for kind in SchoolKind)
CHANGED_STATUS = 409


@dataclass(frozen=True, slots=True)
class Place:
    """Where entries are set: a school, or a collectivity's schools of one kind."""

    policy: Policy
    school_id: uuid.UUID | None
    authority_id: uuid.UUID | None
    kind: str

    @property
    def query(self) -> str:
        """What every address of these pages carries."""
        return f"?{urlencode({'nature': self.kind})}" if self.authority_id else ""


def _place(request: HatRequest) -> Place:
    hat = request.hat
    if hat.local_authority_id is not None:
        known = sorted(kinds_of(hat.school_ids), key=KINDS.index)
        asked = request.GET.get("nature", "")
        kind = asked if asked in known else (known[0] if known else SchoolKind.OTHER.value)
        return Place(policy_of_authority(hat.local_authority_id, kind), None, hat.local_authority_id, kind)
    if hat.school is None:
        raise Http404
    return Place(policy_of(hat.school.id), hat.school.id, None, hat.school.kind)


def _context(request: HatRequest, place: Place, target: str, *args: str) -> dict[str, Any]:
    """What all these pages show: for an officer, a tab for each kind of school."""
    tabs = []
    if place.authority_id:
        known = sorted(kinds_of(request.hat.school_ids), key=KINDS.index)
        address = reverse(target, args=args)
        tabs = [
            (str(SchoolKind(kind).label), f"{address}?{urlencode({'nature': kind})}", kind == place.kind)
            for kind in known
        ]
    return {"place": place, "tabs": tabs, "for_schools": bool(place.authority_id)}


def _origin(policy: Policy, subject: str, key: str) -> str:
    """Whence the present value comes, in words; empty for the default."""
    if policy.is_locked(subject, key):
        return _("fixé par la collectivité")
    if policy.own(subject, key) is not None:
        return _("changé ici")
    above = policy.authority.get((subject, key))
    return _("réglage de la collectivité") if policy.school_id and above else ""


def _line(place: Place, target: str, subject: str, key: str) -> dict[str, Any]:
    value = place.policy.value(subject, key)
    return {
        "sentence": entry_sentence(subject, key, value),
        "value": value,
        "words": value_words(subject, value),
        "origin": _origin(place.policy, subject, key),
        "href": url(target, subject, key) + place.query,
        "locked": place.policy.is_locked(subject, key),
    }


@require_GET
@page(right=Right.SET_RULES, service="administration")
def rules(request: HatRequest) -> HttpResponse:
    """Every group, with how many it may write to."""
    place = _place(request)
    policy = place.policy
    changed = {key for subject, key in (policy.school if place.school_id else policy.authority)
               if subject in (Subject.LINK, Subject.WRITES, Subject.REACHED)}  # fmt: skip
    groups = [
        {
            "title": capital(group_words(kind)),
            "href": reverse("console:rules_of", args=[kind]) + place.query,
            "count": sum(1 for sender, receiver in pairs() if sender == kind and policy.passes(sender, receiver)),
            "changed": sum(1 for key in changed if key.partition(">")[0] == kind),
        }
        for kind in GroupKind.values
    ]
    return render(request, "console/rules.html", {**_context(request, place, "console:rules"), "groups": groups})


@require_GET
@page(right=Right.SET_RULES, service="administration")
def rules_of(request: HatRequest, kind: str) -> HttpResponse:
    """One group: whether its members may write, whether it reaches them, and each group it may write to."""
    if kind not in GroupKind.values:
        raise Http404
    place = _place(request)
    links = [
        _line(place, "console:rule", Subject.LINK, f"{sender}>{receiver}")
        for sender, receiver in pairs() if sender == kind
    ]  # fmt: skip
    context = {
        **_context(request, place, "console:rules_of", kind),
        "title": capital(group_words(kind)),
        "flags": [_line(place, "console:rule", subject, kind) for subject in (Subject.WRITES, Subject.REACHED)],
        "opened": [one for one in links if one["value"] == "open"],
        "others": [one for one in links if one["value"] != "open"],
    }
    return render(request, "console/rules_of.html", context)


@require_GET
@page(right=Right.SET_SERVICES, service="administration")
def services(request: HatRequest) -> HttpResponse:
    """Every service that may be switched, for all and for each profile."""
    place = _place(request)
    shown = [
        {
            "title": str(service.label),
            "text": str(service.text),
            "lines": [
                _line(place, "console:service", Subject.SERVICE, key)
                for key in (name, *(f"{name}:{profile.value}" for profile in service.profiles))
            ],
        }
        for name, service in SWITCHED.items()
    ]
    return render(request, "console/services.html", {**_context(request, place, "console:services"), "shown": shown})


@require_GET
@page(right=Right.SET_RIGHTS, service="administration")
def rights(request: HatRequest) -> HttpResponse:
    """Every right that a school may give otherwise, by role; those that may not be changed are told too."""
    place = _place(request)
    shown = []
    for role, title in ROLES.items():
        lines = [
            _line(place, "console:right", Subject.RIGHT, f"{role}:{right}")
            for right in Right.values if allowed_extents(role, right)
        ]  # fmt: skip
        fixed = [
            entry_sentence(Subject.RIGHT, f"{role}:{right}", extent.value)
            for right, spec in RIGHTS.items() if not allowed_extents(role, right)
            for extent in [spec.roles.get(role)] if extent is not None
        ]  # fmt: skip
        if (lines or fixed) and role not in (Profile.LOCAL_AUTHORITY.value, "operator"):
            shown.append({"title": capital(str(title)), "lines": lines, "fixed": fixed})
    return render(request, "console/rights.html", {**_context(request, place, "console:rights"), "shown": shown})


BACK = {
    Subject.LINK: ("console:rules", gettext_lazy("Qui peut écrire à qui")),
    Subject.WRITES: ("console:rules", gettext_lazy("Qui peut écrire à qui")),
    Subject.REACHED: ("console:rules", gettext_lazy("Qui peut écrire à qui")),
    Subject.RIGHT: ("console:rights", gettext_lazy("Droits de chacun")),
    Subject.SERVICE: ("console:services", gettext_lazy("Services ouverts")),
}


def _back(subject: str, key: str, place: Place) -> str:
    if subject in (Subject.LINK, Subject.WRITES, Subject.REACHED):
        return reverse("console:rules_of", args=[key.partition(">")[0]]) + place.query
    return reverse(BACK[Subject(subject)][0]) + place.query


@dataclass(frozen=True, slots=True)
class _Read:
    """What a page says of a value before it is saved: what it changes, for how many, and whose version it replaces."""

    chosen: str
    version: str
    preview: Preview | None
    concerned: int | None

    @classmethod
    def of(cls, place: Place, subject: str, key: str, value: str) -> "_Read":
        own = place.policy.own(subject, key)
        chosen = value if value and (value != place.policy.value(subject, key) or place.authority_id) else ""
        return cls(
            chosen, str(own.version) if own else "",
            _preview(place, subject, key, chosen) if chosen else None,
            _concerned(place, subject, key) if chosen else None,
        )  # fmt: skip

    @property
    def number(self) -> str:
        """All that it counts, as the form carries it."""
        told = self.preview
        sides = (told.opens, told.closes, told.shows, told.hides) if told else ()
        found = [number for one in sides for number in (one.senders, one.receivers)]
        return figures(self.concerned, *found, *((told.schools, told.own) if told else ()))


def _entry(request: HatRequest, target: str, subjects: tuple[Subject, ...], subject: str, key: str) -> HttpResponse:
    """One entry: its values, what the chosen one changes, then the act."""
    place = _place(request)
    if subject not in subjects or not values_of(subject, key) or (place.authority_id and subject == Subject.RIGHT):
        raise Http404
    conflict = None
    status = 200
    value = (request.POST if request.method == "POST" else request.GET).get("valeur", "")
    if value and value not in values_of(subject, key):
        raise Http404
    locked = request.POST.get("verrou") == "oui" or (request.method == "GET" and request.GET.get("verrou") == "oui")
    read = _Read.of(place, subject, key, value)
    stale = request.POST.get("version", "") == read.version and moved(request, read.number)
    if request.method == "POST" and not stale:
        try:
            changed = _save(request, place, subject, key, value, locked)
        except Changed as found:
            conflict, status = _conflict(subject, key, value, found), CHANGED_STATUS
            place = _place(request)
            read = _Read.of(place, subject, key, value)
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect(_back(subject, key, place))
        except Unknown:
            raise Http404 from None
        else:
            said = _("C’est enregistré : %(sentence)s") if changed else _("Rien n’a changé : %(sentence)s")
            messages.success(request, said % {"sentence": entry_sentence(subject, key, value)})
            return redirect(_back(subject, key, place))
    policy = place.policy
    now = policy.value(subject, key)
    context = {
        **_context(request, place, target, subject, key),
        "target": reverse(target, args=[subject, key]) + place.query,
        "sentence": entry_sentence(subject, key, now),
        "origin": _origin(policy, subject, key),
        "is_locked": policy.is_locked(subject, key),
        "values": [(one, value_words(subject, one), one == now, one == value) for one in values_of(subject, key)],
        "chosen": read.chosen,
        "chosen_sentence": entry_sentence(subject, key, read.chosen) if read.chosen else "",
        "version": read.version,
        "number": read.number,
        "moved": stale,
        "keeps": locked,
        "conflict": conflict,
        "preview": read.preview,
        "concerned": read.concerned,
        "back": _back(subject, key, place),
        "crumb": (BACK[Subject(subject)][1], reverse(BACK[Subject(subject)][0]) + place.query),
    }
    return render(request, "console/entry.html", context, status=status)


def _save(request: HatRequest, place: Place, subject: str, key: str, value: str, locked: bool) -> bool:
    version = request.POST.get("version", "")
    if place.authority_id is not None:
        return set_authority_entry(
            actor=request.actor, local_authority_id=place.authority_id, school_kind=place.kind, subject=subject,
            key=key, value=value, version=version, locked=locked,
        )  # fmt: skip
    assert place.school_id is not None
    return set_school_entry(
        actor=request.actor, school_id=place.school_id, subject=subject, key=key, value=value, version=version
    )


def _conflict(subject: str, key: str, wanted: str, found: Changed) -> dict[str, str]:
    """Both values, and who was quicker."""
    return {
        "wanted": entry_sentence(subject, key, wanted),
        "now": entry_sentence(subject, key, found.value),
        "who": found.who or _("Quelqu’un"),
        "when": wording.moment(found.when) if found.when else "",
    }


def _preview(place: Place, subject: str, key: str, value: str) -> Preview | None:
    if subject not in (Subject.LINK, Subject.WRITES, Subject.REACHED):
        return None
    if place.authority_id is not None:
        return preview_in_authority(place.authority_id, place.kind, subject, key, value)
    return preview_in_school(place.policy, subject, key, value)


def _concerned(place: Place, subject: str, key: str) -> int | None:
    """How many people of the school a right or a service is about; None when it cannot be counted by profile."""
    if place.school_id is None or subject not in (Subject.RIGHT, Subject.SERVICE):
        return None
    counts = headcounts(place.school_id)
    service, _sep, profile = key.partition(":")
    if subject == Subject.RIGHT:
        return counts.get(service)
    asked = [profile] if profile else [one.value for one in SWITCHED[service].profiles]
    return sum(counts.get(one, 0) for one in asked)


@require_http_methods(["GET", "POST"])
@page(right=Right.SET_RULES, service="administration")
@exercises(acts.SET_RULE)
def rule(request: HatRequest, subject: str, key: str) -> HttpResponse:
    """A rule between two groups, or what a group may do."""
    return _entry(request, "console:rule", (Subject.LINK, Subject.WRITES, Subject.REACHED), subject, key)


@require_http_methods(["GET", "POST"])
@page(right=Right.SET_SERVICES, service="administration")
@exercises(acts.SET_SERVICE)
def service(request: HatRequest, subject: str, key: str) -> HttpResponse:
    """A service, for all or for a profile."""
    return _entry(request, "console:service", (Subject.SERVICE,), subject, key)


@require_http_methods(["GET", "POST"])
@page(right=Right.SET_RIGHTS, service="administration")
@exercises(acts.SET_RIGHT)
def right(request: HatRequest, subject: str, key: str) -> HttpResponse:
    """A right of a role."""
    return _entry(request, "console:right", (Subject.RIGHT,), subject, key)
