"""Who is calling, and their own display preferences."""

from typing import Literal
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from ninja import Field, Router, Schema

from preau.access.public import Hat, schools_of
from preau.api.needs import ApiRequest, needs
from preau.api.problems import Problem, missing
from preau.api.shapes import Strict, overtaken, tagged, told, unchanged
from preau.identity.public import Overtaken, save_preferences
from preau.ui import display

router = Router(tags=["me"])


class SchoolShort(Schema):
    """A school, by its national number and its name."""

    id: UUID
    uai: str
    name: str


class HatShape(Schema):
    """A capacity in which the caller may act; its key goes in the header `Preau-Hat`."""

    key: str
    profile: str = Field(description="National profile of the SDET, `operator` or `partner`.")
    title: str
    place: str
    schools: list[SchoolShort]


class PersonShape(Schema):
    """A person, by name."""

    id: UUID
    name: str


class Me(Schema):
    """Whoever calls."""

    person: PersonShape | None = Field(description="Null for a partner's token.")
    hat: str = Field(description="Key of the hat worn for this request.")
    hats: list[HatShape]
    scopes: list[str] | None = Field(description="Null for a session, which is not narrowed.")


def _hat(hat: Hat) -> HatShape:
    return HatShape(
        key=hat.key, profile=hat.profile, title=hat.title, place=hat.place,
        schools=[SchoolShort(id=one.id, uai=one.uai, name=one.name) for one in schools_of(hat)],
    )  # fmt: skip


@router.get("/me", response=told(ok=Me), auth=needs("me:read"))
def me(request: ApiRequest, response: HttpResponse) -> Me:
    """Who calls, under which hats, with which scopes."""
    caller = request.caller
    person = caller.account.person if caller.account else None
    shown = Me(
        person=PersonShape(id=person.pk, name=person.full_name) if person else None,
        hat=caller.hat.key,
        hats=[_hat(one) for one in caller.hats],
        scopes=caller.token.scopes if caller.token else None,
    )
    return tagged(response, shown)


class Preferences(Schema):
    """How pages look for the caller."""

    theme: str
    text: str
    spacing: str
    font: str
    motion: str
    density: str
    links: str
    keys: str
    language: str | None = None


class PreferencesChange(Strict):
    """What changes; what is left out stays."""

    theme: Literal["auto", "light", "dark", "contrast"] | None = None
    text: Literal["100", "119", "138"] | None = None
    spacing: Literal["normal", "wide", "wider"] | None = None
    font: Literal["system", "atkinson", "lexend", "opendyslexic"] | None = None
    motion: Literal["auto", "none"] | None = None
    density: Literal["normal", "compact"] | None = None
    links: Literal["normal", "underlined"] | None = None
    keys: Literal["on", "off"] | None = None
    language: Literal["fr", "en"] | None = None


def _shape(kept: object) -> Preferences:
    known = kept if isinstance(kept, dict) else {}
    language = known.get("language")
    return Preferences(
        **display.Display.read(known.get("display", {})).all(),
        language=language if language in dict(settings.LANGUAGES) else None,
    )


@router.get("/me/preferences", response=told(404, ok=Preferences), auth=needs("preferences:write"))
def preferences(request: ApiRequest, response: HttpResponse) -> Preferences:
    """Display preferences, with their ETag."""
    if request.caller.account is None:
        raise missing()
    return tagged(response, _shape(request.caller.account.preferences))


@router.patch("/me/preferences", response=told(404, 412, 428, ok=Preferences), auth=needs("preferences:write"))
def change_preferences(request: ApiRequest, response: HttpResponse, body: PreferencesChange) -> Preferences:
    """Change some display preferences, if nobody changed them in between. If-Match is required."""
    account = request.caller.account
    if account is None:
        raise missing()
    kept = dict(account.preferences)
    unchanged(request, _shape(kept))
    asked = body.model_dump(exclude_none=True)
    if not asked:
        raise Problem(422, kind="nothing-to-change")
    language = asked.pop("language", None)
    wanted = display.Display.read({**display.Display.read(kept.get("display", {})).all(), **asked})
    changes: dict[str, object] = {"display": wanted.chosen()}
    if language:
        changes["language"] = language
    try:
        now = save_preferences(actor=request.caller.actor, account_id=account.pk, changes=changes, seen=kept)
    except Overtaken as refusal:
        raise overtaken(str(refusal)) from None
    return tagged(response, _shape(dict(now)))
