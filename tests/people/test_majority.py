"""From 18 a pupil signs alone and closes messages: the school is told, guardians see that it closed."""

import datetime as dt

import pytest
from django.urls import reverse

from preau.directory.models import Affiliation, Person
from preau.kernel import clock, outbox, scope
from preau.kernel.models import AuditEntry, OutboxEvent
from preau.portal import privacy

PAGE = "/majorite/"


def text_of(answer):
    assert answer.status_code == 200
    return " ".join(answer.content.decode().replace("\u00a0", " ").split())


@pytest.fixture
def theo(academy, client_as):
    """Théo Marchand, adult, who has decided nothing yet; and where his choice shows."""
    with scope.everything("test"):
        person = academy["theo-marchand"].person
        Person.objects.filter(pk=person.pk).update(takes_over_signatures_on=None, closes_guardian_messages_on=None)
    return client_as("theo-marchand")


def test_an_adult_pupil_chooses_and_takes_it_back(academy, client_as, theo, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    mother, head = client_as("brigitte-marchand"), client_as("helene-garnier")
    file = reverse("portal:pupil", args=[academy["theo-marchand"].person.pk])
    assert "Vos responsables signent encore" in text_of(theo.get(PAGE))
    done = theo.post(PAGE, {"choice": "signatures-prises"}, follow=True)
    assert "Votre établissement et vos responsables le voient" in text_of(done)
    assert "Vous signez à la place de vos responsables depuis le" in text_of(done)
    theo.post(PAGE, {"choice": "messages-fermes"})
    assert "signe désormais pour soi" in text_of(mother.get("/"))
    assert "a fermé ses messages à ses responsables" in text_of(mother.get("/"))
    assert "signe désormais pour soi" in text_of(head.get(file))
    assert "a fermé ses messages" in text_of(head.get(file))
    with scope.everything("test"):
        school = Affiliation.objects.get(person=academy["theo-marchand"].person).school_id
        assert AuditEntry.objects.filter(chain=str(school), action="directory.adult_signatures_taken").exists()
    told = OutboxEvent.objects.filter(topic="directory.adult_choice_made", tenant=school)
    assert str(academy["brigitte-marchand"].person.pk) in told.latest("id").audience
    for choice in ("signatures-rendues", "messages-rouverts"):
        theo.post(PAGE, {"choice": choice})
    assert "signe désormais pour soi" not in text_of(mother.get("/"))
    assert "a fermé ses messages" not in text_of(head.get(file))


def test_the_school_is_told_on_the_home_of_who_looks_after_pupils(academy, client_as, theo, monkeypatch):
    homes = {name: client_as(name) for name in ("helene-garnier", "nadia-leroy", "jean-royer")}
    file = reverse("portal:pupil", args=[academy["theo-marchand"].person.pk])
    title = "Élèves majeurs : ce qui change"

    def told() -> dict[str, bool]:
        while outbox.dispatch():
            pass
        return {name: title in text_of(client.get("/")) for name, client in homes.items()}

    assert not any(told().values())
    theo.post(PAGE, {"choice": "messages-fermes"})
    assert told() == {"helene-garnier": True, "nadia-leroy": True, "jean-royer": False}
    page = text_of(homes["helene-garnier"].get("/"))
    assert file in page and academy["theo-marchand"].person.full_name in page
    assert "A fermé ses messages à ses responsables" in page and "Signe désormais" not in page
    theo.post(PAGE, {"choice": "signatures-prises"})
    told()
    assert "Signe désormais pour soi · A fermé" in text_of(homes["nadia-leroy"].get("/"))
    with monkeypatch.context() as later:
        late = clock.today() + dt.timedelta(days=31)
        later.setattr(clock, "today", lambda tz=None: late)
        assert not any(told().values()), "thirty days"
        assert privacy.expire()["adult_choices"] == 1
    theo.post(PAGE, {"choice": "messages-rouverts"})
    theo.post(PAGE, {"choice": "signatures-rendues"})
    assert not any(told().values()), "taken back"


def test_before_eighteen_the_page_says_when_and_nothing_changes(academy, client_as):
    lina = client_as("lina-benali")
    assert "Vous aurez 18 ans le" in text_of(lina.get(PAGE))
    refused = lina.post(PAGE, {"choice": "signatures-prises"}, follow=True)
    assert "C’est possible à partir de 18 ans." in text_of(refused)
    assert Person.objects.get(pk=academy["lina-benali"].person.pk).takes_over_signatures_on is None


def test_nothing_else_can_be_chosen_and_by_nobody_else(client_as, theo):
    assert theo.post(PAGE, {"choice": "tout"}).status_code == 404
    assert client_as("brigitte-marchand").get(PAGE).status_code == 404
    assert client_as("helene-garnier").get(PAGE).status_code == 404
