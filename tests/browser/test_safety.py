"""A pupil reports; a head closes writing in a crisis, and all read it; a head contains a stolen account."""

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
from tests.browser.test_messages import never_calm

BAIT = "Cliquez ici et donnez votre mot de passe."
PASSWORD = "quatre mouettes sur un vélo"
SAID = "De faux messages circulent. N’ouvrez pas leurs liens."


def _look(page: Page, name: str) -> None:
    """Keeps pictures at both widths; nothing is wider than the narrow one."""
    expect(page.get_by_role("contentinfo")).to_be_visible()  # the whole page came
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


def _shut_out(page: Page, site: Site) -> None:
    """The door stays closed for Claire Roux."""
    page.goto(f"{site.url}/connexion/")
    page.evaluate("() => document.querySelectorAll('details').forEach((one) => { one.open = true })")
    page.locator("form").filter(has_text="Claire Roux").get_by_role("button").click()
    page.goto(f"{site.url}/messages/")
    expect(page).to_have_url(re.compile("/connexion/"))


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
    expect(head).to_have_url(re.compile("/signalements/.+"))
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


def test_a_head_contains_a_stolen_account(browser: Browser, own_site: Site, django_db_blocker: Any) -> None:
    never_calm(own_site, django_db_blocker)
    thief = _as(browser, own_site, "claire-roux")
    thief.goto(f"{own_site.url}/messages/ecrire/")
    field = thief.get_by_role("combobox", name="Nom, classe ou fonction")
    for typed, name in (("resp 2de4", "Responsables des élèves, 2de 4"), ("garnier", "Hélène GARNIER")):
        field.press_sequentially(typed)
        expect(thief.get_by_role("option", name=re.compile(name)).first).to_be_visible()
        field.press("ArrowDown")
        field.press("Enter")
        expect(thief.get_by_role("button", name=re.compile(f"Retirer {name}"))).to_be_visible()
    thief.get_by_label("Objet").fill("URGENT")
    thief.get_by_label("Message", exact=True).fill(BAIT)
    thief.get_by_role("button", name="Relire avant d’envoyer").click()
    thief.get_by_role("button", name="Envoyer").click()
    head = _as(browser, own_site, "helene-garnier")
    for _second in range(60):
        head.goto(f"{own_site.url}/messages/")
        if head.get_by_text("URGENT").count():
            break
        head.wait_for_timeout(500)
    head.get_by_role("link", name=re.compile("URGENT")).click()
    expect(head.get_by_text(BAIT)).to_be_visible()
    letter = head.url
    head.get_by_role("link", name="Compte volé").click()
    _look(head, "contain")
    expect(head.get_by_label("Depuis ce message")).to_be_checked()
    sent(head, "Fermer le compte et retirer ces messages")
    expect(head.get_by_text("Le compte est fermé et ses messages sont retirés.")).to_be_visible()
    contained = head.url
    _look(head, "containment")
    # Whoever received it reads that it was taken away, and no word of it; whoever took the account is out.
    head.goto(letter)
    expect(head.get_by_text("Ce message a été retiré")).to_be_visible()
    expect(head.get_by_text(BAIT)).to_have_count(0)
    parent = _as(browser, own_site, "samira-benali")
    parent.goto(f"{own_site.url}/messages/")
    parent.locator("main").get_by_role("listitem").filter(has_text="Claire ROUX").get_by_role("link").click()
    expect(parent.get_by_text("Ce message a été retiré")).to_be_visible()
    expect(parent.get_by_text(BAIT)).to_have_count(0)
    for name in ("Répondre", "Transférer"):  # to whoever took the account, and nothing to hand on
        expect(parent.locator("main").get_by_role("button", name=name)).to_have_count(0)
    _look(parent, "withdrawn-read")
    thief.goto(f"{own_site.url}/messages/")
    expect(thief).to_have_url(re.compile("/connexion/"))
    head.goto(f"{own_site.url}/comptes-voles/")
    _look(head, "contained")
    head.goto(contained)
    head.get_by_role("link", name="Lire les messages retirés").click()
    expect(head.get_by_text(BAIT)).to_be_visible()
    _look(head, "withdrawn")
    head.goto(f"{own_site.url}/envois-retenus/")
    _look(head, "held")
    # Verified in front of somebody, she chooses a new password; the door still waits for the head.
    head.goto(contained)
    sent(head, "Montrer un code")
    code = head.locator("main code").inner_text()
    thief.goto(f"{own_site.url}/mot-de-passe/code/")
    thief.get_by_label("Code montré").fill(code)
    thief.get_by_role("button", name="Continuer").click()
    thief.get_by_label("Nouveau mot de passe").fill(PASSWORD)
    thief.get_by_label("Le même, une seconde fois").fill(PASSWORD)
    thief.get_by_role("button", name="Enregistrer").click()
    expect(thief.get_by_text("Votre mot de passe est changé.")).to_be_visible()
    _shut_out(thief, own_site)
    head.goto(contained)
    _look(head, "to-reopen")
    head.get_by_role("button", name="Rouvrir le compte").click()
    expect(head.get_by_text("Le compte est rouvert.")).to_be_visible()
    _look(head, "reopened")
    sign_in(thief, own_site, "claire-roux")
