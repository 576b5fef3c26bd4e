"""Mes données: one's own record, its copy, its corrections; nobody else's."""

import datetime as dt
import io
import json
import zipfile
from html.parser import HTMLParser
from typing import Any

import pytest

from cast import LYCEE
from preau.directory.enums import DecisionKind
from preau.directory.models import FileReading, Person
from preau.directory.services import record_court_decision
from preau.identity.models import DeviceNotice, KnownDevice, SecondFactor
from preau.kernel import clock, duties, jobs, scope
from preau.kernel.models import AuditEntry, Job
from preau.people.models import CorrectionRequest, DataExport
from preau.people.services import expire_exports, file_of

PAGE = "/mes-donnees/"
COPY = "/mes-donnees/copie/"


@pytest.fixture(autouse=True)
def data_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path


def text(answer: Any) -> str:
    return answer.content.decode()


def ask(client: Any, person: Person) -> None:
    assert client.post(COPY, {"person": str(person.pk)}).status_code == 302


def work() -> None:
    for job in Job.objects.filter(name="people.make_export", state=Job.State.WAITING):
        jobs.run(job.pk)


def archive_of(client: Any) -> zipfile.ZipFile:
    export = DataExport.objects.latest("asked_at")
    answer = client.get(f"{COPY}{export.pk}/")
    assert answer.status_code == 200
    assert answer["Content-Disposition"] == 'attachment; filename="mes-donnees.zip"'
    return zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))


def test_a_copy_is_made_once_read_offline_and_erased_on_its_day(academy, client_as, monkeypatch):
    lina, me = client_as("lina"), academy["lina"].person
    assert "Demander une copie" in text(lina.get(PAGE))
    for _click in range(3):
        ask(lina, me)
    assert DataExport.objects.count() == 1
    assert Job.objects.filter(name="people.make_export").count() == 1
    assert "se prépare" in text(lina.get(PAGE))
    work()
    assert "Votre copie est prête" in text(lina.get(PAGE))
    ask(lina, me)
    assert DataExport.objects.count() == 1
    with archive_of(lina) as archive:
        assert sorted(archive.namelist()) == ["data.json", "index.html", "style.css"]
        told = json.loads(archive.read("data.json"))
        page = archive.read("index.html").decode()
    assert told["directory"]["person"]["given_name"] == "Lina"
    assert "Lina" in page
    assert "2de 4" in page
    assert "<script" not in page
    assert "http" not in page.replace("http-equiv", "")
    export = DataExport.objects.get()
    assert file_of(export.pk).stat().st_mode & 0o777 == 0o600
    start = clock.now()
    monkeypatch.setattr(clock, "now", lambda: start + dt.timedelta(days=6, hours=23))
    expire_exports()
    assert file_of(export.pk).exists()
    monkeypatch.setattr(clock, "now", lambda: start + dt.timedelta(days=7, minutes=1))
    expire_exports()
    assert not file_of(export.pk).exists()
    assert lina.get(f"{COPY}{export.pk}/").status_code == 404
    assert "Demander une copie" in text(lina.get(PAGE))


def test_a_copy_is_of_who_asked_and_nobody_else(academy, client_as):
    lina, samira, adam = client_as("lina"), client_as("samira"), client_as("adam")
    ask(lina, academy["lina"].person)
    work()
    address = f"{COPY}{DataExport.objects.get().pk}/"
    for other in (samira, adam, client_as("helene-garnier"), client_as("alex-brun")):
        answer = other.get(address)
        if answer.streaming:
            b"".join(answer)  # closed before it is found wrong
        assert answer.status_code == 404
    # Whom one may not ask for does not exist.
    for client, person in ((lina, academy["adam"].person), (client_as("helene-garnier"), academy["lina"].person)):
        assert client.post(COPY, {"person": str(person.pk)}).status_code == 404
    assert (
        client_as("brigitte-marchand").post(COPY, {"person": str(academy["theo-marchand"].person.pk)}).status_code
        == 404
    )
    assert client_as("theo-marchand").post(COPY, {"person": str(academy["theo-marchand"].person.pk)}).status_code == 302
    assert lina.post(COPY, {"person": "nobody"}).status_code == 404


def test_a_guardian_s_copy_never_tells_where_the_child_lives_nor_of_the_other_parent(academy, client_as):
    karim, lina = client_as("karim-benali"), academy["lina"].person
    secret = {
        "address": "12 rue du Refuge Canari",
        "city": "Canariville",
        "mobile": "0699999999",
        "email": "c@canari.fr",
    }
    Person.objects.filter(pk=lina.pk).update(**secret)
    ask(karim, lina)
    work()
    with archive_of(karim) as archive:
        whole = "".join(archive.read(name).decode() for name in archive.namelist())
        told = json.loads(archive.read("data.json"))
    assert told["directory"]["schooling"][0]["homeroom__label"] == "2de 4"
    for canary in (*secret.values(), "Samira"):
        assert canary not in whole
    assert not {"has_guardians", "court_decisions"} & set(told["directory"])
    assert not {"sessions"} & set(told.get("identity", {}))
    page = text(karim.get(PAGE))
    for canary in secret.values():
        assert canary not in page


