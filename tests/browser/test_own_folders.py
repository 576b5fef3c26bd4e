"""Folders of one's own, with the keyboard and on a phone."""

from typing import Any

from playwright.sync_api import Browser, expect

from tests.browser.axe import SCRIPT, axe
from tests.browser.conftest import picture, sign_in
from tests.browser.engine import Site
from tests.browser.test_messages import never_calm


def test_messages_are_filed_into_a_folder(browser: Browser, own_site: Site, django_db_blocker: Any) -> None:
    never_calm(own_site, django_db_blocker, keep=True)
    page = browser.new_context(locale="fr-FR", java_script_enabled=True).new_page()
    sign_in(page, own_site, "samira-benali")
    page.goto(f"{own_site.url}/messages/dossiers/")
    for name in ("Sorties et voyages", "Cantine"):
        page.get_by_label("Nouveau dossier").fill(name)
        page.get_by_role("button", name="Créer").click()
    page.goto(f"{own_site.url}/messages/")
    page.get_by_role("checkbox").first.check()
    page.get_by_label("Dossier", exact=True).select_option("Sorties et voyages")
    page.get_by_role("button", name="Classer").click()
    expect(page.get_by_text("1\xa0message classé.")).to_be_visible()
    for path in ("/messages/", "/messages/dossiers/", "/messages/attente/"):
        page.goto(f"{own_site.url}{path}")
        for width in (360, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            picture(page, f"folders-{path.strip('/').replace('/', '-')}-{width}")
        page.evaluate(SCRIPT)
        assert axe(page) == []
    page.goto(f"{own_site.url}/messages/")
    page.get_by_role("navigation", name="Mes dossiers").get_by_role("link", name="Sorties et voyages").click()
    expect(page.get_by_role("checkbox")).to_have_count(1)
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        picture(page, f"folders-own-{width}")
