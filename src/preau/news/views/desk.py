"""The desk of those who write and publish: their items, a form, an item before it is published, who has not read."""

import uuid
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from preau.access.enums import Right
from preau.access.public import HatRequest, Thing, can, exercises, may_export, page
from preau.directory.errors import Overtaken, Refused, Unknown
from preau.kernel import clock
from preau.kernel.ids import new_id
from preau.news import rules
from preau.news.enums import Sort, State
from preau.news.forms import NewsForm, RemarkForm, shown_of, shown_of_new
from preau.news.selectors.desk import (
    ON_DESK,
    DeskLine,
    alike,
    chosen_of,
    count_read,
    desk_item,
    desk_lines,
    desk_rows,
    not_read,
    places_of,
    reach_of,
)
from preau.news.selectors.files import joined_to
from preau.news.selectors.polls import poll_shown
from preau.news.selectors.reading import publishing_of
from preau.news.services import publishes_widely, save_draft
from preau.news.services.writing import version_of
from preau.news.views import school_of
from preau.notifications.public import Timing, leaves_at
from preau.ui.listing import paged
from preau.ui.seen import OVERTAKEN, last_writer
from preau.ui.texts import paragraphs


@require_safe
@page(right=Right.WRITE_NEWS, service="actualites")
def desk(request: HatRequest) -> HttpResponse:
    """What they write, what waits to be read before it is published, what is published."""
    school = school_of(request.hat).id
    part = paged(desk_rows(request.hat, school), request.GET, address=reverse("news:desk"))
    lines = desk_lines(request.hat, school, part.rows)
    groups = {state: [one for one in lines if one.item.state == state] for state in ON_DESK}
    context = {
        "groups": groups,
        "part": part,
        "State": State,
        "fronts": can(request.hat, Right.PUBLISH_NEWS) and publishing_of(request.hat, school).pins,
    }
    return render(request, "news/desk.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@page(right=Right.WRITE_NEWS, service="actualites")
@exercises(rules.WRITE)
def write(request: HatRequest, item_id: uuid.UUID | None = None) -> HttpResponse:
    """A new item, or one that is not published yet."""
    school = school_of(request.hat)
    line = _line(request, item_id) if item_id else None
    if line is not None and line.item.state not in (State.DRAFT, State.REVIEW):
        return redirect("news:review", item_id=line.item.pk)
    present = _present(line, school.timezone)
    form = NewsForm(
        request.POST if request.method == "POST" else None, places=places_of(request.hat, school.id),
        timezone=school.timezone, warns=can(request.hat, Right.WARN, Thing(school.id)), present=present,
        initial={"key": item_id or new_id()},
    )  # fmt: skip
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            key = item_id or form.cleaned_data["key"]
            try:
                save_draft(
                    actor=request.actor, hat=request.hat, school_id=school.id, item_id=key,
                    written=form.written(), audiences=form.audiences(), seen=form.read,
                )  # fmt: skip
                return redirect("news:review", item_id=key)
            except Overtaken:
                stands = _line(request, key)
                by = last_writer("news.save_draft", subject_id=key, tenant=school.id)
                form.overtaken(_present(stands, school.timezone), by=by)
                status = OVERTAKEN
            except Refused as refused:
                form.add_error(None, str(refused))
    context = {"form": form, "line": line}
    return render(request, "news/write.html", context, status=status)


def _present(line: DeskLine | None, timezone: str) -> dict[str, object]:
    if line is None:
        return shown_of_new()
    return shown_of(line.item, chosen_of(line.item), version_of(line.item), timezone)


def _line(request: HatRequest, item_id: uuid.UUID) -> DeskLine:
    try:
        return desk_item(request.hat, item_id)
    except Unknown:
        raise Http404 from None


@require_safe
@page(right=Right.WRITE_NEWS, service="actualites")
def review(request: HatRequest, item_id: uuid.UUID) -> HttpResponse:
    """An item as its readers will see it: to whom, how many, when; and what may be done with it."""
    return review_page(request, item_id)


def review_page(
    request: HatRequest, item_id: uuid.UUID, *, said: str = "", remark: RemarkForm | None = None, status: int = 200
) -> HttpResponse:
    """The same, after an act that did not go through: `said` tells why."""
    line = _line(request, item_id)
    item, now = line.item, clock.now()
    timing = Timing.ALWAYS if item.sort == Sort.SAFETY else Timing.ORDINARY
    rings = leaves_at(school_id=item.school_id, timing=timing)
    context = {
        "line": line,
        "item": item,
        "text": paragraphs(item.text),
        "joined": joined_to(item),
        "poll": poll_shown(item, None),
        "reach": reach_of(line),
        "read": count_read(item) if item.is_flash else 0,
        "starts": item.starts_at if item.starts_at and item.starts_at > now else None,
        "rings": rings if rings > now and not (item.starts_at and item.starts_at > now) else None,
        "alike": alike(item) if item.state != State.PUBLISHED and not item.circular_id else [],
        "version": version_of(item),
        "action": reverse(f"news:{'publish_widely' if publishes_widely(item) else 'publish'}", args=[item.pk]),
        "remark": remark or RemarkForm(),
        "agrees": item.asks_agreement and can(request.hat, Right.AGREE_TO_NEWS, Thing(item.school_id)),
        "is_mine": item.written_by_id == request.hat.person_id,
        "said": said,
        "State": State,
    }
    return render(request, "news/review.html", context, status=status)


@require_safe
@page(right=Right.WRITE_NEWS, service="actualites")
def readers(request: HatRequest, item_id: uuid.UUID) -> HttpResponse:
    """Who has not said that they know of a flash."""
    line = _line(request, item_id)
    if not line.item.is_flash or line.item.state != State.PUBLISHED:
        raise Http404
    if not (line.may_publish or line.item.written_by_id == request.hat.person_id):
        raise PermissionDenied
    waiting = not_read(line.item)
    part = paged(waiting, request.GET, address=reverse("news:readers", args=[item_id]))
    context = {
        "item": line.item,
        "part": part,
        "may_export": may_export(request.hat),
        "read": count_read(line.item),
        "reminded_today": line.item.reminded_on == clock.today(),
    }
    return render(request, "news/readers.html", context)


def crumbs_of(item: Any) -> list[tuple[str, str]]:
    """The way to an item's page on the desk."""
    return [
        (_("Actualités"), reverse("news:list")), (_("Rédiger et publier"), reverse("news:desk")),
        (item.title, reverse("news:review", args=[item.pk])),
    ]  # fmt: skip
