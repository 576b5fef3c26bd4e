"""Files in a real browser: sent while a form is filled, over a line that is cut; and contents that cannot run."""

import hashlib
import io
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from PIL import Image
from playwright.sync_api import Error, Page, Route, expect

from files import made
from harness import session
from harness.databases import in_database
from preau.files import statements
from preau.files.stores.disk import DiskStore
from preau.kernel.middleware import content_security_policy
from tests.browser import axe
from tests.browser.conftest import Opened, picture
from tests.browser.engine import Site

OPERATOR = "alex-brun"
PAGE = """
{% from "ui/files.html" import file_field %}{% from "ui/layout.html" import head %}
<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>Essai</title>{{ head(frame) }}</head>
<body class="page"><main class="main" id="main"><h1>Essai</h1><div id="status" role="status" aria-live="polite"></div>
<form class="form" method="post" action="/essai-recu/" enctype="multipart/form-data">
<input type="hidden" name="csrfmiddlewaretoken" value="{{ token }}">
{{ file_field("f", "files", "Pièces jointes", files) }}
<button class="button button-primary" type="submit">Envoyer</button></form></main></body></html>
"""


def _streams(site: Site) -> str:
    parts = urlsplit(site.url)
    return f"http://{parts.hostname}:{(parts.port or 0) + 1}"


def _photograph(side: int = 1100) -> bytes:
    """A picture of noise, of some megabytes."""
    out = io.BytesIO()
    Image.frombytes("RGB", (side, side), os.urandom(side * side * 3)).save(out, "PNG")
    return out.getvalue()


@pytest.fixture
def form(open_as: Callable[..., Opened], live_site: Site, django_db_blocker: Any) -> tuple[Page, list[str]]:
    """A page with a form that takes files, as a room has it: no room below `messaging` has one yet. What it is sent."""
    from dataclasses import replace

    from django.template import engines

    from cast import Academy
    from preau.access.public import hats_of
    from preau.files.public import place_of
    from preau.ui.frame import Frame

    opened = open_as(OPERATOR)
    # The page of the test is answered by the test, which browsers take for one from outside this machine.
    opened.page.context.grant_permissions(["local-network-access"])
    with django_db_blocker.unblock(), in_database(live_site.database):
        member = Academy()[OPERATOR]
        hat = replace(hats_of(member.account)[0], person_id=member.person.pk)
        files = place_of(hat, "console.logo", None)
    opened.page.goto(f"{live_site.url}/preferences/")
    token = opened.page.locator("[name=csrfmiddlewaretoken]").first.input_value()
    html = engines["jinja2"].env.from_string(PAGE).render(files=files, token=token, frame=Frame())  # type: ignore[attr-defined]
    headers = {"Content-Security-Policy": content_security_policy(_streams(live_site))}
    sent: list[str] = []

    def answer(route: Route) -> None:
        if route.request.method == "POST":
            sent.append(route.request.post_data or "")
            route.fulfill(body="<!doctype html><title>Reçu</title><p>Reçu", content_type="text/html; charset=utf-8")
            return
        route.fulfill(body=html, content_type="text/html; charset=utf-8", headers=headers)

    opened.page.route(re.compile(r"/essai(-recu)?/$"), answer)
    opened.page.goto(f"{live_site.url}/essai/")
    return opened.page, sent


def _file(name: str, body: bytes) -> Any:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": body}


def _receipts(page: Page) -> list[statements.Receipt]:
    values = page.locator("input[name=files-recus]").evaluate_all("all => all.map((one) => one.value)")
    return [statements.read(statements.Receipt, one) for one in values]


def test_files_are_sent_over_a_line_that_is_cut_and_told_of(form: tuple[Page, list[str]], live_site: Site) -> None:
    page, sent = form
    body = _photograph()
    pieces: list[int] = []

    def cut_once(route: Route) -> None:
        if route.request.method == "PATCH":
            pieces.append(int(route.request.headers["upload-offset"]))
            if len(pieces) == 2:
                route.abort("connectionreset")
                return
        route.continue_()

    page.route(f"{_streams(live_site)}/**", cut_once)
    page.get_by_label("Pièces jointes").first.set_input_files(
        [_file("Carte <b>.png", body), _file("dessin.svg", made.SVG)]
    )
    items = page.locator(".upload")
    expect(items).to_have_count(2)
    expect(items.first.locator(".upload-name")).to_have_text("Carte <b>.png")
    expect(items.first).to_contain_text("envoyé", timeout=30_000)
    assert len(pieces) > 3 and pieces[1] == pieces[2] == 1 << 20, "it went on where it was cut"
    expect(items.last).to_contain_text("pas d’une sorte acceptée", timeout=30_000)
    (told,) = _receipts(page)
    assert told.name == "Carte -b-.png"
    assert told.content == "image/png" and (told.width, told.height) == (1100, 1100)
    picture(page, "files-sent")
    page.evaluate(axe.SCRIPT)
    assert [one for one in axe.axe(page) if "landmark" not in one and "region" not in one] == []
    page.get_by_role("button", name="Retirer : dessin.svg").press("Enter")
    expect(items).to_have_count(1)
    expect(page.locator("#status")).to_have_text("dessin.svg : retiré")
    assert page.evaluate("document.activeElement.id") == "f", "focus goes where one goes on"
    page.get_by_role("button", name="Envoyer").click()
    expect(page).to_have_title("Reçu")
    assert told.digest and "files-recus" in sent[0] and "filename" not in sent[0], "the file is not sent twice"


