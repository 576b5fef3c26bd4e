"""A step of a plan put on a lesson: dragged, and by the keyboard alone; nothing is written before it is saved."""

import re
from dataclasses import replace
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from cast import LYCEE, Academy
from harness.databases import in_database
from preau.access.public import hats_of
from preau.diary.models import Entry, Work
from preau.diary.services import Planned, Step, save_plan
from preau.directory.models import Section
from preau.identity.public import account_by_id
from preau.kernel import scope
from preau.kernel.ids import new_id
from tests.browser.conftest import picture, sign_in
from tests.browser.engine import Site

TEACHER = "claire-roux"
STEPS = (Step("Propriété de Thalès", "Ex. 12", 25), Step("Réciproque de Thalès"), Step("Bilan, puis contrôle"))


@pytest.fixture
def plan(browser: Browser, own_site: Site, django_db_blocker: Any) -> Any:
    """The page of a plan of hers, on a wide screen."""
    with django_db_blocker.unblock(), in_database(own_site.database), scope.everything("a plan to open"):
        academy = Academy()
        school, me = academy.school(LYCEE), academy[TEACHER]
        hat = next(one for one in hats_of(account_by_id(me.account.pk)) if school.pk in one.school_ids)  # type: ignore[arg-type]
        mine = Section.objects.filter(school=school, teacher=me.person).exclude(subject_code="")
        planned = Planned("Thalès", "Mathématiques", STEPS, mine.order_by("subject_code")[0].subject_code)
        made = save_plan(
            actor=me.actor,
            hat=replace(hat, person_id=me.person.pk),
            school_id=school.pk,
            plan_id=new_id(),
            planned=planned,
            version=0,
        )
    context = browser.new_context(locale="fr-FR", viewport={"width": 1280, "height": 900})
    page = context.new_page()
    sign_in(page, own_site, TEACHER)
    page.goto(f"{own_site.url}/cahier/sequences/{made.pk}/")
    yield page
    context.close()


def _written(site: Site, blocker: Any) -> tuple[int, int]:
    with blocker.unblock(), in_database(site.database), scope.everything("what was written"):
        return Entry.objects.count(), Work.objects.count()


def _is_open(page: Page, lesson: str | None, step: Step) -> None:
    page.wait_for_url(re.compile(f"/cahier/cours/{lesson}/"))
    expect(page.locator("#id_text")).to_have_value(re.compile(step.text))


def test_by_the_keyboard_alone(plan: Page, own_site: Site, django_db_blocker: Any) -> None:
    before = _written(own_site, django_db_blocker)
    link, lessons = plan.locator("a[data-step]").nth(1), plan.locator("[data-lesson]")
    assert lessons.count() > 2
    own = link.get_attribute("href")
    link.focus()
    plan.keyboard.press("Shift+ArrowDown")
    expect(plan.locator("#status")).to_contain_text("Entrée pour y ouvrir la séance")
    expect(plan.locator(".plan-drop")).to_have_count(1)
    plan.keyboard.press("Escape")
    expect(plan.locator(".plan-drop")).to_have_count(0)
    assert link.get_attribute("href") == own
    for key in ("ArrowDown", "ArrowDown", "ArrowDown", "ArrowUp"):
        plan.keyboard.press(f"Shift+{key}")
    picture(plan, "planning-keys")
    expect(lessons.nth(1)).to_have_class(re.compile("plan-drop"))
    chosen = lessons.nth(1).get_attribute("data-lesson")
    plan.keyboard.press("Enter")
    _is_open(plan, chosen, STEPS[1])
    assert _written(own_site, django_db_blocker) == before


def test_by_dragging_and_a_phone_has_the_form_alone(plan: Page, own_site: Site, django_db_blocker: Any) -> None:
    before = _written(own_site, django_db_blocker)
    target = plan.locator("[data-lesson]").nth(2)
    lesson = target.get_attribute("data-lesson")
    plan.locator(".plan-step").first.drag_to(target)
    _is_open(plan, lesson, STEPS[0])
    picture(plan, "planning-dropped")
    assert _written(own_site, django_db_blocker) == before
    plan.go_back()
    plan.set_viewport_size({"width": 360, "height": 740})
    plan.reload()
    expect(plan.locator(".plan-board")).to_be_hidden()
    assert plan.locator(".plan-step[draggable=true]").count() == 0
    plan.locator("#etape").select_option(index=2)
    plan.get_by_role("button", name="Ouvrir le cours, rempli").click()
    plan.wait_for_url(re.compile("/cahier/cours/"))
    expect(plan.locator("#id_text")).to_have_value(re.compile(STEPS[2].text))
