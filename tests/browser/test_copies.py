"""Work handed in, in a real browser: two photographed pages while the line is cut half-way; a receipt, a stranger."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, expect

from harness.databases import in_database, run_preau
from tests.browser.conftest import picture
from tests.browser.engine import Site
from tests.browser.test_attendance import phone
from tests.browser.test_files import _photograph

__all__ = ["phone"]

ASKED = """
import datetime as dt
from preau.diary.enums import Kind
from preau.diary.models import Work, WorkUnit
from preau.directory.calendar import year_of
from preau.directory.models import Enrollment, Person
from preau.kernel import clock, scope
from preau.submissions.models import Assignment
with scope.everything("work for tomorrow"):
    pupil = Person.objects.get(given_name="Lina", family_name__iexact="Benali")
    place = Enrollment.objects.filter(student=pupil, left_on=None).exclude(homeroom=None).latest("school_year_id")
    day = clock.today() + dt.timedelta(days=1)
    work = Work.objects.create(
        school_id=place.school_id, school_year_id=year_of(clock.today()), subject="Mathématiques", text="Ex. 12",
        given_on=clock.today(), changed_at=clock.now(), appears_at=clock.now(), written_by="Z",
    )
    WorkUnit.objects.create(
        school_id=place.school_id, work=work, unit=place.homeroom_id, label="Z", due_on=day
    )
    Assignment.objects.create(
        school_id=place.school_id, work=work.pk, subject="Mathématiques", takes="pftlv", due_minute=1439,
        asked_at=clock.now(), asked_by="Z",
    )
print(work.pk)
"""


def asked(site: Site) -> str:
    """Work of the pupil's class for tomorrow, which is handed in; its number."""
    return run_preau(["shell", "-v", "0", "-c", ASKED], site.database, site.data_dir, PREAU_DEMO="1").split()[-1]


def put(page: Page, tmp_path: Path, *names: str) -> None:
    """Choose photographs of pages."""
    for name in names:
        (tmp_path / name).write_bytes(_photograph(700))
    page.locator("#photos").set_input_files([tmp_path / name for name in names])


def test_two_pages_are_handed_in_though_the_line_is_cut_half_way(
    own_site: Site, phone: Callable[..., Page], browser: Browser, tmp_path: Path, django_db_blocker: Any
) -> None:
    number = asked(own_site)
    page = phone(own_site, "lina-benali")
    page.goto(f"{own_site.url}/a-faire/")
    page.get_by_role("link", name=re.compile("À rendre ici.*Ex. 12")).click()
    picture(page, "rendre-vide")
    put(page, tmp_path, "un.png")
    items = page.locator(".bring[data-name=photos-recus] li.upload")
    expect(items.first).to_have_class(re.compile("upload-done"), timeout=30_000)
    page.context.set_offline(True)
    put(page, tmp_path, "deux.png")
    expect(items).to_have_count(2)
    # By hand, the second goes first.
    items.nth(1).get_by_role("button", name=re.compile("^Avant")).click()
    expect(items.first).to_contain_text("deux")
    items.first.get_by_label(re.compile("Ce que montre la page")).fill("La figure")
    page.get_by_role("button", name="Rendre", exact=True).click()
    expect(page.locator("[data-handin-state]")).to_contain_text("Rien n’est encore rendu", timeout=20_000)
    picture(page, "rendre-sans-ligne")
    page.close()
    with django_db_blocker.unblock(), in_database(own_site.database):
        from preau.submissions.models import CopyVersion

        assert not CopyVersion.objects.exists()
    # The page was closed; Préau is opened again, still without much of a line for the copy, then with one.
    again = _reopened(page)
    again.context.set_offline(False)
    again.route("**/a-rendre/**", lambda route: route.abort())
    again.goto(own_site.url)
    expect(again.get_by_role("heading", name="1 copie pas encore partie")).to_be_visible(timeout=20_000)
    picture(again, "accueil-copie-en-attente")
    again.unroute("**/a-rendre/**")
    again.goto(own_site.url)
    expect(again.get_by_role("heading", name="Les copies qui attendaient sont parties.")).to_be_visible(timeout=60_000)
    again.get_by_role("link", name="Voir le reçu").click()
    expect(again.get_by_role("heading", name="Reçu", exact=True)).to_be_visible()
    picture(again, "recu")
    with django_db_blocker.unblock(), in_database(own_site.database):
        from preau.files.stores.disk import DiskStore
        from preau.submissions.models import CopyPart, CopyVersion

        version = CopyVersion.objects.get()
        parts = list(CopyPart.objects.order_by("place").values_list("words", "digest", "size"))
        assert len(parts) == 2 and parts[0][0] == "La figure" and version.said_at is not None
        for _words, digest, size in parts:
            assert DiskStore(Path(own_site.data_dir) / "files").size(digest) == size
    # A stranger, on another device, has it checked.
    link = again.locator(".receipt-address a").get_attribute("href")
    stranger = browser.new_context(locale="fr-FR").new_page()
    stranger.goto(f"{own_site.url}{link}")
    expect(stranger.get_by_text(re.compile("Authentique, reçu le"))).to_be_visible()
    for secret in ("Lina", "BENALI", "Mathématiques"):
        expect(stranger.get_by_text(secret)).to_have_count(0)
    picture(stranger, "recu-verifie")
    stranger.context.close()
    again.goto(f"{own_site.url}/a-rendre/{number}/")
    expect(again.get_by_text("Rendu", exact=True).first).to_be_visible()
    again.set_viewport_size({"width": 1280, "height": 900})
    picture(again, "rendre-rendu")


def _reopened(page: Page) -> Page:
    """Another page of the same browser, after that one was closed."""
    return page.context.new_page()
