"""CAS 2 and 3: who enters, what is said of them, and all that is refused (rows P1 and P2)."""

import json
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from cast import COLLEGE, LYCEE
from preau.directory.models import Person
from preau.federation import tickets
from preau.federation.models import LinkedService, ServiceNotice, Ticket
from preau.federation.services.register import change_service
from preau.kernel import clock
from tests.federation.linked import (
    EVERYTHING,
    EXO,
    US,
    attributes,
    code_of,
    describe,
    informed,
    landed,
    link,
    ticket_of,
    user,
    validated,
)  # fmt: skip

PASSWORD = "un préau sous la pluie"


@pytest.fixture
def exo(academy):
    return link(attributes=EVERYTHING)


@pytest.fixture
def lina(client_as, exo):
    client = client_as("lina-benali")
    informed(client, exo)
    return client


def later(monkeypatch, seconds):
    """Let time pass for tickets."""
    now = tickets._seconds()
    monkeypatch.setattr(tickets, "_seconds", lambda: now + seconds)


# --- what a service learns ---------------------------------------------------------------------------------------


def test_a_pupil_enters_and_the_service_learns_what_was_chosen(academy, lina):
    found = validated(ticket_of(lina))
    person = academy["lina-benali"].person
    told = attributes(found)
    assert told["ENTPersonNom"] == [person.family_name]
    assert told["ENTPersonPrenom"] == ["Lina"]
    assert told["ENTPersonProfils"] == ["National_elv"]
    assert told["ENTClasse"] == ["2de 4"]
    assert told["ENTPersonDateNaissance"] == [person.birth_date.strftime("%d/%m/%Y")]
    assert told["ENTPersonStructRattachUAI"] == [academy.school(LYCEE).uai]
    assert told["ENTStructureTypeStruct"] == ["LYC"]
    assert told["longTermAuthenticationRequestTokenUsed"] == ["false"]
    assert len(user(found)) == 40
    assert str(person.pk) not in user(found)


def test_a_service_learns_nothing_that_was_not_chosen(client_as, academy):
    service = link(attributes=["profiles"])
    lina = client_as("lina-benali")
    informed(lina, service)
    answer = validated(ticket_of(lina))
    assert set(attributes(answer)) == {
        "authenticationDate", "longTermAuthenticationRequestTokenUsed", "isFromNewLogin", "ENTPersonProfils",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("naming", "name", "value"),
    [
        ("sdet", "ENTPersonProfils", "National_elv"),
        ("numbered", "ENTPersonProfils", "National_1"),
        ("plain", "profile", "National_elv"),
    ],
)
def test_each_publisher_reads_its_own_words(client_as, academy, naming, name, value):
    service = link(attributes=["profiles", "given_name"], naming=naming)
    lina = client_as("lina-benali")
    informed(lina, service)
    assert attributes(validated(ticket_of(lina)))[name] == [value]


def test_each_service_knows_a_person_by_the_identifier_chosen(client_as, academy):
    lina = client_as("lina-benali")
    member = academy["lina-benali"]
    seen = {}
    for known in ("opaque", "person", "login", "join_key"):
        service = link(known_by=known, urls={"entry": [f"https://{known.replace('_', '-')}.example/"]})
        informed(lina, service)
        address = f"https://{known.replace('_', '-')}.example/x"
        seen[known] = user(validated(ticket_of(lina, address), address))
    assert seen["person"] == str(member.person.pk)
    assert seen["login"] == member.account.login
    assert seen["join_key"].endswith(f"-{member.member.join_key}")
    assert seen["opaque"] not in {seen["person"], seen["login"]}


def test_a_tool_of_the_lycee_learns_nothing_of_the_college(client_as, academy):
    """Claire Roux teaches in two schools."""
    lycee = academy.school(LYCEE)
    service = link(attributes=["schools", "profiles"], owner={"school_id": lycee.pk})
    claire = client_as("claire-roux")
    informed(claire, service)
    assert attributes(validated(ticket_of(claire)))["ENTPersonStructRattachUAI"] == [lycee.uai]


def test_an_answer_is_xml_whatever_a_name_holds(client_as, academy, lina):
    Person.objects.filter(pk=academy["lina-benali"].person.pk).update(family_name="<b>&\x07\ufffe]]>")
    assert attributes(validated(ticket_of(lina)))["ENTPersonNom"] == ["<b>&]]>"]


# --- the person is told once ------------------------------------------------------------------------------------


