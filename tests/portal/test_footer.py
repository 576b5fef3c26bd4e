"""Pages of the footer: the statement made from the grid, and the form that reaches a named person."""

import pytest
from django.core import mail as outbox
from django.test import Client

from preau.directory.models import LocalAuthority
from preau.identity.models import Account
from preau.kernel import clock, jobs, scope
from preau.portal.models import ContactRequest, SchoolFigures
from preau.portal.services import refresh_figures
from preau.ui import conformity
from preau.ui.conformity import Criterion, Grid

FORM = "/accessibilite/signaler/"


def grid(*states: str, audited: str = "2027-05-03") -> Grid:
    return Grid("4.1.2", audited, "un tiers", [Criterion(f"1.{n}", ("manual",), one) for n, one in enumerate(states)])


@pytest.mark.parametrize(
    ("states", "audited", "state"),
    [
        (["conform"] * 4, "2027-05-03", "full"),
        (["conform"] * 2 + ["not_conform"] * 2, "2027-05-03", "partial"),
        (["conform"] + ["not_conform"] * 2, "2027-05-03", "none"),
        (["conform", "not_applicable"], "2027-05-03", "full"),
        (["conform"] * 4, "", "none"),
        (["conform"] * 3 + ["not_assessed"], "2027-05-03", "none"),
        (["not_applicable"], "2027-05-03", "none"),
    ],
)
def test_the_state_follows_from_the_audited_grid_alone(states, audited, state):
    assert grid(*states, audited=audited).state == state


def test_the_kept_grid_has_every_criterion_of_the_rgaa_once():
    kept = conformity.grid()
    per_theme = [sum(one.theme == theme for one in kept.criteria) for theme in range(1, 14)]
    assert per_theme == [9, 2, 3, 13, 8, 2, 5, 10, 4, 14, 13, 11, 12]
    assert len({one.number for one in kept.criteria}) == 106
    assert {one.state for one in kept.criteria} <= set(conformity.STATES)
    assert {method for one in kept.criteria for method in one.methods} <= set(conformity.METHODS)


def test_the_footer_says_the_state_and_leads_to_the_statement(db):
    page = Client().get("/aide/").content.decode()
    assert "Accessibilité\xa0: non conforme" in page
    assert "aucun audit n’a encore été mené" in Client().get("/accessibilite/").content.decode()


def test_a_difficulty_reaches_the_named_person_of_the_collectivity(academy, client_as):
    guardian = client_as("sophie-martin-lycee")
    assert "Mireille Dubreuil" in guardian.get(FORM).content.decode()
    told = {"text": "Je n’entends pas le bouton.", "page": "/scolarite/", "reply_to": "sophie@exemple.example"}
    answer = guardian.post(FORM, told, follow=True)
    assert answer.status_code == 200
    assert "Numéro de reçu" in answer.content.decode()
    request = ContactRequest.objects.get()
    assert request.person_id == academy["sophie-martin-lycee"].person.pk
    paul, julie, alex = client_as("paul-faure"), client_as("julie-morin"), client_as("alex-brun")
    assert "Je n’entends pas le bouton." in paul.get("/").content.decode()
    for other in (julie, alex):
        assert "Je n’entends pas" not in other.get("/").content.decode()
        assert other.post(f"{FORM}{request.pk}/repondu/").status_code == 404
    assert paul.post(f"{FORM}{request.pk}/repondu/").status_code == 302
    assert "Je n’entends pas" not in paul.get("/").content.decode()
    assert paul.post(f"{FORM}{request.pk}/repondu/").status_code == 404


def test_who_is_not_signed_in_reaches_the_operator(academy, client_as):
    assert Client().post(FORM, {"text": "La page ne s’ouvre pas."}).status_code == 302
    assert "La page ne s’ouvre pas." in client_as("alex-brun").get("/").content.decode()
    assert "La page ne s’ouvre pas." not in client_as("paul-faure").get("/").content.decode()


@pytest.fixture
def operators(settings):
    """The operator's person, named by the settings; and a mail server."""
    settings.MAIL_URL = "memory:"
    settings.ACCESSIBILITY_CONTACT, settings.ACCESSIBILITY_EMAIL = "Noé Vidal", "noe@exploitant.example"
    return settings.ACCESSIBILITY_EMAIL


def reached() -> list[tuple[str, str]]:
    jobs.settle()
    return [(one.to[0], one.body) for one in outbox.outbox]


def test_the_person_named_on_the_page_is_the_one_reached_once(academy, client_as, operators):
    guardian = client_as("sophie-martin-lycee")
    named = LocalAuthority.objects.get(name__contains="Région")
    for page in (FORM, "/accessibilite/"):
        assert named.accessibility_contact in guardian.get(page).content.decode()
    guardian.post(FORM, {"text": "Le bouton est muet.", "page": "/scolarite/", "reply_to": "06 00 00 00 00"})
    [(to, body)] = reached()
    assert to == named.accessibility_email
    for words in ("Le bouton est muet.", "/scolarite/", "06 00 00 00 00", ContactRequest.objects.get().pk.hex[-8:]):
        assert words in body
    assert "Martin" not in body, "what was typed and nothing more"
    assert reached() == [(to, body)]


def test_who_is_not_signed_in_reaches_the_person_the_settings_name(academy, operators):
    for page in (FORM, "/accessibilite/"):
        assert "Noé Vidal" in Client().get(page).content.decode()
    Client().post(FORM, {"text": "Rien ne s’ouvre."})
    [(to, body)] = reached()
    assert to == operators and "Sans adresse de réponse" in body


@pytest.mark.parametrize("missing", [("accessibility_contact",), ("accessibility_email",)])
def test_a_collectivity_that_names_nobody_is_answered_for_by_the_operators_person(
    academy, client_as, operators, missing
):
    LocalAuthority.objects.update(**dict.fromkeys(missing, ""))
    guardian = client_as("sophie-martin-lycee")
    page = guardian.get(FORM).content.decode()
    assert "Noé Vidal" in page and "Mireille Dubreuil" not in page
    guardian.post(FORM, {"text": "Le bouton est muet."})
    [(to, body)] = reached()
    assert to == operators and "son nom se lit dans Préau" in body
    assert "Le bouton est muet." in client_as("paul-faure").get("/").content.decode()


def test_without_anybody_named_the_page_names_nobody(academy, settings):
    settings.ACCESSIBILITY_CONTACT = settings.ACCESSIBILITY_EMAIL = ""
    assert "L’exploitant de la plateforme lit" in Client().get(FORM).content.decode()


def test_an_empty_form_comes_back_with_its_error(db):
    answer = Client().post(FORM, {"text": " ", "page": "/ici/"})
    assert answer.status_code == 422
    assert "Dites en quelques mots" in answer.content.decode()
    assert "/ici/" in answer.content.decode()
    assert not ContactRequest.objects.exists()


def test_figures_count_who_came_at_least_once(academy):
    lycee = academy.school("1001")
    with scope.everything("test"):
        refresh_figures()
        before = SchoolFigures.objects.get(school=lycee)
        Account.objects.filter(pk=academy["lina-benali"].account.pk).update(last_login=clock.now())
        Account.objects.filter(pk=academy["sophie-martin-lycee"].account.pk).update(last_login=clock.now())
        refresh_figures()
        after = SchoolFigures.objects.get(school=lycee)
    assert after.accounts_used == before.accounts_used + 2
    assert (after.students, after.accounts) == (before.students, before.accounts)
    assert before.students > 0
    assert before.guardians > 0
