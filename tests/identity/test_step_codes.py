"""Sensitive acts of who has no second factor: a code sent to a contact on file, never to the one being changed."""

import datetime as dt

import pytest
from django.urls import reverse

import strong
from identity.slip_tools import digits_sent, sent
from preau.directory.models import FormerMailbox, Person
from preau.identity import proofs, stepping
from preau.identity.models import Account, OneTimeCode
from preau.identity.tokens import ApiToken
from preau.kernel import clock, scope
from preau.kernel.models import AuditEntry
from preau.people.models import CorrectionRequest

CONFIRM = "/confirmer/"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def roads(settings, tmp_path):
    """Where short messages fall, one file each."""
    settings.MAIL_URL = "memory:"
    settings.SMS_URL = f"file://{tmp_path / 'sms'}"
    return tmp_path / "sms"


@pytest.fixture
def samira(academy, roads):
    """A guardian with a mailbox, a mobile and a password, signed in a while ago; no second factor."""
    account = academy["samira-benali"].account
    Person.objects.filter(pk=account.person_id).update(email="samira@exemple.example", mobile="06 12 34 56 78")
    account.set_password("un préau sous la pluie")
    account.save()
    return academy.client("samira-benali", proved=False)


def reached(academy, samira) -> dict[str, str]:
    """The addresses where Samira says that what reaches her is wrong."""
    me = academy["samira-benali"].person.pk
    return {
        field: reverse("people:correct", args=[me, field]) for field in ("email", "mobile", "address", "given_name")
    }


def hidden(answer, name: str = "waiting") -> str:
    return answer.content.decode().partition(f'name="{name}" value="')[2].partition('"')[0]


def text(answer) -> str:
    return " ".join(answer.content.decode().replace("\u00a0", " ").split())


def offered(answer) -> set[str]:
    """Roads by which the page offers to send a code."""
    return {road for road in ("mail", "sms") if f'name="road" value="{road}"' in answer.content.decode()}


def go_on(client, answer):
    """The button of the page that says who it is: sends again what waited, as it was written."""
    body = answer.content.decode()
    assert answer.status_code == 200 and "data-go-on>" in body
    path = body.partition("data-go-on>")[0].rpartition('action="')[2].partition('"')[0]
    fields = {
        name: hidden(answer, name) for name in ("proposed", "reason", "choice", "label") if f'name="{name}"' in body
    }
    return client.post(path, fields)


def asked_count() -> int:
    with scope.everything("test"):
        return CorrectionRequest.objects.count()


def test_an_address_is_changed_by_who_reads_the_code_sent(academy, samira):
    page = reached(academy, samira)["address"]
    assert samira.get(page).status_code == 200, "looking is no act"
    asked = samira.post(page, {"proposed": "3 rue des Lilas", "reason": "J’ai déménagé"})
    said = text(asked)
    assert asked.status_code == 403 and asked_count() == 0
    assert offered(asked) == {"mail", "sms"}
    assert "s•••@e•••.example" in said and "06 •• •• •• 78" in said and "exemple.example" not in said
    waits = {"waiting": hidden(asked)}
    there = samira.post(CONFIRM, {**waits, "road": "mail"})
    assert there.status_code == 200 and "Code reçu" in text(there)
    (mail,) = [one for one in sent() if "confirme" in one.body]
    assert mail.to == ["samira@exemple.example"] and "Ne le donnez à personne" in mail.body.replace("\u00a0", " ")
    wrong = samira.post(CONFIRM, {**waits, "code": "000000" if digits_sent() != "000000" else "111111"})
    assert wrong.status_code == 422 and "Ce code n’est pas le bon" in text(wrong) and asked_count() == 0
    going = samira.post(CONFIRM, {"waiting": hidden(wrong), "code": digits_sent()})
    assert asked_count() == 0, "nothing is done before the person goes on"
    assert go_on(samira, going).status_code == 302 and asked_count() == 1
    assert samira.post(reached(academy, samira)["mobile"], {"proposed": "0698765432"}).status_code == 302, (
        "five minutes"
    )
    assert AuditEntry.objects.filter(action="identity.confirm_by_code").count() == 1
    assert digits_sent() not in str(list(OneTimeCode.objects.values())), "kept as a digest"


