"""A new password closes what opened without the former one: the family's phone, spared devices, tokens, identities."""

import uuid

import pytest
from django.test import Client

import strong
from identity.slip_tools import GOOD, sent
from preau.directory.models import Person
from preau.identity import opening, proofs
from preau.identity.external import ExternalKey
from preau.identity.models import ApiToken, FamilySeat, KnownDevice
from preau.identity.tokens import make_token
from preau.kernel import clock

NEW = "la girafe mange du nougat"
CODE = "4826"


@pytest.fixture(autouse=True)
def _mail(settings):
    settings.MAIL_URL = "memory:"


@pytest.fixture
def samira(academy):
    account = academy["samira-benali"].account
    account.set_password(GOOD)
    account.save()
    Person.objects.filter(pk=account.person_id).update(email="samira@maison.example")
    return account


def enter(login: str, password: str = GOOD, **more: str) -> Client:
    client = Client()
    assert client.post("/connexion/", {"login": login, "password": password, **more}).status_code == 302
    return client


def reset(account, road: str = "mail") -> str:
    """The person chooses a new password; what the door then says."""
    client = Client()
    link = proofs.new_reset_link(account.person_id)
    posted = {"login": "x", "password": NEW, "again": NEW}
    assert client.post(f"/mot-de-passe/l/{link}/", posted).status_code == 302
    return client.get("/connexion/").content.decode()


def linked(account, how: str) -> None:
    ExternalKey.objects.create(
        account=account, key=f"educonnect:{how}", source="educonnect", how=how, linked_at=clock.now()
    )


def test_a_thief_s_seat_does_not_survive_a_reset(samira):
    thief = enter("samira.benali")
    assert thief.post("/mon-compte/telephone/", {"code": CODE, "again": CODE}).status_code == 302
    seat = FamilySeat.objects.get(account=samira)
    said = reset(samira)
    assert thief.post("/connexion/telephone/", {"seat": seat.pk, "code": CODE}).status_code == 422
    assert thief.get("/").status_code == 302
    assert "Ce qui a été fermé" in said and "1 téléphone de la famille" in said
    assert any("Ce qui a été fermé" in one.body and "1 téléphone" in one.body for one in sent())


def test_a_trusted_device_is_asked_its_second_factor_again(academy):
    claire = academy["claire-roux"].account
    claire.set_password(GOOD)
    claire.save()
    strong.give_factor(claire)
    mine = enter("claire.roux")
    assert mine.post("/connexion/second-facteur/", {"code": strong.code(), "trust": "on"}).status_code == 302
    assert KnownDevice.objects.get(account=claire).trusted_until is not None
    assert "1 appareil sans second facteur" in reset(claire)
    answer = mine.post("/connexion/", {"login": "claire.roux", "password": NEW})
    assert answer["Location"] == "/connexion/second-facteur/", "the reset goes around no second factor"


def test_personal_tokens_end(samira, academy):
    token, _secret = make_token(
        actor=academy["samira-benali"].actor, draft=uuid.uuid4(), label="x", scopes=["profile:read"], days=90,
        account_id=samira.pk,
    )  # fmt: skip
    assert "1 jeton" in reset(samira)
    assert ApiToken.objects.get(pk=token.pk).revoked_at is not None


def test_identities_linked_by_the_password_end_and_those_of_the_directory_stay(samira):
    linked(samira, "proof")
    linked(samira, "directory")
    assert "1 identité reliée par vous" in reset(samira)
    assert [one.how for one in ExternalKey.objects.filter(account=samira)] == ["directory"]


def test_nothing_of_another_account_is_touched(samira, academy):
    other = academy["karim-benali"].account
    linked(other, "proof")
    KnownDevice.objects.create(
        account=other, device_key="k", name="", first_seen_at=clock.now(), last_seen_at=clock.now(),
        trusted_until=clock.now(),
    )  # fmt: skip
    FamilySeat.objects.create(account=other, device_key="k", code="x", created_at=clock.now())
    reset(samira)
    assert ExternalKey.objects.filter(account=other).exists()
    assert KnownDevice.objects.get(account=other).trusted_until is not None
    assert FamilySeat.objects.filter(account=other).exists()


