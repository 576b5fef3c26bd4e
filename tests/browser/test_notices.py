"""The bell on open pages, and the script that a browser keeps to be told while Préau is closed."""

import json
import re
import time
from typing import Any

from playwright.sync_api import Browser, Page, expect

from cast import Academy
from harness.databases import in_database
from kernel.runtime_helpers import eventually, get
from preau.kernel import scope
from preau.kernel.actor import system
from preau.notifications.public import To, notify
from tests.browser.conftest import People, sign_in
from tests.browser.engine import Site

SENDER = system("essai")


def _bell(page: Page) -> Any:
    return page.get_by_role("banner").locator("[data-bell]")


def test_an_open_page_hears_within_a_second_and_a_second_browser_reads(
    browser: Browser, own_site: Site, django_db_blocker: Any
) -> None:
    port = int(own_site.url.rpartition(":")[2])
    eventually(lambda: get(f"http://127.0.0.1:{port + 1}/healthz") == 200)  # the streams, beside the pages
    page = browser.new_context(locale="fr-FR").new_page()
    sign_in(page, own_site, "samira-benali")
    expect(_bell(page)).to_have_accessible_name(re.compile("Avis.: rien de nouveau"))
    expect(_bell(page).locator(".nav-count")).to_be_hidden()
    page.wait_for_timeout(500)  # the stream opens after the page
    with django_db_blocker.unblock(), in_database(own_site.database), scope.everything("a notice of tests"):
        academy = Academy()
        lina = To(academy["samira"].person.pk, about_id=academy["lina"].person.pk)
        # A kind that rings at any hour: tests run at night too.
        said = {"device": "Firefox sous Windows"}
        notify(actor=SENDER, kind="identity.new_device", key="one", to=[lina], data=said, link="/mes-donnees/")
        began = time.monotonic()
    expect(_bell(page).locator(".nav-count")).to_have_text("1", timeout=5_000)
    assert time.monotonic() - began < 3  # on a machine of the tests; half a second at rest
    expect(_bell(page)).to_have_accessible_name(re.compile("Avis.: 1 nouveau"))
    expect(page.get_by_role("status").first).to_contain_text("1 nouveau")

    other = browser.new_context(locale="fr-FR", java_script_enabled=False).new_page()
    _enter_without_script(other, own_site)
    # That browser is new to the account: the worker tells of it, in the first one too.
    expect(_bell(page).locator(".nav-count")).to_have_text("2", timeout=10_000)
    other.goto(f"{own_site.url}/avis/")
    line = other.get_by_role("listitem").filter(has_text="Firefox sous Windows")
    expect(line).to_contain_text("Lina")
    line.get_by_role("button", name=re.compile("Ouvrir")).click()
    expect(other).to_have_url(re.compile("/mes-donnees/"))
    expect(_bell(page).locator(".nav-count")).to_have_text("1", timeout=5_000)


def _enter_without_script(page: Page, site: Site) -> None:
    page.goto(f"{site.url}/connexion/")
    page.locator("form").filter(has_text="Samira").get_by_role("button").first.click()
    page.wait_for_url(f"{site.url}/")


def test_what_a_browser_keeps_shows_that_something_waits_and_no_more(people: People, live_site: Site) -> None:
    context = people.context("samira-benali")
    page = context.new_page()
    tools = context.new_cdp_session(page)
    found: list[Any] = []
    tools.on("ServiceWorker.workerRegistrationUpdated", lambda event: found.extend(event["registrations"]))
    tools.send("ServiceWorker.enable")
    page.goto(f"{live_site.url}/avis/reglages/")
    page.evaluate("() => navigator.serviceWorker.register('/service-worker.js')")
    page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
    [worker] = context.service_workers
    worker.evaluate(
        """() => { self.shown = [];
        self.registration.showNotification = async (title, options) => { self.shown.push([title, options]); }; }"""
    )
    told = {"title": "Préau", "body": "Un avis vous attend.", "tag": "m1", "url": f"{live_site.url}/avis/"}
    for content in (json.dumps(told), "rien de lisible"):
        tools.send(
            "ServiceWorker.deliverPushMessage",
            {"origin": live_site.url, "registrationId": found[-1]["registrationId"], "data": content},
        )
    shown = worker.evaluate("() => new Promise((done) => setTimeout(() => done(self.shown), 300))")
    assert shown == [["Préau", {"body": told["body"], "tag": "m1", "data": {"url": told["url"]}}]]
    context.close()
