"""A browser and a served academy per process, a page per test."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright

from harness import session
from preau.imports.demo.cast import member
from tests.browser import axe
from tests.browser.checks import WATCH_LISTENERS
from tests.browser.engine import CHROMIUM_MISSING, FLAGS, Site, chromium, serving


def pytest_addoption(parser: pytest.Parser) -> None:
    """Pages are seen at two looks by default."""
    parser.addoption("--all-pages", action="store_true", help="every page at all sizes, themes and languages")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here needs Chromium."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def _driver() -> Iterator[Playwright]:
    # Playwright keeps a loop running in this thread; Django would then refuse its database to the other tests.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="session")
def browser(_driver: Playwright) -> Iterator[Browser]:
    """Chromium of the machine."""
    binary = chromium()
    if binary is None:
        pytest.skip(CHROMIUM_MISSING)
    opened = _driver.chromium.launch(executable_path=binary, args=FLAGS)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def live_site(copy_of: Callable[[str], str]) -> Iterator[Site]:
    """The demonstration academy, served; tests leave it as they found it."""
    with serving(copy_of("academy"), session.folder() / f"site-{os.getpid()}") as site:
        yield site


@pytest.fixture
def own_site(copy_of: Callable[[str], str], tmp_path: Path) -> Iterator[Site]:
    """The demonstration academy, served for this test alone, which may change it."""
    with serving(copy_of("academy"), tmp_path) as site:
        yield site


def sign_in(page: Page, site: Site, slug: str) -> None:
    """Click one of the cast on the sign-in page of the demonstration."""
    page.goto(f"{site.url}/connexion/")
    page.evaluate("() => document.querySelectorAll('details').forEach((one) => { one.open = true })")
    row = page.locator("form").filter(has_text=member(slug).label)
    row.get_by_role("button").click()
    page.wait_for_url(f"{site.url}/")


def picture(page: Page, name: str) -> None:
    """Keep a picture where somebody asked for them: PICTURES names the folder."""
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


@dataclass
class Opened:
    """A page, and what went wrong in it without anybody looking."""

    page: Page
    faults: list[str] = field(default_factory=list)
    unwatch: Callable[[], object] = lambda: None


class People:
    """Contexts signed in as somebody, with any look; each person comes through the door once."""

    def __init__(self, browser: Browser, site: Site) -> None:
        self.browser = browser
        self.site = site
        self._kept: dict[str, Any] = {}
        self._pages: dict[tuple[str | None, str], Page] = {}

    def context(self, slug: str | None, **look: Any) -> BrowserContext:
        """A fresh context, signed in as `slug` (nobody when None)."""
        given = {"viewport": {"width": 360, "height": 740}, "locale": "fr-FR", "color_scheme": "light", **look}
        if slug and slug not in self._kept:
            door = self.browser.new_context(locale="fr-FR")
            sign_in(door.new_page(), self.site, slug)
            self._kept[slug] = door.storage_state()
            door.close()
        context = self.browser.new_context(storage_state=self._kept.get(slug) if slug else None, **given)
        context.add_init_script(WATCH_LISTENERS)
        return context

    def same_page(self, slug: str | None, **look: Any) -> Page:
        """The same one each time, for addresses that are only looked at: what every page needs is fetched once."""
        key = (slug, repr(sorted(look.items())))
        if key not in self._pages or self._pages[key].is_closed():
            context = self.context(slug, **look)
            context.add_init_script(axe.SCRIPT)
            self._pages[key] = context.new_page()
        return self._pages[key]


@pytest.fixture(scope="session")
def people(browser: Browser, live_site: Site) -> People:
    """`people.context("samira-benali")`."""
    return People(browser, live_site)


def watched(page: Page) -> Opened:
    """The page, with what its scripts and its console complain of."""
    made = Opened(page)

    def script(error: Any) -> None:
        made.faults.append(f"script: {error}")

    def console(said: Any) -> None:
        if said.type == "error":
            made.faults.append(f"console: {said.text}")

    page.on("pageerror", script)
    page.on("console", console)
    made.unwatch = lambda: (page.remove_listener("pageerror", script), page.remove_listener("console", console))
    return made


@pytest.fixture
def open_as(people: People) -> Iterator[Callable[..., Opened]]:
    """`open_as("samira-benali", javaScriptEnabled=False)`: a page of the served academy."""
    contexts: list[BrowserContext] = []

    def opened(slug: str | None = None, **look: Any) -> Opened:
        context = people.context(slug, **look)
        contexts.append(context)
        return watched(context.new_page())

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture
def look_as(people: People) -> Iterator[Callable[..., Opened]]:
    """The same for a test that only looks: it shares its page with the others that look so, as the same person."""
    lent: list[Opened] = []

    def opened(slug: str | None = None, **look: Any) -> Opened:
        lent.append(watched(people.same_page(slug, **look)))
        return lent[-1]

    yield opened
    for one in lent:
        one.unwatch()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page of 360 px, light, in French, in a context of its own."""
    context = browser.new_context(viewport={"width": 360, "height": 740}, locale="fr-FR", color_scheme="light")
    context.add_init_script(WATCH_LISTENERS)
    yield context.new_page()
    context.close()


@pytest.fixture(scope="session")
def address_of(live_site: Site, django_db_blocker: Any) -> Callable[..., str]:
    """`address_of(row, school)`: where a row of the matrix lies on the served academy."""
    from django.test import override_settings
    from django.urls import reverse

    from harness.databases import in_database

    def address(row: Any, school: str) -> str:
        arguments: dict[str, Any] = {}
        if row.target:
            from cast import Academy

            there = override_settings(DATA_DIR=live_site.data_dir)
            with django_db_blocker.unblock(), in_database(live_site.database), there:
                arguments = row.target(Academy(), school)
        return live_site.url + reverse(row.url, kwargs=arguments) + row.query

    return address
