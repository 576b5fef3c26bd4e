"""Rows of sessions: one statement for each sign-in, a key of its own each time, nobody's row taken."""

import pytest
from django.conf import settings
from django.contrib.sessions.backends.base import UpdateError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from preau.identity import sessions
from preau.identity.models import AccountSession
from preau.ui.tokens import ALPHABET

pytestmark = pytest.mark.django_db
PASSWORD = "un préau sous la pluie"
DOOR = "/connexion/"


@pytest.fixture
def account(academy):
    found = academy["lina-benali"].account
    found.set_password(PASSWORD)
    found.save()
    return found


def sign_in(client: Client, account) -> str:
    answer = client.post(DOOR, {"login": account.login, "password": PASSWORD})
    assert answer.status_code == 302
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def test_a_sign_in_writes_its_session_once_and_asks_nothing_before(account):
    client = Client()
    sign_in(client, account)  # its device is known from here on
    client.cookies.pop(settings.SESSION_COOKIE_NAME)
    with CaptureQueriesContext(
        connection,
    ) as made:
        key = sign_in(client, account)
    of_sessions = [one["sql"].split()[0] for one in made if "identity_session" in one["sql"]]
    assert of_sessions == ["INSERT"]
    row = AccountSession.objects.get(session_key=key)
    assert (row.account_id, row.kind, row.device_id is None) == (account.pk, "own", False)
    assert row.expire_date > row.seen_at >= row.started_at


def test_the_key_of_before_the_sign_in_opens_nothing(account):
    client = Client()
    store = sessions.SessionStore()
    store["hat"] = "x"
    store.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = planted = store.session_key
    key = sign_in(client, account)
    assert key != planted
    assert not AccountSession.objects.filter(session_key=planted).exists()
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = planted
    assert thief.get("/").status_code == 302


def test_a_key_that_somebody_has_is_drawn_again_and_theirs_stays(account, monkeypatch):
    theirs = sessions.SessionStore()
    theirs["hat"] = "theirs"
    theirs.save()
    drawn = iter([theirs.session_key, "z" * 32])
    monkeypatch.setattr(sessions, "random_letters", lambda count: next(drawn))
    mine = sessions.SessionStore()
    mine["hat"] = "mine"
    mine.save()
    assert mine.session_key == "z" * 32
    read = {key: sessions.SessionStore(key).load()["hat"] for key in (theirs.session_key, mine.session_key)}
    assert read == {theirs.session_key: "theirs", mine.session_key: "mine"}


def test_keys_have_more_than_128_random_bits():
    found = {sessions.SessionStore() for _ in range(50)}
    for one in found:
        one.create()
    keys = {one.session_key for one in found}
    assert len(keys) == 50
    assert all(len(key) == 32 and set(key) <= set(ALPHABET) for key in keys)
    assert len(ALPHABET) ** 32 > 2**128


def test_a_session_that_ended_meanwhile_is_not_written_back():
    store = sessions.SessionStore()
    store["hat"] = "x"
    store.save()
    AccountSession.objects.all().delete()
    store["hat"] = "y"
    with pytest.raises(UpdateError):
        store.save()
    assert not AccountSession.objects.exists()


def test_a_sign_in_whose_answer_fails_leaves_no_session(account, monkeypatch):
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("preau.identity.entering.note_sign_in", broken)
    client = Client(raise_request_exception=False)
    assert client.post(DOOR, {"login": account.login, "password": PASSWORD}).status_code == 500
    assert not AccountSession.objects.exists()


def test_a_session_whose_text_was_altered_opens_nothing(account, caplog):
    """Nor after the true one was read: what is kept of a text is found by the whole of it."""
    client = Client()
    client.force_login(account)
    assert client.get("/").status_code == 200
    row = AccountSession.objects.get()
    head, mark, rest = row.session_data.partition(":")
    AccountSession.objects.update(session_data=f"{head[:-1]}{'a' if head[-1] != 'a' else 'b'}{mark}{rest}")
    assert client.get("/").status_code == 302