def test_a_guardian_s_copy_tells_of_the_child_s_devices_and_not_when_they_were_used(academy):
    lina = academy["lina-benali"]
    now = clock.now()
    device = KnownDevice.objects.create(
        account=lina.account, device_key="k", name="Téléphone", first_seen_at=now, last_seen_at=now
    )
    SecondFactor.objects.create(account=lina.account, kind="totp", name="Clé", created_at=now, last_used_at=now)
    for told in ("lina-benali", "samira-benali"):
        DeviceNotice.objects.create(
            account=lina.account, recipient=academy[told].person, device=device, device_name="Téléphone", at=now
        )
    own = duties.export_of(lina.person.pk)["identity"]
    assert len(own["device_notices"]) == 1, "her own, and not her mother's"
    assert {"first_seen_at", "last_seen_at"} <= set(own["devices"][0]) and own["second_factors"][0]["last_used_at"]
    hers = duties.export_of(lina.person.pk, for_guardian=True)["identity"]
    assert hers["devices"] == [{"name": "Téléphone"}]
    assert "device_notices" not in hers and "last_used_at" not in hers["second_factors"][0]


def test_a_judge_s_decision_closes_the_copy_at_once(academy, client_as):
    ines, emma = client_as("ines-lopes"), academy["emma-lopes"].person
    ask(ines, emma)
    work()
    export = DataExport.objects.get()
    archive_of(ines).close()
    college = academy.school("1003")
    with scope.everything("a judge decides"):
        record_court_decision(
            actor=academy["yves-caron"].actor, school_id=college.pk, student_id=emma.pk,
            guardian_id=academy["ines-lopes"].person.pk, kind=DecisionKind.SUPERVISES, starts_on=clock.today(),
        )  # fmt: skip
    assert ines.get(f"{COPY}{export.pk}/").status_code == 404
    # Asked before, made after: never made.
    DataExport.objects.all().delete()
    late = DataExport.objects.create(subject=emma, asked_by=academy["ines-lopes"].person, asked_at=clock.now())
    from preau.people.services import make_export

    make_export(late.pk)
    assert not DataExport.objects.exists()
    assert not file_of(late.pk).exists()


def test_files_of_rooms_are_in_the_archive_under_names_that_stay_inside(academy, client_as, monkeypatch):
    files = [("copie.txt", lambda: io.BytesIO(b"contenu")), ("../../dehors", lambda: io.BytesIO(b"x"))]
    known = {**duties.duties(), "diary": duties.Duty({}, files=lambda person_id: files)}
    monkeypatch.setattr(duties, "duties", lambda: known)
    lina = client_as("lina")
    ask(lina, academy["lina"].person)
    work()
    with archive_of(lina) as archive:
        assert archive.read("files/diary/copie.txt") == b"contenu"
        assert "files/diary/dehors" in archive.namelist()
        assert "files/diary/copie.txt" in archive.read("index.html").decode()
        assert all(".." not in name for name in archive.namelist())


def test_a_copy_whose_file_a_restored_backup_lacks_is_asked_again(academy, client_as):
    lina, me = client_as("lina"), academy["lina"].person
    ask(lina, me)
    work()
    first = DataExport.objects.get()
    file_of(first.pk).unlink()
    assert "Demander une copie" in text(lina.get(PAGE))
    ask(lina, me)
    work()
    assert DataExport.objects.get().pk != first.pk
    assert "Votre copie est prête" in text(lina.get(PAGE))


def test_the_page_tells_in_which_capacity_the_file_was_read_and_never_who(academy, client_as):
    lycee, lina = academy.school("1001"), academy["lina"].person
    with scope.everything("a test"):
        for reader, profile in (("nadia-leroy", "National_evs"), ("claire-roux", "National_ens")):
            FileReading.objects.create(
                school=lycee, student=lina, reader=academy[reader].person, profile=profile, day=clock.today(),
                first_at=clock.now(), last_at=clock.now(),
            )  # fmt: skip
    for who in ("lina", "samira"):
        page = text(client_as(who).get(PAGE))
        assert "Vie scolaire" in page
        assert "1 jour depuis un an" in page
        assert "Nadia" not in page
        assert "Leroy" not in page
    assert "Vie scolaire" not in text(client_as("adam").get(PAGE))


