"""The second factor asked again at grave acts, and what an account without one may do."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import reverse

import strong
from preau.access.public import Act, Risk, exercises, set_school_entry
from preau.directory.models import LocalAuthority, School
from preau.identity import stepping
from preau.kernel import clock, readonly, scope
from preau.kernel.actor import system
from preau.kernel.models import AuditEntry

LOOK = {"brand_color": "#123456", "accent_color": "#654321", "accessibility_contact": "", "accessibility_email": ""}


def look_of(academy) -> str:
    region = LocalAuthority.objects.get(kind="region")
    return f"/console/collectivites/{region.pk}/"


def typed(client, academy) -> dict[str, str]:
    """The form as a browser sends it: with what it showed."""
    return {**LOOK, "seen": hidden(client.get(look_of(academy)).content.decode(), "seen")}


def brand() -> str:
    return LocalAuthority.objects.get(kind="region").brand_color


@pytest.fixture
def paul(academy) -> Client:
    """The Région's officer, who has a second factor and has not given it lately."""
    strong.give_factor(academy["paul-faure"].account)
    return academy.client("paul-faure", proved=False)


def hidden(page: str, name: str) -> str:
    start = page.index(f'name="{name}" value="') + len(f'name="{name}" value="')
    return page[start : page.index('"', start)]


def test_an_act_is_asked_for_and_goes_on_with_what_was_written(academy, paul):
    before = brand()
    assert paul.get(look_of(academy)).status_code == 200, "looking is no act"
    look = typed(paul, academy)
    asked = paul.post(look_of(academy), look)
    assert asked.status_code == 403
    assert brand() == before
    page = asked.content.decode()
    assert "Confirmez que c’est vous" in page
    waiting = hidden(page, "waiting")
    wrong = paul.post("/confirmer/", {"waiting": waiting, "code": "000000"})
    assert wrong.status_code == 422 and hidden(wrong.content.decode(), "waiting") == waiting
    going = paul.post("/confirmer/", {"waiting": waiting, "code": strong.code()})
    assert going.status_code == 200
    assert brand() == before, "nothing is done before the person goes on"
    assert "#123456" in going.content.decode()
    assert paul.post(look_of(academy), look).status_code == 302
    assert brand() == "#123456"


def test_a_confirmation_holds_a_few_minutes(academy, paul, monkeypatch):
    paul.post("/confirmer/", {"code": strong.code()})
    assert paul.post(look_of(academy), typed(paul, academy)).status_code == 302
    real = clock.real_now
    import datetime as dt

    monkeypatch.setattr(clock, "real_now", lambda: real() + dt.timedelta(minutes=6))
    assert paul.post(look_of(academy), LOOK).status_code == 403


def test_what_waits_is_the_persons_own(academy, paul):
    page = paul.post(look_of(academy), LOOK).content.decode()
    julie = academy["julie-morin"].account
    strong.give_factor(julie)
    other = academy.client("julie-morin", proved=False)
    answer = other.post("/confirmer/", {"waiting": hidden(page, "waiting"), "code": strong.code()})
    assert (answer.status_code, answer["Location"]) == (302, "/")


def test_what_waits_cannot_be_forged(academy, paul):
    answer = paul.post("/confirmer/", {"waiting": "forged", "code": strong.code(), "next": "//evil.example"})
    assert (answer.status_code, answer["Location"]) == (302, "/")


def test_a_file_is_chosen_again(academy):
    strong.give_factor(academy["alex-brun"].account)
    client = academy.client("alex-brun", proved=False)
    asked = client.post("/console/calendrier/", {"file": SimpleUploadedFile("calendrier.csv", b"x")})
    page = asked.content.decode()
    answer = client.post("/confirmer/", {"waiting": hidden(page, "waiting"), "code": strong.code()})
    assert (answer.status_code, answer["Location"]) == (302, "/console/calendrier/")


def test_an_export_of_many_is_asked_for_when_it_is_read(academy):
    from preau.imports.models import ImportRun

    strong.give_factor(academy["alex-brun"].account)
    client = academy.client("alex-brun", proved=False)
    path = f"/console/imports/{ImportRun.objects.latest('started_at').pk}/refus.csv"
    answer = client.get(path)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/confirmer/?next=")
    back = client.post("/confirmer/", {"code": strong.code(), "next": path})
    assert back["Location"] == path
    assert client.get(path).status_code == 200