def test_a_person_is_told_once_what_leaves_and_again_when_more_does(client_as, exo, academy):
    lina = client_as("lina-benali")
    page = lina.get("/cas/login", {"service": EXO})
    text = page.content.decode()
    assert page.status_code == 200
    assert "date de naissance" in text and "Ce que ce service apprend de vous" in text
    assert not Ticket.objects.exists()
    informed(lina, exo)
    ticket_of(lina)
    assert "date de naissance" in lina.get("/outils/").content.decode()
    LinkedService.objects.filter(pk=exo.pk).update(attributes=["given_name"])
    ticket_of(lina)
    ServiceNotice.objects.update(attributes=["given_name"])
    LinkedService.objects.filter(pk=exo.pk).update(attributes=["given_name", "email"])
    assert lina.get("/cas/login", {"service": EXO}).status_code == 200


def test_nobody_is_told_about_a_service_that_is_closed_to_them(client_as, academy):
    service = link(profiles=["National_ens"])
    answer = client_as("lina-benali").post(
        "/outils/informer/", {"service": str(service.pk), "vers": "/cas/login?service=x"}
    )
    assert answer.status_code == 404
    assert not ServiceNotice.objects.exists()


# --- the way in ---------------------------------------------------------------------------------------------------


def test_the_door_leads_on_to_the_service(academy, exo):
    account = academy["lina-benali"].account
    account.set_password(PASSWORD)
    account.save()
    ServiceNotice.objects.create(
        person_id=account.person_id, service=exo, attributes=EVERYTHING, told_at=clock.now()
    )  # fmt: skip
    client = Client()
    door = client.get("/cas/login", {"service": f"{EXO}page?x=1&y=é".replace("é", "%C3%A9")})
    assert door["Location"].startswith("/connexion/?next=")
    after = landed(door)["next"]
    shown = client.get(door["Location"]).content.decode()
    assert "/outils/suite/" in shown
    entered = client.post("/connexion/", {"login": account.login, "password": PASSWORD, "next": after})
    assert entered["Location"] == after
    between = client.get(after)
    assert between.status_code == 200
    to = between["Refresh"].removeprefix("0; url=")
    there = client.get(to)
    assert there["Location"].startswith(f"{EXO}page?x=1&y=%C3%A9&ticket=ST-")
    assert there["Cache-Control"] == "no-store"


def test_a_gateway_never_shows_a_page(client_as, academy, exo):
    assert Client().get("/cas/login", {"service": EXO, "gateway": "true"})["Location"] == EXO
    untold = client_as("lina-benali")
    assert untold.get("/cas/login", {"service": EXO, "gateway": "true"})["Location"] == EXO
    informed(untold, exo)
    assert "ticket=ST-" in untold.get("/cas/login", {"service": EXO, "gateway": "true"})["Location"]


def test_renew_asks_for_the_password_again_once_per_ticket(client_as, academy, lina):
    account = academy["lina-benali"].account
    account.set_password(PASSWORD)
    account.save()
    client = client_as("lina-benali")
    ticket_of(client)  # the sign-in itself is proof for the first ticket only
    asked = client.get("/cas/login", {"service": EXO, "renew": "true"})
    assert asked["Location"].startswith("/outils/confirmer/")
    assert "Est-ce bien vous" in client.get(asked["Location"]).content.decode()
    to = landed(asked)["vers"]
    assert client.post("/outils/confirmer/", {"vers": to, "password": "non"}).status_code == 422
    assert client.get(to)["Location"].startswith("/outils/confirmer/")
    assert client.post("/outils/confirmer/", {"vers": to, "password": PASSWORD}).status_code == 302
    ticket = landed(client.get(to))["ticket"]
    told = attributes(validated(ticket, renew="true"))
    assert told["isFromNewLogin"] == ["true"]
    assert client.get(to)["Location"].startswith("/outils/confirmer/")


def test_a_ticket_that_no_proof_was_given_for_does_not_renew(lina):
    ticket_of(lina)
    assert code_of(validated(ticket_of(lina), renew="true")) == "INVALID_TICKET_SPEC"


def test_a_password_asked_again_for_a_service_is_counted_as_at_the_door(client_as, academy, lina):
    account = academy["lina-benali"].account
    account.set_password(PASSWORD)
    account.save()
    client = client_as("lina-benali")
    ticket_of(client)
    to = landed(client.get("/cas/login", {"service": EXO, "renew": "true"}))["vers"]
    said = [client.post("/outils/confirmer/", {"vers": to, "password": f"non {n}"}) for n in range(12)]
    assert {one.status_code for one in said} == {422}
    assert "Trop d’essais" in said[-1].content.decode()
    right = client.post("/outils/confirmer/", {"vers": to, "password": PASSWORD})
    assert right.status_code == 422, "nor is the right one looked at before the wait is over"


