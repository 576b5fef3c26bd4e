"""Rows of docs/bar.md whose defence lies below any one room: taken away, the test of the row is red.

The rooms have their own: identity/test_defences.py, access/test_mutations.py, api/test_defences.py and others that
docs/bar.md names.
"""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.base_user import AbstractBaseUser
from django.middleware.csrf import CsrfViewMiddleware

import matrix
from identity import test_passwords, test_sign_in
from kernel import test_every_page
from people import test_own_data
from preau.identity import passwords
from preau.identity.models import Account
from preau.kernel import middleware
from preau.people import own_data

Patch = pytest.MonkeyPatch


def _row(url: str, method: str = "get") -> matrix.Row:
    return next(row for row in matrix.ROWS if row.url == url and row.method == method)


def _no_list(patch: Patch) -> None:
    patch.setattr(passwords, "is_listed", lambda password: False)
    patch.setattr(passwords, "_worth", lambda run, words: len(run))
    patch.setattr(passwords, "LEAST", 1)


def _short(patch: Patch) -> None:
    patch.setattr(passwords, "LEAST_WIDE", passwords.LEAST)


def _sessions_for_ever(patch: Patch) -> None:
    """What a session proves forgets the epoch of its account."""
    patch.setattr(Account, "get_session_auth_hash", AbstractBaseUser.get_session_auth_hash)


def _no_token(patch: Patch) -> None:
    patch.setattr(CsrfViewMiddleware, "process_view", lambda *_given: None)


def _no_headers(patch: Patch) -> None:
    patch.setattr(middleware, "security_headers", lambda: (("Content-Security-Policy", "default-src *"),))


def _whoever_asks(patch: Patch) -> None:
    """A copy is given to whoever has its address."""
    real = own_data.DataExport.objects
    patch.setattr(own_data, "ready_export", lambda hat, person_id, export_id: real.get(pk=export_id))
    patch.setattr("preau.people.data_pages.ready_export", own_data.ready_export)


REMOVED: dict[str, tuple[Callable[[Patch], None], Callable[[Any, Any], None]]] = {
    "S2 the list": (
        _no_list,
        lambda academy, client_as: test_passwords.test_the_french_top_list_and_what_is_made_of_it_is_refused(
            "azerty-azerty-1"
        ),
    ),
    "S2 sixteen for wide rights": (
        _short, lambda academy, client_as: test_passwords.test_how_long(15, wide=True, taken=0),
    ),
    "S6 sessions end everywhere": (
        _sessions_for_ever,
        test_sign_in.test_a_copy_of_a_session_kept_elsewhere_opens_nothing_after_the_end,
    ),
    "S9 the token of a form": (
        _no_token,
        lambda academy, client_as: test_every_page.test_a_form_without_its_token_or_from_elsewhere_is_refused(
            _row("people:majority", "post"), "", academy
        ),
    ),
    "S10 headers": (
        _no_headers,
        lambda academy, client_as: test_every_page.test_a_page_read_twice_writes_nothing_and_says_its_headers(
            _row("people:preferences"), academy
        ),
    ),
    "A10 a link is no right": (_whoever_asks, test_own_data.test_a_copy_is_of_who_asked_and_nobody_else),
}  # fmt: skip


@pytest.mark.parametrize("name", REMOVED)
def test_without_its_defence_the_row_is_red(academy: Any, client_as: Any, monkeypatch: Patch, name: str) -> None:
    remove, test = REMOVED[name]
    remove(monkeypatch)
    with pytest.raises(AssertionError):
        test(academy, client_as)
