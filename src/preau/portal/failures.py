"""Pages shown when something is refused or fails: plain words, never a trace."""

from django.http import HttpRequest, HttpResponse


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form was sent without its proof of origin."""
    return HttpResponse("403", status=403)
