"""A family's phone: six accounts side by side, and no page of one is ever shown to another.

Chromium keeps whole pages to come back to (the back/forward cache); Playwright turns that off, and this browser has it.
"""

import contextlib
import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page, expect

from preau.imports.demo.cast import member
from tests.browser.engine import CHROMIUM_MISSING, FLAGS, Site, chromium
from tests.browser.test_strong_accounts import _enter, _sign_out, site  # noqa: F401 (a fixture)

FAMILY = ("samira-benali", "karim-benali", "lina-benali", "adam-benali", "noe-benali", "emma-lopes")
PRIVATE = ("/", "/mon-compte/", "/mes-donnees/")


@pytest.fixture
def phone(browser: Browser) -> Iterator[BrowserContext]:
    """A phone that keeps pages to come back to, as phones do."""
    binary = chromium()
    if binary is None:
        pytest.skip(CHROMIUM_MISSING)
    own = browser.browser_type.launch(
        executable_path=binary, args=FLAGS, ignore_default_args=["--disable-back-forward-cache"]
    )
    yield own.new_context(viewport={"width": 360, "height": 740}, locale="fr-FR")
    own.close()


def settle(page: Page, site: Site) -> None:  # noqa: F811
    """Each of the family keeps an account here, behind six figures."""
    for number, slug in enumerate(FAMILY):
        _enter(page, site, slug)
        page.goto(f"{site.url}/mon-compte/telephone/")
        page.get_by_label("Votre code court").fill(f"48{number}61")
        page.get_by_label("Le même code, une seconde fois").fill(f"48{number}61")
        page.get_by_role("button", name="Garder mon compte ici").click()
        expect(page.locator("main")).to_contain_text("C’est fait")
        _sign_out(page)


def opens(page: Page, site: Site, number: int) -> str:  # noqa: F811
    """One of them opens their account by their code; the name that their pages carry."""
    given, family = member(FAMILY[number]).given_name, member(FAMILY[number]).family_name
    seats = page.locator("section", has=page.get_by_role("heading", name="Qui êtes-vous ?"))
    expect(seats.locator("details")).to_have_count(6)
    one = seats.locator("details", has_text=re.compile(f"{given} {family}", re.IGNORECASE))
    one.locator("summary").click()
    one.get_by_label(re.compile("Code court")).fill(f"48{number}61")
    one.get_by_role("button", name=re.compile("^Ouvrir")).click()
    page.wait_for_url(f"{site.url}/")
    name = page.get_by_role("banner").locator(".menu-name").inner_text()
    assert name.casefold() == f"{given} {family}".casefold()
    return name


def shown(page: Page) -> set[str]:
    """Whose page is on the screen: nobody's at the door, and where there is none."""
    while True:
        try:
            return set(page.locator(".menu-name").all_inner_texts())
        except Error as moving:  # the page goes while it is read
            if "context was destroyed" not in str(moving):
                raise


def back(page: Page, steps: int) -> Iterator[set[str]]:
    """Whose pages come back one by one, and again by going forth."""
    for go in (page.go_back, page.go_forward):
        for _ in range(steps):
            with contextlib.suppress(Error):  # no network: the browser's own words
                go(wait_until="commit", timeout=5_000)
            page.wait_for_timeout(50)
            yield shown(page)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no script"])
def test_six_accounts_on_a_familys_phone(browser: Browser, site: Site, scripts: bool):  # noqa: F811
    context = browser.new_context(viewport={"width": 360, "height": 740}, locale="fr-FR", java_script_enabled=scripts)
    page = context.new_page()
    settle(page, site)
    for number, slug in enumerate(FAMILY):
        opens(page, site, number)
        given, family = member(slug).given_name, member(slug).family_name
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


def test_no_page_of_one_is_ever_shown_to_another(phone: BrowserContext, site: Site):  # noqa: F811
    page = phone.new_page()
    settle(page, site)
    before: list[str] = []
    for number in (0, 2, 5):  # the owner, a child, another family's
        name = opens(page, site, number)
        steps = 1
        # Whoever opened before: none of their pages, however far one goes back.
        assert set().union(*back(page, len(PRIVATE) + 2)) <= {name}, before
        page.goto(f"{site.url}/")
        for path in PRIVATE:
            page.goto(f"{site.url}{path}")
            assert shown(page) == {name}
            steps += 1
        kept: Any = page.evaluate(
            "async () => [await caches.keys(), Object.values(localStorage), Object.values(sessionStorage)].flat()"
        )
        assert not [one for one in kept if name.split()[0] in one], "what pages keep for themselves"
        _sign_out(page)
        assert set().union(*back(page, steps)) == set(), f"{name} left"
        phone.set_offline(True)
        assert set().union(*back(page, steps)) == set(), f"{name} left, and the network too"
        for path in PRIVATE:
            with pytest.raises(Error):
                page.goto(f"{site.url}{path}")
            assert shown(page) == set()
        phone.set_offline(False)
        page.goto(f"{site.url}/connexion/")
        before.append(name)
