"""Who answers for personal data: what each school's and collectivity's people are told, version after version."""

import uuid
from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from preau.access.enums import Right
from preau.access.public import OPERATOR, HatRequest, exercises, page, platform_wide
from preau.console import rules
from preau.console.forms import NoticeForm
from preau.directory.errors import Overtaken, Unknown
from preau.directory.selectors import local_authorities, schools_in_scope
from preau.people.public import notice_versions, publish_notice
from preau.ui.seen import OVERTAKEN, written

FIELDS = ("controller", "controller_address", "dpo_name", "dpo_email", "dpo_phone", "dpo_address")


@require_safe
@page(right=Right.WRITE_NOTICES, service="administration")
@platform_wide
def notices(request: HatRequest) -> HttpResponse:
    """The places whose notice this hat publishes."""
    hat = request.hat
    if hat.school is not None:
        return redirect("console:notice_school", school_id=hat.school.id)
    mine = [one for one in local_authorities() if hat.profile == OPERATOR or one.pk == hat.local_authority_id]
    context = {"authorities": mine, "schools": schools_in_scope(), "operator": hat.profile == OPERATOR}
    return render(request, "console/notices.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@page(right=Right.RUN_PLATFORM, service="administration")
@exercises(rules.SET_NOTICE)
def platform(request: HatRequest) -> HttpResponse:
    """The notice of who has none of their own."""
    return _notice(request, _("Toute la plateforme"))


@require_http_methods(["GET", "HEAD", "POST"])
@page(right=Right.WRITE_NOTICES, service="administration")
@exercises(rules.SET_NOTICE)
@platform_wide
def authority(request: HatRequest, authority_id: uuid.UUID) -> HttpResponse:
    """A collectivity's, which holds in its schools that have none."""
    found = next((one for one in local_authorities() if one.pk == authority_id), None)
    if found is None or (request.hat.profile != OPERATOR and request.hat.local_authority_id != authority_id):
        raise Http404
    return _notice(request, found.name, local_authority_id=authority_id)


@require_http_methods(["GET", "HEAD", "POST"])
@page(right=Right.WRITE_NOTICES, service="administration")
@exercises(rules.SET_NOTICE)
@platform_wide
def school(request: HatRequest, school_id: uuid.UUID) -> HttpResponse:
    """A school's own."""
    found = next((one for one in schools_in_scope() if one.pk == school_id), None)
    if found is None:
        raise Http404
    return _notice(request, found.name, school_id=school_id)


def _notice(
    request: HatRequest, name: str, *, school_id: uuid.UUID | None = None, local_authority_id: uuid.UUID | None = None
) -> HttpResponse:
    versions = notice_versions(school_id=school_id, local_authority_id=local_authority_id)
    status = 200
    form = NoticeForm(
        request.POST if request.method == "POST" else None,
        present=_words(versions), initial={"version": _version(versions)},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        told = {field: form.cleaned_data[field] for field in FIELDS}
        try:
            publish_notice(
                actor=request.actor, school_id=school_id, local_authority_id=local_authority_id,
                seen=form.cleaned_data["version"], **told,
            )  # fmt: skip
        except Overtaken:
            versions = notice_versions(school_id=school_id, local_authority_id=local_authority_id)
            by = written(versions[0].published_by, versions[0].published_at) if versions else ""
            form.overtaken(_words(versions), by=by, version=_version(versions))
            status = OVERTAKEN
        except Unknown:
            raise Http404 from None
        else:
            messages.success(request, _("C’est publié. Chacun le lit sur la page « Données personnelles »."))
            return redirect(request.path)
    context = {"name": name, "form": form, "versions": versions}
    return render(request, "console/notice.html", context, status=422 if form.errors else status)


def _words(versions: Sequence[Any]) -> dict[str, str]:
    """What the present version says; nothing when none was published."""
    return {field: str(getattr(versions[0], field)) if versions else "" for field in FIELDS}


def _version(versions: Sequence[Any]) -> int:
    return int(versions[0].version) if versions else 0
