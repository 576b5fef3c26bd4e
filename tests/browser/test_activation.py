"""Activation on a telephone, from the desk that prints to the home page: four screens, then a second child in one."""

import email
import re
import time
from email import policy
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from harness.databases import in_database
from tests.browser.conftest import picture, sign_in
from tests.browser.engine import Site

PASSWORD = "quatre mouettes sur un vélo"


def digits_mailed(folder: Path, seconds: int = 40) -> str:
    """The six digits of the newest mail that the served academy wrote."""
    for _ in range(seconds * 2):
        for path in sorted(folder.glob("*.log"), key=lambda one: one.stat().st_mtime, reverse=True):
            body = email.message_from_bytes(path.read_bytes(), policy=policy.default).get_content()
            if found := re.search(r"\b(\d{6})\b", body):
                return found[1]
        time.sleep(0.5)
    raise AssertionError("no mail with six digits came")


@pytest.fixture
def mailbox(own_site: Site, tmp_path: Path, django_db_blocker) -> Path:
    """Samira has a mailbox on file; what is sent to her is a file."""
    from preau.directory.models import Person

    with django_db_blocker.unblock(), in_database(own_site.database):
        assert Person.objects.filter(given_name="Samira", family_name__iexact="Benali").update(
            email="samira@maison.example"
        )
    return tmp_path / "var" / "mail"


def slips_of(page: Page, site: Site, homeroom: str, name: str) -> str:
    """What a head prints for the guardians of a class: the code on the sheet that names this pupil."""
    page.goto(f"{site.url}/console/activation/")
    picture(page, "classes")
    page.get_by_role("link", name=homeroom, exact=True).click()
    picture(page, "class")
    page.get_by_role("link", name="Imprimer les fiches des responsables").click()
    picture(page, "print")
    page.get_by_role("button", name="Afficher une page à imprimer").click()
    # Codes of many: the second factor is asked for, and what was asked goes on.
    page.get_by_role("button", name="Confirmer d’un clic").click()
    picture(page, "sheets")
    sheet = page.locator("section.card").filter(has_text="Samira").filter(has_text=name)
    return sheet.locator("code").inner_text()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no script"])
def test_a_guardian_opens_her_account_on_a_telephone(browser: Browser, own_site: Site, mailbox: Path, scripts: bool):
    desk = browser.new_context(locale="fr-FR", viewport={"width": 1280, "height": 900})
    head, other_head = desk.new_page(), browser.new_context(locale="fr-FR").new_page()
    sign_in(head, own_site, "helene-garnier")
    code = slips_of(head, own_site, "2de 4", "Lina")
    sign_in(other_head, own_site, "yves-caron")
    second = slips_of(other_head, own_site, "5e B", "Adam")

    phone = browser.new_context(
        locale="fr-FR", viewport={"width": 360, "height": 740}, java_script_enabled=scripts, has_touch=True
    )
    page = phone.new_page()
    screens = []

    def screen(name: str) -> None:
        screens.append(page.locator("main h1").inner_text())
        picture(page, name)

    page.goto(f"{own_site.url}/activer/")
    screen("1-code")
    page.get_by_label("Code de votre fiche").fill(code.lower().replace("-", " "))
    page.get_by_role("button", name="Continuer").click()
    screen("2-roads")
    page.locator("form.row").filter(has_text="Par courriel").get_by_role("button").click()
    screen("3-proof")
    page.get_by_label("Code reçu").fill(digits_mailed(mailbox))
    page.get_by_role("button", name="Continuer").click()
    screen("4-password")
    assert page.get_by_label("Votre identifiant").input_value() == "samira.benali"
    page.get_by_label("Nouveau mot de passe").fill(PASSWORD)
    page.get_by_label("Le même, une seconde fois").fill(PASSWORD)
    page.get_by_role("button", name="Enregistrer").click()
    expect(page).to_have_url(f"{own_site.url}/")
    picture(page, "5-home")
    assert len(screens) == 4
    expect(page.locator("main")).to_contain_text("Lina")
    expect(page.locator("body")).to_contain_text("samira.benali")

    page.goto(f"{own_site.url}/activer/")
    picture(page, "6-child")
    page.get_by_label("Code de votre fiche").fill(second)
    page.get_by_role("button", name="Ajouter cet enfant").click()
    expect(page).to_have_url(f"{own_site.url}/")
    expect(page.locator("body")).to_contain_text("Adam est dans votre compte")

    page.get_by_role("banner").locator("summary").click()
    page.get_by_role("button", name=re.compile("Se déconnecter")).click()
    page.goto(f"{own_site.url}/activer/")
    page.get_by_label("Code de votre fiche").fill(code)
    page.get_by_role("button", name="Continuer").click()
    expect(page.locator("main h1")).to_contain_text("Code déjà utilisé le")
    expect(page.locator("main")).not_to_contain_text("Benali")
    picture(page, "7-used")
    page.goto(f"{own_site.url}/connexion/")
    page.get_by_label("Identifiant").fill("samira.benali")
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Se connecter", exact=True).click()
    expect(page).to_have_url(f"{own_site.url}/")


def test_somebody_at_school_shows_a_code(browser: Browser, own_site: Site):
    desk = browser.new_context(locale="fr-FR", viewport={"width": 1280, "height": 900}).new_page()
    sign_in(desk, own_site, "nadia-leroy")
    desk.goto(f"{own_site.url}/console/acces/?q=marchand")
    picture(desk, "desk-search")
    desk.get_by_role("link", name=re.compile("Théo")).click()  # first tap
    picture(desk, "desk-family")
    row = desk.locator("form.row").filter(has_text="Théo")
    row.get_by_role("button").click()  # second
    picture(desk, "desk-code")
    code = desk.locator("main code").inner_text()
    page = browser.new_context(locale="fr-FR", viewport={"width": 360, "height": 740}).new_page()
    page.goto(f"{own_site.url}/connexion/")
    page.get_by_role("link", name="Mot de passe oublié").click()
    picture(page, "forgotten")
    page.get_by_role("link", name="Taper le code que l’on me montre").click()
    page.get_by_label("Code montré par l’établissement").fill(code)
    page.get_by_role("button", name="Continuer").click()
    picture(page, "desk-password")
    page.get_by_label("Nouveau mot de passe").fill(PASSWORD)
    page.get_by_label("Le même, une seconde fois").fill(PASSWORD)
    page.get_by_role("button", name="Enregistrer").click()
    expect(page).to_have_url(re.compile("/connexion/"))
    picture(page, "desk-done")
    page.get_by_label("Identifiant").fill("theo.marchand")
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Se connecter", exact=True).click()
    expect(page.locator("body")).to_contain_text("code montré par Nadia")
    picture(page, "desk-told")
