"""The hat worn, resolved once at the door."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse


class HatMiddleware:
    """Opens the scope of the hat for the page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)
