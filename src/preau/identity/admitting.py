"""Whether an account comes in, and how it is let in: rooms above answer, by their `admission.py`."""

from typing import Any, NamedTuple

from preau.kernel.registry import modules_named


class Admission(NamedTuple):
    """What a room above says of an account that wants to come in: whether it may, and whether it is a professional's,
    whose sessions are short."""

    enters: bool
    professional: bool


def _asked(account: Any) -> list[Admission]:
    return [module.admission_of(account) for module in modules_named("admission")]


def may_enter(account: Any) -> bool:
    """Whether this account opens a session today: active, not suspended, and every room's admission agrees."""
    return bool(account.may_sign_in) and all(one.enters for one in _asked(account))


def admit(account: Any) -> bool:
    """The first step of a session that opens: `may_enter`, and what was seen of the account is noted on this object.

    The steps that follow in the same request ask `is_professional` and read no place twice. Nothing is kept beyond.
    """
    if not account.may_sign_in:
        return False
    found = _asked(account)
    account.found_professional = any(one.professional for one in found)
    return all(one.enters for one in found)


def is_professional(account: Any) -> bool:
    """Whether the account's sessions live as staff's do. A place that comes later shortens them at their next page."""
    found: bool | None = account.found_professional
    return any(one.professional for one in _asked(account)) if found is None else found
