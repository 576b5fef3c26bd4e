"""A browser per process, a page per test."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Playwright, sync_playwright

from tests.browser.checks import WATCH_LISTENERS
from tests.browser.engine import CHROMIUM_MISSING, FLAGS, chromium


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


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page of 360 px, light, in French, in a context of its own."""
    context = browser.new_context(viewport={"width": 360, "height": 740}, locale="fr-FR", color_scheme="light")
    context.add_init_script(WATCH_LISTENERS)
    yield context.new_page()
    context.close()
