"""Passkeys with Chromium's virtual authenticator, and a family's phone with six accounts."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from preau.imports.demo.cast import member
from tests.browser.conftest import sign_in
from tests.browser.engine import Site, serving

PASSWORD = "un préau sous la pluie"


@pytest.fixture
def site(copy_of: Callable[[str], str], tmp_path: Path) -> Iterator[Site]:
    """An academy of this test's own, at localhost: browsers refuse passkeys to an address of figures."""
    with serving(copy_of("academy"), tmp_path) as one:
        one.url = one.url.replace("127.0.0.1", "localhost")
        yield one


def _authenticator(context: BrowserContext, page: Page) -> Any:
    """A device that recognises its person, plugged into this page."""
    session = context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
                "isUserVerified": True, "automaticPresenceSimulation": True,
            }
        },
    )  # fmt: skip
    return session


def _sign_out(page: Page) -> None:
    page.get_by_role("banner").locator("summary").click()
    page.get_by_role("button", name=re.compile("Se déconnecter")).click()
    expect(page).to_have_url(re.compile("/connexion/"))


def test_a_passkey_is_registered_signs_in_and_confirms_an_act(browser: Browser, site: Site):
    context = browser.new_context(viewport={"width": 360, "height": 740}, locale="fr-FR")
    page = context.new_page()
    _authenticator(context, page)
    sign_in(page, site, "paul-faure")
    page.goto(f"{site.url}/mon-compte/second-facteur/")
    page.get_by_label("Nom de cette clé").fill("Téléphone de Paul")
    page.get_by_role("button", name="Enregistrer une clé d’accès").click()
    expect(page.get_by_role("heading", name="Codes de secours")).to_be_visible()
    page.get_by_role("button", name="Faire dix nouveaux codes").click()
    expect(page.locator("code")).to_have_count(10)
    expect(page.get_by_role("button", name="Imprimer")).to_be_visible()
    page.goto(f"{site.url}/mon-compte/second-facteur/")
    expect(page.locator("main")).to_contain_text("Téléphone de Paul")
    _sign_out(page)

    # In again, by the passkey alone.
    page.get_by_role("button", name="Se connecter avec une clé d’accès").click()
    page.wait_for_url(f"{site.url}/")
    expect(page.get_by_role("banner")).to_contain_text("Paul")

    # A grave act in a session where it was not given: the passkey is asked for, and what was written goes on.
    _sign_out(page)
    sign_in(page, site, "paul-faure")
    page.goto(f"{site.url}/console/collectivites/")
    page.get_by_label("Personne à joindre pour l’accessibilité").fill("Awa Diallo")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_role("heading", name="Confirmez que c’est vous")).to_be_visible()
    page.get_by_role("button", name="Utiliser une clé d’accès").click()
    expect(page.get_by_label("Personne à joindre pour l’accessibilité")).to_have_value("Awa Diallo")
    expect(page.locator("main")).to_contain_text("sont enregistrées")
    context.close()


def test_without_a_passkey_of_ours_the_browser_says_so_and_another_way_stays(browser: Browser, site: Site):
    context = browser.new_context(viewport={"width": 360, "height": 740}, locale="fr-FR")
    page = context.new_page()
    session = _authenticator(context, page)
    assert session
    page.goto(f"{site.url}/connexion/")
    page.get_by_role("button", name="Se connecter avec une clé d’accès").click()
    expect(page.get_by_role("alert")).to_contain_text("choisissez un autre moyen")
    expect(page.get_by_label("Identifiant")).to_be_visible()
    context.close()


FAMILY = ("samira-benali", "karim-benali", "lina-benali", "adam-benali", "noe-benali", "emma-lopes")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no script"])
def test_six_accounts_on_a_familys_phone(browser: Browser, site: Site, scripts: bool):
    context = browser.new_context(viewport={"width": 360, "height": 740}, locale="fr-FR", java_script_enabled=scripts)
    page = context.new_page()
    for number, slug in enumerate(FAMILY):
        _enter(page, site, slug)
        page.goto(f"{site.url}/mon-compte/telephone/")
        page.get_by_label("Votre code court").fill(f"48{number}61")
        page.get_by_label("Le même code, une seconde fois").fill(f"48{number}61")
        page.get_by_role("button", name="Garder mon compte ici").click()
        expect(page.locator("main")).to_contain_text("C’est fait")
        _sign_out(page)
    for number, slug in enumerate(FAMILY):
        given, family = member(slug).given_name, member(slug).family_name
        seats = page.locator("section", has=page.get_by_role("heading", name="Qui êtes-vous ?"))
        expect(seats.locator("details")).to_have_count(6)
        one = seats.locator("details", has_text=re.compile(f"{given} {family}", re.IGNORECASE))
        one.locator("summary").click()
        one.get_by_label(re.compile("Code court")).fill(f"48{number}61")
        one.get_by_role("button", name=re.compile("^Ouvrir")).click()
        page.wait_for_url(f"{site.url}/")
        expect(page.get_by_role("banner")).to_contain_text(given)
        for other in FAMILY:
            if other != slug and member(other).family_name != family:
                expect(page.get_by_role("banner")).not_to_contain_text(member(other).given_name)
        _sign_out(page)
        page.go_back()
        expect(page.locator("body")).not_to_contain_text(f"Bonjour {given}")
        page.goto(f"{site.url}/connexion/")
    page.get_by_role("button", name="Oublier tous les comptes de ce téléphone").click()
    expect(page.locator("main")).not_to_contain_text("Qui êtes-vous")
    context.close()


def _enter(page: Page, site: Site, slug: str) -> None:
    """Come in as one of the cast, folded rows opened one by one where no script may open them."""
    page.goto(f"{site.url}/connexion/")
    row = page.locator("form").filter(has_text=member(slug).label)
    for fold in page.locator("section[aria-labelledby=demo] details > summary").all():
        if row.is_visible():
            break
        fold.click()
    row.get_by_role("button").click()
    page.wait_for_url(f"{site.url}/")
