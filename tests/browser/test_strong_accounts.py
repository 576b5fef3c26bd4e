"""Passkeys with Chromium's virtual authenticator, and the theft drill."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from harness.databases import in_database
from preau.imports.demo.cast import member
from tests.browser.conftest import picture, sign_in
from tests.browser.engine import Site, serving

PASSWORD = "un préau sous la pluie"
ANOTHER = "quatre mouettes sur un vélo"


@pytest.fixture
def site(copy_of: Callable[[str], str], tmp_path: Path) -> Iterator[Site]:
    """An academy of this test's own, at localhost: browsers refuse passkeys to an address of figures."""
    with serving(copy_of("academy"), tmp_path) as one:
        one.url = one.url.replace("127.0.0.1", "localhost")
        yield one


def _authenticator(context: BrowserContext, page: Page) -> Any:
    """A device that recognises its person, plugged into this page."""
    session = context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
                "isUserVerified": True, "automaticPresenceSimulation": True,
            }
        },
    )  # fmt: skip
    return session


def _sign_out(page: Page) -> None:
    page.get_by_role("banner").locator("summary").click()
    page.get_by_role("button", name=re.compile("Se déconnecter")).click()
    expect(page).to_have_url(re.compile("/connexion/"))


def test_a_passkey_is_registered_signs_in_and_confirms_an_act(browser: Browser, site: Site):
    context = browser.new_context(viewport={"width": 360, "height": 740}, locale="fr-FR")
    page = context.new_page()
    _authenticator(context, page)
    sign_in(page, site, "paul-faure")
    page.goto(f"{site.url}/mon-compte/second-facteur/")
    page.get_by_label("Nom de cette clé").fill("Téléphone de Paul")
    page.get_by_role("button", name="Enregistrer une clé d’accès").click()
    expect(page.get_by_role("heading", name="Codes de secours")).to_be_visible()
    page.get_by_role("button", name="Faire dix nouveaux codes").click()
    expect(page.locator("code")).to_have_count(10)
    expect(page.get_by_role("button", name="Imprimer")).to_be_visible()
    page.goto(f"{site.url}/mon-compte/second-facteur/")
    expect(page.locator("main")).to_contain_text("Téléphone de Paul")
    _sign_out(page)

    # In again, by the passkey alone.
    page.get_by_role("button", name="Se connecter avec une clé d’accès").click()
    page.wait_for_url(f"{site.url}/")
    expect(page.get_by_role("banner")).to_contain_text("Paul")

    # A grave act in a session where it was not given: the passkey is asked for, and what was written goes on.
    _sign_out(page)
    sign_in(page, site, "paul-faure")
    page.goto(f"{site.url}/console/collectivites/")
    page.get_by_label("Personne à joindre pour l’accessibilité").fill("Awa Diallo")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_role("heading", name="Confirmez que c’est vous")).to_be_visible()
    page.get_by_role("button", name="Utiliser une clé d’accès").click()
    expect(page.get_by_label("Personne à joindre pour l’accessibilité")).to_have_value("Awa Diallo")
    expect(page.locator("main")).to_contain_text("sont enregistrées")
    context.close()


def test_without_a_passkey_of_ours_the_browser_says_so_and_another_way_stays(browser: Browser, site: Site):
    context = browser.new_context(viewport={"width": 360, "height": 740}, locale="fr-FR")
    page = context.new_page()
    session = _authenticator(context, page)
    assert session
    page.goto(f"{site.url}/connexion/")
    page.get_by_role("button", name="Se connecter avec une clé d’accès").click()
    expect(page.get_by_role("alert")).to_contain_text("choisissez un autre moyen")
    expect(page.get_by_label("Identifiant")).to_be_visible()
    context.close()


THIEF = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"


def _with_password(page: Page, site: Site, login: str, password: str) -> None:
    page.goto(f"{site.url}/connexion/")
    page.get_by_label("Identifiant").fill(login)
    page.get_by_label("Mot de passe").fill(password)
    page.get_by_role("button", name="Se connecter", exact=True).click()