class Words(HTMLParser):
    """The text of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []

    def handle_data(self, data: str) -> None:
        self.said.append(data.strip())


def test_requests_for_correction_are_paged_as_every_list_is(academy, client_as):
    school = academy.school(LYCEE)
    with scope.use(academy.scope_of(LYCEE)):
        for number in range(41):
            who = Person.objects.create(
                given_name="Ana", family_name=f"Page{number:02}", search_name=f"page{number:02}"
            )
            CorrectionRequest.objects.create(
                school=school, person=who, asked_by=who, field="city", proposed="Lyon",
                asked_at=clock.now() + dt.timedelta(seconds=number),
            )  # fmt: skip
    head = client_as("helene-garnier")
    page = head.get("/corrections/")
    first, last = text(page), text(head.get("/corrections/", {"page": "2"}))
    assert "41 demandes attendent" in first and "Page39" in first and "Page40" not in first
    assert "/corrections/?page=2" in page.content.decode() and "Page40" in last
    assert "Page00" in text(head.get("/corrections/", {"page": "²"})), "an address typed wrong is the first page"


def test_a_correction_is_asked_decided_and_answered(academy, client_as):
    lina, me = client_as("lina"), academy["lina"].person
    address = f"{PAGE}{me.pk}/corriger/given_name/"
    assert "Lina" in text(lina.get(address))
    assert "déjà ce que dit la fiche" in text(lina.post(address, {"proposed": "Lina"}))
    assert lina.post(address, {"proposed": "Lína", "reason": "Il manque un accent"}).status_code == 302
    assert lina.post(address, {"proposed": "Lîna", "reason": "Il manque un accent"}).status_code == 302
    asked = CorrectionRequest.objects.model._base_manager
    with scope.everything("a test"):
        request = asked.get()
    assert request.proposed == "Lîna"
    assert "En attente" in text(lina.get(PAGE))
    decide = f"/corrections/{request.pk}/"
    assert client_as("claire-roux").get(decide).status_code == 403
    assert client_as("yves-caron").get(decide).status_code == 404
    secretary, head = client_as("jean-royer"), client_as("helene-garnier")
    assert "Lîna" in text(secretary.get("/corrections/"))
    assert "annuaire de l’académie" in text(secretary.get(decide))
    refused = secretary.post(decide, {"choice": "refuser", "answer": " ", "seen": "Lîna"})
    assert refused.status_code == 422
    # Read before it was written again: nothing is decided.
    stale = head.post(decide, {"choice": "accepter", "answer": "", "seen": "Lína"}, follow=True)
    assert "a changé depuis" in text(stale)
    assert secretary.post(decide, {"choice": "accepter", "answer": "Vérifié", "seen": "Lîna"}).status_code == 302
    late = head.post(decide, {"choice": "refuser", "answer": "Non", "seen": "Lîna"}, follow=True)
    assert "a changé depuis" in text(late)
    page = text(lina.get(PAGE))
    assert "Transmise à l’établissement source" in page
    assert "Vérifié" in page
    assert Person.objects.get(pk=me.pk).given_name == "Lina"  # the directory's to change
    assert "Lîna" in text(head.get("/corrections/"))
    Person.objects.filter(pk=me.pk).update(given_name="Lîna")  # the next import
    assert "Lîna" not in "".join(one for one in text(head.get("/corrections/")).splitlines() if "correction" in one)
    assert "Corrigée par l’annuaire" in text(lina.get(PAGE))
    acts = set(AuditEntry.objects.filter(action__startswith="people.").values_list("action", flat=True))
    assert {"people.ask_correction", "people.accept_correction"} <= acts
    told = json.dumps(list(AuditEntry.objects.filter(action__startswith="people.").values_list("data", flat=True)))
    assert "accent" not in told
    assert "L\\u00eena" not in told


def test_where_no_directory_feeds_the_record_it_changes_at_once(academy, client_as):
    from preau.directory.models import DirectoryRecord

    royer, me = client_as("jean-royer"), academy["jean-royer"].person
    assert academy["helene-garnier"].person
    DirectoryRecord.objects.filter(person=me).delete()
    address = f"{PAGE}{me.pk}/corriger/"
    assert royer.post(f"{address}email/", {"proposed": "pas une adresse"}).status_code == 422
    assert royer.post(f"{address}birth_date/", {"proposed": "hier"}).status_code == 422
    assert royer.post(f"{address}family_name/", {"proposed": "Röyer"}).status_code == 302
    with scope.everything("a test"):
        request = CorrectionRequest.objects.get()
    head = client_as("helene-garnier")
    answer = {"choice": "accepter", "answer": "", "seen": "Röyer"}
    assert head.post(f"/corrections/{request.pk}/", answer).status_code == 302
    now = Person.objects.get(pk=me.pk)
    assert (now.family_name, now.search_name) == ("Röyer", "royer  jean")
    assert "Corrigée" in text(royer.get(PAGE))


def test_fields_that_are_not_one_s_own_do_not_exist(academy, client_as):
    samira, lina = client_as("samira"), academy["lina"].person
    assert samira.get(f"{PAGE}{lina.pk}/corriger/birth_date/").status_code == 200
    for field in ("address", "mobile", "suspended_at", "id"):
        assert samira.get(f"{PAGE}{lina.pk}/corriger/{field}/").status_code == 404
    assert samira.get(f"{PAGE}{academy['theo-marchand'].person.pk}/corriger/birth_date/").status_code == 404


def test_the_home_page_leads_to_the_notice_until_it_is_read(academy, client_as):
    lina = client_as("lina")
    assert "C’est lu" in text(lina.get("/"))
    assert lina.post("/mes-donnees/lu/").status_code == 302
    assert "C’est lu" not in text(lina.get("/"))
