"""What people come to do, with a browser, from the door to the end."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from harness.databases import run_preau
from preau.imports.demo.cast import member
from tests.browser.conftest import Opened, People, sign_in
from tests.browser.engine import Site
from tests.browser.test_desk_acts import sent

ENTERING = ("lina-benali", "samira-benali", "claire-roux", "helene-garnier", "alex-brun")


@pytest.mark.parametrize("slug", ENTERING)
def test_one_of_the_cast_enters_by_a_click(page: Page, live_site: Site, slug: str):
    sign_in(page, live_site, slug)
    one = member(slug)
    expect(page.get_by_role("banner")).to_contain_text(f"{one.given_name} {one.family_name}", ignore_case=True)
    expect(page.locator("main h1")).to_be_visible()
    page.get_by_role("banner").locator("summary").click()
    page.get_by_role("button", name=re.compile("Se déconnecter")).click()
    expect(page).to_have_url(re.compile("/connexion/"))
    page.goto(f"{live_site.url}/")
    expect(page).to_have_url(re.compile("/connexion/"))


def test_nobody_enters_with_a_wrong_password(page: Page, live_site: Site):
    page.goto(f"{live_site.url}/connexion/")
    page.get_by_label("Identifiant").fill("samira.benali")
    page.get_by_label("Mot de passe").fill("pas le bon")
    page.get_by_role("button", name="Se connecter", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("inconnu")
    assert page.get_by_label("Identifiant").input_value() == "samira.benali"


def _child(page: Page, name: str) -> Any:
    return page.locator("form.children").get_by_role("button", name=re.compile(name))


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no script"])
def test_a_guardian_goes_from_child_to_child_over_two_collectivities(
    open_as: Callable[..., Opened], live_site: Site, scripts: bool
):
    page = open_as("samira-benali", java_script_enabled=scripts).page
    page.goto(f"{live_site.url}/")
    expect(page.locator("main")).to_contain_text("Lina")
    expect(page.locator("main")).to_contain_text("Adam")
    themes = []
    for name, school, other in (("Lina", "Camille-Claudel", "Adam"), ("Adam", "Jean-Moulin", "Lina")):
        _child(page, name).click()
        page.wait_for_load_state()
        expect(_child(page, name)).to_have_attribute("aria-pressed", "true")
        expect(page.locator("main")).to_contain_text(name)
        # Notices of new devices name every child: they are about accounts, and wait until they are answered.
        expect(page.locator("main .card").filter(has_text=other)).to_have_count(0)
        expect(page.locator("body")).to_contain_text(school)
        themes.append(page.locator("link[rel=stylesheet]").last.get_attribute("href"))
    assert themes[0] != themes[1], "the Région and the Département have colours of their own"
    _child(page, "Tous").click()
    expect(page.locator("main")).to_contain_text("Lina")
    expect(page.locator("main")).to_contain_text("Adam")


def test_a_teacher_who_is_a_father_wears_one_hat_at_a_time(open_as: Callable[..., Opened], live_site: Site):
    page = open_as("marc-petit").page
    page.goto(f"{live_site.url}/")
    expect(page.locator("main")).not_to_contain_text("Zoé")
    page.get_by_role("banner").locator("summary").click()
    page.locator("form.hats button:not([aria-current])").first.click()
    expect(page.locator("main")).to_contain_text("Zoé")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no script"])
def test_display_preferences_are_kept(browser: Browser, live_site: Site, scripts: bool):
    people = People(browser, live_site)
    context = people.context("theo-marchand", java_script_enabled=scripts)
    page = context.new_page()
    page.goto(f"{live_site.url}/preferences/")
    choices = page.locator("form[data-display] button[aria-pressed=false]").all()
    chosen = choices[0]
    name, value = chosen.get_attribute("name"), chosen.get_attribute("value")
    button = page.locator(f"button[name='{name}'][value='{value}']")
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    page.reload()
    expect(button).to_have_attribute("aria-pressed", "true")
    context.close()
    # Kept in the account too: another device shows it after the door.
    again = people.browser.new_context(locale="fr-FR")
    other = again.new_page()
    sign_in(other, live_site, "theo-marchand")
    other.goto(f"{live_site.url}/preferences/")
    expect(other.locator(f"button[name='{name}'][value='{value}']")).to_have_attribute("aria-pressed", "true")
    with other.expect_response(lambda answer: answer.request.method == "POST"):
        other.locator("button[name=reset]").click()
    again.close()


def _until_said(page: Page, site: Site, words: str, seconds: int = 90) -> Locator:
    """Open the list again and again until its newest line says this; that line."""
    newest = page.get_by_role("list", name="Livraisons reçues").get_by_role("listitem").first
    for _ in range(seconds):
        page.goto(f"{site.url}/console/imports/")
        if words in newest.inner_text():
            return newest
        page.wait_for_timeout(1000)
    raise AssertionError(f"the newest delivery never said {words!r}: {newest.inner_text()}")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no script"])
def test_a_dry_run_is_read_then_confirmed(browser: Browser, own_site: Site, tmp_path: Path, scripts: bool):
    delivery = tmp_path / "var" / "imports" / "in" / "livraison"
    size = ["--schools", "4", "--students", "240", "--seed", "1", "--delta", "0.05"]
    run_preau(["demo", *size, "--output", str(delivery)], own_site.database, tmp_path / "var")
    door = browser.new_context(locale="fr-FR")
    sign_in(door.new_page(), own_site, "alex-brun")
    context = browser.new_context(locale="fr-FR", java_script_enabled=scripts, storage_state=door.storage_state())
    door.close()
    page = context.new_page()
    page.goto(f"{own_site.url}/console/imports/")
    page.get_by_label("Livraison", exact=True).select_option("livraison")
    page.get_by_label(re.compile("Simuler d’abord")).check()
    sent(page, "Lire cette livraison", scripts=scripts)
    expect(page.locator("main")).to_contain_text("La livraison est reçue")
    _until_said(page, own_site, "Simulé").get_by_role("link").click()
    expect(page.locator("main h1")).to_contain_text("Import du")
    counted = page.locator("table").first.inner_text()
    page.get_by_role("link", name="Appliquer cette livraison").click()
    expect(page.locator("main")).to_contain_text("Ce que l’import fera")
    assert page.locator("table").first.inner_text().split("\n")[1:] == counted.split("\n")[1:]
    page.get_by_role("button", name="Appliquer la livraison").click()
    page.wait_for_load_state()
    _until_said(page, own_site, "Appliqué")
    context.close()
