"""A lesson moved on the grid of its class: by dragging it, and by the keyboard alone; nothing is written on the way."""

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from cast import LYCEE, Academy
from harness.databases import in_database
from preau.directory.models import Homeroom
from preau.kernel import scope
from preau.timetable.models import Change, Slot
from tests.browser.conftest import picture, sign_in
from tests.browser.engine import Site

HEAD = "helene-garnier"


@pytest.fixture
def week(browser: Browser, own_site: Site, django_db_blocker: Any) -> Any:
    """The week of a class, opened by the head on a wide screen."""
    context = browser.new_context(locale="fr-FR", viewport={"width": 1280, "height": 900})
    page = context.new_page()
    sign_in(page, own_site, HEAD)
    with django_db_blocker.unblock(), in_database(own_site.database), scope.everything("a class to open"):
        unit = Homeroom.objects.get(school=Academy().school(LYCEE), label="2de 4").pk
    page.goto(f"{own_site.url}/agenda/classe/{unit}/")
    if not page.locator("a[data-move]").count():  # a week of holidays
        page.get_by_role("link", name=re.compile("^Suivante")).click()
    yield page
    context.close()


def _changes(site: Site, blocker: Any) -> int:
    with blocker.unblock(), in_database(site.database), scope.everything("what was written"):
        return Change.objects.count()


def _place(page: Page) -> tuple[str, str]:
    return page.locator("#id_day").input_value(), page.locator("#id_starts").input_value()


def test_by_the_keyboard_alone(week: Page, own_site: Site, django_db_blocker: Any) -> None:
    before = _changes(own_site, django_db_blocker)
    link = week.locator("a[data-move]").first
    own = link.get_attribute("href")
    link.focus()
    week.keyboard.press("Shift+ArrowRight")
    expect(week.locator("#status")).to_contain_text("Entrée pour y déplacer")
    expect(week.locator(".week-drop")).to_be_visible()
    week.keyboard.press("Escape")
    expect(week.locator(".week-drop")).to_have_count(0)
    assert link.get_attribute("href") == own
    for key in ("ArrowRight", "ArrowRight", "ArrowDown"):
        week.keyboard.press(f"Shift+{key}")
    picture(week, "moving-keys")
    day = week.locator(".week-day").nth(2).get_attribute("data-day")
    week.keyboard.press("Enter")
    week.wait_for_url(re.compile("/agenda/cours/"))
    expect(week.get_by_text("Rien n’est encore enregistré")).to_be_visible()
    assert _place(week)[0] == day and _changes(own_site, django_db_blocker) == before
    week.locator("#id_reason").focus()
    for _ in range(30):
        week.keyboard.press("Tab")
        if "Enregistrer" in (week.evaluate("() => document.activeElement.textContent") or ""):
            break
    week.keyboard.press("Enter")
    expect(week.get_by_text("C’est enregistré.")).to_be_visible()
    assert _changes(own_site, django_db_blocker) == before + 1
    expect(week.get_by_text("Déplacé, au lieu de").first).to_be_visible()


def test_by_dragging_and_a_phone_has_the_link_alone(week: Page, own_site: Site, django_db_blocker: Any) -> None:
    before = _changes(own_site, django_db_blocker)
    lesson = week.locator(".lesson:has(a[data-move])").first
    target = week.locator(".week-day").nth(3)
    target.locator(".lesson").first.scroll_into_view_if_needed()
    lesson.drag_to(target.locator(".lesson").first)
    week.wait_for_url(re.compile("/agenda/cours/.*jour="))
    expect(week.get_by_text("Rien n’est encore enregistré")).to_be_visible()
    picture(week, "moving-dropped")
    assert _changes(own_site, django_db_blocker) == before
    week.go_back()
    week.set_viewport_size({"width": 360, "height": 740})
    week.reload()
    assert week.locator(".lesson[draggable=true]").count() == 0
    expect(week.locator(".week-how")).to_be_hidden()
    expect(week.locator(".week-day-chosen a[data-move]").first).to_be_visible()


def test_the_regular_week_by_the_keyboard_and_by_dragging(week: Page, own_site: Site, django_db_blocker: Any) -> None:
    def slots() -> list[tuple[int, int]]:
        with django_db_blocker.unblock(), in_database(own_site.database), scope.everything("what was written"):
            return sorted(Slot.objects.values_list("pk", "version"))

    week.get_by_role("link", name="Semaine régulière").click()
    before, address = slots(), week.url
    picture(week, "regular-grid")
    target = week.locator(".week-day").nth(3)
    target.locator(".lesson").first.scroll_into_view_if_needed()
    week.locator(".lesson:has(a[data-move])").first.drag_to(target.locator(".lesson").first)
    week.wait_for_url(re.compile("/agenda/creneau/.*jour=4"))
    expect(week.get_by_text("Rien n’est encore enregistré")).to_be_visible()
    expect(week.locator("#id_weekday")).to_have_value("4")
    week.goto(address)
    link = week.locator("a[data-move]").first
    link.focus()
    for key in ("ArrowRight", "ArrowRight", "ArrowDown"):
        week.keyboard.press(f"Shift+{key}")
    expect(week.locator("#status")).to_contain_text("Entrée pour y déplacer")
    week.keyboard.press("Enter")
    week.wait_for_url(re.compile("/agenda/creneau/.*jour=3"))
    picture(week, "regular-moved")
    assert slots() == before
    week.locator("#id_last_on").focus()
    for _ in range(10):
        week.keyboard.press("Tab")
        if "Enregistrer" in (week.evaluate("() => document.activeElement.textContent") or ""):
            break
    week.keyboard.press("Enter")
    expect(week.get_by_text("C’est enregistré.")).to_be_visible()
    assert slots() != before
    week.set_viewport_size({"width": 360, "height": 740})
    week.goto(address)
    picture(week, "regular-phone")
    assert week.locator(".lesson[draggable=true]").count() == 0
    expect(week.locator("a[data-move]").last).to_be_visible()
