"""Copies of sessions in a cache: their loss costs speed only, and no copy outlives its session."""

import datetime as dt

import pytest
from django.core.cache import cache

from preau.identity import sessions
from preau.identity.enums import SessionKind
from preau.identity.models import AccountSession
from preau.kernel import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def kept(settings, monkeypatch):
    """A session of staff, in a store that keeps copies (in this process's cache: the same interface as Redis)."""
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    cache.clear()
    store = sessions.KeptStore()
    store[sessions.SESSION_KEY] = "01900000-0000-7000-8000-000000000001"
    store.begin(SessionKind.STAFF)
    store["hat"] = "x"
    store.create()
    yield store.session_key
    cache.clear()


def read(key: str) -> dict:
    return sessions.KeptStore(key).load()


def test_a_copy_is_read_first_and_its_loss_changes_nothing(kept, django_assert_num_queries):
    assert read(kept)["hat"] == "x"
    with django_assert_num_queries(0):
        assert read(kept)["hat"] == "x"
    cache.clear()
    assert read(kept)["hat"] == "x"


def test_a_cache_that_does_not_answer_is_done_without(kept, monkeypatch):
    def gone(*args, **more):
        raise ConnectionError

    for name in ("get", "set", "add", "delete"):
        monkeypatch.setattr(cache, name, gone)
    assert read(kept)["hat"] == "x"
    store = sessions.KeptStore(kept)
    store["hat"] = "y"
    store.save()
    assert read(kept)["hat"] == "y"


def test_a_copy_does_not_outlive_its_sessions_time(kept, monkeypatch):
    read(kept)
    real = clock.real_now
    monkeypatch.setattr(clock, "real_now", lambda: real() + dt.timedelta(minutes=61))
    assert read(kept) == {}


def test_what_is_written_is_read_and_what_is_ended_is_gone(kept):
    read(kept)
    store = sessions.KeptStore(kept)
    store["hat"] = "y"
    store.save()
    assert read(kept)["hat"] == "y"
    sessions.KeptStore(kept).delete()
    assert read(kept) == {}
    assert not AccountSession.objects.exists()


def test_seen_is_written_beside_a_copy(kept, monkeypatch):
    read(kept)
    real = clock.real_now
    monkeypatch.setattr(clock, "real_now", lambda: real() + dt.timedelta(minutes=11))
    store = sessions.KeptStore(kept)
    assert store.get("hat") == "x"
    assert store.is_due()
    store.touch()
    assert not store.is_due()
    again = sessions.KeptStore(kept)
    assert again.get("hat") == "x"
    assert not again.is_due()


@pytest.fixture
def slow(monkeypatch):
    """A page that read its session's row, and is about to keep a copy of it when something happens."""
    keep = sessions.KeptStore._keep_copy

    def page(key, meanwhile):
        def keep_late(store, text, ends):
            monkeypatch.setattr(sessions.KeptStore, "_keep_copy", keep)
            meanwhile()
            keep(store, text, ends)

        monkeypatch.setattr(sessions.KeptStore, "_keep_copy", keep_late)
        return read(key)

    return page


def test_a_page_that_was_reading_keeps_no_copy_of_a_session_that_ended(kept, slow):
    assert slow(kept, lambda: sessions.KeptStore(kept).delete())["hat"] == "x"
    assert read(kept) == {}


def test_a_page_that_was_reading_keeps_no_copy_of_what_was_written_over(kept, slow):
    def write():
        store = sessions.KeptStore(kept)
        store["hat"] = "y"
        store.save()

    slow(kept, write)
    assert read(kept)["hat"] == "y"


def test_after_a_while_a_session_that_was_written_is_copied_again(kept, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(sessions, "PAUSE_SECONDS", 0)
    store = sessions.KeptStore(kept)
    store["hat"] = "y"
    store.save()
    assert read(kept)["hat"] == "y"
    with django_assert_num_queries(0):
        assert read(kept)["hat"] == "y"
