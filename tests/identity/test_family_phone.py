""" "C'est notre téléphone": six accounts on one device, each behind its own code."""

import pytest
from django.test import Client

import strong
from preau.directory.models import Affiliation
from preau.identity.models import FamilySeat
from preau.identity.services import Refused, seats
from preau.identity.services.seats import take_seat
from preau.kernel import scope

PASSWORD = "un préau sous la pluie"
FAMILY = ("samira-benali", "lina-benali", "adam-benali", "noe-benali", "karim-benali", "emma-lopes", "ines-lopes")
CODE = "4826"


def enter(academy, client: Client, name: str) -> None:
    account = academy[name].account
    account.set_password(PASSWORD)
    account.save()
    assert client.post("/connexion/", {"login": account.login, "password": PASSWORD}).status_code == 302


def keep(client: Client, code: str = CODE):
    return client.post("/mon-compte/telephone/", {"code": code, "again": code})


@pytest.fixture
def phone(academy) -> Client:
    """A phone that keeps Samira's and Lina's accounts."""
    client = Client()
    for name, code in (("samira-benali", CODE), ("lina-benali", "9173")):
        enter(academy, client, name)
        assert keep(client, code).status_code == 302
        client.post("/deconnexion/")
    return client


def open_seat(client: Client, academy, name: str, code: str):
    seat = FamilySeat.objects.get(account=academy[name].account)
    return client.post("/connexion/telephone/", {"seat": seat.pk, "code": code})


def test_each_opens_by_its_own_code_and_sees_its_own_pages(academy, phone):
    page = phone.get("/connexion/").content.decode().casefold()
    assert "samira benali" in page and "lina benali" in page
    assert open_seat(phone, academy, "samira-benali", "9173").status_code == 422
    answer = open_seat(phone, academy, "samira-benali", CODE)
    assert answer.status_code == 302 and answer["Clear-Site-Data"] == '"cache"'
    home = phone.get("/")
    assert "Samira" in home.content.decode()
    assert home["Cache-Control"] == "private, no-store"
    assert open_seat(phone, academy, "lina-benali", "9173").status_code == 302
    assert "Bonjour Lina" in phone.get("/").content.decode()


def test_a_code_is_worth_nothing_on_another_device(academy, phone):
    assert "Samira" not in Client().get("/connexion/").content.decode()
    assert open_seat(Client(), academy, "samira-benali", CODE).status_code == 422
    forged = Client()
    forged.cookies["preau-device"] = phone.cookies["preau-device"].value.split(":")[0] + ":forged"
    assert open_seat(forged, academy, "samira-benali", CODE).status_code == 422


def test_five_wrong_codes_and_the_full_password_is_needed(academy, phone):
    for number in range(seats.TRIES):
        assert open_seat(phone, academy, "samira-benali", f"000{number}").status_code == 422
    assert not FamilySeat.objects.filter(account=academy["samira-benali"].account).exists()
    assert FamilySeat.objects.filter(account=academy["lina-benali"].account).exists()
    enter(academy, phone, "samira-benali")


def test_a_right_code_gives_tries_back(academy, phone):
    for _again in range(3):
        for number in range(seats.TRIES - 1):
            open_seat(phone, academy, "samira-benali", f"000{number}")
        assert open_seat(phone, academy, "samira-benali", CODE).status_code == 302


def test_six_accounts_and_not_seven(academy):
    for name in FAMILY[:6]:
        take_seat(actor=academy[name].actor, account=academy[name].account, device_key="k", code=CODE)
    with pytest.raises(Refused):
        take_seat(actor=academy[FAMILY[6]].actor, account=academy[FAMILY[6]].account, device_key="k", code=CODE)
    # A new code for one of the six is no seventh.
    take_seat(actor=academy[FAMILY[0]].actor, account=academy[FAMILY[0]].account, device_key="k", code="5937")
    assert FamilySeat.objects.count() == 6


@pytest.mark.parametrize("code", ["1234", "0000", "987654", "12", "1234567", "12a4", "", "١٢٣٥"])
def test_a_code_that_is_guessed_at_once_is_refused(academy, code):
    with pytest.raises(Refused):
        take_seat(
            actor=academy["samira-benali"].actor, account=academy["samira-benali"].account, device_key="k", code=code
        )


@pytest.mark.parametrize("name", ["claire-roux", "marc-petit", "alex-brun"])
def test_a_professional_account_has_no_seat(academy, name):
    with pytest.raises(Refused):
        take_seat(actor=academy[name].actor, account=academy[name].account, device_key="k", code=CODE)
    assert academy.client(name).get("/mon-compte/telephone/").status_code == 404


def test_a_seat_goes_when_its_person_gets_a_place_at_work(academy, phone):
    person = academy["samira-benali"].person
    with scope.everything("test"):
        Affiliation.objects.create(
            school=academy.school("1001"), person=person, profile="National_dir", state="active", source_key="dir-x"
        )
    assert open_seat(phone, academy, "samira-benali", CODE).status_code == 422
    assert not FamilySeat.objects.filter(account=academy["samira-benali"].account).exists()
    assert "_auth_user_id" not in phone.session


def test_a_seat_asks_for_the_second_factor_of_who_has_one(academy, phone):
    strong.give_factor(academy["samira-benali"].account)
    answer = open_seat(phone, academy, "samira-benali", CODE)
    assert answer.status_code == 302 and answer["Location"] != "/"
    assert "_auth_user_id" not in phone.session
    assert phone.get("/")["Location"].startswith("/connexion/")


def test_forgotten_in_one_tap(academy, phone):
    phone.post("/connexion/telephone/oublier/")
    assert not FamilySeat.objects.exists()
    assert "Qui êtes-vous" not in phone.get("/connexion/").content.decode()


def test_another_device_forgets_nothing_here(academy, phone):
    other = Client()
    enter(academy, other, "emma-lopes")
    other.post("/mon-compte/telephone/oublier/")
    seat = FamilySeat.objects.first()
    other.post("/connexion/telephone/oublier/", {"seat": seat.pk})
    assert FamilySeat.objects.count() == 2
