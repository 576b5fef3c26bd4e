"""Words for the families they are for."""

import uuid
from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from preau.access.enums import Right
from preau.access.public import HatRequest, can, exercises, page, require_may_write_now
from preau.directory.enums import STAFF_PROFILES, Profile
from preau.directory.errors import Refused, Unknown
from preau.kernel.ids import new_id
from preau.liaison import rules
from preau.liaison.enums import Choice
from preau.liaison.forms import ReplyForm
from preau.liaison.selectors.family import FamilyLine, former_of, line_for, lines_of, reading_of, replies_of
from preau.liaison.services import answer, choose_language, contest, contest_reply, reply
from preau.liaison.usual import language_names
from preau.ui.listing import paged

FAMILY = (Profile.STUDENT, Profile.GUARDIAN)
READERS = (*FAMILY, *sorted(STAFF_PROFILES))
SERVICE = "cahier_liaison"
PER_PAGE = 20


@require_safe
@page(*READERS, service=SERVICE)
def words(request: HatRequest) -> HttpResponse:
    """The words of a family, those that wait for it first. Staff go to their desk."""
    if request.hat.is_staff:
        if not any(can(request.hat, one) for one in (Right.WRITE_WORDS, Right.SEE_WORDS)):
            raise PermissionDenied
        return redirect("liaison:desk")
    lines = lines_of(request.hat)
    waiting = [one for one in lines if one.waits]
    part = paged([one for one in lines if not one.waits], request.GET, address=request.path, per_page=PER_PAGE)
    context = {"waiting": waiting, "part": part, "count": len(lines), **_tongue(request)}
    return render(request, "liaison/list.html", context)


def _tongue(request: HatRequest) -> dict[str, Any]:
    """In which language the reader reads beside the French, and those there are."""
    return {"tongue": reading_of(request.hat.person_id), "languages": language_names()}


@require_POST
@page(*FAMILY, service=SERVICE)
@exercises(rules.CHOOSE_LANGUAGE)
def set_language(request: HatRequest) -> HttpResponse:
    """Read words in another language beside the French."""
    try:
        choose_language(actor=request.actor, hat=request.hat, code=request.POST.get("langue", ""))
    except Refused as refused:
        messages.error(request, str(refused))
    back = request.POST.get("retour", "")
    return redirect(back if back.startswith("/carnet/") else "liaison:list")


@require_http_methods(["GET", "HEAD", "POST"])
@page(*FAMILY, service=SERVICE)
@exercises(rules.ANSWER)
def sign(request: HatRequest) -> HttpResponse:
    """All the words that wait, of all children, answered in one sitting."""
    waiting = [one for one in lines_of(request.hat) if one.waits]
    if request.method != "POST":
        return _sitting(request, waiting)
    done, refused = 0, []
    for one in waiting:
        choice = request.POST.get(f"reponse-{one.key}", "")
        if not choice:
            continue
        try:
            _answer(request, one.word.pk, one.pupil_id, choice)
            done += 1
        except (Refused, Unknown, PermissionDenied) as error:
            refused.append((one, str(error)))
    if refused or not done:
        left = [one for one in lines_of(request.hat) if one.waits]
        return _sitting(request, left, done=done, refused=refused, status=422)
    said = ngettext("C’est noté : %(num)s réponse.", "C’est noté : %(num)s réponses.", done) % {"num": done}
    messages.success(request, said)
    return redirect("liaison:list")


def _sitting(
    request: HatRequest, waiting: Sequence[FamilyLine], *, done: int = 0,
    refused: Sequence[tuple[FamilyLine, str]] = (), status: int = 200,
) -> HttpResponse:  # fmt: skip
    """The words that wait; after a sending that did not all go through, what was kept and what was not."""
    context = {
        "waiting": waiting, "done": done, "refused": refused, "chose_none": status != 200 and not refused and not done,
        **_tongue(request),
    }  # fmt: skip
    return render(request, "liaison/sign.html", context, status=status)


def _answer(request: HatRequest, word_id: uuid.UUID, pupil_id: uuid.UUID, choice: str) -> None:
    answer(actor=request.actor, hat=request.hat, word_id=word_id, pupil_id=pupil_id, choice=choice)


