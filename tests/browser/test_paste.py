"""Everything may be pasted: passwords in both boxes, at the door, and codes."""

from playwright.sync_api import Browser, expect

from harness.databases import in_database
from tests.browser.engine import Site

PASSWORD = "quatre mouettes sur un vélo"


def paste(page, box, text):
    """As people do: from the clipboard, by the keyboard."""
    page.evaluate("text => navigator.clipboard.writeText(text)", text)
    box.click()
    page.keyboard.press("Control+V")
    expect(box).to_have_value(text)


def test_passwords_and_codes_are_pasted(browser: Browser, own_site: Site, django_db_blocker):
    from preau.identity.models import Account
    from preau.identity.proofs import new_reset_link

    with django_db_blocker.unblock(), in_database(own_site.database):
        account = Account.objects.get(login="theo.marchand")
        link = new_reset_link(account.person_id)
    context = browser.new_context()
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=own_site.url)
    page = context.new_page()
    page.goto(f"{own_site.url}/activer/")
    paste(page, page.locator("input[name=code]"), "7KQM-2XVA-9HTRC")
    page.goto(f"{own_site.url}/mot-de-passe/code/")
    paste(page, page.locator("input[name=code]"), "7KQM2-XVA9H")
    page.goto(f"{own_site.url}/mot-de-passe/l/{link}/")
    paste(page, page.locator("input[name=password]"), PASSWORD)
    paste(page, page.locator("input[name=again]"), PASSWORD)
    page.locator("input[name=again]").press("Enter")
    page.wait_for_url(f"{own_site.url}/connexion/")
    paste(page, page.locator("input[name=login]"), "theo.marchand")
    paste(page, page.locator("input[name=password]"), PASSWORD)
    page.locator("input[name=password]").press("Enter")
    page.wait_for_url(f"{own_site.url}/")
    context.close()
