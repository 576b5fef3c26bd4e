"""The source ends a session by itself (OpenID Connect Back-Channel Logout 1.0)."""

from preau.identity.federation import calls, sessions
from preau.identity.federation.errors import Refusal
from preau.identity.federation.oidc import client, tokens
from preau.identity.federation.sources import Source
from preau.kernel import clock


def hear(source: Source, token: str) -> int:
    """End the sessions a logout token names; how many. Raises Refusal, SourceGone."""
    claims = calls.guarded(source, lambda deadline: client.verified(source, token, deadline))
    subject, session, identifier = tokens.believe_farewell(claims, client.expected(source, ""))
    until = tokens.until(claims, clock.real_now().timestamp())
    if not sessions.spend(source=source, identifier=f"farewell {identifier}", expires_at=until):
        raise Refusal("replay", "farewell")
    return sessions.end_by_source(source=source, subject=subject, indexes=[session] if session else [])
