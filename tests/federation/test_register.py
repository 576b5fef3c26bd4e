"""The register, from the console; and the launcher."""

import re

import pytest

from cast import LYCEE
from console import worn
from preau.federation.models import LinkedService, ServiceAddress
from preau.federation.services.register import Changed, Refused, add_service, change_service
from preau.kernel.ids import new_id
from preau.kernel.models import AuditEntry
from tests.federation.linked import US, describe, informed, link, link_oidc

TYPED = {
    "name": "Exercices en ligne", "summary": "S’entraîner en mathématiques.", "icon": "book",
    "start_url": "https://exo.example/app/", "entry": "https://exo.example/app/\nhttps://exo.example/cb",
    "known_by": "opaque", "naming": "plain", "attributes": ["given_name", "classes"], "profiles": ["National_elv"],
    "signs_out": "on",
}  # fmt: skip
ADD = "/console/outils/ajouter/?protocole=cas"


@pytest.fixture
def helene(client_as):
    return client_as("helene-garnier")


def test_a_head_links_a_tool_and_a_pupil_opens_it_from_mes_outils(helene, client_as, academy):
    first = str(new_id())
    for _ in range(2):
        assert helene.post(ADD, {**TYPED, "id": first}).status_code == 302
    service = LinkedService.objects.get()
    assert service.school_id == academy.school(LYCEE).pk
    assert ServiceAddress.objects.count() == 2
    assert AuditEntry.objects.filter(action="federation.add_service", chain=str(service.school_id)).count() == 1
    page = client_as("lina-benali").get("/outils/").content.decode()
    assert "Exercices en ligne" in page and 'href="https://exo.example/app/"' in page and "prénom" in page
    assert "Exercices en ligne" not in client_as("claire-roux").get("/outils/").content.decode()
    assert "Exercices en ligne" not in client_as("adam-benali").get("/outils/").content.decode()
    assert "Exercices en ligne" in helene.get("/console/outils/").content.decode()


def test_two_people_never_overwrite_each_other(helene, academy):
    helene.post(ADD, TYPED)
    service = LinkedService.objects.get()
    address = f"/console/outils/{service.pk}/"
    read = {"version": 1, "seen": worn.seen_in(helene.get(address))}
    change = {"name": "Un", "attributes": ["classes"], "profiles": ["National_elv", "National_ens"]}
    assert helene.post(address, {**TYPED, **read, **change}).status_code == 302
    late = helene.post(address, {**TYPED, **read, "name": "Deux", "summary": "Le mien."})
    said = late.content.decode()
    assert late.status_code == 409 and "Hélène GARNIER, Direction" in said
    assert '<td data-label="L’autre personne a écrit">Un</td>' in said and 'value="Le mien."' in said
    assert LinkedService.objects.get().name == "Un"
    shown = {**TYPED, **change, "name": "Deux", "summary": "Le mien."}  # fields left alone follow the other person
    for ticked in ("National_ens", "classes"):
        assert re.search(f'value="{ticked}"[^>]* checked', said)
    assert not re.search('value="given_name"[^>]* checked', said)
    again = {"version": worn.seen_in(late, "version"), "seen": worn.seen_in(late)}
    assert helene.post(address, {**shown, **again}).status_code == 302
    kept = LinkedService.objects.get()
    assert (kept.name, kept.summary, kept.attributes) == ("Deux", "Le mien.", ["classes"])
    with pytest.raises(Changed):
        change_service(actor=US, service_id=service.pk, version=1, described=describe())


@pytest.mark.parametrize(
    "entry",
    ["http://exo.example/", "exo.example", "https://exo.example", "https://EXO.example/", "https://exo.example/?a=1",
     "https://exo.example/#x", "https://a@exo.example/", "https://exo.example/../", "https://éxo.example/", "https://exo.example./",
     "http://127.0.0.1:8080/", "javascript:alert(1)", "https://*.example/"],
)  # fmt: skip
def test_an_address_that_cannot_be_vouched_for_is_refused_in_words(helene, entry):
    answer = helene.post(ADD, {**TYPED, "entry": entry})
    assert answer.status_code == 422
    assert not LinkedService.objects.exists()
    assert "error-summary" in answer.content.decode()


def test_a_start_page_is_an_address_too(helene):
    assert helene.post(ADD, {**TYPED, "start_url": "javascript:alert(1)"}).status_code == 422
    assert helene.post(ADD, {**TYPED, "start_url": "https://exo.example/start?x=1"}).status_code == 302


def test_only_the_operator_may_try_on_this_machine(helene, client_as):
    trial = {
        **TYPED,
        "start_url": "http://127.0.0.1:8080/",
        "entry": "http://127.0.0.1:8080/",
        "accepts_loopback": "on",
    }
    assert helene.post(ADD, trial).status_code == 422
    assert client_as("alex-brun").post(ADD, trial).status_code == 302
    with pytest.raises(Refused):
        add_service(actor=US, protocol="cas", described=describe(
            urls={"entry": ["http://192.168.1.1/"]}, accepts_loopback=True))  # fmt: skip


def test_an_officer_narrows_a_service_to_schools_of_the_collectivity(client_as, academy):
    paul = client_as("paul-faure")
    uai = academy.school(LYCEE).uai
    assert paul.post(ADD, {**TYPED, "schools": "0000000X"}).status_code == 422
    assert paul.post(ADD, {**TYPED, "schools": uai}).status_code == 302
    service = LinkedService.objects.get()
    assert service.schools == [str(academy.school(LYCEE).pk)]
    assert uai in paul.get(f"/console/outils/{service.pk}/").content.decode()


def test_a_secret_is_shown_once_and_kept_as_a_digest(client_as, academy):
    paul = client_as("paul-faure")
    typed = {name: value for name, value in TYPED.items() if name != "naming"}
    paul.post("/console/outils/ajouter/?protocole=oidc", {**typed, "entry": "https://exo.example/cb"})
    service = LinkedService.objects.get()
    assert service.secret is None
    page = paul.post(f"/console/outils/{service.pk}/secret/").content.decode()
    service.refresh_from_db()
    assert len(bytes(service.secret)) == 32
    assert "ne sera plus montré" in page
    assert service.pk.hex in paul.get(f"/console/outils/{service.pk}/").content.decode()


def test_a_retired_service_leaves_everyones_tools(helene, client_as, academy):
    helene.post(ADD, TYPED)
    service = LinkedService.objects.get()
    assert "Fermer ce service" in helene.get(f"/console/outils/{service.pk}/retirer/").content.decode()
    for _ in range(2):
        helene.post(f"/console/outils/{service.pk}/retirer/")
    assert "Exercices" not in client_as("lina-benali").get("/outils/").content.decode()
    assert AuditEntry.objects.filter(action="federation.retire_service").count() == 1


def test_what_is_kept_of_a_person_is_exported_and_erased(client_as, academy):
    from preau.federation.privacy import erase, export

    service = link(attributes=["given_name"])
    lina = client_as("lina-benali")
    informed(lina, service)
    person = academy["lina-benali"].person.pk
    assert export(person)["services"][0]["service__name"] == "Exo"
    lina.get("/cas/login", {"service": "https://exo.example/app/"})
    assert erase([person], frozenset()) == {"notices": 1, "entered": 0, "tickets": 1}
    assert export(person) == {}


def test_rotating_keys_by_command(db, capsys):
    from django.core.management import call_command

    from preau.federation.models import SigningKey

    call_command("sso", "rotate-keys")
    assert SigningKey.objects.get().pk in capsys.readouterr().out
    link_oidc()
    assert SigningKey.objects.count() == 1