def test_the_theft_drill(browser: Browser, site: Site, django_db_blocker: Any):
    from preau.identity.models import Account

    with django_db_blocker.unblock(), in_database(site.database):
        account = Account.objects.get(login="samira.benali")
        account.set_password(PASSWORD)
        account.save(update_fields=["password"])
    own = browser.new_context(viewport={"width": 360, "height": 740}, locale="fr-FR").new_page()
    thief = browser.new_context(viewport={"width": 1280, "height": 900}, locale="fr-FR", user_agent=THIEF).new_page()
    for page in (own, thief):
        _with_password(page, site, "samira.benali", PASSWORD)
        expect(page).to_have_url(f"{site.url}/")
        expect(page.get_by_role("banner")).to_contain_text("Samira")

    # Told on her own phone, which she used first: one word, then one confirmation.
    own.goto(f"{site.url}/")
    notice = own.locator(".notice", has_text="Nouvel appareil sur votre compte")
    expect(notice).to_contain_text("Firefox, Windows")
    picture(own, "theft-1-told")
    notice.get_by_role("link", name=re.compile("^Ce n’est pas moi")).click()
    picture(own, "theft-2-confirm")
    thief.reload()
    expect(thief.get_by_role("banner")).to_contain_text("Samira")
    own.get_by_role("button", name="Tout fermer maintenant").click()
    expect(own).to_have_url(re.compile("/connexion/"))
    expect(own.get_by_role("status").first).to_contain_text("Tout est fermé")
    picture(own, "theft-3-closed")

    # Every session is over, the thief's too, and what let the thief in lets nobody in.
    thief.goto(f"{site.url}/mon-compte/")
    expect(thief).to_have_url(re.compile("/connexion/"))
    _with_password(thief, site, "samira.benali", PASSWORD)
    expect(thief).to_have_url(re.compile("/connexion/"))
    expect(thief.get_by_role("banner")).not_to_contain_text("Samira")
    picture(thief, "theft-4-refused")

    # She goes to the school: a code shown face to face, a new password, and her account is hers again.
    desk = browser.new_context(viewport={"width": 1280, "height": 900}, locale="fr-FR").new_page()
    sign_in(desk, site, "nadia-leroy")
    desk.goto(f"{site.url}/console/acces/?q=benali")
    desk.get_by_role("link", name=re.compile("Lina")).click()
    desk.locator("form.row").filter(has_text="Samira").get_by_role("button").click()
    code = desk.locator("main code").inner_text()
    own.get_by_role("link", name="Mot de passe oublié").click()
    own.get_by_role("link", name="Taper le code que l’on me montre").click()
    own.get_by_label("Code montré par l’établissement").fill(code)
    own.get_by_role("button", name="Continuer").click()
    own.get_by_label("Nouveau mot de passe").fill(ANOTHER)
    own.get_by_label("Le même, une seconde fois").fill(ANOTHER)
    own.get_by_role("button", name="Enregistrer").click()
    expect(own).to_have_url(re.compile("/connexion/"))
    _with_password(own, site, "samira.benali", ANOTHER)
    expect(own).to_have_url(f"{site.url}/")
    expect(own.locator("main")).not_to_contain_text("Nouvel appareil")
    picture(own, "theft-5-back")
    for page in (own, thief, desk):
        page.context.close()


def test_support_looks_through_what_a_school_opened_and_stops(browser: Browser, site: Site):
    support = browser.new_context(viewport={"width": 360, "height": 740}, locale="fr-FR").new_page()
    head = browser.new_context(viewport={"width": 1280, "height": 900}, locale="fr-FR").new_page()
    sign_in(support, site, "victor-lambert")
    support.goto(f"{site.url}/console/assistance/")
    support.get_by_label("UAI de l’établissement").fill("0699001J")
    support.get_by_label("Motif").fill("Appel 42")
    support.get_by_role("button", name="Demander à l’établissement").click()
    expect(support.locator("main")).to_contain_text("En attente")

    sign_in(head, site, "helene-garnier")
    head.goto(f"{site.url}/console/assistance/demandes/")
    head.get_by_role("link", name=re.compile("Choisir qui ouvrir")).click()
    head.get_by_label("Nom ou prénom de la personne").fill("samira")
    head.get_by_role("button", name="Chercher").click()
    picture(head, "view-1-open")
    head.get_by_role("button", name=re.compile("30 minutes")).click()
    head.get_by_role("button", name="Confirmer d’un clic").click()
    expect(head.locator("main")).to_contain_text("Ouvert jusqu’à")
    picture(head, "view-2-opened")

    support.reload()
    support.get_by_role("button", name=re.compile("^Voir, jusqu’à")).click()
    support.get_by_role("button", name="Confirmer d’un clic").click()
    expect(support.locator("main")).to_contain_text(re.compile("en lecture seule"))
    support.goto(f"{site.url}/")
    expect(support.locator("main")).to_contain_text("Lina")
    expect(support.locator("main")).not_to_contain_text("Adam")
    picture(support, "view-3-seen")
    support.get_by_role("button", name="Arrêter de voir").click()
    support.goto(f"{site.url}/")
    expect(support.locator("main")).not_to_contain_text("Lina")
    for page in (support, head):
        page.context.close()


def _enter(page: Page, site: Site, slug: str) -> None:
    """Come in as one of the cast."""
    page.goto(f"{site.url}/connexion/")
    _click_cast(page, slug)
    page.wait_for_url(f"{site.url}/")


def _click_cast(page: Page, slug: str) -> None:
    """Click one of the cast, folded rows opened one by one where no script may open them."""
    row = page.locator("form").filter(has_text=member(slug).label)
    for fold in page.locator("section[aria-labelledby=demo] details > summary").all():
        if row.is_visible():
            break
        fold.click()
    row.get_by_role("button").click()
