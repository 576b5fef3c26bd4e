"""Asked by identity at the door: who has no place anywhere comes in nowhere; whose account is a professional one."""

from preau.access.hats import Hat, hats_of
from preau.directory.enums import Profile
from preau.identity.public import Account

FAMILY = frozenset({Profile.STUDENT.value, Profile.GUARDIAN.value})


def may_enter(account: Account) -> bool:
    """Whether the account has at least one hat."""
    return bool(hats_of(account))


def professional(hats: tuple[Hat, ...]) -> bool:
    """Whether one of these hats is not a family's: the strictest of a person's hats says how long sessions live."""
    return any(hat.profile not in FAMILY for hat in hats)


def is_professional(account: Account) -> bool:
    """Whether the account's sessions live as staff's do."""
    return professional(hats_of(account))
