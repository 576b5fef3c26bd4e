"""The outermost layer: id, headers, access line, observers."""

import json
from collections.abc import Callable

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.test import RequestFactory
from django.urls import path
from django.views.decorators.http import require_POST

from preau.access.public import page
from preau.config import urls
from preau.config.urls import handler400, handler403, handler404, handler500  # noqa: F401 (of the URLconf below)
from preau.kernel import middleware
from preau.kernel.middleware import RequestMiddleware, content_security_policy


def raising(fault: Exception) -> Callable[[HttpRequest], HttpResponse]:
    def view(request: HttpRequest) -> HttpResponse:
        raise fault

    return view


FAULTS: dict[str, tuple[int, Callable[[HttpRequest], HttpResponse]]] = {
    "redirect": (302, lambda request: HttpResponseRedirect("/")),
    "suspicious": (400, raising(SuspiciousOperation("canari"))),
    "forbidden": (403, raising(PermissionDenied("canari"))),
    "missing": (404, raising(Http404("canari"))),
    "method": (405, require_POST(lambda request: HttpResponse("ok"))),
    "too-often": (429, lambda request: HttpResponse("plus tard", status=429)),
    "fault": (500, raising(RuntimeError("canari"))),
    "too-big": (400, raising(RequestDataTooBig("canari"))),
}
urlpatterns = [
    *(path(f"essai/{kind}/", page(public=True)(view)) for kind, (_status, view) in FAULTS.items()),
    *urls.urlpatterns,
]


def answer(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok")


def lines(captured: str) -> list[dict]:
    return [json.loads(line) for line in captured.splitlines() if line.startswith("{")]


def test_every_answer_carries_a_fresh_request_id(rf: RequestFactory) -> None:
    layer = RequestMiddleware(answer)
    first, second = (layer(rf.get("/", headers={"x-request-id": "chosen-outside"})) for _ in range(2))
    assert first["X-Request-ID"] != second["X-Request-ID"]
    assert first["X-Request-ID"][14] == "7"  # UUIDv7
    assert "chosen" not in first["X-Request-ID"]


def test_policy_names_streams_and_forbids_inline() -> None:
    policy = content_security_policy("https://live.example.fr:8001/path")
    assert "connect-src 'self' https://live.example.fr:8001;" in policy
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "base-uri 'none'" in policy
    assert "unsafe" not in policy
    assert "nonce" not in policy


@pytest.mark.parametrize("kind", sorted(FAULTS))
def test_security_headers_are_on_every_kind_of_answer(client, settings, kind) -> None:
    status, _act = FAULTS[kind]
    settings.ROOT_URLCONF = __name__
    client.raise_request_exception = False
    response = client.get(f"/essai/{kind}/")
    assert response.status_code == status
    for name in (
        "Content-Security-Policy", "Permissions-Policy", "Cross-Origin-Opener-Policy", "Cross-Origin-Resource-Policy",
        "X-Content-Type-Options", "X-Frame-Options", "Referrer-Policy", "X-Request-ID", "Cache-Control",
    ):  # fmt: skip
        assert response.headers.get(name), name
    assert "default-src 'none'" in response["Content-Security-Policy"]
    assert "Traceback" not in response.content.decode()
    # What a refusal says is written for people (preau.access); of a fault nothing is shown.
    assert ("canari" in response.content.decode()) == (kind == "forbidden")


def test_a_page_for_someone_is_kept_nowhere(rf: RequestFactory) -> None:
    layer = RequestMiddleware(answer)
    request = rf.get("/")
    assert layer(request)["Cache-Control"] == "private, no-cache"
    request.COOKIES[settings.SESSION_COOKIE_NAME] = "x"
    assert layer(request)["Cache-Control"] == "private, no-store"


def test_a_view_keeps_its_own_cache_rule(rf: RequestFactory) -> None:
    layer = RequestMiddleware(lambda request: HttpResponse(headers={"Cache-Control": "public, max-age=60"}))
    assert layer(rf.get("/"))["Cache-Control"] == "public, max-age=60"


def test_access_line_names_the_route_and_nothing_of_the_person(client, capsys) -> None:
    client.get("/healthz?nom=Canari&ticket=SECRET", headers={"user-agent": "Canari/1"}, REMOTE_ADDR="203.0.113.9")
    captured = capsys.readouterr().err
    (line,) = (one for one in lines(captured) if one["event"] == "request")
    assert line["route"] == "kernel:healthz"
    assert line["method"] == "GET"
    assert line["status"] == 200
    assert line["ms"] >= 0
    assert set(line) == {"at", "level", "request", "event", "method", "route", "status", "ms"}
    for canary in ("Canari", "SECRET", "203.0.113.9", "/healthz"):
        assert canary not in captured


def test_access_line_says_the_traits_of_the_hat(rf: RequestFactory, capsys) -> None:
    def with_hat(request: HttpRequest) -> HttpResponse:
        request.traits = {"profile": "National_ens", "school": "0690001A"}  # type: ignore[attr-defined]
        return HttpResponse()

    RequestMiddleware(with_hat)(rf.get("/"))
    (line,) = lines(capsys.readouterr().err)
    assert (line["profile"], line["school"]) == ("National_ens", "0690001A")


def test_an_unknown_address_is_logged_without_its_path(client, capsys) -> None:
    client.get("/eleves/canari-dupont/")
    captured = capsys.readouterr().err
    assert "canari" not in captured
    assert any(one.get("route") == "unknown" and one.get("status") == 404 for one in lines(captured))


def test_observers_hear_of_every_answer(rf: RequestFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    heard = []

    class Room:
        @staticmethod
        def observe(request: HttpRequest, response: HttpResponse, seconds: float) -> None:
            heard.append((request.path, response.status_code))

    monkeypatch.setattr(middleware, "modules_named", lambda name: (Room,))
    RequestMiddleware(answer)(rf.get("/x"))
    assert heard == [("/x", 200)]


def test_a_failing_observer_does_not_break_the_page(rf: RequestFactory, monkeypatch, capsys) -> None:
    class Room:
        @staticmethod
        def observe(request: HttpRequest, response: HttpResponse, seconds: float) -> None:
            raise OSError("No space left on device")

    monkeypatch.setattr(middleware, "modules_named", lambda name: (Room,))
    assert RequestMiddleware(answer)(rf.get("/")).status_code == 200
    assert "No space left" in capsys.readouterr().err
