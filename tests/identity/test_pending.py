"""What waits between a right password and a session ends with the proof that it holds."""

import pytest
from django.test import Client

import strong
from identity.slip_tools import GOOD
from preau.identity import opening, proofs
from preau.identity.errors import Overtaken
from preau.identity.services import end_sessions

SHORT, MINE, THEIRS = "hdkfirnsptzq", "la girafe mange du nougat vert", "le voleur choisit son mot entier"


@pytest.fixture
def helene(academy):
    account = academy["helene-garnier"].account
    account.set_password(SHORT)
    account.save()
    return account


def knock(account, password=SHORT) -> tuple[Client, str]:
    client = Client()
    return client, client.post("/connexion/", {"login": account.login, "password": password})["Location"]


def reset(account, password=MINE):
    opening.reset_password(code=proofs.reset_link_waits(proofs.new_reset_link(account.person_id)), password=password)
    account.refresh_from_db()


def test_an_old_password_overwrites_no_new_one(helene):
    thief, led = knock(helene)
    assert led == "/connexion/mot-de-passe/" and thief.get(led).status_code == 200
    reset(helene)
    answer = thief.post(led, {"login": "x", "password": THEIRS, "again": THEIRS})
    assert answer["Location"] == "/connexion/" and "_auth_user_id" not in thief.session
    helene.refresh_from_db()
    assert helene.check_password(MINE)


def test_nor_when_the_reset_comes_between_the_page_and_the_lock(helene):
    former = helene.get_session_auth_hash()
    reset(helene)
    with pytest.raises(Overtaken):
        opening.lengthen_password(actor=None, account_id=helene.pk, password=THEIRS, proof=former)
    helene.refresh_from_db()
    assert helene.check_password(MINE)


@pytest.mark.parametrize("ended", ["reset", "sessions"])
def test_a_second_factor_is_awaited_no_more_of_a_former_password(academy, ended):
    claire = academy["claire-roux"]
    claire.account.set_password(GOOD)
    claire.account.save()
    strong.give_factor(claire.account)
    thief, led = knock(claire.account, GOOD)
    assert led == "/connexion/second-facteur/" and thief.get(led).status_code == 200
    if ended == "reset":
        reset(claire.account)
    else:
        end_sessions(actor=claire.actor, person_id=claire.person.pk)
    answer = thief.post(led, {"code": strong.code()})
    assert answer["Location"] == "/connexion/" and "_auth_user_id" not in thief.session


def test_what_has_not_changed_goes_on(helene):
    mine, led = knock(helene)
    assert mine.post(led, {"login": "x", "password": MINE, "again": MINE}).status_code == 302
    assert "_auth_user_id" in mine.session
