"""Who is signed in, without a second read; and the session, which also writes, seldom, that it was seen."""

from django.conf import settings
from django.contrib import auth
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.middleware import SessionMiddleware as DjangoSessionMiddleware
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare

from preau.identity.enums import SessionKind
from preau.identity.models import Account

BACKEND = "preau.identity.backends.AccountBackend"


def signed_in(request: HttpRequest) -> Account | AnonymousUser:
    """The account of this request's session, by the rules of `django.contrib.auth.get_user`.

    Only the plain case is answered here: a session of ours read with the very account it names, that may be
    used, and whose proof is today's. All others (a former key, a closed account) go Django's
    way.
    """
    session = request.session
    named = session.get(auth.SESSION_KEY)
    account: Account | None = getattr(session, "account", None)
    proof = session.get(auth.HASH_SESSION_KEY)
    if (
        account is not None
        and proof
        and named == str(account.pk)
        and session.get(auth.BACKEND_SESSION_KEY) == BACKEND
        and account.may_sign_in
        and constant_time_compare(proof, account.get_session_auth_hash())
    ):
        return account
    return auth.get_user(request)


class AccountMiddleware(AuthenticationMiddleware):
    """Django's, with `request.user` found by `signed_in`, at once where a session's cookie came."""

    def process_request(self, request: HttpRequest) -> None:
        """Say who asks, when it is asked for."""
        super().process_request(request)
        if request.session.session_key:
            # At once: every page asks it for its hats, and an object that waits to be found makes each look dearer.
            request.user = signed_in(request)


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