def test_an_account_without_a_password_proves_itself_at_the_door(lina):
    ticket_of(lina)
    asked = lina.get("/cas/login", {"service": EXO, "renew": "true"})
    left = lina.post("/outils/confirmer/", {"vers": landed(asked)["vers"]})
    assert left["Location"].startswith("/connexion/?next=")
    assert lina.get("/")["Location"].startswith("/connexion/")


# --- what is refused ----------------------------------------------------------------------------------------------


def used(lina, monkeypatch):
    ticket = ticket_of(lina)
    assert code_of(validated(ticket)) == ""
    return validated(ticket)


def of_another_service(lina, monkeypatch):
    return validated(ticket_of(lina), f"{EXO}other")


def of_another_service_then_the_right_one(lina, monkeypatch):
    ticket = ticket_of(lina)
    validated(ticket, f"{EXO}other")
    return validated(ticket)


def after_ten_seconds(lina, monkeypatch):
    ticket = ticket_of(lina)
    later(monkeypatch, 10)
    return validated(ticket)


def unknown(lina, monkeypatch):
    return validated("ST-" + "0" * 48)


def of_another_kind(lina, monkeypatch):
    row = Ticket.objects.get(digest=tickets.digest(ticket := ticket_of(lina)))
    Ticket.objects.filter(pk=row.pk).update(kind=tickets.GRANTING)
    return validated(ticket)


def a_proxys(lina, monkeypatch):
    row = Ticket.objects.get(digest=tickets.digest(ticket := ticket_of(lina)))
    Ticket.objects.filter(pk=row.pk).update(kind=tickets.PROXY)
    return validated(ticket)


def injected_ampersand(lina, monkeypatch):
    return validated(ticket_of(lina), f"{EXO}&ticket=x")


def injected_hash(lina, monkeypatch):
    return validated(ticket_of(lina), f"{EXO}#")


def without_service(lina, monkeypatch):
    return validated(ticket_of(lina), "")


def signed_out(lina, monkeypatch):
    ticket = ticket_of(lina)
    lina.post("/deconnexion/")
    return validated(ticket)


def suspended(lina, monkeypatch):
    ticket = ticket_of(lina)
    Person.objects.filter(given_name="Lina").update(suspended_at=clock.now())
    return validated(ticket)


def retired(lina, monkeypatch):
    ticket = ticket_of(lina)
    LinkedService.objects.update(retired_at=clock.now())
    return validated(ticket)


def with_an_unlisted_callback(lina, monkeypatch):
    return validated(ticket_of(lina), pgtUrl="https://evil.example/pgt")


def with_a_plain_callback(lina, monkeypatch):
    return validated(ticket_of(lina), pgtUrl="http://exo.example/pgt")


REFUSED = {
    used: "INVALID_TICKET", of_another_service: "INVALID_SERVICE",
    of_another_service_then_the_right_one: "INVALID_TICKET", after_ten_seconds: "INVALID_TICKET",
    unknown: "INVALID_TICKET", of_another_kind: "INVALID_TICKET", a_proxys: "INVALID_TICKET_SPEC",
    injected_ampersand: "INVALID_SERVICE", injected_hash: "INVALID_SERVICE", without_service: "INVALID_REQUEST",
    signed_out: "INVALID_TICKET", suspended: "INVALID_TICKET", retired: "INVALID_TICKET",
    with_an_unlisted_callback: "INVALID_PROXY_CALLBACK", with_a_plain_callback: "INVALID_PROXY_CALLBACK",
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED, ids=lambda one: one.__name__)
def test_a_ticket_is_refused_and_logged_without_a_name(lina, case, monkeypatch, capsys):
    assert code_of(case(lina, monkeypatch)) == REFUSED[case]
    said = [json.loads(line) for line in capsys.readouterr().err.splitlines() if "service refused" in line]
    assert said and said[-1]["reason"] and said[-1]["protocol"] == "cas"
    assert not any(word in json.dumps(said) for word in ("ST-", "exo.example", "evil.example", "Lina"))


def test_two_values_of_one_parameter_are_refused(lina):
    ticket = ticket_of(lina)
    answer = Client().get(f"/cas/serviceValidate?service=https://evil.example/&service={EXO}&ticket={ticket}")
    assert b"INVALID_REQUEST" in answer.content
    assert lina.get(f"/cas/login?service={EXO}&service=https://evil.example/").status_code == 400


def test_a_ticket_of_two_that_come_together_opens_once(lina):
    ticket = ticket_of(lina)
    kinds = [tickets.SERVICE]
    assert [tickets.take(ticket, kinds) is not None for _ in range(2)] == [True, False]


# --- whom a service is for ----------------------------------------------------------------------------------------


