"""The script that a browser keeps to be told while Préau is closed, and what it needs to stand on a home screen."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from preau.access.public import page
from preau.ui.built import manifest, static

_AN_HOUR = {"Cache-Control": "public, max-age=3600"}


@require_safe
@page(public=True, service="")
def service_worker(request: HttpRequest) -> HttpResponse:
    """At the root of the site: a browser lets a script serve no page above its own address."""
    content = (settings.STATIC_ROOT / manifest()["files"]["service-worker.js"]["path"]).read_bytes()
    return HttpResponse(content, content_type="text/javascript; charset=utf-8", headers={"Cache-Control": "no-cache"})


@require_safe
@page(public=True, service="")
def web_manifest(request: HttpRequest) -> HttpResponse:
    """What a phone asks for before it puts Préau on its home screen; an iPhone tells nothing before that."""
    told = {
        "name": "Préau", "short_name": "Préau", "start_url": "/", "scope": "/", "display": "standalone", "lang": "fr",
        "icons": [{"src": static("mark.svg"), "sizes": "any", "type": "image/svg+xml"}],
    }  # fmt: skip
    return JsonResponse(told, content_type="application/manifest+json", headers=_AN_HOUR)
