"""Servers of one's own are used by ordinary tests, and refused by those that kill or flush."""

from pathlib import Path

import pytest

from harness.servers import Missing, Servers

OWN_DATABASE = "postgresql://me@127.0.0.1:1/mine"
OWN_CACHE = "redis://127.0.0.1:1/3"


@pytest.fixture
def servers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Servers:
    """Servers of a session to which both addresses were given; none is started."""
    monkeypatch.setenv("TEST_DATABASE_URL", OWN_DATABASE)
    monkeypatch.setenv("TEST_CACHE_URL", OWN_CACHE)
    return Servers(tmp_path, session=1)


def test_a_database_of_ones_own_is_used_and_never_killed(servers: Servers) -> None:
    assert servers.postgresql().url == OWN_DATABASE
    with pytest.raises(Missing, match=r"TEST_DATABASE_URL .* tests that kill refuse it"):
        servers.postgresql(durable=True)


def test_a_cache_of_ones_own_is_used_and_never_flushed(servers: Servers) -> None:
    assert servers.redis() == OWN_CACHE
    with pytest.raises(Missing, match=r"TEST_CACHE_URL .* tests that kill or flush refuse it"):
        servers.redis(own=True)
