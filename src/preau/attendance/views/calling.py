"""The roll call of a lesson: a plain form, which a script makes quick and keeps when the line is cut."""

import uuid

from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from preau.access.enums import Right
from preau.access.public import HatRequest, exercises, page
from preau.attendance import rules
from preau.attendance.enums import State
from preau.attendance.forms import sent_roll
from preau.attendance.selectors.mine import rolls_of_today
from preau.attendance.selectors.sheet import EARLY, lesson_to_call, sheet_of
from preau.attendance.services import Called, call_roll
from preau.directory.errors import Refused, Unknown
from preau.identity.public import devices as known_devices
from preau.kernel import clock
from preau.kernel.ids import new_id
from preau.timetable.public import is_lesson, span_of
from preau.ui import wording

SERVICE = "absences"
_SALT, _KEPT = "preau.attendance.who", "preau.attendance.kept"
MOST_KEPT = 8
"""Lessons whose page a browser keeps, at most."""


@require_safe
@page(right=Right.CALL_ROLL, service=SERVICE)
def mine(request: HatRequest) -> HttpResponse:
    """The lessons of today, and whether their roll was called."""
    lessons = rolls_of_today(request.hat)
    context = {
        "lessons": lessons, "kept_for": _kept_for(request), "drawn": wording.moment(clock.now()),
        "to_keep": [one for one in lessons if not one.is_over][:MOST_KEPT],
        "left": 60 * min((one.left for one in lessons), default=0),
    }  # fmt: skip
    return render(request, "attendance/mine.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@page(right=Right.CALL_ROLL, service=SERVICE)
@exercises(rules.CALL)
def call(request: HatRequest, lesson_id: uuid.UUID) -> HttpResponse:
    """Who is there."""
    if request.method == "POST":
        return _sent(request, lesson_id)
    try:
        sheet = sheet_of(request.hat, lesson_id)
    except Unknown:
        raise Http404 from None
    lesson = sheet.lesson
    starts, _ends = span_of(lesson.day, lesson.starts, lesson.ends, lesson.clock)
    context = {
        "kept_for": _kept_for(request), "drawn": wording.moment(clock.now()),
        "opens": int((starts - EARLY).timestamp()),
        "sheet": sheet, "lesson": lesson, "key": new_id(), "who": _who(request), "begins": int(starts.timestamp()),
        "base": " ".join(
            f"{one.key}:{one.state}{one.minutes or ''}" for one in sheet.lines if one.state != State.PRESENT
        ),
    }  # fmt: skip
    return render(request, "attendance/call.html", context)


def _kept_for(request: HatRequest) -> str:
    """For whom a browser may keep this page until the day ends, to be opened without a line: a person, in one session.

    Empty where nothing of it stays: on a shared computer, and before the eyes of support.
    """
    if known_devices.is_shared(request.session) or getattr(request, "viewing", None) is not None:
        return ""
    whose = f"{request.session.session_key} {request.hat.person_id}"
    return salted_hmac(_KEPT, whose, algorithm="sha256").hexdigest()[:20]


def _who(request: HatRequest) -> str:
    """Whose page it is, as a form kept by a browser says it: it is sent under no other name."""
    return signing.dumps(str(request.hat.person_id), salt=_SALT)


def _is_theirs(request: HatRequest) -> bool:
    try:
        return bool(signing.loads(request.POST.get("who", ""), salt=_SALT) == str(request.hat.person_id))
    except signing.BadSignature:
        return False


def _sent(request: HatRequest, lesson_id: uuid.UUID) -> HttpResponse:
    address = reverse("attendance:call", args=[lesson_id])
    is_script = request.headers.get("Accept", "").startswith("application/json")
    sent = sent_roll(request.POST)
    try:
        if not _is_theirs(request):
            lesson_to_call(request.hat, lesson_id)
            raise Refused(_("Cet appel a été rempli sous un autre nom : refaites-le."))
        called = call_roll(
            actor=request.actor, hat=request.hat, lesson_id=lesson_id, key=sent.key, version=sent.version,
            seen=sent.seen, at=sent.at,
        )  # fmt: skip
    except Unknown:
        # Whoever filled it may wear another hat: only what is no more will never pass.
        if is_script and _is_theirs(request) and not is_lesson(lesson_id):
            words = _("Ce cours n’existe plus : son appel n’est pas enregistré.")
            return JsonResponse({"words": words, "next": ""}, status=410)
        raise Http404 from None
    except Refused as refused:
        if is_script:
            # Taken again from what the browser kept: the page loads anew, and says it.
            if request.POST.get("shown") == "again":
                messages.error(request, str(refused))
            return JsonResponse({"words": str(refused), "next": ""}, status=422)
        messages.error(request, str(refused))
        return redirect(address)
    words = words_of(called)
    if is_script:
        # Said by the page that follows, when the roll call is still on the screen.
        if request.POST.get("shown"):
            _say(request, called, words)
        return JsonResponse({"words": words, "next": address, "stays": len(called.stays)})
    _say(request, called, words)
    return redirect(address)


def _say(request: HatRequest, called: Called, words: str) -> None:
    (messages.warning if called.stays else messages.success)(request, words)


def words_of(called: Called) -> str:
    """What became of a roll call, in words: what was seen by others, or later, is said."""
    present = called.expected - called.absent
    told = [
        ngettext("%(num)s présent", "%(num)s présents", present) % {"num": present},
        ngettext("%(num)s absent", "%(num)s absents", called.absent) % {"num": called.absent},
    ]
    if called.late:
        told.append(ngettext("%(num)s retard", "%(num)s retards", called.late) % {"num": called.late})
    words = _("Appel enregistré : %(told)s.") % {"told": ", ".join(told)}
    for one in called.stays:
        words += " " + _("Gardé comme noté par %(who)s (%(when)s) : %(pupil)s, %(state)s.") % {
            "who": one.who, "when": wording.moment(one.at), "pupil": one.pupil.name,
            "state": str(State(one.state).label),
        }  # fmt: skip
    return words
