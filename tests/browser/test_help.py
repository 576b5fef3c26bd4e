"""Help, as people find it: a stranger asks the school of a town, a parent asks from a page, the office answers both."""

from playwright.sync_api import Browser, expect

from tests.browser.conftest import picture, sign_in
from tests.browser.engine import Site

PHONE, DESK = {"width": 360, "height": 740}, {"width": 1280, "height": 800}


def test_a_stranger_and_a_parent_ask_and_the_office_answers(browser: Browser, own_site: Site) -> None:
    stranger = browser.new_context(locale="fr-FR", viewport=PHONE).new_page()
    stranger.goto(f"{own_site.url}/connexion/")
    stranger.get_by_role("link", name="Vous n’arrivez pas à vous connecter").click()
    expect(stranger.get_by_role("heading", name="Se connecter")).to_be_visible()
    stranger.get_by_label("Sa ville ou son nom").fill("claudel")
    picture(stranger, "help-door-360")
    stranger.get_by_role("button", name="Trouver l’établissement").click()
    stranger.get_by_role("link", name="Lycée Camille-Claudel").click()
    picture(stranger, "help-school-360")
    stranger.get_by_role("link", name="Demander de l’aide").last.click()
    stranger.get_by_label("Entrer dans mon espace").check()
    stranger.get_by_label("Ce qu’il vous faut").fill("Ma fiche est perdue.")
    stranger.get_by_label("Votre nom").fill("Inès Noir")
    picture(stranger, "help-ask-360")
    stranger.get_by_role("button", name="Envoyer la demande").click()
    expect(stranger.get_by_role("link", name="Donnez un numéro de téléphone")).to_be_visible()
    stranger.get_by_label("Où vous répondre").fill("01 02 03 04 05")
    stranger.get_by_role("button", name="Envoyer la demande").click()
    expect(stranger.get_by_role("heading", name="Demande envoyée")).to_be_visible()
    picture(stranger, "help-sent-360")

    parent = browser.new_context(locale="fr-FR", viewport=PHONE).new_page()
    sign_in(parent, own_site, "samira-benali")
    parent.goto(f"{own_site.url}/messages/")
    parent.get_by_role("contentinfo").get_by_role("link", name="Aide sur cette page", exact=True).click()
    picture(parent, "help-parent-360")
    parent.get_by_role("link", name="Demander de l’aide").last.click()
    parent.get_by_label("Établissement").select_option(label="Lycée Camille-Claudel")
    parent.get_by_label("Ma fiche, mon enfant, ma classe").check()
    parent.get_by_label("Ce qu’il vous faut").fill("Lina n’est pas dans la bonne classe.")
    parent.get_by_role("button", name="Envoyer la demande").click()
    expect(parent.get_by_role("heading", name="Votre demande d’aide")).to_be_visible()

    office = browser.new_context(locale="fr-FR", viewport=DESK).new_page()
    sign_in(office, own_site, "jean-royer")
    office.goto(f"{own_site.url}/demandes-aide/")
    picture(office, "help-desk-1280")
    office.get_by_role("link", name="Samira BENALI").click()
    office.get_by_label("Votre réponse").fill("C’est corrigé, merci.")
    picture(office, "help-one-1280")
    office.get_by_role("button", name="Répondre").click()
    office.get_by_role("link", name="Inès Noir").click()
    office.set_viewport_size(PHONE)
    picture(office, "help-stranger-360")
    office.get_by_role("button", name="Noter que c’est répondu").click()
    expect(office.get_by_role("heading", name="Répondues")).to_be_visible()

    parent.reload()
    expect(parent.get_by_text("C’est corrigé, merci.")).to_be_visible()
    picture(parent, "help-answer-360")
    parent.set_viewport_size(DESK)
    picture(parent, "help-answer-1280")
    parent.get_by_role("button", name="C’est réglé").click()
    expect(parent.get_by_text("Close", exact=True)).to_be_visible()
    picture(parent, "help-parent-1280")


def test_a_parent_accepts_and_takes_back_what_elected_parents_write(browser: Browser, own_site: Site) -> None:
    parent = browser.new_context(locale="fr-FR", viewport=PHONE).new_page()
    sign_in(parent, own_site, "samira-benali")
    parent.goto(f"{own_site.url}/messages/reglages/")
    parent.get_by_role("link", name="Être écrit par les parents élus").click()
    box = parent.get_by_label("2de 4")
    expect(box).not_to_be_checked()
    picture(parent, "elected-360")
    box.check()
    parent.get_by_role("button", name="Enregistrer").click()
    expect(parent.get_by_label("2de 4")).to_be_checked()
    parent.set_viewport_size(DESK)
    picture(parent, "elected-1280")
    parent.get_by_label("2de 4").uncheck()
    parent.get_by_role("button", name="Enregistrer").click()
    expect(parent.get_by_label("2de 4")).not_to_be_checked()
