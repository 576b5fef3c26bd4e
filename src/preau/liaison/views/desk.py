"""The desk of those who write words: a form, a word before it leaves, who answered, what a family wrote."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from preau.access.enums import Right
from preau.access.public import HatRequest, can, exercises, may_export, page, require_may_write_now
from preau.directory.enums import STAFF_PROFILES
from preau.directory.errors import Overtaken, Refused, Unknown
from preau.kernel import clock
from preau.kernel.ids import new_id
from preau.liaison import rules
from preau.liaison.enums import CHOICES, Buttons, By, State
from preau.liaison.forms import PupilsForm, ReplyForm, UsualForm, WordForm, shown_of
from preau.liaison.selectors.desk import (
    DeskWord,
    alike,
    count_of,
    desk_of,
    desk_word,
    place_words,
    places_of,
    pupil_choices,
    reach_of,
    reaches_school,
    table_of,
)
from preau.liaison.selectors.family import replies_of
from preau.liaison.services import choose_pupils, reply_to_family, save_draft
from preau.liaison.services.writing import version_of
from preau.liaison.usual import GROUPS, Usual, language_names, usual_words
from preau.liaison.views import school_of
from preau.liaison.views.family import SERVICE
from preau.notifications.public import leaves_at
from preau.ui.listing import paged
from preau.ui.seen import OVERTAKEN, last_writer

STAFF = tuple(sorted(STAFF_PROFILES))


def _may_look(request: HatRequest) -> None:
    if not any(can(request.hat, one) for one in (Right.WRITE_WORDS, Right.SEE_WORDS)):
        raise PermissionDenied


@require_safe
@page(*STAFF, service=SERVICE)
def desk(request: HatRequest) -> HttpResponse:
    """Their words, and those that they see of others."""
    _may_look(request)
    rows = desk_of(request.hat, school_of(request.hat).id)
    states = (State.DRAFT, State.SENT, State.CLOSED, State.RECALLED)
    groups = {state: [one for one in rows if one[0].word.state == state] for state in states}
    context = {
        "groups": groups,
        "count": len(rows),
        "State": State,
        "writes": can(request.hat, Right.WRITE_WORDS),
        "acts": can(request.hat, Right.ACT_FOR_FAMILIES),
    }
    return render(request, "liaison/desk.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@page(right=Right.WRITE_WORDS, service=SERVICE)
@exercises(rules.WRITE)
def write(request: HatRequest, word_id: uuid.UUID | None = None) -> HttpResponse:
    """A new word, or one that is not sent yet."""
    school = school_of(request.hat)
    seen = _seen(request, word_id) if word_id else None
    if seen is not None and not seen.is_mine:
        raise PermissionDenied
    if seen is not None and seen.word.state != State.DRAFT:
        return redirect("liaison:review", word_id=seen.word.pk)
    usual = usual_words().get(seen.word.usual if seen else request.GET.get("usuel", ""))
    told: dict[str, Any] = {
        "offered": places_of(request.hat, school.id), "present": _present(seen, usual),
        "initial": {"key": word_id or new_id()},
    }  # fmt: skip
    data = request.POST if request.method == "POST" else None
    form = UsualForm(data, usual=usual, **told) if usual else WordForm(data, **told)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            key = word_id or form.cleaned_data["key"]
            try:
                save_draft(
                    actor=request.actor, hat=request.hat, school_id=school.id, word_id=key, written=form.written(),
                    places=form.cleaned_data["places"], seen=form.read,
                )  # fmt: skip
                return redirect("liaison:review", word_id=key)
            except Overtaken:
                by = last_writer("liaison.save_draft", subject_id=key, tenant=school.id)
                form.overtaken(_present(_seen(request, key)), by=by)
                status = OVERTAKEN
            except Refused as refused:
                form.add_error(None, str(refused))
    return render(request, "liaison/write.html", {"form": form, "seen": seen, "usual": usual}, status=status)


def _present(seen: DeskWord | None, usual: Usual | None = None) -> dict[str, object]:
    return shown_of(seen.word, version_of(seen.word)) if seen else shown_of(None, "", usual)


@require_safe
@page(right=Right.WRITE_WORDS, service=SERVICE)
def usual(request: HatRequest) -> HttpResponse:
    """The usual words, group by group: their sentences, and a link to fill each."""
    groups = [(name, [one for one in usual_words().values() if one.group == key]) for key, name in GROUPS.items()]
    return render(request, "liaison/usual.html", {"groups": groups, "languages": language_names()})


def _seen(request: HatRequest, word_id: uuid.UUID) -> DeskWord:
    try:
        return desk_word(request.hat, word_id)
    except Unknown:
        raise Http404 from None


@require_safe
@page(*STAFF, service=SERVICE)
def review(request: HatRequest, word_id: uuid.UUID) -> HttpResponse:
    """A word as families will read it: to how many, when; what may be done with it."""
    return review_page(request, word_id)


def review_page(request: HatRequest, word_id: uuid.UUID, *, said: str = "", status: int = 200) -> HttpResponse:
    """The same, after an act that did not go through: `said` tells why."""
    seen = _seen(request, word_id)
    word, now = seen.word, clock.now()
    is_draft = word.state == State.DRAFT
    rings = leaves_at(school_id=word.school_id)
    context = {
        "seen": seen,
        "word": word,
        "places": place_words(word),
        "reach": reach_of(word) if is_draft else None,
        "counts": None if is_draft else count_of(table_of(seen)),
        "rings": rings if is_draft and rings > now else None,
        "alike": alike(word) if is_draft else [],
        "version": version_of(word),
        "action": reverse(f"liaison:{'send_widely' if reaches_school(word) else 'send'}", args=[word.pk]),
        "asks": Buttons(word.buttons).label,
        "by": By(word.quorum).label,
        "offered": CHOICES[word.buttons],
        "reminded_today": word.reminded_on == clock.today(),
        "said": said,
        "State": State,
    }
    return render(request, "liaison/review.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@page(right=Right.WRITE_WORDS, service=SERVICE)
@exercises(rules.WRITE)
def pupils(request: HatRequest, word_id: uuid.UUID) -> HttpResponse:
    """Which pupils of its classes a draft is for."""
    seen = _seen(request, word_id)
    if not seen.is_mine:
        raise PermissionDenied
    if seen.word.state != State.DRAFT:
        return redirect("liaison:review", word_id=word_id)
    offered, kept = pupil_choices(request.hat, seen.word)
    form = PupilsForm(request.POST if request.method == "POST" else None, offered=offered, initial={"pupils": kept})
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                choose_pupils(actor=request.actor, hat=request.hat, word_id=word_id, pupils=form.chosen())
                return redirect("liaison:review", word_id=word_id)
            except Refused as refused:
                form.add_error(None, str(refused))
    return render(request, "liaison/pupils.html", {"form": form, "word": seen.word}, status=status)


@require_safe
@page(*STAFF, service=SERVICE)
def answers(request: HatRequest, word_id: uuid.UUID) -> HttpResponse:
    """Who answered, pupil by pupil; those who are waited for alone, when asked."""
    seen = _seen(request, word_id)
    if seen.word.state == State.DRAFT:
        raise Http404
    rows = table_of(seen)
    only = request.GET.get("voir") == "attente"
    shown = [one for one in rows if not one.standing.is_done] if only else rows
    address = reverse("liaison:answers", args=[word_id])
    context = {
        "seen": seen,
        "word": seen.word,
        "counts": count_of(rows),
        "part": paged(shown, request.GET, address=address, query={"voir": "attente"} if only else {}),
        "only": only,
        "may_export": seen.pupils is None and may_export(request.hat) and can(request.hat, Right.SEE_WORDS),
        "acts": can(request.hat, Right.ACT_FOR_FAMILIES),
        "address": address,
        "reminded_today": seen.word.reminded_on == clock.today(),
    }
    return render(request, "liaison/answers.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@page(*STAFF, service=SERVICE)
@exercises(rules.REPLY)
def family_thread(request: HatRequest, word_id: uuid.UUID, pupil_id: uuid.UUID, family_id: uuid.UUID) -> HttpResponse:
    """What one person of a family wrote under a word, and what the staff answers."""
    seen = _seen(request, word_id)
    row = next((one for one in table_of(seen) if one.pupil_id == pupil_id), None)
    who = next((one for one in row.people if one.person_id == family_id), None) if row else None
    if row is None or who is None:
        raise Http404
    form = ReplyForm(request.POST if request.method == "POST" else None, initial={"key": new_id()})
    status = 200
    if request.method == "POST":
        require_may_write_now(request)
        status = 422
        if form.is_valid():
            try:
                reply_to_family(
                    actor=request.actor, hat=request.hat, word_id=word_id, pupil_id=pupil_id, family_id=family_id,
                    reply_id=form.cleaned_data["key"], text=form.cleaned_data["text"],
                )  # fmt: skip
                messages.success(request, _("C’est envoyé."))
                return redirect(request.path)
            except Unknown:
                raise Http404 from None
            except Refused as refused:
                form.add_error(None, str(refused))
    context = {
        "seen": seen, "word": seen.word, "row": row, "who": who, "form": form,
        "replies": replies_of(seen.word, pupil_id, family_id),
    }  # fmt: skip
    return render(request, "liaison/thread.html", context, status=status)
