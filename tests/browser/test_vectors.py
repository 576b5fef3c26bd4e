"""Nothing that people type runs: each vector, in every field, name and file name, read where people read it.

The policy of pages is set aside, so that what is seen is what the pages print, not what the browser would forbid.
"""

import uuid
from collections.abc import Iterator
from typing import Any

from playwright.sync_api import Browser, Page, expect

from cast import Academy
from harness.databases import in_database
from preau.directory.models import Person
from preau.files.models import StoredFile
from preau.kernel import rich, scope
from preau.liaison.models import Word
from preau.messaging.enums import Folder, Kind, State
from preau.messaging.models import Delivery, Message
from preau.news.models import NewsItem
from tests.browser.conftest import sign_in
from tests.browser.engine import Site
from tests.browser.test_messages import never_calm
from vectors import ALL, HOST, VECTORS

MADE = (
    "script:not([src]), iframe, object, embed, base, svg:not([aria-hidden=true][focusable=false]), math, style, video,"
    " audio, xss, main img:not([src^='/'])"
)
RUNS = """
() => [...document.querySelectorAll('main *')].flatMap((one) => [...one.attributes].map((each) => each.name))
  .filter((name) => name.startsWith('on'))
"""


class _Watch:
    """A page of somebody, and whatever ran, opened or left."""

    def __init__(self, page: Page, site: Site) -> None:
        self.page, self.site = page, site
        self.heard: list[str] = []
        page.on("dialog", lambda dialog: (self.heard.append(f"dialog {dialog.message}"), dialog.dismiss()))
        page.on("request", lambda asked: self.heard.append(asked.url) if HOST in asked.url else None)
        page.on("popup", lambda opened: self.heard.append(f"popup {opened.url}"))
        page.on("console", lambda said: self.heard.append(said.text) if "pris" in said.text else None)

    def look(self, path: str) -> None:
        """Opens a page, hovers what it says, prints it; nothing may have happened."""
        if path:
            self.page.goto(f"{self.site.url}{path}")
        self.check(path)
        self.page.emulate_media(media="print")
        self.page.pdf()
        self.page.emulate_media(media="screen")
        self.check(f"{path} printed")

    def check(self, where: str) -> None:
        """Nothing ran, nothing was asked for, nothing that could do either stands there."""
        assert self.page.evaluate("window.pris") is None, where
        assert not self.heard, (where, self.heard)
        assert self.page.locator(MADE).count() == 0, (where, self.page.locator(MADE).first.evaluate("e => e.outerHTML"))
        assert self.page.evaluate(RUNS) == [], where
        for link in self.page.locator("main a[href]").all():
            assert (link.get_attribute("href") or "").startswith(("/", "?", "#", "http://", "https://", "mailto:")), (
                where
            )


def _plant(thread: uuid.UUID) -> Iterator[uuid.UUID]:
    """Every vector into everything; one copy of each message cleaned, one as no service would have kept it."""
    cast = Academy()
    claire, samira = cast["claire-roux"].person, cast["samira-benali"].person
    sent = Message.objects.filter(sender_id=claire.pk).first()
    assert sent is not None
    for kind, some in VECTORS.items():
        joined = "\n".join(some)
        for html in (rich.clean(joined), joined):
            row = Message.objects.create(
                thread=thread, box=sent.box, profile=sent.profile, sender=some[0][:200], sender_id=claire.pk,
                school=sent.school, state=State.SENT, subject=some[-1][:150], text=joined, html=html,
                written_at=sent.written_at, sent_at=sent.written_at, delivered_at=sent.written_at, readers=1,
            )  # fmt: skip
            Delivery.objects.create(
                person=samira, box="guardian", folder=Folder.INBOX, message=row, thread=thread, kind=Kind.TO,
                profile="guardian",
            )  # fmt: skip
        draft = Message.objects.create(
            thread=thread, box=sent.box, profile=sent.profile, sender=kind, sender_id=claire.pk, state=State.DRAFT,
            subject=some[0][:150], text=rich.as_text(rich.clean(joined)), html=joined, written_at=sent.written_at,
        )  # fmt: skip
        yield draft.pk
    img = VECTORS["attribute"][0]
    Person.objects.filter(pk=claire.pk).update(given_name=img, family_name=VECTORS["attribute"][6])
    Person.objects.filter(pk=cast["lina-benali"].person.pk).update(given_name=img)
    for place, item in enumerate(NewsItem.objects.all()):
        NewsItem.objects.filter(pk=item.pk).update(title=ALL[place % len(ALL)][:120], text="\n\n".join(ALL))
    Word.objects.update(title=VECTORS["svg"][0][:120], text="\n\n".join(ALL), usual="", written_by=img)


def test_nothing_that_people_type_runs(browser: Browser, own_site: Site, django_db_blocker: Any) -> None:
    thread = uuid.uuid4()
    context = browser.new_context(locale="fr-FR", bypass_csp=True, viewport={"width": 1280, "height": 900})
    page = context.new_page()
    sign_in(page, own_site, "claire-roux")
    never_calm(own_site, django_db_blocker, keep=True)
    page.goto(f"{own_site.url}/messages/ecrire/")
    page.get_by_label("Pièces jointes").first.set_input_files(
        [{"name": f"{place}.txt", "mimeType": "text/plain", "buffer": b"a"} for place in range(len(VECTORS))]
    )
    expect(page.locator(".upload", has_text="envoyé")).to_have_count(len(VECTORS), timeout=30_000)
    page.get_by_label("Objet").fill("Fichiers")
    page.get_by_role("button", name="Enregistrer le brouillon").click()
    files = page.url
    with django_db_blocker.unblock(), in_database(own_site.database), scope.everything("a test"):
        drafts = list(_plant(thread))
        for one, some in zip(StoredFile.objects.filter(name__endswith=".txt"), VECTORS.values(), strict=False):
            StoredFile.objects.filter(pk=one.pk).update(name=some[0][:150])
        words = list(Word.objects.values_list("pk", flat=True))
        items = list(NewsItem.objects.values_list("pk", flat=True))

    writer = _Watch(page, own_site)
    writer.look(files.removeprefix(own_site.url))
    assert "onerror" in page.locator("main").inner_text(), "the names are there to be read"
    for draft in drafts:
        writer.look(f"/messages/ecrire/{draft}/")
        for _time in range(2):
            page.get_by_role("button", name="Enregistrer le brouillon").click()
            expect(page.get_by_text("Brouillon enregistré.")).to_be_visible()
            writer.check("saved")
    writer.look(f"/messages/ecrire/{drafts[0]}/verifier/")
    for path in ("/messages/brouillons/", "/messages/envoyes/", "/actualites/bureau/", "/carnet/bureau/", "/"):
        writer.look(path)
    with django_db_blocker.unblock(), in_database(own_site.database), scope.everything("a test"):
        for row in Message.objects.filter(pk__in=drafts):
            assert row.html == rich.clean(row.html), "twice saved, it is clean"

    reader = _Watch(context.browser.new_context(locale="fr-FR", bypass_csp=True).new_page(), own_site)
    sign_in(reader.page, own_site, "samira-benali")
    own = ("/", "/messages/", "/messages/recherche/?q=pris", "/actualites/", "/carnet/", "/carnet/signer/", "/avis/")
    for path in (*own, f"/messages/fil/{thread}/"):
        reader.look(path)
    for path in [f"/carnet/mot/{one}/" for one in words] + [f"/actualites/{one}/" for one in items]:
        reader.look(path)