def test_a_code_by_short_message(academy, samira, roads):
    asked = samira.post(reached(academy, samira)["email"], {"proposed": "autre@exemple.example"})
    samira.post(CONFIRM, {"waiting": hidden(asked), "road": "sms"})
    sent()
    (message,) = roads.iterdir()
    told = message.read_text()
    assert told.startswith("+33612345678")
    digits = told.split("Votre code : ")[1][:6]
    assert go_on(samira, samira.post(CONFIRM, {"waiting": hidden(asked), "code": digits})).status_code == 302


@pytest.mark.parametrize(("field", "left"), [("email", {"sms"}), ("mobile", {"mail"})])
def test_no_code_goes_to_the_contact_that_changes(academy, samira, field, left):
    page = reached(academy, samira)[field]
    asked = samira.post(page, {"proposed": "06 98 76 54 32" if field == "mobile" else "autre@exemple.example"})
    assert asked.status_code == 403 and offered(asked) == left
    other = ({"mail", "sms"} - left).pop()
    refused = samira.post(CONFIRM, {"waiting": hidden(asked), "road": other})
    assert refused.status_code == 422 and not OneTimeCode.objects.exists(), "a road typed by hand is none either"


def test_a_code_read_in_the_mailbox_does_not_change_the_mailbox(academy, samira):
    pages = reached(academy, samira)
    asked = samira.post(pages["address"], {"proposed": "3 rue des Lilas"})
    samira.post(CONFIRM, {"waiting": hidden(asked), "road": "mail"})
    assert samira.post(CONFIRM, {"waiting": hidden(asked), "code": digits_sent()}).status_code == 200
    assert samira.post(pages["email"], {"proposed": "autre@exemple.example"}).status_code == 403
    assert samira.post(pages["address"], {"proposed": "3 rue des Lilas"}).status_code == 302


def test_a_mailbox_replaced_lately_proves_nobody(academy, samira):
    me = academy["samira-benali"].person
    FormerMailbox.objects.create(
        person=me, email="avant@exemple.example", changed_at=clock.now(), told_at=clock.now()
    )  # fmt: skip
    assert offered(samira.post(reached(academy, samira)["address"], {"proposed": "3 rue des Lilas"})) == {"sms"}


def test_five_tries_ten_minutes_one_use_and_the_person_hears(academy, samira, monkeypatch):
    page = reached(academy, samira)["address"]
    waits = {"waiting": hidden(samira.post(page, {"proposed": "3 rue des Lilas"}))}
    samira.post(CONFIRM, {**waits, "road": "mail"})
    right = digits_sent()
    wrong = "000000" if right != "000000" else "111111"
    for _ in range(proofs.TRIES):
        assert samira.post(CONFIRM, {**waits, "code": wrong}).status_code == 422
    assert any("codes faux" in one.body.replace("\u00a0", " ") for one in sent())
    assert samira.post(CONFIRM, {**waits, "code": right}).status_code == 422, "its tries are spent"
    samira.post(CONFIRM, {**waits, "road": "mail"})
    right, real = digits_sent(), clock.now
    with monkeypatch.context() as patch:
        patch.setattr(clock, "now", lambda: real() + dt.timedelta(minutes=proofs.SENT_MINUTES, seconds=1))
        assert samira.post(CONFIRM, {**waits, "code": right}).status_code == 422, "its ten minutes are over"
    assert samira.post(CONFIRM, {**waits, "code": right}).status_code == 200
    assert samira.post(CONFIRM, {**waits, "code": right}).status_code == 422, "once"


