"""The session around each page: Django's, which also writes, outside the view and seldom, that it was seen."""

from django.conf import settings
from django.contrib.sessions.middleware import SessionMiddleware as DjangoSessionMiddleware
from django.http import HttpRequest, HttpResponse

from preau.identity.enums import SessionKind


class SessionMiddleware(DjangoSessionMiddleware):
    """A page that reads writes nothing by itself; that its reader was here is written here, every ten minutes."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Save what changed; else, when it is time, that the session was seen, and lengthen a sliding cookie."""
        session = request.session
        due = session.accessed and not session.modified and response.status_code != 500 and session.is_due()  # type: ignore[attr-defined]
        response = super().process_response(request, response)
        if due:
            session.touch()  # type: ignore[attr-defined]
            if session.kind == SessionKind.OWN:  # type: ignore[attr-defined]
                response.set_cookie(
                    settings.SESSION_COOKIE_NAME,
                    session.session_key or "",
                    max_age=session.get_expiry_age(),
                    path=settings.SESSION_COOKIE_PATH,
                    secure=settings.SESSION_COOKIE_SECURE,
                    httponly=True,
                    samesite="Lax",
                )
        return response
