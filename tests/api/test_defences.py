"""Each defence of tokens (row A13) and of leavers (A6) taken away: what it holds up must fall."""

from types import SimpleNamespace

import pytest

from api import test_tokens
from preau.access import hats
from preau.api import callers
from preau.identity import tokens
from preau.kernel import clock


def _for_ever(patch):
    """No token is too old, none too soon."""
    patch.setattr(tokens, "clock", SimpleNamespace(now=lambda: clock.real_now().replace(year=2000)))


def _whoever(patch):
    """A token goes on with the hats its person once had."""
    kept = {}

    def hats_of(account):
        found = hats.hats_of(account)
        return kept.setdefault(account.pk, found) or found

    patch.setattr(callers, "hats_of", hats_of)
    patch.setattr(tokens, "may_enter", lambda account: True)


def _any_owner(patch):
    patch.setattr(tokens, "_owned", lambda *_owner: tokens.ApiToken.objects.all())


REMOVED = {
    "a token that ended": (_for_ever, test_tokens.test_a_token_that_ended_or_was_revoked_opens_nothing_and_says_why),
    "the token of a leaver": (_whoever, test_tokens.test_a_token_dies_with_the_place_of_its_person),
    "the token of another": (_any_owner, test_tokens.test_nobody_revokes_the_token_of_another),
}


@pytest.mark.parametrize("name", REMOVED)
def test_without_it_its_test_is_red(academy, monkeypatch, name):
    remove, test = REMOVED[name]
    remove(monkeypatch)
    with pytest.raises((AssertionError, KeyError)):
        test(academy)
