"""`make bench-tasks`: what people do every day, on a telephone and a bad line: touches, waiting, bytes.

Each task is done in Chromium from the home page of somebody signed in, on a screen of 360 pixels, at 400 kb/s with
400 ms to and fro; the demonstration's academy, SQLite. Rules: docs/benchmarks.md.
"""

import os
import re
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import django
from playwright.sync_api import Browser, BrowserContext, CDPSession, Locator, Page, expect, sync_playwright

from bench.directory import ROOT
from bench.machine import free_bytes
from bench.table import Table, say

sys.path.insert(0, str(ROOT))
from harness.databases import environment, fill, run_preau
from tests.browser.conftest import FLAGS, chromium, sign_in
from tests.browser.engine import Site, serving

DISK = 0.3e9
LINE = {"offline": False, "latency": 400, "downloadThroughput": 400_000 / 8, "uploadThroughput": 400_000 / 8}
"""Milliseconds, bytes a second."""
SCREEN: dict[str, Any] = {"viewport": {"width": 360, "height": 740}, "locale": "fr-FR", "has_touch": True}


class Hand:
    """Somebody's hand on a telephone: counts touches, letters, seconds of waiting, bytes that came or left."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.taps = self.letters = 0
        self.waited = self.moved = 0.0
        self.line: CDPSession = page.context.new_cdp_session(page)
        self.line.send("Network.enable")
        self.line.send("Network.emulateNetworkConditions", LINE)
        self.line.on("Network.loadingFinished", self._came)
        self.line.on("Network.requestWillBeSent", self._left)

    def _came(self, event: dict[str, Any]) -> None:
        self.moved += event["encodedDataLength"]

    def _left(self, event: dict[str, Any]) -> None:
        self.moved += len(event["request"].get("postData", ""))

    def open(self, address: str, until: Callable[[], Locator]) -> None:
        """Open a page without a touch, to its last style and picture: the first of the day."""
        began = time.perf_counter()
        self.page.goto(address, wait_until="commit")
        expect(until()).to_be_visible(timeout=60_000)
        self.page.wait_for_load_state("load")
        self.waited += time.perf_counter() - began

    def tap(self, where: Locator, until: Locator | None = None) -> None:
        """Touch, and wait for what it brings when it brings something."""
        began = time.perf_counter()
        where.click(no_wait_after=True)
        self.taps += 1
        if until is not None:
            expect(until).to_be_visible(timeout=60_000)
            self.waited += time.perf_counter() - began

    def type(self, where: Locator, words: str) -> None:
        """Write in a field: its letters are counted, the touch that opens it is not."""
        where.click()
        where.press_sequentially(words)
        self.letters += len(words)


@dataclass(frozen=True, slots=True)
class Promise:
    """What a task may cost: touches, seconds of waiting, kilobytes."""

    taps: int
    seconds: float
    kilobytes: float


class Phones:
    """A telephone for each of the cast, signed in once: what is done on it is seen in the next task."""

    def __init__(self, browser: Browser, site: Site) -> None:
        self.browser, self.site = browser, site
        self.known: dict[str, BrowserContext] = {}

    def of(self, slug: str) -> Page:
        """The home page of somebody, come whole."""
        if slug not in self.known:
            self.known[slug] = self.browser.new_context(**SCREEN)
            sign_in(self.known[slug].new_page(), self.site, slug)
            self.known[slug].pages[0].close()
        page = self.known[slug].new_page()
        page.goto(f"{self.site.url}/")
        return page

    def cold(self, slug: str) -> Page:
        """An empty telephone on which somebody is signed in: nothing was ever read on it."""
        self.of(slug).close()
        return self.browser.new_context(**SCREEN, storage_state=self.known[slug].storage_state()).new_page()


def next_room(phones: Phones) -> Hand:
    """A pupil opens Préau for the first time on this telephone: the next room, and what is due."""
    hand = Hand(phones.cold("lina-benali"))
    hand.open(f"{phones.site.url}/", lambda: hand.page.get_by_role("heading", name=re.compile("à faire pour", re.I)))
    return hand


def roll_call(phones: Phones) -> Hand:
    """A teacher calls 35 pupils: three absent, one late."""
    page = phones.of("claire-roux")
    hand = Hand(page)
    hand.tap(page.get_by_role("link", name=re.compile("Faire l’appel")), page.locator(".roll-tap").nth(34))
    for place in (2, 9, 30, 17, 17):
        hand.tap(page.locator(".roll-tap").nth(place))
    hand.tap(page.get_by_role("button", name=re.compile("Valider l’appel")), page.get_by_text("Appel fait"))
    return hand


def lesson_and_work(phones: Phones) -> Hand:
    """A teacher writes what was done, and work for three classes, each for its next lesson."""
    page = phones.of("claire-roux")
    hand = Hand(page)
    done = page.get_by_label("Ce qui a été fait")
    hand.tap(page.locator("main a[href^='/cahier/cours/']").first, done)
    hand.type(done, "Thalès : exercices 1 à 3")
    hand.type(page.get_by_label("Travail", exact=False).first, "Exercices 12 et 14")
    hand.tap(page.get_by_label("Toutes ces classes", exact=False))
    expect(page.get_by_label("Publier maintenant")).to_be_checked()
    hand.tap(page.get_by_role("button", name="Enregistrer", exact=True), page.get_by_text("C’est enregistré."))
    return hand


def justification(phones: Phones) -> Hand:
    """A guardian says why a child was away, whom the teacher has just noted."""
    teacher = phones.of("claire-roux")
    teacher.goto(f"{phones.site.url}/appel/")
    teacher.locator("main a[href^='/appel/']").first.click()
    one = teacher.locator(".roll-one").filter(has_text="Lina")
    if not one.locator(".roll-input[value=absent]").is_checked():
        one.locator(".roll-tap").click()
    teacher.locator("form .button-primary").first.click()
    expect(teacher.locator("#status")).to_contain_text("absent")
    page = phones.of("samira-benali")
    hand = Hand(page)
    why = page.get_by_label("Maladie de l’élève")
    hand.tap(page.locator("main a[href^='/absences/0']").first, why)
    hand.tap(why)
    hand.tap(page.get_by_role("button", name="Envoyer"), page.get_by_text("Réponse reçue"))
    return hand


TASKS: dict[str, tuple[Callable[[Phones], Hand], Promise]] = {
    "pupil: next room, and what is due": (next_room, Promise(0, 3, 60)),
    "teacher: roll call, 35 pupils, 3 absent, 1 late": (roll_call, Promise(7, 4, 15)),
    "teacher: the lesson and work for three classes": (lesson_and_work, Promise(3, 5, 30)),
    "guardian: why a child was away": (justification, Promise(3, 6, 40)),
}
"""Limits: those of the task benchmark that belong to the rooms of teaching and attendance."""


def main() -> int:
    """Do each task once; 1 when one costs more than it may."""
    with tempfile.TemporaryDirectory(prefix="preau-bench-tasks-") as name, sync_playwright() as engine:
        folder = Path(name)
        say(f"At most 5 minutes and {DISK / 1e9:.1f} GB in {folder}.")
        if free_bytes(folder) < 1.5 * DISK:
            say("Not enough room there.")
            return 2
        table, url = Table("tasks", "demonstration"), f"sqlite:///{folder / 'academy.sqlite3'}"
        os.environ.update(environment(url, folder / "var", PREAU_DEMO="1"))
        django.setup()
        for kind in ("blank", "academy"):
            fill(kind, url)
        scene = "from bench.scenes import due, lesson; lesson(); due()"
        run_preau(["shell", "-v", "0", "-c", scene], url, folder / "var", PREAU_DEMO="1")
        with serving(url, folder) as site:
            browser = engine.chromium.launch(executable_path=chromium(), args=FLAGS)
            phones = Phones(browser, site)
            for task, (do, promise) in TASKS.items():
                hand = do(phones)
                note = f"{hand.letters} letters typed" if hand.letters else ""
                table.add(f"{task}: touches", hand.taps, "", promise.taps, note)
                table.add(f"{task}: waited", hand.waited, "s", promise.seconds)
                table.add(f"{task}: moved", hand.moved / 1e3, "KB", promise.kilobytes)
            browser.close()
        say(f"Kept in {table.keep().relative_to(ROOT)}")
        return 0 if table.is_kept else 1


if __name__ == "__main__":
    raise SystemExit(main())
