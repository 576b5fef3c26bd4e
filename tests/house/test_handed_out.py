""" "Ce n'est pas moi": what a room hands out in somebody's name is declared, and who says that it ends has it end.

A room that comes later and gives feeds, app passwords, push subscriptions, pending sendings or public links meets this
test before anybody meets its links: a table that ties people to a secret has its line in `handed_out` (privacy.py), and
each kind that ends is counted by the room's `securing.py`.
"""

import re
import uuid
from collections.abc import Iterable, Mapping
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.db import models

from preau.identity.services import secure_account
from preau.kernel.actor import system
from preau.kernel.duties import Duty, Ends, Stays, duties
from preau.kernel.registry import modules_named

PEOPLE = {"identity.Account", "directory.Person"}
_SECRET = re.compile(
    r"^(digest|token|secret|code|password|endpoint|credential|link|key|ticket|pin|url)$"
    r"|_(digest|token|secret|password|endpoint|credential|link|key|ticket|pin|url)$"
)
# Of somebody: a link to a person or an account, or what stands for one across rooms.
_SOMEBODY = re.compile(r"^(account|person|owner|user)(_id)?$|_(account|person|user)(_id)?$")


def ties_somebody_to_a_secret(model: type[models.Model]) -> bool:
    """Whether rows of this model may be a way in: they are somebody's, or a sign-in's, and hold something secret."""
    fields = model._meta.concrete_fields
    names = [one.name for one in fields]
    theirs = any(one.is_relation and one.related_model._meta.label in PEOPLE for one in fields) or any(
        _SOMEBODY.search(name) or name == "session" for name in names
    )
    return theirs and any(_SECRET.search(name) for name in names if not _SOMEBODY.search(name))


def undeclared(found: Iterable[type[models.Model]], told: Mapping[str, Duty]) -> list[str]:
    """Models that nobody said a word about."""
    return sorted(
        f"{one._meta.app_label}.{one.__name__}: in `handed_out` of privacy.py, say whether it ends"
        for one in found
        if ties_somebody_to_a_secret(one)
        and one.__name__ not in getattr(told.get(one._meta.app_label), "handed_out", {})
    )


def not_ended(told: Mapping[str, Duty], securing: Mapping[str, Any], by_identity: Mapping[str, int]) -> list[str]:
    """Kinds that a room says end, and that nothing counts when an account is made safe."""
    nobody, found = uuid.uuid4(), []
    counted = set(by_identity)
    for module in securing.values():
        counted |= set(module.end_what_opens(actor=system("test"), person_id=nobody))
    for room, duty in told.items():
        found += [
            f"{room}.{model}: nothing ends {how.kind!r}"
            for model, how in duty.handed_out.items()
            if isinstance(how, Ends) and how.kind not in counted
        ]
    return found


def _rooms() -> dict[str, ModuleType]:
    return {one.__name__.split(".")[1]: one for one in modules_named("securing")}


def test_every_table_that_may_be_a_way_in_is_declared():
    ours = [one for config in apps.get_app_configs() if config.name.startswith("preau.") for one in config.get_models()]
    ways_in = {one.__name__ for one in ours if ties_somebody_to_a_secret(one)}
    assert {"AccountSession", "ApiToken", "FamilySeat", "RecoveryCode", "SecondFactor", "Ticket"} <= ways_in
    assert undeclared(ours, duties()) == []


def test_what_is_declared_exists_and_says_why_it_stays():
    for room, duty in duties().items():
        for name, how in duty.handed_out.items():
            apps.get_model(room, name)
            assert len(how.kind if isinstance(how, Ends) else how.why) >= 5, f"{room}.{name}"


@pytest.mark.django_db
def test_what_is_said_to_end_ends(academy):
    counts = secure_account(actor=system("test"), account_id=academy["samira-benali"].account.pk)
    assert not_ended(duties(), _rooms(), counts) == []


def test_a_room_that_hands_out_and_says_nothing_is_found():
    feed = _model("CalendarFeed", person=models.ForeignKey("directory.Person", models.CASCADE), digest=_text())
    push = _model("PushSubscription", account_id=models.UUIDField(), endpoint=_text())
    link = _model("PublicLink", owner_id=models.UUIDField(), key=_text())
    drawing = _model("Drawing", person=models.ForeignKey("directory.Person", models.CASCADE), colour=_text())
    assert [one.split(":")[0] for one in undeclared([feed, push, link, drawing], {})] == [
        "library.CalendarFeed", "library.PublicLink", "library.PushSubscription",
    ]  # fmt: skip
    told = {"library": Duty({}, handed_out={"CalendarFeed": Ends("feeds"), "PublicLink": Stays("it is a drawing")})}
    assert len(undeclared([feed, push, link], told)) == 1
    nothing = not_ended(told, {}, {})
    assert nothing == ["library.CalendarFeed: nothing ends 'feeds'"]
    hears = SimpleNamespace(end_what_opens=lambda *, actor, person_id: {"feeds": 0})
    assert not_ended(told, {"library": hears}, {}) == []


@pytest.mark.django_db
def test_a_room_that_stops_hearing_is_found(academy):
    """The mutation: without the securing.py of the API, its tokens would open again with a new password."""
    counts = secure_account(actor=system("test"), account_id=academy["samira-benali"].account.pk)
    told, rooms = duties(), _rooms()
    own = {kind: count for kind, count in counts.items() if kind not in ("tokens", "service_tickets")}
    assert not_ended(told, {"federation": rooms["federation"]}, own) == ["identity.ApiToken: nothing ends 'tokens'"]
    assert not_ended(told, {"api": rooms["api"]}, own) == ["federation.Ticket: nothing ends 'service_tickets'"]


def _text() -> models.CharField:
    return models.CharField(max_length=64)


def _model(name: str, **fields: models.Field) -> type[models.Model]:
    """A table that no room has; known to nobody but this test."""
    meta = type("Meta", (), {"app_label": "library", "apps": apps.__class__(installed_apps=())})
    made: type[models.Model] = type(name, (models.Model,), {"__module__": __name__, "Meta": meta, **fields})
    for field in made._meta.concrete_fields:
        if field.is_relation:
            field.remote_field.model = apps.get_model("directory.Person")
    return made
