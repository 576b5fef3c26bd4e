"""A pupil reports, from a message and from the fixed page; a head closes writing in a crisis, and all read it."""

import re
from typing import Any

from playwright.sync_api import Browser, Page, expect

from cast import Academy
from harness.databases import in_database
from preau.directory.enums import Profile
from preau.kernel import scope
from preau.messaging.models import Delivery, Message
from tests.browser import axe
from tests.browser.conftest import picture, sign_in
from tests.browser.engine import Site
from tests.browser.test_desk_acts import sent

SAID = "De faux messages circulent. N’ouvrez pas leurs liens."


def _look(page: Page, name: str) -> None:
    """Keeps pictures at both widths; nothing is wider than the narrow one."""
    for width in (1280, 360, 320):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, (name, width)
        if width > 320:
            picture(page, f"safety-{name}-{width}")
    page.evaluate(axe.SCRIPT)
    assert axe.axe(page) == []


def _as(browser: Browser, site: Site, who: str) -> Page:
    page = browser.new_context(locale="fr-FR").new_page()
    sign_in(page, site, who)
    return page


def test_a_pupil_reports_from_a_message_and_from_the_fixed_page(
    browser: Browser, own_site: Site, django_db_blocker: Any
) -> None:
    with django_db_blocker.unblock(), in_database(own_site.database), scope.everything("a pupil of tests"):
        letter = Message.objects.filter(state="sent").order_by("pk").first()
        assert letter is not None
        Delivery.objects.create(
            person=Academy()["lina-benali"].person, box="pupil", folder="inbox", message=letter, thread=letter.thread,
            kind="to", profile=Profile.STUDENT,
        )  # fmt: skip
        thread = letter.thread
    page = _as(browser, own_site, "lina-benali")
    page.goto(f"{own_site.url}/messages/fil/{thread}/")
    page.locator("main").get_by_role("link", name="Signaler").first.click()
    expect(page.get_by_role("link", name=re.compile("3018")).first).to_be_visible()
    _look(page, "from-message")
    page.get_by_label("Cela m’arrive").check()
    page.get_by_role("button", name="Envoyer le signalement").click()
    expect(page.get_by_text("Votre signalement est arrivé.")).to_be_visible()
    _look(page, "followed")
    page.get_by_role("contentinfo").get_by_role("link", name="Signaler", exact=True).click()
    page.get_by_label("J’en suis témoin").check()
    page.get_by_label("Ce qui se passe").fill("On se moque de lui tous les jours.")
    page.get_by_role("button", name="Envoyer le signalement").click()
    expect(page.get_by_text("Votre signalement est arrivé.")).to_be_visible()
    head = _as(browser, own_site, "helene-garnier")
    head.goto(f"{own_site.url}/signalements/")
    _look(head, "desk")
    head.get_by_role("link", name=re.compile("Signalement du")).last.click()
    _look(head, "case")
    exchange = head.get_by_role("link", name="Lire l’échange")
    if not exchange.count():
        head.goto(f"{own_site.url}/signalements/")
        head.get_by_role("link", name=re.compile("Signalement du")).last.click()
    exchange.click()
    expect(head.get_by_text("l’empreinte est la même")).to_be_visible()
    _look(head, "exchange")


def test_a_head_closes_writing_and_everybody_reads_it(browser: Browser, own_site: Site) -> None:
    head = _as(browser, own_site, "helene-garnier")
    head.goto(f"{own_site.url}/crise/")
    _look(head, "crisis-empty")
    head.get_by_label("L’écriture des élèves et des familles").check()
    head.get_by_label("Ce que les personnes lisent").fill(SAID)
    head.get_by_label("Motif").fill("Compte volé")
    sent(head, "Appliquer dès maintenant")
    expect(head.get_by_role("button", name=re.compile("Finir maintenant"))).to_be_visible()
    _look(head, "crisis-standing")
    pupil = _as(browser, own_site, "lina-benali")
    pupil.goto(f"{own_site.url}/messages/ecrire/")
    said = pupil.get_by_role("region", name="Information importante")
    expect(said).to_contain_text("Seuls les personnels écrivent")
    _look(pupil, "crisis-told")
    head.get_by_role("button", name=re.compile("Finir maintenant")).click()
    expect(head.get_by_text("C’est terminé")).to_be_visible()
    expect(head.get_by_role("region", name="Information importante")).to_have_count(0)
