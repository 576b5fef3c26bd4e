"""`make pictures`: the four pictures of the README, taken of the demonstration that `make run` serves (PORT=8010)."""

import os
import shutil
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

PICTURES = Path(__file__).resolve().parent.parent / "docs" / "pictures"
BASE = f"http://127.0.0.1:{os.environ.get('PORT', '8000')}"
PHONE, WIDE = (360, 740), (1280, 800)


def page_of(browser: Browser, size: tuple[int, int], who: str = "") -> Page:
    """A page as that person of the cast sees it, with what is asked at a first sign-in answered; nobody's without."""
    page = browser.new_context(viewport={"width": size[0], "height": size[1]}, locale="fr-FR").new_page()
    page.goto(f"{BASE}/connexion/")
    if not who:
        return page
    page.evaluate("() => document.querySelectorAll('details').forEach((one) => { one.open = true })")
    page.locator("form").filter(has_text=who).get_by_role("button").first.click()
    page.wait_for_url(f"{BASE}/")
    for asked in ("C’est moi", "C’est normal", "C’est lu"):
        while True:
            answer = page.locator("main").get_by_role("button" if asked == "C’est lu" else "link", name=asked)
            if not answer.count():
                break
            answer.first.click()
            if not page.url.endswith(f"{BASE}/"):
                page.locator("main form").get_by_role("button").first.click()
            page.goto(f"{BASE}/")
    return page


def main() -> None:
    """Take them all."""
    chromium = shutil.which("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        door = page_of(browser, PHONE)
        door.get_by_role("heading", name="Démonstration").evaluate(
            "one => scrollTo(0, one.getBoundingClientRect().top - 24)"
        )
        door.screenshot(path=PICTURES / "door.png")
        page_of(browser, PHONE, "Samira").screenshot(path=PICTURES / "guardian.png")
        page_of(browser, WIDE, "Hélène").screenshot(path=PICTURES / "head.png")
        operator = page_of(browser, WIDE, "Alex Brun")
        operator.goto(f"{BASE}/console/imports/")
        operator.locator("main a[href*='/console/imports/0']").first.click()
        operator.wait_for_load_state()
        operator.screenshot(path=PICTURES / "import.png")
        browser.close()


if __name__ == "__main__":
    main()
