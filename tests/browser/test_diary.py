"""The class diary in a real browser: a lesson filled, work for three classes; a guardian of three sees the evening."""

import datetime as dt
from typing import Any

from playwright.sync_api import Browser, Page, expect

from cast import LYCEE, Academy
from harness.databases import in_database
from preau.diary.models import Done, Entry, Work, WorkUnit
from preau.directory.calendar import year_of
from preau.directory.models import Enrollment, Homeroom, Section
from preau.kernel import clock, scope
from preau.timetable.models import Lesson, Slot, SlotPupils, SlotTeacher
from tests.browser.conftest import picture, sign_in
from tests.browser.engine import Site

TEACHER, PUPIL, PARENT, CHILDREN = "claire-roux", "lina-benali", "samira-benali", ("lina-benali", "adam-benali")


def _look(page: Page, name: str) -> None:
    """Keeps pictures at both widths."""
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 900})
        picture(page, f"diary-{name}-{width}")
        assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"), (name, width)


def _lesson() -> tuple[Any, list[Homeroom]]:
    """A lesson of today that has begun, of the class that she teaches, and two other classes of hers."""
    academy = Academy()
    school, teacher, today = academy.school(LYCEE), academy[TEACHER].person, clock.today()
    mine = Section.objects.filter(school=school, school_year_id=year_of(today), homeroom__isnull=False)
    section = mine.filter(teacher=teacher).order_by("homeroom__label").first()
    assert section is not None and section.homeroom is not None
    others = Homeroom.objects.filter(school=school, school_year_id=year_of(today)).exclude(pk=section.homeroom_id)
    rooms = [section.homeroom, *others.order_by("label")[:2]]
    for room in rooms[1:]:
        Section.objects.get_or_create(
            school=school, school_year_id=year_of(today), teacher=teacher, subject_code=section.subject_code,
            homeroom=room, group=None,
        )  # fmt: skip
    slot = Slot.objects.create(
        school=school, school_year_id=year_of(today), weekday=today.isoweekday(), starts=0, ends=50, first_on=today,
        last_on=today, made_until=today, subject_code=section.subject_code,
    )  # fmt: skip
    SlotTeacher.objects.create(school=school, slot=slot, teacher=teacher)
    SlotPupils.objects.create(school=school, slot=slot, homeroom=section.homeroom)
    return Lesson.objects.create(school=school, slot=slot, day=today), rooms


def test_a_teacher_fills_the_lesson_and_sets_work_for_three_classes(
    browser: Browser, own_site: Site, django_db_blocker: Any
) -> None:
    with django_db_blocker.unblock(), in_database(own_site.database), scope.everything("a lesson of today"):
        lesson, rooms = _lesson()
    page = browser.new_context(locale="fr-FR").new_page()
    sign_in(page, own_site, TEACHER)
    page.locator(f"main a[href='/cahier/cours/{lesson.pk}/']").click()
    page.get_by_label("Ce qui a été fait").press_sequentially("Thalès : $\\frac{a}{b}$")
    expect(page.locator("[data-draft-state]")).to_contain_text("Enregistré à", timeout=15_000)
    with django_db_blocker.unblock(), in_database(own_site.database), scope.everything("what was kept"):
        kept = Entry.objects.get(lesson=lesson.pk)
        assert (kept.text, kept.appears_at) == ("Thalès : $\\frac{a}{b}$", None)
    page.get_by_label("Travail", exact=False).first.fill("Exercices 12 et 14")
    page.get_by_label("Minutes estimées").fill("25")
    due = (lesson.day + dt.timedelta(days=3)).isoformat()
    page.get_by_label("Toutes ces classes", exact=False).check()
    for room in rooms:
        expect(page.locator(f"#id_pour_{room.pk.hex}")).to_be_checked()
        page.locator(f"#id_le_{room.pk.hex}").fill(due)
    for box in page.locator(".due input[type=checkbox]").all():
        if box.get_attribute("id") not in {f"id_pour_{room.pk.hex}" for room in rooms}:
            box.uncheck()  # a fourth class of hers: what stands ticked is given, and the box for all is not
            expect(page.get_by_label("Toutes ces classes", exact=False)).not_to_be_checked()
    expect(page.get_by_label("Publier maintenant")).to_be_checked()
    _look(page, "lesson")
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(page.get_by_text("C’est enregistré.")).to_be_visible()
    with django_db_blocker.unblock(), in_database(own_site.database), scope.everything("what was given"):
        work = Work.objects.get(text="Exercices 12 et 14")
        assert {one.unit for one in work.units.all()} == {room.pk for room in rooms}
        assert Entry.objects.get(lesson=lesson.pk).published_at is not None
    page.goto(f"{own_site.url}/cahier/classe/{rooms[0].pk}/")
    expect(page.locator("mfrac")).to_be_visible()
    _look(page, "class")


def test_a_guardian_of_three_sees_the_evening_and_a_pupil_ticks(
    browser: Browser, own_site: Site, django_db_blocker: Any
) -> None:
    with django_db_blocker.unblock(), in_database(own_site.database), scope.everything("work for tomorrow"):
        today, at = clock.today(), clock.now() - dt.timedelta(hours=1)
        children = [Academy()[one].person for one in CHILDREN]
        rows = Enrollment.objects.filter(student__family_name=children[0].family_name, left_on=None)
        units = {row.homeroom_id: row for row in rows.filter(school_year_id=year_of(today)).exclude(homeroom=None)}
        for row in units.values():
            work = Work.objects.create(
                school=row.school, school_year_id=year_of(today), subject="Mathématiques", text="Exercice 12 : $x^2$",
                minutes=20, given_on=today, appears_at=at, published_at=at, changed_at=at, written_by="Z",
            )  # fmt: skip
            WorkUnit.objects.create(
                school=row.school, work=work, unit=row.homeroom_id, label="Z", due_on=today + dt.timedelta(days=1)
            )
    page = browser.new_context(locale="fr-FR").new_page()
    sign_in(page, own_site, PARENT)
    expect(page.get_by_role("heading", name="à faire pour demain")).to_have_count(3)
    _look(page, "home-guardian")
    page.goto(f"{own_site.url}/a-faire/")
    expect(page.locator("msup")).to_have_count(3)
    expect(page.get_by_role("button", name="Fait")).to_have_count(0)
    _look(page, "guardian")
    pupil = browser.new_context(locale="fr-FR", java_script_enabled=False).new_page()
    sign_in(pupil, own_site, PUPIL)
    pupil.goto(f"{own_site.url}/a-faire/")
    pupil.get_by_role("button", name="Fait").click()
    pupil.get_by_role("button", name="30 min").click()
    expect(pupil.get_by_text("Merci, c’est noté.")).to_be_visible()
    with django_db_blocker.unblock(), in_database(own_site.database), scope.everything("what was ticked"):
        assert Done.objects.get().minutes == 30
    page.reload()
    expect(page.get_by_text("Fait", exact=True)).to_have_count(1)