def test_ten_wrong_codes_an_hour_whatever_is_sent_again(academy, samira):
    waits = {"waiting": hidden(samira.post(reached(academy, samira)["address"], {"proposed": "3 rue des Lilas"}))}
    for number in range(10):
        if number % 5 == 0:
            samira.post(CONFIRM, {**waits, "road": "mail"})
        samira.post(CONFIRM, {**waits, "code": "000000" if digits_sent() != "000000" else "111111"})
    samira.post(CONFIRM, {**waits, "road": "mail"})
    late = samira.post(CONFIRM, {**waits, "code": digits_sent()})
    assert late.status_code == 422 and "Trop d’essais" in text(late)


def test_messages_are_few(academy, samira):
    waits = {"waiting": hidden(samira.post(reached(academy, samira)["address"], {"proposed": "3 rue des Lilas"}))}
    answers = [samira.post(CONFIRM, {**waits, "road": "mail"}).status_code for _ in range(7)]
    assert answers == [200] * 5 + [429] * 2
    assert OneTimeCode.objects.count() == 5


def test_a_code_serves_the_session_that_asked(academy, samira):
    page = reached(academy, samira)["address"]
    samira.post(CONFIRM, {"waiting": hidden(samira.post(page, {"proposed": "3 rue des Lilas"})), "road": "mail"})
    other = academy.client("samira-benali", proved=False)
    waits = {"waiting": hidden(other.post(page, {"proposed": "3 rue des Lilas"}))}
    assert other.post(CONFIRM, {**waits, "code": digits_sent()}).status_code == 422


def test_who_can_be_sent_none_gives_the_password(academy, samira):
    Person.objects.filter(pk=academy["samira-benali"].person.pk).update(email="", mobile="")
    page = reached(academy, samira)["address"]
    asked = samira.post(page, {"proposed": "3 rue des Lilas"})
    assert offered(asked) == set() and 'name="password"' in asked.content.decode()
    waits = {"waiting": hidden(asked)}
    assert samira.post(CONFIRM, {**waits, "password": "pas le bon du tout"}).status_code == 422
    going = samira.post(CONFIRM, {**waits, "password": "un préau sous la pluie"})
    assert go_on(samira, going).status_code == 302 and asked_count() == 1


def test_the_password_is_no_way_around_a_contact_on_file(academy, samira):
    page = reached(academy, samira)["address"]
    asked = samira.post(page, {"proposed": "3 rue des Lilas"})
    assert 'name="password"' not in asked.content.decode()
    refused = samira.post(CONFIRM, {"waiting": hidden(asked), "password": "un préau sous la pluie"})
    assert "data-go-on" not in refused.content.decode()
    session = samira.session
    session[stepping.OWNER] = int(clock.real_now().timestamp())
    session.save()
    assert samira.post(page, {"proposed": "3 rue des Lilas"}).status_code == 403


def test_a_second_factor_is_asked_of_who_has_one(academy, samira):
    strong.give_factor(Account.objects.get(person=academy["samira-benali"].person))
    page = reached(academy, samira)["address"]
    asked = samira.post(page, {"proposed": "3 rue des Lilas"})
    assert asked.status_code == 403 and offered(asked) == set()
    assert samira.post(CONFIRM, {"waiting": hidden(asked), "road": "mail"}).status_code == 422
    assert not OneTimeCode.objects.exists()
    going = samira.post(CONFIRM, {"waiting": hidden(asked), "code": strong.code()})
    assert go_on(samira, going).status_code == 302


def test_a_name_is_put_right_without(academy, samira):
    assert samira.post(reached(academy, samira)["given_name"], {"proposed": "Samyra"}).status_code == 302


def test_a_token_and_the_choices_of_an_adult_pupil_ask_too(academy, samira):
    form = {"label": "Agenda", "scopes": ["profile:read"], "days": "30"}
    assert samira.post("/jetons/", form).status_code == 403 and not ApiToken.objects.exists()
    theo = academy.client("theo-marchand", proved=False)
    assert theo.post("/majorite/", {"choice": "messages-fermes"}).status_code == 403
