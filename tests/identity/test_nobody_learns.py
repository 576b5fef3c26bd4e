"""Row S5 for every kind of account and way in; and a code typed wrong ten thousand times through its page."""

import re

import pytest
from django.test import Client

from cast import LYCEE
from identity.slip_tools import GOOD, paper
from identity.test_throttle import Time, _without_tokens, counted_hashes, knock, request_from
from preau.directory.models import Person
from preau.identity import codes, counts, throttle
from preau.identity.models import Account
from preau.kernel import clock


@pytest.fixture
def time(monkeypatch):
    """Real time, as limits see it."""
    moved = Time()
    monkeypatch.setattr(counts, "now", moved)
    return moved


@pytest.mark.sqlite  # steps of the limiter on both: test_throttle.py
def test_a_wrong_code_typed_again_and_again_through_the_page(academy, time):
    """Ten thousand, an hour of them: words each time, few looked at, and the right slip opens the hour after."""
    slip = paper(academy, "lina-benali", school=LYCEE)
    client, looked_at = Client(), 0
    for number in range(10_000):
        time.now += 0.36
        if number % 50:  # the limiter's own steps, without the page
            try:
                throttle.begin(request_from("127.0.0.1"), "slip")
            except throttle.TooManyTries:
                continue
            looked_at += 1
            continue
        answer = client.post("/activer/", {"code": codes.new_code()})
        text = answer.content.decode()
        assert answer.status_code in (422, 429)
        assert ("Trop d’essais à la suite. Attendez" if answer.status_code == 429 else "Ce code n’existe pas") in text
        looked_at += answer.status_code == 422
    assert answer.status_code == 429 and int(answer["Retry-After"]) >= 1
    assert looked_at <= throttle.ELSEWHERE.burst + 3600 / throttle.ELSEWHERE.every + 1
    other = Client(REMOTE_ADDR="198.51.100.77")
    assert other.post("/activer/", {"code": slip.code}).status_code == 302, "elsewhere, at once"
    time.now += 3600
    assert client.post("/activer/", {"code": slip.code}).status_code == 302, "and here, later"


def _bare(account):
    Account.objects.filter(pk=account.pk).update(password="!")


def _suspended(account):
    Person.objects.filter(pk=account.person_id).update(suspended_at=clock.now())


def _locked(account):
    Account.objects.filter(pk=account.pk).update(is_active=False)


def _waits_for_reset(account):
    Account.objects.filter(pk=account.pk).update(reset_asked_at=clock.now())


@pytest.mark.parametrize("state", [None, _bare, _suspended, _locked, _waits_for_reset])
@pytest.mark.parametrize("name", ["lina-benali", "helene-garnier", "samira-benali"])
def test_every_kind_of_account_answers_as_one_that_does_not_exist(academy, monkeypatch, name, state):
    account = academy[name].account
    account.set_password(GOOD)
    account.save()
    if state is not None:
        state(account)

    def asked(login, secret):
        with counted_hashes(monkeypatch) as hashes:
            answer = knock(Client(), login, secret)
        return answer.status_code, len(hashes), _without_tokens(answer.content.decode().replace(login, ""))

    unknown = asked("personne.ici", "pas le bon du tout")
    assert asked(account.login, "pas le bon non plus") == unknown
    if state is not None:
        assert asked(account.login, GOOD) == unknown, "even with the right one"


def test_a_slip_unknown_or_of_somebody_says_nothing_of_who_exists(academy):
    """Who types codes at random reads one answer; a passkey of nobody gets that of the door."""
    answers = {
        _without_tokens(Client().post("/activer/", {"code": codes.new_code()}).content.decode()) for _ in range(3)
    }
    assert len({re.sub(r"[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{5}", "", one) for one in answers}) == 1
    refused = [Client().post("/connexion/cle/entrer/", {"passkey": one}) for one in ("{}", '{"rawId": "AAAA"}', "x")]
    assert {one.status_code for one in refused} == {422}
    assert len({_without_tokens(one.content.decode()) for one in refused}) == 1
