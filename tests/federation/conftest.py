"""A tool that listens, and keys read anew for each test."""

import pytest

from preau.federation import keys
from signing import keys_given_again
from tests.federation.listening import listening


@pytest.fixture
def listener():
    """A service on this machine."""
    with listening() as one:
        yield one


@pytest.fixture(autouse=True)
def _keys_of_this_test():
    keys.forget()
    with keys_given_again():
        yield
    keys.forget()