def test_a_longer_password_closes_the_same(academy):
    helene = academy["helene-garnier"]
    helene.account.set_password(GOOD)
    helene.account.save()
    elsewhere = academy.client_for(helene.account)
    linked(helene.account, "proof")
    closed = opening.lengthen_password(
        actor=helene.actor, account_id=helene.account.pk, password="la girafe mange du nougat vert",
        proof=helene.account.get_session_auth_hash(),
    ).closed  # fmt: skip
    assert closed["external_keys"] == 1 and closed["sessions"] == 1
    assert elsewhere.get("/").status_code == 302
    assert any("Ce qui a été fermé" in one.body for one in sent()) or not helene.person.email


# --- a seat is taken by its person ---------------------------------------------------------------------------------


def later(client: Client) -> None:
    """The sign-in of this browser is long over."""
    session = client.session
    session["owner"] = session["owner"] - 3600
    session.save()


def keep(client: Client):
    return client.post("/mon-compte/telephone/", {"code": CODE, "again": CODE})


def test_a_session_left_open_takes_no_seat_until_the_password_is_typed(samira):
    phone = enter("samira.benali")
    later(phone)
    asked = keep(phone)
    assert asked["Location"].startswith("/confirmer/") and not FamilySeat.objects.exists()
    assert "Confirmer que c’est moi" in phone.get("/mon-compte/telephone/").content.decode()
    page = phone.get(asked["Location"])
    assert "Votre mot de passe" in page.content.decode()
    wrong = {"owner": "1", "password": "un mauvais mot", "next": "/mon-compte/telephone/"}
    assert phone.post("/confirmer/", wrong).status_code == 422
    assert keep(phone)["Location"].startswith("/confirmer/")
    answer = phone.post("/confirmer/", {**wrong, "password": GOOD})
    assert answer["Location"] == "/mon-compte/telephone/"
    assert keep(phone)["Location"] == "/mon-compte/telephone/" and FamilySeat.objects.count() == 1


def test_a_password_is_no_second_factor(academy, samira):
    """What asks for a second factor is not opened by a password typed again."""
    phone = enter("samira.benali")
    later(phone)
    phone.post("/confirmer/", {"owner": "1", "password": GOOD})
    assert "confirmed" not in phone.session and "owner" in phone.session
    strong.give_factor(samira)
    later(phone)
    assert phone.post("/confirmer/", {"owner": "1", "password": GOOD}).status_code == 422
    assert keep(phone)["Location"].startswith("/confirmer/")
    assert phone.post("/confirmer/", {"owner": "1", "code": strong.code()}).status_code == 302
    assert keep(phone)["Location"] == "/mon-compte/telephone/"


def test_who_came_in_by_a_short_code_does_not_change_it_by_that_alone(samira):
    phone = enter("samira.benali")
    keep(phone)
    phone.post("/deconnexion/")
    seat = FamilySeat.objects.get(account=samira)
    assert phone.post("/connexion/telephone/", {"seat": seat.pk, "code": CODE}).status_code == 302
    answer = phone.post("/mon-compte/telephone/", {"code": "9173", "again": "9173"})
    assert answer["Location"].startswith("/confirmer/")


def test_a_seat_is_told_to_its_person_and_shown_among_devices(samira, academy):
    phone = enter("samira.benali")
    keep(phone)
    assert any("code court" in one.body and one.to == ["samira@maison.example"] for one in sent())
    assert "S’ouvre par un code court" in phone.get("/mon-compte/appareils/").content.decode()


def test_a_pupil_s_seat_is_told_to_the_guardians_too(samira, academy):
    lina = academy["lina-benali"].account
    lina.set_password(GOOD)
    lina.save()
    keep(enter("lina.benali"))
    assert any("code court" in one.body and "samira@maison.example" in one.to for one in sent())