def test_a_service_is_closed_to_other_profiles_schools_and_collectivities(client_as, academy):
    lycee, college = academy.school(LYCEE), academy.school(COLLEGE)
    at = {name: f"https://{name}.example/" for name in ("teachers", "school", "region", "narrow")}
    link(profiles=["National_ens"], urls={"entry": [at["teachers"]]})
    link(owner={"school_id": lycee.pk}, urls={"entry": [at["school"]]})
    link(owner={"local_authority_id": lycee.local_authority_id}, urls={"entry": [at["region"]]})
    link(schools=[str(college.pk)], urls={"entry": [at["narrow"]]})
    lina, adam = client_as("lina-benali"), client_as("adam-benali")
    opened = {
        who: [name for name, url in at.items() if client.get("/cas/login", {"service": url}).status_code == 200]
        for who, client in {"lina": lina, "adam": adam}.items()
    }
    assert opened == {"lina": ["school", "region"], "adam": ["narrow"]}
    closed = lina.get("/cas/login", {"service": at["teachers"]})
    assert closed.status_code == 403
    assert "ne vous est pas ouvert" in closed.content.decode()
    assert lina.get("/cas/login", {"service": at["teachers"], "gateway": "1"})["Location"] == at["teachers"]


def test_two_collectivities_may_link_one_tool_and_each_decides_for_its_own(client_as, academy):
    lycee, college = academy.school(LYCEE), academy.school(COLLEGE)
    region = link(owner={"local_authority_id": lycee.local_authority_id}, attributes=["given_name"])
    link(owner={"local_authority_id": college.local_authority_id}, attributes=["family_name"])
    lina, adam = client_as("lina-benali"), client_as("adam-benali")
    assert "prénom" in lina.get("/cas/login", {"service": EXO}).content.decode()
    assert "prénom" not in adam.get("/cas/login", {"service": EXO}).content.decode()
    informed(lina, region)
    assert "ENTPersonPrenom" in attributes(validated(ticket_of(lina)))


def test_a_change_of_addresses_holds_at_once(lina, exo):
    change_service(actor=US, service_id=exo.pk, version=1, described=describe(urls={"entry": ["https://new.example/"]}))
    assert lina.get("/cas/login", {"service": EXO}).status_code == 403


def test_signing_out_by_cas_ends_the_session_and_leads_back_to_registered_addresses_only(lina):
    assert lina.get("/cas/logout", {"service": EXO})["Location"] == EXO
    assert lina.get("/")["Location"].startswith("/connexion/")
    page = Client().get("/cas/logout", {"service": "https://evil.example/", "url": "https://evil.example/"})
    assert page.status_code == 200
    assert "evil" not in page.content.decode()


def test_python_cas_reads_the_answers(lina, monkeypatch):
    """A client of PyPI: its own parser, its own addresses."""
    import cas

    client = cas.CASClient(version=3, service_url=EXO, server_url="http://testserver/cas/")
    address = urlsplit(client.get_login_url())
    assert address.path == "/cas/login"
    ticket = landed(lina.get(f"{address.path}?{address.query}"))["ticket"]

    class Answer:
        def __init__(self, text):
            self.text = text
            self.content = text.encode()
            self.encoding = "utf-8"

        def close(self):
            """Nothing is open."""

    class Session:
        headers = {}

        def get(self, url, params=None, **_):
            parts = urlsplit(url)
            asked = {**{name: values[0] for name, values in parse_qs(parts.query).items()}, **dict(params or ())}
            return Answer(Client().get(parts.path, asked).content.decode())

    monkeypatch.setattr(client, "session", Session(), raising=False)
    name, told, granting = client.verify_ticket(ticket)
    assert len(name) == 40
    assert told["ENTPersonPrenom"] == "Lina"
    assert granting is None
    assert client.verify_ticket(ticket)[0] is None


# --- each defence counts -----------------------------------------------------------------------------------------


def _look_instead_of_take(monkeypatch):
    real = tickets._one
    monkeypatch.setattr(
        tickets, "_one", lambda statement, *more: real(
            statement.replace("DELETE", f"SELECT {tickets._COLUMNS}").split(" RETURNING")[0], *more
        ),
    )  # fmt: skip


def _live_for_ever(monkeypatch):
    monkeypatch.setattr(tickets, "LIFE", dict.fromkeys(tickets.LIFE, 10_000))


def _any_kind(monkeypatch):
    real = tickets.take
    every = tuple(tickets.LIFE)
    monkeypatch.setattr(tickets, "take", lambda ticket, kinds: real(ticket, every))


@pytest.mark.parametrize(
    ("removed", "case"),
    [(_look_instead_of_take, used), (_live_for_ever, after_ten_seconds), (_any_kind, of_another_kind)],
)
def test_without_it_the_refusal_is_gone(lina, removed, case, monkeypatch):
    removed(monkeypatch)
    assert code_of(case(lina, monkeypatch)) == ""
