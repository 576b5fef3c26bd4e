"""Asked by identity at the door: who has no place anywhere comes in nowhere; whose account is a professional one."""

from preau.access.hats import Hat, hats_of
from preau.directory.enums import Profile
from preau.identity.public import Account

FAMILY = frozenset({Profile.STUDENT.value, Profile.GUARDIAN.value})


def may_enter(account: Account) -> bool:
    """Whether the account has at least one hat. Looked at anew each time; what it shows of them is kept for
    `is_professional`, which follows while the same session opens."""
    hats = hats_of(account)
    account.found_professional = professional(hats)
    return bool(hats)


def professional(hats: tuple[Hat, ...]) -> bool:
    """Whether one of these hats is not a family's: the strictest of a person's hats says how long sessions live."""
    return any(hat.profile not in FAMILY for hat in hats)


def is_professional(account: Account) -> bool:
    """Whether the account's sessions live as staff's do. A place that comes later shortens them at their next page."""
    found = account.found_professional
    return professional(hats_of(account)) if found is None else found