@pytest.mark.parametrize("name", ["helene-garnier", "paul-faure", "alex-brun"])
def test_without_a_second_factor_such_an_account_has_a_teachers_rights(academy, name):
    client = academy.client(name, proved=False)
    assert client.get("/").status_code == 200
    page = client.get("/console/")
    assert page.status_code == 403
    assert "second facteur" in page.content.decode()
    for path in ("/console/suspensions/", "/console/imports/", "/console/journal/"):
        assert client.get(path).status_code in (403, 404), path
    assert client.post(look_of(academy), LOOK).status_code in (403, 404)
    strong.give_factor(academy[name].account)
    assert client.get("/console/").status_code == 200


def test_reading_what_an_act_would_do_asks_nothing_and_writes_nothing(academy, paul):
    """Copying settings: what would change is read freely; the second factor is asked at the copy itself."""
    copy, (model, other) = "/console/reglages/copier/", (academy.school("1001"), academy.school("1002"))
    School.objects.filter(pk=other.pk).update(local_authority=model.local_authority_id)
    with scope.everything("test"):
        set_school_entry(
            actor=system("test"), school_id=model.pk, subject="service", key="annuaire", value="off", version=""
        )
    asked = {"model": model.uai, "targets": other.uai, "parts": ["services"]}
    read = paul.post(copy, asked)
    assert read.status_code == 200 and "«\xa0Annuaire\xa0» est fermé" in read.content.decode()
    digest = hidden(read.content.decode(), "lu")
    act = paul.post(copy, asked | {"lu": digest})
    assert act.status_code == 403 and "Confirmez que c’est vous" in act.content.decode()
    assert not AuditEntry.objects.filter(action="access.copy_settings").exists()
    paul.post("/confirmer/", {"waiting": hidden(act.content.decode(), "waiting"), "code": strong.code()})
    assert paul.post(copy, asked | {"lu": digest}).status_code == 302
    assert AuditEntry.objects.filter(action="access.copy_settings").count() == 1


def test_what_is_sent_without_the_field_of_the_act_cannot_write(academy, rf):
    """A view that forgets to look for its field is refused by the house, not trusted."""

    @exercises(Act("test.plant", "planter", Risk.CONFIG), sent="lu")
    def planted(request):
        School.objects.update(city="Ailleurs")

    with pytest.raises(readonly.WriteWhileReading), transaction.atomic():
        planted(rf.post("/", {}))
    assert not School.objects.filter(city="Ailleurs").exists()
    planted(rf.post("/", {"lu": "oui"}))
    assert School.objects.filter(city="Ailleurs").exists()


def test_a_teacher_is_asked_nothing(academy):
    client = academy.client("claire-roux", proved=False)
    assert client.get("/").status_code == 200
    assert client.get(reverse("portal:classes")).status_code == 200


def test_the_cast_confirms_by_a_click_in_a_demonstration_and_nowhere_else(academy, settings):
    settings.DEMO = True
    client = academy.client("paul-faure", proved=False)
    page = client.post(look_of(academy), LOOK).content.decode()
    assert "Confirmer d’un clic" in page
    going = client.post("/confirmer/", {"waiting": hidden(page, "waiting"), "demonstration": "1"})
    assert "#123456" in going.content.decode()
    assert client.post(look_of(academy), typed(client, academy)).status_code == 302

    settings.DEMO = False
    strong.give_factor(academy["paul-faure"].account)
    elsewhere = academy.client("paul-faure", proved=False)
    refused = elsewhere.post("/confirmer/", {"demonstration": "1"})
    assert refused.status_code == 422
    assert elsewhere.post(look_of(academy), LOOK).status_code == 403


def test_only_the_cast_confirms_by_a_click(academy, settings):
    settings.DEMO = True
    account = academy["paul-faure"].account
    account.demo_label = ""
    account.save()
    strong.give_factor(account)
    client = academy.client("paul-faure", proved=False)
    assert client.post("/confirmer/", {"demonstration": "1"}).status_code == 422


def test_a_confirmation_from_the_future_is_none(academy, paul):
    session = paul.session
    session[stepping.CONFIRMED] = int(clock.real_now().timestamp()) + 3600
    session.save()
    assert paul.post(look_of(academy), LOOK).status_code == 403
