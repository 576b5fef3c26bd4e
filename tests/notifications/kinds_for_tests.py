"""Kinds as rooms to come will declare them: a word to sign, news, a message, an alert."""

from collections.abc import Iterator
from types import SimpleNamespace

import pytest

from preau.notifications import kinds as registry
from preau.notifications.enums import Level, Pace, Reader, Timing
from preau.notifications.kinds import Kind, Ways

SIGN = Kind(
    "tests.to_sign", "Mots à signer", "Un mot attend votre signature.", Level.ACTION,
    lambda data: f"À signer : {data['title']}",
    {Reader.GUARDIAN: Ways(mail=Pace.AT_ONCE, push=Pace.AT_ONCE, sms=Pace.OFF)},
    refusable=False, push_text="Un mot à signer vous attend.",
)  # fmt: skip
NEWS = Kind(
    "tests.news", "Actualités", "Une actualité paraît.", Level.INFORMATION,
    lambda data: str(data["title"]),
    {Reader.GUARDIAN: Ways(mail=Pace.DIGEST), Reader.PUPIL: Ways(), Reader.STAFF: Ways()},
)  # fmt: skip
MESSAGE = Kind(
    "tests.message", "Messages", "Un message attend une réponse.", Level.CONVERSATION,
    lambda data: f"Message de {data['sender']}",
    {
        Reader.GUARDIAN: Ways(mail=Pace.OFF, push=Pace.AT_ONCE), Reader.PUPIL: Ways(push=Pace.AT_ONCE),
        Reader.STAFF: Ways(mail=Pace.OFF),
    },
    push_text="Un message vous attend.",
)  # fmt: skip
ALERT = Kind(
    "tests.alert", "Alerte", "La sécurité de l’établissement.", Level.ACTION, lambda data: str(data["title"]),
    {one: Ways(mail=Pace.AT_ONCE, push=Pace.AT_ONCE, sms=Pace.AT_ONCE) for one in Reader if one != Reader.ACCOUNT},
    timing=Timing.ALWAYS, refusable=False, push_text="Une information importante vous attend.",
)  # fmt: skip
CHANGE = Kind(
    "tests.lesson_moved", "Changements de cours", "Un cours change dans la journée.", Level.INFORMATION,
    lambda data: str(data["title"]), {Reader.PUPIL: Ways(push=Pace.AT_ONCE), Reader.GUARDIAN: Ways(push=Pace.AT_ONCE)},
    timing=Timing.TIMETABLE, push_text="Un cours change aujourd’hui.",
)  # fmt: skip
ALL = (SIGN, NEWS, MESSAGE, ALERT, CHANGE)


@pytest.fixture(autouse=True)
def declared(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """These kinds beside those of the house."""
    of_the_house = registry.modules_named
    more = SimpleNamespace(NOTICES=ALL)
    monkeypatch.setattr(registry, "modules_named", lambda name: (*of_the_house(name), more))
    registry.kinds.cache_clear()
    yield
    registry.kinds.cache_clear()
