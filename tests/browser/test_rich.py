"""A text with a little shape: asked for, made with the keyboard, read as it was made, plain on a phone."""

import re
from typing import Any

from playwright.sync_api import Browser, expect

from harness.databases import in_database
from preau.kernel import scope
from preau.messaging.models import Message
from tests.browser.axe import SCRIPT, axe
from tests.browser.conftest import picture, sign_in
from tests.browser.engine import Site
from tests.browser.test_messages import never_calm

MODIFIER = "Control"


def test_a_shaped_message_is_made_with_the_keyboard_and_plain_on_a_phone(
    browser: Browser, own_site: Site, django_db_blocker: Any
) -> None:
    never_calm(own_site, django_db_blocker)
    page = browser.new_context(locale="fr-FR", viewport={"width": 1280, "height": 900}).new_page()
    sign_in(page, own_site, "claire-roux")
    page.goto(f"{own_site.url}/messages/ecrire/")
    page.get_by_label("Objet").fill("Sortie")
    page.get_by_label("Message", exact=True).fill("Bonjour,\n\nÀ prendre :")
    picture(page, "rich-asked-1280")
    page.get_by_role("button", name="Mettre en forme").press("Enter")
    editor = page.get_by_role("textbox", name="Message mis en forme")
    expect(editor).to_contain_text("Bonjour,")
    expect(page.get_by_label("Message", exact=True)).to_be_hidden()
    editor.press(f"{MODIFIER}+End")
    editor.press("Enter")
    bar = page.get_by_role("toolbar", name="Mise en forme")
    bold = bar.get_by_role("button", name="Gras")
    bold.focus()
    bold.press("ArrowRight")
    expect(bar.get_by_role("button", name="Italique")).to_be_focused()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")  # a list
    page.keyboard.type("un pique-nique")
    page.keyboard.press("Enter")
    page.keyboard.press(f"{MODIFIER}+b")
    page.keyboard.type("des bottes")
    page.keyboard.press(f"{MODIFIER}+b")
    expect(bar.get_by_role("button", name="Liste", exact=True)).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    bar.get_by_role("button", name="Lien").click()
    page.get_by_label("Adresse du lien").fill("musee.example/plan")
    picture(page, "rich-link-1280")
    page.get_by_label("Adresse du lien").press("Enter")
    expect(editor.get_by_role("link", name="musee.example/plan")).to_be_visible()
    expect(page.locator("[data-draft-state]")).to_have_text(re.compile("^Enregistré à "), timeout=10_000)
    picture(page, "rich-written-1280")
    page.evaluate(SCRIPT)
    assert axe(page) == []
    page.reload()
    expect(editor.locator("li strong")).to_have_text("des bottes")

    phone = page.context.new_page()
    phone.set_viewport_size({"width": 360, "height": 800})
    phone.goto(page.url)
    plain = phone.get_by_label("Message", exact=True)
    expect(plain).to_have_value(
        "Bonjour,\n\nÀ prendre :\n\n– un pique-nique\n– des bottes\n\nmusee.example/plan (https://musee.example/plan)"
    )
    expect(phone.get_by_role("button", name="Mettre en forme")).to_be_hidden()
    picture(phone, "rich-phone-360")
    phone.get_by_role("button", name="Enregistrer le brouillon").click()
    page.goto(page.url)
    expect(editor.locator("li strong")).to_have_text("des bottes"), "its shape stays where the words do"

    field = page.get_by_role("combobox", name="Nom, classe ou fonction")
    field.press_sequentially("hélène garnier")
    page.get_by_role("option", name=re.compile("Garnier", re.IGNORECASE)).click()
    page.get_by_role("button", name="Relire avant d’envoyer").click()
    expect(page.get_by_role("listitem").filter(has_text="des bottes")).to_be_visible()
    picture(page, "rich-review-1280")
    page.get_by_role("button", name="Envoyer", exact=True).click()
    link = page.get_by_role("link", name="musee.example/plan")
    expect(link).to_have_attribute("href", "https://musee.example/plan")
    expect(link).to_have_attribute("rel", "noopener noreferrer nofollow")
    picture(page, "rich-read-1280")
    page.set_viewport_size({"width": 360, "height": 800})
    picture(page, "rich-read-360")
    with django_db_blocker.unblock(), in_database(own_site.database), scope.everything("a test"):
        kept = Message.objects.get(subject="Sortie")
        assert "<ul><li>un pique-nique</li><li><strong>des bottes</strong></li></ul>" in kept.html

    page.goto(f"{own_site.url}/messages/ecrire/")
    page.set_viewport_size({"width": 1280, "height": 900})
    page.get_by_role("button", name="Mettre en forme").click()
    page.keyboard.type("Rien")
    page.get_by_role("button", name="Revenir au texte simple").click()
    expect(page.get_by_label("Message", exact=True)).to_have_value("Rien")
