"""A person goes through the page that carries an answer to a SAML service: by itself, or by its button."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import picture, sign_in
from tests.browser.engine import Site
from tests.federation import saml_tool
from tests.federation.listening import Listener, listening
from tests.federation.test_apache import run

REGISTER = """
from preau.federation.services.register import Described, add_service
from preau.kernel.actor import system
add_service(actor=system("test"), protocol="saml", described=Described(
    name="Médiathèque", start_url="{url}/", urls={{}}, metadata=open("{metadata}").read(), attributes=["given_name"],
    accepts_loopback=True))
"""


@pytest.fixture
def service(own_site: Site, tmp_path: Path) -> Iterator[Listener]:
    """A service that takes an answer and leads on to a page of its own."""
    with listening() as listener:
        listener.answers = [302, 200]
        kept = tmp_path / "sp.xml"
        kept.write_text(saml_tool.metadata(consumers=(f"{listener.url}/acs",), redirect=""))
        run(own_site.database, tmp_path, REGISTER.format(url=listener.url, metadata=kept))
        yield listener


@pytest.mark.parametrize(("scripts", "width"), [(True, 1280), (False, 360)], ids=["scripts", "no scripts"])
def test_the_answer_goes_to_the_service(
    browser: Browser, own_site: Site, service: Listener, scripts: bool, width: int
) -> None:
    door = browser.new_context(locale="fr-FR")
    sign_in(door.new_page(), own_site, "lina-benali")
    context = browser.new_context(
        storage_state=door.storage_state(), java_script_enabled=scripts, locale="fr-FR",
        viewport={"width": width, "height": 740},
    )  # fmt: skip
    page, refused = context.new_page(), []
    page.on("console", lambda one: refused.append(one.text) if "Content Security Policy" in one.text else None)
    question = saml_tool.question(
        Destination=f"{own_site.url}/saml/sso", AssertionConsumerServiceURL=f"{service.url}/acs"
    )
    page.goto(own_site.url + saml_tool.address("sso", question, "/rayon?x=é"))
    page.get_by_role("button", name="Continuer").click()  # what the service learns
    if not scripts:
        expect(page.get_by_role("heading", level=1)).to_have_text("Vous allez vers votre outil")
        page.wait_for_url(re.compile("/saml/entrer"))
        picture(page, "saml-carried")
        page.get_by_role("button", name="Continuer").click()
    page.wait_for_url(f"{service.url}/elsewhere")
    posted = [(path, fields) for method, path, fields in service.heard if method == "POST"]
    ((path, fields),) = posted
    assert path == "/acs" and fields["RelayState"] == "/rayon?x=é" and fields["SAMLResponse"]
    assert not refused
    door.close()
    context.close()


@pytest.mark.parametrize("width", [360, 1280])
def test_its_pages_in_the_console_read(browser: Browser, own_site: Site, service: Listener, width: int) -> None:
    context = browser.new_context(locale="fr-FR", viewport={"width": width, "height": 740})
    page = context.new_page()
    sign_in(page, own_site, "alex-brun")
    page.goto(f"{own_site.url}/console/outils/ajouter/")
    picture(page, f"saml-protocols-{width}")
    page.get_by_role("link", name="SAML 2").click()
    expect(page.get_by_label("Fiche du service (métadonnées SAML, XML)")).to_be_visible()
    picture(page, f"saml-add-{width}")
    page.goto(f"{own_site.url}/console/outils/")
    page.get_by_role("link", name="Médiathèque").click()
    expect(page.get_by_text(f"{own_site.url}/saml/metadata").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    picture(page, f"saml-service-{width}")
    page.goto(f"{own_site.url}/saml/sso?SAMLRequest=x")
    picture(page, f"saml-refused-{width}")
    context.close()
