"""A guardian signs two words for two children in one sitting, with the keyboard, and the school sees her answers."""

import re

from playwright.sync_api import Browser, expect

from tests.browser.conftest import picture, sign_in
from tests.browser.engine import Site


def test_a_guardian_signs_two_words_for_two_children_in_one_sitting(browser: Browser, own_site: Site) -> None:
    page = browser.new_context(locale="fr-FR", viewport={"width": 360, "height": 740}).new_page()
    sign_in(page, own_site, "samira-benali")
    expect(page.get_by_role("heading", name="2 mots à signer")).to_be_visible()
    page.get_by_role("link", name="Tout signer en une fois").click()
    picture(page, "words-sign-360")
    for child, answer in (("Adam", "Sera présent"), ("Lina", "J’autorise")):
        choice = page.get_by_role("group", name=f"Votre réponse pour {child}").get_by_label(answer, exact=True)
        choice.focus()
        page.keyboard.press("Space")
        expect(choice).to_be_checked()
    page.get_by_role("button", name="Valider mes réponses").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text(re.compile(r"C’est noté.:.2.réponses"))).to_be_visible()
    assert not page.get_by_role("heading", name="Attendent votre réponse").count()
    page.goto(own_site.url)
    assert not page.get_by_role("heading", name=re.compile("à signer")).count()
    for who, title, pupil, answer in (
        ("claire-roux", "Sortie au musée", "BENALI Lina", "J’autorise"),
        ("yves-caron", "Réunion avec les professeurs", "BENALI Adam", "Sera présent"),
    ):
        staff = browser.new_context(locale="fr-FR", viewport={"width": 1280, "height": 800}).new_page()
        sign_in(staff, own_site, who)
        staff.goto(f"{own_site.url}/carnet/bureau/")
        staff.get_by_role("link", name=re.compile(title)).click()
        staff.get_by_role("link", name="Qui a répondu").click()
        row = staff.get_by_role("row", name=re.compile(pupil, re.IGNORECASE))
        expect(row).to_contain_text(answer)
        picture(staff, f"words-answers-{who}")
        staff.close()
