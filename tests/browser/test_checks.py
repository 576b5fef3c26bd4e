"""Each check finds the fault it is for, and passes the page without it."""

import pytest
from playwright.sync_api import Page

from tests.browser import checks
from tests.browser.conftest import watched

FRAME = """<!doctype html><html lang="fr"><head><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Essai</title><style>body {{ margin: 0 }} :focus-visible {{ outline: 3px solid black }} {css}</style></head>
<body><main>{body}</main></body></html>"""

FAULTS = {
    "a wide block": ("overflow", "", "<div style='width: 900px'>large</div>"),
    "a wide block hidden by its page": ("overflow", "body { overflow-x: hidden }", "<p style='width: 900px'>large</p>"),
    "text that does not fold": ("overflow", "", "<p style='white-space: nowrap'>" + "mot " * 60 + "</p>"),
    "no outline": ("keyboard", "a:focus-visible { outline: none }", "<a href='/a'>Un</a> <a href='/b'>Deux</a>"),
    "an outline nobody sees": ("keyboard", "a:focus-visible { outline: 1px solid #fefefe }", "<a href='/a'>Un</a>"),
    "a positive tabindex": ("keyboard", "", "<a href='/a'>Un</a> <a href='/b' tabindex='3'>Deux</a>"),
    "a trap": ("keyboard", "", "<input id='t' aria-label='t'><script>document.getElementById('t').onkeydown = "
               "(e) => e.key === 'Tab' && e.preventDefault()</script><a href='/b'>Deux</a>"),
    "a covered control": ("keyboard", "#c { position: fixed; inset: 0; height: 200px; background: #ccc }",
                          "<a href='/a'>Un lien</a><div id='c'></div>"),
    "a thing nobody reaches": ("keyboard", "", "<a href='/a'>Un</a><div tabindex='0' id='x'>x</div><script>"
                               "document.getElementById('x').onfocus = (e) => e.target.blur()</script>"),
    "a clicked block": ("false controls", "", "<div onclick='1'>Ouvrir</div>"),
    "a listened block": ("false controls", "", "<div id='d'>Ouvrir</div><script>document.getElementById('d')"
                         ".addEventListener('click', () => 1)</script>"),
    "a block of htmx": ("false controls", "", "<span hx-get='/x'>Ouvrir</span>"),
    "a table without name": ("tables", "", "<table><tr><th scope='col'>Nom</th></tr></table>"),
    "a table without scope": ("tables", "", "<table><caption>Noms</caption><tr><th>Nom</th></tr></table>"),
    "a table without header": ("tables", "", "<table><caption>Noms</caption><tr><td>Nom</td></tr></table>"),
    "an empty word": ("names", "", "<a href='/a'>Cliquez ici</a>"),
    "a name for two things": ("names", "", "<a href='/a'>Le rapport</a> <a href='/b'>Le rapport</a>"),
    "a name for two buttons": ("names", "", "<form><button name='a' value='1'>Confirmer</button>"
                               "<button name='a' value='2'>Confirmer</button></form>"),
    "a button without name": ("names", "", "<button><svg aria-hidden='true'></svg></button>"),
    "a coloured dot": ("statuses", "", "<span class='badge' style='background: red; padding: 4px'></span>"),
    "a colour for two states": ("statuses", "", "<span class='badge' style='color: red'>Import</span>"
                                "<span class='badge' style='color: green'>Import</span>"),
    "a red field": ("statuses", "", "<input name='code' aria-invalid='true' style='border-color: red'>"),
}  # fmt: skip

SOUND = """
<h1>Essai</h1><a href="/a">Le premier rapport</a> <a href="/b">Le second rapport</a>
<form method="post"><label>Code <input name="code" aria-invalid="true" aria-describedby="why"></label>
<p id="why">Le code a huit caractères.</p>
<label>Le <input type="date" name="day"></label><div role="status" class="status"></div>
<label><input type="radio" name="r" value="1"> Un</label> <label><input type="radio" name="r" value="2"> Deux</label>
<button>Enregistrer</button></form>
<details><summary>Menu</summary><a href="/c">Fermé</a></details>
<div hx-get="/x" hx-trigger="load">Liste</div>
<div style="overflow-x: auto" tabindex="0"><table>
<caption>Noms</caption><thead><tr><th scope="col">Nom</th></tr></thead>
<tbody><tr><td style="min-width: 800px">Roux</td></tr></tbody></table></div>
<span class="badge" style="color: red">Échoué</span> <span class="badge" style="color: green">Appliqué</span>
"""


@pytest.mark.parametrize("fault", FAULTS)
def test_fault_is_found(page: Page, fault: str):
    check, css, body = FAULTS[fault]
    page.set_content(FRAME.format(css=css, body=body))
    assert checks.CHECKS[check](page), f"{check} did not see {fault}"


@pytest.mark.parametrize("check", checks.CHECKS)
def test_sound_page_passes(page: Page, check: str):
    page.set_content(FRAME.format(css="", body=SOUND))
    assert checks.CHECKS[check](page) == []


def test_a_breach_of_the_security_policy_is_a_fault_of_its_page(page: Page):
    body = "<!doctype html><html lang=fr><title>Essai</title><h1>Essai</h1><img src='https://ailleurs.example/x.png'>"
    page.route(
        "http://essai.example/**",
        lambda route: route.fulfill(
            body=body, content_type="text/html", headers={"Content-Security-Policy": "default-src 'none'"}
        ),
    )
    opened = watched(page)
    page.goto("http://essai.example/", wait_until="load")
    page.wait_for_function("() => document.readyState === 'complete'")
    assert any("policy: img-src forbids https://ailleurs.example" in one for one in opened.faults), opened.faults
