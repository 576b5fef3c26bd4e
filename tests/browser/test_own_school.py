"""A school outside the academy's directory, in a browser: its head brings a list, and says what its columns are."""

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from harness.databases import in_database
from tests.browser import axe
from tests.browser.checks import WATCH_LISTENERS
from tests.browser.conftest import picture, watched
from tests.browser.engine import Site
from tests.browser.test_pages import FEW, LOCALES, faults_at

HEAD = "Rose Aubert, école hors annuaire"
PUPILS = """Identifiant;Nom;Prénom;Date de naissance;Classe;Niveau;Options;Nom responsable 1;Prénom responsable 1;Mail responsable 1
E1;Béranger;Lina;14/07/2016;CM2 A;CM2;Chorale;Béranger;Sofia;sofia@example.org
E2;Béranger;Tom;03/02/2018;CE1;CE1;;Béranger;Sofia;sofia@example.org
E3;Cadet;Noé;01/09/2016;CM2 A;CM2;Latin|Chorale;Cadet;Marc;
"""  # noqa: E501


@pytest.fixture
def headed(own_site: Site, django_db_blocker: Any) -> Site:
    """The demonstration with one more school, that its collectivity added, and its head."""
    from preau.directory.models import LocalAuthority
    from preau.directory.services import add_school, open_first_head
    from preau.identity.services import open_account
    from preau.kernel.actor import system

    us = system("test")
    with django_db_blocker.unblock(), in_database(own_site.database):
        school = add_school(
            actor=us, uai="0699999U", name="École des Tilleuls", kind="primary", academy="10", city="Givors",
            local_authority_id=LocalAuthority.objects.order_by("name").first().pk,
        )  # fmt: skip
        head = open_first_head(
            actor=us, school_id=school.pk, family_name="Aubert", given_name="Rose", email="rose@tilleuls.example"
        )
        open_account(actor=us, person=head, login="rose.aubert", demo_label=HEAD, demo_group="Une école")
    return own_site


def _enter(page: Page, site: Site) -> None:
    page.goto(f"{site.url}/connexion/")
    page.evaluate("() => document.querySelectorAll('details').forEach((one) => { one.open = true })")
    page.locator("form").filter(has_text=HEAD).get_by_role("button").click()
    page.wait_for_url(f"{site.url}/")


def _bring(page: Page, site: Site) -> None:
    page.goto(f"{site.url}/console/imports/listes/")
    page.get_by_label("Fichier CSV").set_input_files(
        {"name": "eleves.csv", "mimeType": "text/csv", "buffer": PUPILS.encode()}
    )
    page.get_by_role("button", name="Lire ce fichier").click()


def test_a_list_is_brought_and_its_columns_page_is_for_everyone(browser: Browser, headed: Site) -> None:
    context = browser.new_context(locale=LOCALES["fr"])
    context.add_init_script(WATCH_LISTENERS)
    context.add_init_script(axe.SCRIPT)
    opened = watched(context.new_page())
    page = opened.page
    _enter(page, headed)
    _bring(page, headed)
    page.get_by_role("button", name="Confirmer d’un clic").click()
    page.wait_for_load_state()
    opened.faults.clear()  # Chromium says of the confirmation that its status is 403, as it must be
    _bring(page, headed)  # a file is chosen again after the second factor
    expect(page).to_have_url(re.compile(r"/console/imports/listes/[0-9a-f-]{36}/"))
    expect(page.locator("main")).to_contain_text("3 lignes")
    expect(page.locator("main")).to_contain_text("Béranger")
    faults = []
    for look in FEW:
        look.put_on(page)
        picture(page, f"columns-{look.width}")
        faults += faults_at(page, look, set())
    context.close()
    assert not faults + opened.faults, "\n".join(faults + opened.faults)
