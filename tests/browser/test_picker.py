"""The recipient picker as a screen reader meets it, and a message that arrives on a page that is open."""

import re
from typing import Any

from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import picture, sign_in
from tests.browser.engine import Site
from tests.browser.test_messages import never_calm


def _tree(page: Page) -> list[dict[str, Any]]:
    """The accessibility tree as the browser gives it to assistive technologies: role, name, states of what is told."""
    session = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    session.detach()
    return [
        {"role": one["role"]["value"], "name": one.get("name", {}).get("value", ""),
         **{each["name"]: each["value"].get("value", each["value"].get("relatedNodes"))
            for each in one.get("properties", ())}}
        for one in nodes if not one.get("ignored")
    ]  # fmt: skip


def _of(tree: list[dict[str, Any]], role: str) -> list[dict[str, Any]]:
    return [one for one in tree if one["role"].lower() == role]


def test_the_picker_through_the_accessibility_tree(browser: Browser, own_site: Site, django_db_blocker: Any) -> None:
    never_calm(own_site, django_db_blocker)
    page = browser.new_context(locale="fr-FR").new_page()
    sign_in(page, own_site, "claire-roux")
    page.goto(f"{own_site.url}/messages/ecrire/")
    field = page.get_by_role("combobox", name="Nom, classe ou fonction")
    field.focus()
    (told,) = [one for one in _of(_tree(page), "combobox") if one["name"] == "Nom, classe ou fonction"]
    assert told["focused"] and told["expanded"] is False and told["autocomplete"] == "list"
    field.press_sequentially("resp 2de4")
    expect(page.get_by_role("option", name=re.compile("Responsables des élèves, 2de 4"))).to_be_visible()
    tree = _tree(page)
    (told,) = [one for one in _of(tree, "combobox") if one["name"] == "Nom, classe ou fonction"]
    assert told["expanded"] is True and told["controls"]
    (box,) = [one for one in _of(tree, "listbox") if one["name"]]
    assert box["name"] == "Nom, classe ou fonction"
    options = [one["name"] for one in _of(tree, "option") if "Responsables" in one["name"]]
    assert options and all("Groupe" in one for one in options)
    expect(page.locator("#status")).to_have_text(re.compile(r"^\d+.propositions?$"))
    field.press("ArrowDown")
    (told,) = [one for one in _of(_tree(page), "combobox") if one["name"] == "Nom, classe ou fonction"]
    assert told["activedescendant"], "the option under the arrow is told while the focus stays in the field"
    assert [one for one in _of(_tree(page), "option") if one.get("selected")]
    field.press("Enter")
    removal = page.get_by_role("button", name="Retirer Responsables des élèves, 2de 4")
    expect(removal).to_be_visible()
    assert [one for one in _of(_tree(page), "button") if one["name"].startswith("Retirer Responsables")]


def test_a_second_browser_sees_a_message_arrive(browser: Browser, own_site: Site, django_db_blocker: Any) -> None:
    never_calm(own_site, django_db_blocker)
    parent = browser.new_context(locale="fr-FR", viewport={"width": 360, "height": 740}).new_page()
    sign_in(parent, own_site, "samira-benali")
    entry = parent.get_by_role("link", name=re.compile("^Messages")).first
    expect(entry).to_have_attribute("href", "/messages/")
    before = entry.locator(".nav-count").count()
    page = browser.new_context(locale="fr-FR").new_page()
    sign_in(page, own_site, "claire-roux")
    page.goto(f"{own_site.url}/messages/ecrire/")
    field = page.get_by_role("combobox", name="Nom, classe ou fonction")
    field.press_sequentially("resp 2de4")
    page.get_by_role("option", name=re.compile("Responsables des élèves, 2de 4")).click()
    page.get_by_label("Objet").fill("Visite au château")
    page.get_by_label("Message", exact=True).fill("Prenez un pique-nique.")
    page.get_by_role("button", name="Relire avant d’envoyer").click()
    page.get_by_role("button", name="Envoyer", exact=True).click()
    expect(entry.locator(".nav-count")).to_have_text("1", timeout=30_000)
    expect(entry).to_have_accessible_name(re.compile("1.message non lu"))
    assert not before
    picture(parent, "messages-arrived-360")
    entry.click()
    expect(parent.get_by_role("link", name=re.compile("Visite au château"))).to_be_visible()
