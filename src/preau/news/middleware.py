"""Public pages are answered before anything asks a database: no session is opened, whoever comes."""

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from preau.news.fronts import INDEX
from preau.news.ready import answer_of

_ADDRESS = re.compile(r"/public/(?:([0-9A-Z]{1,8})/)?")


class PublicPageMiddleware:
    """Stands before sessions. What it has no page for goes its usual way."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info.startswith("/public/") and request.method in ("GET", "HEAD"):
            asked = _ADDRESS.fullmatch(request.path_info)
            answer = answer_of(request, asked.group(1) or INDEX) if asked else None
            if answer is not None:
                return answer
        return self.get_response(request)