def test_a_file_dropped_on_the_field_is_sent_and_the_field_shows_that_it_takes_one(
    form: tuple[Page, list[str]], live_site: Site
) -> None:
    page, _sent = form
    dragged = page.evaluate_handle(
        """(bytes) => {
            const data = new DataTransfer();
            data.items.add(new File([new Uint8Array(bytes)], "déposé.png", { type: "image/png" }));
            return data;
        }""",
        list(made.png()),
    )
    field = page.locator("[data-uploads]")
    field.dispatch_event("dragover", {"dataTransfer": dragged})
    expect(field).to_have_class(re.compile("uploads-over"))
    field.dispatch_event("drop", {"dataTransfer": dragged})
    expect(page.locator(".upload")).to_contain_text("envoyé", timeout=30_000)
    expect(field).not_to_have_class(re.compile("uploads-over"))
    (told,) = _receipts(page)
    assert (told.name, told.content) == ("déposé.png", "image/png")


def test_a_form_waits_for_its_files_and_too_many_are_told(form: tuple[Page, list[str]], live_site: Site) -> None:
    page, sent = form
    held: list[Route] = []
    page.route(f"{_streams(live_site)}/depots", lambda route: held.append(route))
    field = page.get_by_label("Pièces jointes").first
    field.set_input_files([_file(f"{number}.png", made.png()) for number in range(5)])
    expect(page.locator(".upload")).to_have_count(5)
    expect(page.locator(".upload").last).to_contain_text("Trop de fichiers")
    page.get_by_role("button", name="Envoyer").click()
    expect(page.locator("#status")).to_contain_text("Attendez la fin de l’envoi")
    assert sent == [] and page.title() == "Essai"
    for route in held:
        route.abort()


def test_without_a_script_the_form_sends_the_files_itself(open_as: Callable[..., Opened], live_site: Site) -> None:
    page = open_as(OPERATOR, java_script_enabled=False).page
    page.goto(f"{live_site.url}/console/collectivites/")
    page.get_by_role("link", name="Région").first.click()
    page.get_by_role("link", name="Logo").click()
    expect(page.get_by_label("Image")).to_have_attribute("type", "file")
    assert page.locator("form[enctype='multipart/form-data']").count() == 1


# --- what is served cannot run -----------------------------------------------------------------------------------


def _served(site: Site, folder: Path, body: bytes, content: str, name: str) -> str:
    """A content put in the served site's store, and the address that a page would give."""
    digest = hashlib.sha256(body).hexdigest()
    data = session.folder() / f"site-{os.getpid()}" / "var"
    DiskStore(data / "files").put(made.written(folder, "put", body), digest)
    given = statements.Pass(person="", digest=digest, size=len(body), content=content, name=name, shown=True)
    return f"{_streams(site)}/contenus/{given.signed()}/"


RUNS = {
    "a drawing with a script": (made.SVG, "image/svg+xml", "a.svg"),
    "a page": (made.HTML, "text/html", "a.html"),
    "a page that says it is a text": (made.HTML, "text/plain", "a.txt"),
    "a page that says it is a picture": (made.HTML, "image/png", "a.png"),
    "a program": (made.PROGRAM, "application/x-executable", "a.exe"),
}


@pytest.mark.parametrize("what", RUNS)
def test_it_cannot_run(what: str, open_as: Callable[..., Opened], live_site: Site, tmp_path: Path) -> None:
    body, content, name = RUNS[what]
    address = _served(live_site, tmp_path, body, content, name)
    page = open_as(None).page
    page.goto(f"{live_site.url}/connexion/")
    before = page.title()
    ran: list[str] = []
    page.on("dialog", lambda dialog: ran.append(dialog.message))
    loaded = page.evaluate(
        """(address) => new Promise((resolve) => {
            const image = new Image(); image.onload = () => resolve(true); image.onerror = () => resolve(false);
            image.src = address; })""",
        address,
    )
    assert loaded is False, "it is no picture, wherever it is shown"
    try:
        page.goto(address)
        assert page.evaluate("document.title") != "ran" and page.evaluate("origin") == "null", "in a sandbox"
    except Error as error:
        assert "Download is starting" in str(error) or "ERR_ABORTED" in str(error)
        assert page.title() == before
    assert ran == []


def test_a_picture_of_ours_is_shown(open_as: Callable[..., Opened], live_site: Site, tmp_path: Path) -> None:
    address = _served(live_site, tmp_path, made.png(), "image/png", "a.png")
    page = open_as(None).page
    page.goto(f"{live_site.url}/connexion/")
    show = """(address) => new Promise((resolve) => {
        const image = new Image(); image.onload = () => resolve(image.width); image.onerror = () => resolve(0);
        image.src = address; })"""
    assert page.evaluate(show, address) == 16
