"""Notes each page shown to someone who is signed in: profile, service, school, device; no name, no address.

As in the national tag, an activity belongs to the school of the hat worn: a member of staff's; the chosen child's
for a guardian, each child's when several are shown together; each of a pupil's. Officers of collectivities and
operators belong to no school and are not counted.
"""

import functools
from typing import Any

from django.http import HttpRequest, HttpResponse

from preau.analytics.enums import COMPUTER, OTHER_DEVICE, OTHER_SERVICE, SERVICES, SMARTPHONE, TABLET, label_of
from preau.analytics.spool import SPOOL


@functools.lru_cache(maxsize=512)
def device_of(agent: str) -> str:
    """The device as the national measure names it, from what the browser says of itself."""
    if "iPad" in agent or "Tablet" in agent or ("Android" in agent and "Mobile" not in agent):
        return TABLET
    if "Mobi" in agent or "iPhone" in agent:
        return SMARTPHONE
    if any(word in agent for word in ("Windows", "Macintosh", "X11", "CrOS", "Linux")):
        return COMPUTER
    return OTHER_DEVICE


def schools_of(hat: Any) -> tuple[Any, ...]:
    """The schools an activity under this hat belongs to."""
    if hat.local_authority_id is not None:
        return ()
    if hat.child is not None:
        return (hat.child.school_id,)
    if hat.children:
        return tuple({child.school_id for child in hat.children})
    return tuple(school.id for school in hat.schools)


def observe(request: HttpRequest, response: HttpResponse, seconds: float) -> None:
    """Note an answered request when it is an activity of someone in a school."""
    hat = getattr(request, "hat", None)
    service = getattr(request, "service", None)
    if hat is None or not service or response.status_code >= 400:
        return
    schools = schools_of(hat)
    person_id = request.actor.person_id  # type: ignore[attr-defined]
    headers = request.META
    if not schools or person_id is None or "prefetch" in headers.get("HTTP_SEC_PURPOSE", ""):
        return
    is_page = (
        request.method == "GET"
        and response.status_code in (200, 304)
        and "HTTP_HX_REQUEST" not in headers
        and response.get("Content-Type", "text/html").startswith("text/html")
    )
    device = device_of(headers.get("HTTP_USER_AGENT", ""))
    named = service if service in SERVICES else OTHER_SERVICE
    SPOOL.add(person_id, label_of(hat.profile), named, device, is_page, schools)