@require_safe
@page(*READERS, service=SERVICE)
def word(request: HatRequest, word_id: uuid.UUID) -> HttpResponse:
    """Where a notice leads: to the word of the one child concerned, or to the list of them."""
    if request.hat.is_staff:
        return redirect("liaison:review", word_id=word_id)
    about = [one for one in lines_of(request.hat) if one.word.pk == word_id]
    if not about:
        raise Http404
    if len(about) == 1:
        return redirect("liaison:word_of", word_id=word_id, pupil_id=about[0].pupil_id)
    return redirect("liaison:list")


@require_http_methods(["GET", "HEAD", "POST"])
@page(*FAMILY, service=SERVICE)
@exercises(rules.ANSWER)
def word_of(request: HatRequest, word_id: uuid.UUID, pupil_id: uuid.UUID) -> HttpResponse:
    """One word about one child: what it says, what one answers, what was answered."""
    line = _line(request, word_id, pupil_id)
    if request.method != "POST":
        return word_page(request, line)
    try:
        _answer(request, word_id, pupil_id, request.POST.get("reponse", ""))
    except Refused as refused:
        return word_page(request, line, said=str(refused), status=422)
    messages.success(request, _("C’est noté : l’établissement a votre réponse."))
    return redirect("liaison:word_of", word_id=word_id, pupil_id=pupil_id)


def _line(request: HatRequest, word_id: uuid.UUID, pupil_id: uuid.UUID) -> FamilyLine:
    try:
        return line_for(request.hat, word_id, pupil_id)[0]
    except Unknown:
        raise Http404 from None


def word_page(
    request: HatRequest, line: FamilyLine, *, said: str = "", form: ReplyForm | None = None, status: int = 200
) -> HttpResponse:
    """The page of a word, after an act that did not go through: `said` tells why."""
    context = {
        "line": line,
        "word": line.word,
        "former": former_of(line.mine),
        "replies": replies_of(line.word, line.pupil_id, line.me),
        "form": form or ReplyForm(initial={"key": new_id()}),
        "said": said,
        **_tongue(request),
        "labels": dict(Choice.choices),
    }
    return render(request, "liaison/word.html", context, status=status)


@require_POST
@page(*FAMILY, service=SERVICE)
@exercises(rules.REPLY)
def reply_under(request: HatRequest, word_id: uuid.UUID, pupil_id: uuid.UUID) -> HttpResponse:
    """A few words to those who wrote."""
    line = _line(request, word_id, pupil_id)
    require_may_write_now(request)
    form = ReplyForm(request.POST)
    if not form.is_valid():
        return word_page(request, line, form=form, status=422)
    try:
        reply(
            actor=request.actor, hat=request.hat, word_id=word_id, pupil_id=pupil_id,
            reply_id=form.cleaned_data["key"], text=form.cleaned_data["text"],
        )  # fmt: skip
    except Unknown:
        raise Http404 from None
    except Refused as refused:
        return word_page(request, line, said=str(refused), form=form, status=422)
    messages.success(request, _("C’est envoyé : seul l’établissement lit cette réponse."))
    return redirect("liaison:word_of", word_id=word_id, pupil_id=pupil_id)


@require_POST
@page(*FAMILY, service=SERVICE)
@exercises(rules.CONTEST)
def contest_answer(request: HatRequest, word_id: uuid.UUID, pupil_id: uuid.UUID) -> HttpResponse:
    """They did not give the answer that was entered in their name."""
    line = _line(request, word_id, pupil_id)
    try:
        contest(actor=request.actor, hat=request.hat, word_id=word_id, pupil_id=pupil_id)
    except Refused as refused:
        return word_page(request, line, said=str(refused), status=422)
    messages.success(request, _("C’est noté : cette réponse ne compte plus, et l’établissement le voit."))
    return redirect("liaison:word_of", word_id=word_id, pupil_id=pupil_id)


@require_POST
@page(*FAMILY, service=SERVICE)
@exercises(rules.CONTEST_REPLY)
def contest_text(request: HatRequest, word_id: uuid.UUID, pupil_id: uuid.UUID, reply_id: uuid.UUID) -> HttpResponse:
    """They did not have written what stands in their name."""
    line = _line(request, word_id, pupil_id)
    try:
        contest_reply(actor=request.actor, hat=request.hat, word_id=word_id, pupil_id=pupil_id, reply_id=reply_id)
    except Unknown:
        raise Http404 from None
    except Refused as refused:
        return word_page(request, line, said=str(refused), status=422)
    messages.success(request, _("C’est noté : l’établissement voit que vous contestez ce texte."))
    return redirect("liaison:word_of", word_id=word_id, pupil_id=pupil_id)
