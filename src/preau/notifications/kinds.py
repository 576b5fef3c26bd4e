"""Kinds of notices, declared by rooms in `notices.py`:

    NOTICES = (
        Kind(
            "liaison.to_sign", _("Mots à signer"), _("Un mot attend votre signature."), Level.ACTION,
            lambda data: _("À signer : %(title)s") % data,
            {Reader.GUARDIAN: Ways(mail=Pace.AT_ONCE, push=Pace.AT_ONCE, sms=Pace.OFF)}, refusable=False,
        ),
    )

What may disturb whom is a matter of the whole product, decided once (docs/decisions/0027): a kind has a push only where
that table says so.
"""

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from preau.directory.enums import Profile
from preau.kernel.registry import modules_named
from preau.notifications.enums import Channel, Level, Pace, Reader, Timing

Words = Any  # str, or a lazy translation
_READERS = {Profile.STUDENT.value: Reader.PUPIL, Profile.GUARDIAN.value: Reader.GUARDIAN, "": Reader.ACCOUNT}


def reader_of(profile: str) -> Reader:
    """As whom somebody of that profile is told; "" is the account's holder."""
    return _READERS.get(profile, Reader.STAFF)


@dataclass(frozen=True, slots=True)
class Ways:
    """The ways out that one kind has for one sort of reader, with what holds until they choose; None: no such way."""

    mail: Pace | None = None
    push: Pace | None = None
    sms: Pace | None = None

    def default(self, channel: str) -> Pace | None:
        """What holds while nothing is chosen; None when there is no such way."""
        found: Pace | None = getattr(self, channel)
        return found

    def channels(self) -> tuple[Channel, ...]:
        """The ways there are."""
        return tuple(one for one in Channel if self.default(one) is not None)


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of notices.

    `text(data)`: one sentence, in the reader's language, of what the sender gave (`data`); it stands in the bell, never
    in a push. `ways`: who may be told, and how. `refusable` False: one way out stays, whatever people choose (words to
    sign, absences, safety). `push_text` names nobody. `days`: how long it stands in the bell. `offered`: under which
    hats the account's holder is asked how to be told; all when empty.
    """

    name: str
    label: Words
    help: Words
    level: Level
    text: Callable[[Mapping[str, Any]], Words]
    ways: Mapping[Reader, Ways]
    timing: Timing = Timing.ORDINARY
    refusable: bool = True
    push_text: Words = ""
    icon: str = "bell"
    days: int = 30
    offered: frozenset[Reader] = frozenset()

    def is_offered(self, profile: str) -> bool:
        """Whether somebody who wears that hat is asked how to be told of what concerns their account."""
        return not self.offered or reader_of(profile) in self.offered

    def ways_of(self, profile: str) -> Ways | None:
        """The ways to somebody of that profile; None when the kind does not concern them."""
        return self.ways.get(reader_of(profile))

    def allowed(self, reader: Reader, channel: str) -> tuple[Pace, ...]:
        """What the reader may choose for a way, the calmest first; none when there is no such way."""
        ways = self.ways[reader]
        if ways.default(channel) is None:
            return ()
        paces = [Pace.OFF, Pace.DIGEST, Pace.AT_ONCE] if channel == Channel.MAIL else [Pace.OFF, Pace.AT_ONCE]
        if not self.refusable and channel == ways.channels()[0]:
            paces.remove(Pace.OFF)
        return tuple(paces)


FORMER = Kind("", _("Avis"), "", Level.INFORMATION, lambda data: _("Ce dont il parlait n’est plus dans Préau."), {})
"""What is shown of a kind that no room declares any more: it is counted, so it is there."""


class UnknownKind(LookupError):
    """No room declares a kind of this name."""


@functools.cache
def kinds() -> Mapping[str, Kind]:
    """Every kind by name, room by room from the ground floor up."""
    found: dict[str, Kind] = {}
    for module in modules_named("notices"):
        for kind in module.NOTICES:
            if kind.name in found:
                raise ValueError(f"Two kinds of notices are called {kind.name}.")
            found[kind.name] = kind
    return found


def kind_of(name: str) -> Kind:
    """The kind of that name; raises UnknownKind."""
    try:
        return kinds()[name]
    except KeyError:
        raise UnknownKind(name) from None
