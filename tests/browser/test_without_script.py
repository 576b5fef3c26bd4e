"""Without JavaScript every page reads, and main forms do their work."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from matrix import COLLEGE, LYCEE, pages
from tests.browser.conftest import Opened
from tests.browser.engine import Site
from tests.browser.test_pages import somebody

SEEN = [(row, profile) for row, profile in pages() if profile == row.look[0]]
"""Each page through the eyes of one who opens it: what others see of it has the same scripts."""


@pytest.mark.parametrize(("row", "profile"), SEEN, ids=[f"{row} {profile}" for row, profile in SEEN])
def test_page_reads(row: Any, profile: str, look_as: Callable[..., Opened], address_of: Any):
    page = look_as(somebody(profile), java_script_enabled=False).page
    page.goto(address_of(row, COLLEGE if profile == "department" else LYCEE))
    [heading] = page.locator("main h1").all()
    assert heading.is_visible()
    assert len(page.locator("main").inner_text().split()) > 5


def test_sign_in_and_out(open_as: Callable[..., Opened], live_site: Site):
    page = open_as(None, java_script_enabled=False).page
    page.goto(f"{live_site.url}/connexion/")
    page.get_by_label("Identifiant").fill("samira.benali")
    page.get_by_label("Mot de passe").fill("pas le bon")
    page.get_by_role("button", name="Se connecter", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("inconnu")
    page.locator("form.row button").first.click()
    expect(page).to_have_url(f"{live_site.url}/")
    page.get_by_role("banner").locator("summary").click()
    page.get_by_role("button", name=re.compile("Se déconnecter")).click()
    expect(page).to_have_url(re.compile("/connexion/"))
