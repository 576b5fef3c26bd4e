"""A teacher writes to the guardians of a class with the keyboard, sees who read; a guardian answers."""

import datetime as dt
import re
from typing import Any

from playwright.sync_api import Browser, Page, expect

from cast import Academy
from harness.databases import in_database
from preau.kernel import clock, scope
from preau.messaging.models import Message
from preau.notifications.models import SchoolCalm
from tests.browser.conftest import picture, sign_in
from tests.browser.engine import Site


def never_calm(site: Site, blocker: Any, *, keep: bool = False) -> None:
    """Tests run at night and on Sundays too; what was written before is out of the way, unless it is kept."""
    with blocker.unblock(), in_database(site.database), scope.everything("a school of tests"):
        if not keep:
            Message.objects.all().delete()
        SchoolCalm.objects.create(
            school=Academy().school("1001"), night_from=dt.time.max, night_to=dt.time.min, weekend=False,
            weekend_from=dt.time.max, timetable_from=dt.time.min, changed_at=clock.now(), changed_by="essai",
        )  # fmt: skip


def _look(page: Page, name: str) -> None:
    """Keeps pictures at both widths."""
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        picture(page, f"messages-{name}-{width}")


def test_a_teacher_writes_to_a_class_and_a_guardian_answers(
    browser: Browser, own_site: Site, django_db_blocker: Any
) -> None:
    never_calm(own_site, django_db_blocker)
    page = browser.new_context(locale="fr-FR").new_page()
    sign_in(page, own_site, "claire-roux")
    page.goto(f"{own_site.url}/messages/")
    page.get_by_role("link", name="Écrire").first.click()
    field = page.get_by_role("combobox", name="Nom, classe ou fonction")
    field.press_sequentially("resp 2de4")
    option = page.get_by_role("option", name=re.compile("Responsables des élèves, 2de 4"))
    expect(option).to_be_visible()
    _look(page, "write")
    field.press("ArrowDown")
    field.press("Enter")
    expect(page.get_by_role("button", name="Retirer Responsables des élèves, 2de 4")).to_be_visible()
    page.get_by_label("Objet").fill("Visite au château")
    page.get_by_label("Message", exact=True).fill("Prenez un pique-nique.\n<script>document.title = 'pris'</script>")
    _look(page, "written")
    page.get_by_role("button", name="Relire avant d’envoyer").click()
    expect(page.get_by_text(re.compile(r"\d+ personnes le recevront, dont \d+ parents"))).to_be_visible()
    _look(page, "review")
    page.get_by_role("button", name="Envoyer").click()
    expect(page.get_by_role("button", name="Annuler l’envoi")).to_be_visible()
    _look(page, "waiting")
    assert page.title().startswith("Visite")

    parent = browser.new_context(locale="fr-FR", java_script_enabled=True).new_page()
    sign_in(parent, own_site, "samira-benali")
    for _second in range(40):
        parent.goto(f"{own_site.url}/messages/")
        if parent.get_by_text("Visite au château").count():
            break
        parent.wait_for_timeout(500)
    _look(parent, "inbox")
    line = parent.get_by_role("listitem").filter(has_text="Visite au château")
    expect(line).to_contain_text("Lina")
    expect(line).to_contain_text("Nouveau")
    line.get_by_role("link", name=re.compile("Visite au château")).click()
    expect(parent.get_by_text("Prenez un pique-nique.")).to_be_visible()
    _look(parent, "thread")
    parent.get_by_role("button", name="Répondre", exact=True).click()
    parent.get_by_label("Message", exact=True).fill("Lina viendra.")
    parent.get_by_role("button", name="Relire avant d’envoyer").click()
    expect(parent.get_by_text("1 personne le recevra")).to_be_visible()
    parent.get_by_role("button", name="Envoyer").click()

    page.reload()
    expect(page.get_by_text(re.compile("Lu par 1 sur"))).to_be_visible()
    page.get_by_role("link", name=re.compile("Qui a lu")).click()
    expect(page.get_by_role("row").filter(has_text="Samira")).not_to_contain_text("pas encore lu")
    _look(page, "readers")


def test_a_draft_is_kept_as_one_types_and_another_device_is_told_of(
    browser: Browser, own_site: Site, django_db_blocker: Any
) -> None:
    never_calm(own_site, django_db_blocker)
    context = browser.new_context(locale="fr-FR")
    page = context.new_page()
    sign_in(page, own_site, "claire-roux")
    page.goto(f"{own_site.url}/messages/ecrire/")
    page.get_by_label("Objet").fill("Sortie")
    page.get_by_label("Message", exact=True).press_sequentially("Prenez un plan")
    state = page.locator("[data-draft-state]")
    expect(state).to_have_text(re.compile("^Enregistré à "), timeout=10_000)
    assert re.search(r"/messages/ecrire/[0-9a-f-]{36}/$", page.url), "loaded again, it is the draft"
    picture(page, "messages-kept")
    second = context.new_page()
    second.goto(page.url)
    expect(second.get_by_label("Message", exact=True)).to_have_value("Prenez un plan")
    second.get_by_label("Message", exact=True).fill("Prenez deux plans")
    expect(second.locator("[data-draft-state]")).to_have_text(re.compile("^Enregistré à "), timeout=10_000)
    page.get_by_label("Message", exact=True).fill("Prenez trois plans")
    expect(state).to_contain_text("modifié sur un autre appareil", timeout=10_000)
    page.get_by_role("button", name="Enregistrer le brouillon").click()
    expect(page.get_by_text("Prenez deux plans")).to_be_visible()
    expect(page.get_by_label("Message", exact=True)).to_have_value("Prenez trois plans")
    page.get_by_role("button", name="Enregistrer le brouillon").click()
    page.get_by_label("Objet").fill("Visite au château")
    page.wait_for_timeout(1550)  # as the page begins to keep it: the form waits for that, and overtakes nobody
    page.get_by_role("button", name="Relire avant d’envoyer").click()
    expect(page.get_by_role("heading", name="Relire avant d’envoyer")).to_be_visible()
    expect(page.get_by_text("Visite au château").first).to_be_visible()
