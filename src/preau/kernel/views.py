"""Doors for machines: alive, ready, figures. Plain text, no session, no language of a reader."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from preau.kernel import health, metrics


@require_safe
def alive(request: HttpRequest) -> HttpResponse:
    """The process answers. Touches no database, so that a slow database does not get processes killed."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """200 when the platform can serve, 503 and the reason when it cannot."""
    found = health.findings()
    lines = [f"{'ok' if one.is_well else 'KO'}  {one.name}: {one.words}" for one in found]
    status = 200 if all(one.is_well for one in found) else 503
    return HttpResponse("\n".join(lines) + "\n", status=status, content_type="text/plain; charset=utf-8")


@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """Figures for a collector. To anyone else this address does not exist."""
    if not metrics.may_read(request):
        raise Http404
    return HttpResponse(metrics.exposition(), content_type="text/plain; version=0.0.4; charset=utf-8")
