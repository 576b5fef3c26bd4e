"""News in a real browser: a file sent by the upload script is attached; a collectivity publishes, a head agrees."""

from typing import Any

from playwright.sync_api import Browser, Page, expect

from cast import LYCEE, Academy
from harness.databases import in_database
from preau.files.models import StoredFile
from preau.kernel import clock, scope
from preau.kernel.actor import system
from preau.news.enums import ATTACHMENT, State
from preau.news.models import Circular, NewsItem
from preau.news.services import spread
from tests.browser.conftest import picture, sign_in
from tests.browser.engine import Site

HEAD, OFFICER = "helene-garnier", "paul-faure"


def _look(page: Page, name: str) -> None:
    """Keeps pictures at both widths."""
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        picture(page, f"news-{name}-{width}")
        assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"), (name, width)


def test_a_file_sent_by_the_script_is_attached(browser: Browser, own_site: Site, django_db_blocker: Any) -> None:
    page = browser.new_context(locale="fr-FR").new_page()
    sign_in(page, own_site, HEAD)
    page.goto(f"{own_site.url}/actualites/rediger/")
    page.get_by_label("Titre").fill("Sortie au théâtre")
    page.get_by_label("Texte").fill("Prévoyez une veste.")
    page.get_by_label("Les élèves").check()
    page.get_by_label("Tout l’établissement").check()
    page.get_by_role("button", name="Enregistrer et relire").click()
    page.get_by_role("link", name="Images et pièces jointes").click()
    page.get_by_label("Fichiers à joindre").first.set_input_files(
        {"name": "programme.txt", "mimeType": "text/plain", "buffer": b"Acte I, acte II."}
    )
    expect(page.locator(".upload").first).to_contain_text("envoyé", timeout=30_000)
    _look(page, "joined")
    page.get_by_role("button", name="Joindre", exact=True).click()
    expect(page.get_by_role("link", name="programme.txt")).to_be_visible()
    with django_db_blocker.unblock(), in_database(own_site.database), scope.everything("what was attached"):
        item = NewsItem.objects.get(title="Sortie au théâtre")
        assert StoredFile.objects.filter(kind=ATTACHMENT, thing=item.pk).count() == 1


def test_a_collectivity_publishes_a_head_agrees_and_a_flash_stands_above_pages(
    browser: Browser, own_site: Site, django_db_blocker: Any
) -> None:
    page = browser.new_context(locale="fr-FR").new_page()
    sign_in(page, own_site, OFFICER)
    page.goto(f"{own_site.url}/actualites/collectivite/rediger/")
    _look(page, "circular-write")
    page.get_by_label("Titre").fill("Aide aux transports : inscriptions jusqu’au 15 décembre")
    page.get_by_label("Texte").fill("La Région rembourse la moitié de la carte.")
    page.get_by_label("Une actualité").check()
    page.get_by_label("Les responsables des élèves").check()
    page.get_by_label("La direction", exact=True).check()
    page.get_by_label("Demander à chacun").check()
    page.get_by_role("button", name="Enregistrer et relire").click()
    _look(page, "circular-draft")
    # who demonstrates has no second factor to give: what the button does is done here
    with django_db_blocker.unblock(), in_database(own_site.database), scope.everything("a collectivity's news"):
        made = Circular.objects.get()
        Circular.objects.filter(pk=made.pk).update(
            state=State.PUBLISHED, starts_at=clock.now(), published_by="Paul Faure, agent"
        )  # fmt: skip
        spread(actor=system("essai"), circular_id=made.pk)
        item = NewsItem.objects.get(circular=made, asks_agreement=True, school=Academy().school(LYCEE))
    page.reload()
    expect(page.get_by_text("accord attendu").first).to_be_visible()
    _look(page, "circular-published")
    page.goto(f"{own_site.url}/actualites/collectivite/")
    _look(page, "circulars")
    head = browser.new_context(locale="fr-FR").new_page()
    sign_in(head, own_site, HEAD)
    head.goto(f"{own_site.url}/actualites/{item.pk}/relire/")
    expect(head.get_by_role("button", name="Accepter pour les familles")).to_be_visible()
    _look(head, "agree")
    head.goto(f"{own_site.url}/aide/")
    _look(head, "above")
    asked = head.get_by_role("region", name="À lire")
    title = asked.locator(".notice-title").inner_text()
    asked.get_by_role("button", name="J’ai lu").focus()
    head.keyboard.press("Enter")
    head.wait_for_url(f"{own_site.url}/aide/")
    expect(head.locator("#status")).to_contain_text("vous avez lu cette actualité")
    assert title not in head.content()
    head.goto(f"{own_site.url}/actualites/")
    _look(head, "list")
    head.goto(f"{own_site.url}/carnet/guichet/?q=benali")
    _look(head, "counter")
    head.get_by_role("link", name="Samira Benali").first.click()
    _look(head, "counter-family")
