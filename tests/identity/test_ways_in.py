"""Activation, forgotten passwords and second factors together: no way in goes around what the others ask."""

import re

import pytest
from django.test import Client

import strong
from cast import LYCEE
from identity.slip_tools import GOOD, chosen, paper, sent
from preau.directory.models import Person
from preau.identity.models import Account, AccountSession
from preau.identity.services import secure_account
from preau.kernel.actor import system

NEW = "la girafe mange du nougat"
SECOND = "/connexion/second-facteur/"


@pytest.fixture(autouse=True)
def _mail(settings):
    settings.MAIL_URL = "memory:"


@pytest.fixture
def theo(academy):
    """A pupil with a mailbox on file and a password."""
    account = academy["theo-marchand"].account
    account.set_password(GOOD)
    account.save()
    Person.objects.filter(pk=account.person_id).update(email="theo@maison.example")
    return account


def reset_by_mail(client):
    client.post("/mot-de-passe/", {"login": "theo.marchand"})
    found = [re.search(r"/mot-de-passe/l/[\w-]+/", one.body) for one in sent()]
    address = [one[0] for one in found if one][-1]
    return client.post(address, {"login": "x", "password": NEW, "again": NEW})


def sign_in(client, password):
    return client.post("/connexion/", {"login": "theo.marchand", "password": password})


def test_a_new_password_by_mail_does_not_spare_the_second_factor(theo):
    strong.give_factor(theo)
    client = Client()
    assert reset_by_mail(client)["Location"] == "/connexion/"
    assert sign_in(client, NEW)["Location"] == SECOND
    assert not AccountSession.objects.filter(account_id=theo.pk).exists()


def test_a_slip_does_not_spare_the_second_factor(academy):
    theo = academy["theo-marchand"].account
    Person.objects.filter(pk=theo.person_id).update(email="theo@maison.example")
    slip = paper(academy, "theo-marchand", school=LYCEE)
    strong.give_factor(theo)
    client = Client()
    client.post("/activer/", {"code": slip.code})
    assert chosen(client)["Location"] == SECOND
    assert not AccountSession.objects.filter(account_id=theo.pk).exists()


def test_an_account_made_safe_opens_again_by_a_new_password_and_not_before(theo):
    secure_account(actor=system("test"), account_id=theo.pk)
    assert sign_in(Client(), GOOD).status_code == 422
    client = Client()
    assert reset_by_mail(client)["Location"] == "/connexion/"
    assert Account.objects.get(pk=theo.pk).reset_asked_at is None
    assert sign_in(client, NEW)["Location"] == "/"
