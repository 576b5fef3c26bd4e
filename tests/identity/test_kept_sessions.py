"""Copies of sessions in a cache: their loss costs speed only, and no copy outlives its session (rows S6, F7)."""

import datetime as dt
import os

import pytest
import redis
from django.core.cache import cache, caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from harness import session
from harness.servers import Missing, start_redis, stop
from preau.identity import sessions
from preau.identity.enums import SessionKind
from preau.identity.models import AccountSession
from preau.identity.selectors import account_by_id
from preau.kernel import clock
from preau.kernel.ids import new_id

pytestmark = pytest.mark.django_db


@pytest.fixture
def kept(academy, settings):
    """A session of staff, in a store that keeps copies (in this process's cache: the same interface as Redis)."""
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    cache.clear()
    store = sessions.KeptStore()
    store[sessions.SESSION_KEY] = str(academy["claire-roux"].account.pk)
    store.begin(SessionKind.STAFF)
    store["hat"] = "x"
    store.create()
    yield store.session_key
    cache.clear()


def read(key: str) -> dict:
    return sessions.KeptStore(key).load()


def test_a_copy_is_read_first_and_its_loss_changes_nothing(academy, kept, django_assert_num_queries):
    assert read(kept)["hat"] == "x"
    with django_assert_num_queries(1) as asked:
        store = sessions.KeptStore(kept)
        assert store["hat"] == "x" and store.account.pk == academy["claire-roux"].account.pk
    assert "SELECT n.session_data" not in asked[0]["sql"], "the account alone is read, and whether the row is as copied"
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
        def keep_late(store, text):
            monkeypatch.setattr(sessions.KeptStore, "_keep_copy", keep)
            meanwhile()
            keep(store, text)

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


def test_after_a_while_a_session_that_was_written_is_copied_again(kept, monkeypatch):
    monkeypatch.setattr(sessions, "PAUSE_SECONDS", 0)
    store = sessions.KeptStore(kept)
    store["hat"] = "y"
    store.save()
    assert read(kept)["hat"] == "y"
    assert cache.get(sessions.COPY_PREFIX + kept)


def test_a_session_that_nobody_signed_in_has_no_copy(settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    cache.clear()
    store = sessions.KeptStore()
    store["second"] = "half way"
    store.create()
    assert read(store.session_key) == {"second": "half way"} and not cache.get(sessions.COPY_PREFIX + store.session_key)


# --- with a Redis of one's own, stopped and flushed -------------------------------------------------------------------


@pytest.fixture
def own_redis(settings, monkeypatch):
    """The pages of this test keep sessions in a Redis that it may flush and stop; None while it is unreachable."""
    try:
        url, keeper = start_redis(session.folder() / f"redis-{new_id()}", session=os.getpid())
    except Missing as missing:
        pytest.skip(str(missing))
    settings.CACHES = {"default": {**settings.CACHES["default"], **_redis_cache(url)}}
    settings.REDIS_URL = url
    monkeypatch.setattr(sessions, "SessionStore", sessions.KeptStore)
    yield Server(url, keeper)
    caches["default"].close()
    stop(keeper)


def _redis_cache(url):
    more = {"socket_connect_timeout": 1, "socket_timeout": 1, "retry": None}
    return {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": url, "OPTIONS": more}


class Server:
    """A Redis, and what may happen to it."""

    def __init__(self, url, keeper):
        self.url, self.keeper = url, keeper

    def flush(self):
        redis.Redis.from_url(self.url).flushall()

    def copies(self):
        """How many sessions it holds a copy of; an ended one leaves a short mark."""
        found = redis.Redis.from_url(self.url)
        return sum(found.strlen(one) > 100 for one in found.keys(f"*{sessions.COPY_PREFIX}*"))

    def unreachable(self, settings):
        """From now on, for the pages: what it holds stays where it is."""
        settings.CACHES = {"default": _redis_cache("redis://127.0.0.1:1/0")}

    def back(self, settings):
        settings.CACHES = {"default": _redis_cache(self.url)}


def signed_in(account):
    client = Client()
    client.force_login(account)
    return client


def statements(client):
    with CaptureQueriesContext(connection) as asked:
        answer = client.get("/mon-compte/")
    return answer.status_code, len(asked)


def test_redis_flushed_and_stopped_under_people_costs_speed_only(academy, own_redis):
    people = [signed_in(academy[name].account) for name in ("claire-roux", "lina-benali", "samira-benali")]
    for one in people:
        statements(one)  # what a process keeps between pages is kept by now
    assert own_redis.copies() == len(people)
    own_redis.flush()
    first = [statements(one) for one in people]
    assert own_redis.copies() == len(people)
    assert [statements(one) for one in people] == first, "a page costs as many statements with a copy as without"
    own_redis.flush()
    assert [statements(one) for one in people] == first
    stop(own_redis.keeper)
    assert [statements(one) for one in people] == first
    assert people[0].post("/deconnexion/").status_code == 302
    assert people[0].get("/mon-compte/").status_code == 302 and people[1].get("/mon-compte/").status_code == 200
    again = signed_in(academy["claire-roux"].account)
    assert again.get("/mon-compte/").status_code == 200, "and one signs in without it"


def by_signing_out(academy, client):
    client.post("/deconnexion/")


def by_another_device(academy, client):
    signed_in(academy["claire-roux"].account).post("/mon-compte/appareils/session/fermer/")


def by_not_me(academy, client):
    from preau.identity.services import secure_account
    from preau.kernel.actor import system

    secure_account(actor=system("test"), account_id=academy["claire-roux"].account.pk)


@pytest.mark.parametrize("ends", [by_signing_out, by_another_device, by_not_me])
def test_a_session_that_ended_while_redis_was_unreachable_stays_ended_when_it_is_back(
    academy, own_redis, settings, ends
):
    client = signed_in(academy["claire-roux"].account)
    assert client.get("/mon-compte/").status_code == 200 and own_redis.copies() == 1
    stolen = Client()
    stolen.cookies["preau"] = client.cookies["preau"].value
    own_redis.unreachable(settings)
    assert stolen.get("/mon-compte/").status_code == 200
    ends(academy, client)
    own_redis.back(settings)
    assert own_redis.copies() == 1, "its copy is still there"
    assert stolen.get("/mon-compte/").status_code == 302 == client.get("/mon-compte/").status_code


def test_a_copy_believed_by_itself_would_open_it_again(academy, own_redis, settings, monkeypatch):
    """The mutation: without the look at the row, the test above is red."""

    def believed(key, text, now):
        return account_by_id(academy["claire-roux"].account.pk)

    monkeypatch.setattr(sessions.RowStore, "read_account", staticmethod(believed))
    with pytest.raises(AssertionError):
        test_a_session_that_ended_while_redis_was_unreachable_stays_ended_when_it_is_back(
            academy, own_redis, settings, by_signing_out
        )


def test_what_was_written_while_redis_was_unreachable_is_what_is_read(academy, own_redis, settings):
    client = signed_in(academy["claire-roux"].account)
    client.get("/mon-compte/")
    key = client.cookies["preau"].value
    own_redis.unreachable(settings)
    store = sessions.KeptStore(key)
    store["hat"] = "y"
    store.save()
    own_redis.back(settings)
    assert own_redis.copies() == 1 and sessions.KeptStore(key)["hat"] == "y"
