"""A right was confided since the password was chosen: at the door, a longer one, then in."""

import datetime as dt
import re
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from cast import Academy
from harness.databases import in_database
from preau.access.services import entrust
from preau.kernel import clock, scope
from tests.browser.conftest import picture
from tests.browser.engine import Site

SHORT, LONG = "cheval agrafe", "cheval agrafe et tartine"


def test_a_longer_password_is_chosen_at_the_door(page: Page, own_site: Site, django_db_blocker: Any) -> None:
    with django_db_blocker.unblock(), in_database(own_site.database), scope.everything("a test"):
        academy = Academy()
        claire, today = academy["claire-roux"], clock.today()
        claire.account.set_password(SHORT)
        claire.account.save(update_fields=["password"])
        login = claire.account.login
        entrust(
            actor=academy["helene-garnier"].actor, school_id=academy.school("1001").pk, person_id=claire.person.pk,
            right="set_rules", starts_on=today, ends_on=today + dt.timedelta(days=30), reason="remplacement",
        )  # fmt: skip
    page.goto(f"{own_site.url}/connexion/")
    page.get_by_label("Identifiant").fill(login)
    page.get_by_label("Mot de passe", exact=True).fill(SHORT)
    page.get_by_role("button", name="Se connecter", exact=True).click()
    expect(page.get_by_role("heading", name="Choisissez votre mot de passe")).to_be_visible()
    expect(page.locator("main")).to_contain_text("au moins 16 caractères")
    assert Axe().run(page).violations_count == 0
    picture(page, "longer-360")
    page.set_viewport_size({"width": 1280, "height": 800})
    picture(page, "longer-1280")
    page.get_by_label("Nouveau mot de passe").fill(LONG)
    page.get_by_label("Le même, une seconde fois").fill(LONG)
    page.get_by_role("button", name="Enregistrer").click()
    expect(page).to_have_url(re.compile(r"/$"))
    expect(page.get_by_role("banner")).to_contain_text("Claire")
    page.goto(f"{own_site.url}/console/regles/")
    expect(page.locator("main")).to_contain_text("Qui peut écrire à qui")
    picture(page, "rules-1280")
