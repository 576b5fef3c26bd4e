"""Correcting in a real browser: five copies by the keyboard alone, given back together; a guardian reads one."""

import datetime as dt
import uuid
from typing import Any

from playwright.sync_api import Browser, Page, expect

from cast import LYCEE, Academy
from harness.databases import in_database
from preau.diary.models import Work, WorkUnit
from preau.directory.calendar import year_of
from preau.directory.models import Enrollment, Homeroom
from preau.kernel import clock, scope
from preau.kernel.signatures import signed
from preau.submissions.models import Assignment, CommentPhrase, Copy, CopyVersion, Correction
from preau.timetable.models import Lesson, Slot, SlotPupils, SlotTeacher
from tests.browser import axe
from tests.browser.conftest import picture, sign_in
from tests.browser.engine import Site

TEACHER, PUPIL, PARENT = "claire-roux", "lina-benali", "samira-benali"
COPIES = 5


def _look(page: Page, name: str) -> None:
    """Keeps pictures at both widths; nothing is wrong for who reads otherwise, nor beyond the edge."""
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        picture(page, f"correcting-{name}-{width}")
        assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"), (name, width)
        assert axe.axe(page) == [], (name, width)


def _handed_in() -> uuid.UUID:
    """Five copies of a class, that of the pupil among them, of work given two days ago and due yesterday."""
    academy = Academy()
    school, today, at = academy.school(LYCEE), clock.today(), clock.now() - dt.timedelta(days=2)
    me, teacher, year = academy[TEACHER].actor, academy[TEACHER].person, year_of(clock.today())
    pupil, day = academy[PUPIL].person, today - dt.timedelta(days=2)
    here = Enrollment.objects.filter(school=school, school_year_id=year, left_on=None)
    unit = Homeroom.objects.get(pk=here.get(student=pupil).homeroom_id)
    slot = Slot.objects.create(
        school=school, school_year_id=year, weekday=day.isoweekday(), starts=480, ends=535, first_on=day, last_on=day,
        made_until=day, title="Mathématiques",
    )  # fmt: skip
    SlotTeacher.objects.create(school=school, slot=slot, teacher=teacher)
    SlotPupils.objects.create(school=school, slot=slot, homeroom=unit)
    lesson = Lesson.objects.create(school=school, slot=slot, day=day)
    work = Work.objects.create(
        school=school, school_year_id=year, subject="Mathématiques", appears_at=at, published_at=at, changed_at=at,
        text="Exercices 12 et 14 page 87", given_on=day, given_lesson=lesson.pk, **signed("written_by", me),
    )  # fmt: skip
    WorkUnit.objects.create(
        school=school, work=work, unit=unit.pk, label=unit.label, due_on=today - dt.timedelta(days=1)
    )
    asked = Assignment.objects.create(
        school=school, work=work.pk, subject="Mathématiques", takes="pt", scale="points", out_of=20, guardian_hours=0,
        asked_at=at, **signed("asked_by", me),
    )  # fmt: skip
    CommentPhrase.objects.create(school=school, teacher=teacher, code="o", text="Orthographe à revoir.")
    others = here.filter(homeroom=unit).exclude(student=pupil).order_by("student_id")
    for one in [pupil.pk, *others.values_list("student_id", flat=True)[: COPIES - 1]]:
        copy = Copy.objects.create(
            school=school, assignment=asked, pupil_id=one, unit=unit.pk, current=1, handed_at=at
        )  # fmt: skip
        CopyVersion.objects.create(
            school=school, copy=copy, number=1, attempt=uuid.uuid4(), digest="0" * 64, handed_at=at,
            text="AM/AB = AN/AC, donc AM = 2 cm.", handed_by="Z",
        )  # fmt: skip
    return work.pk


def test_five_copies_are_corrected_by_keyboard_alone_and_given_back_together(
    browser: Browser, own_site: Site, django_db_blocker: Any
) -> None:
    with django_db_blocker.unblock(), in_database(own_site.database), scope.everything("copies of a class"):
        work = _handed_in()
    context = browser.new_context(locale="fr-FR")
    context.add_init_script(axe.SCRIPT)
    page = context.new_page()
    sign_in(page, own_site, TEACHER)
    page.goto(f"{own_site.url}/copies/{work}/")
    _look(page, "list")
    page.get_by_role("link", name="Corriger", exact=True).focus()
    page.keyboard.press("Enter")
    mark = page.get_by_label("Note sur 20")
    for number in range(1, COPIES + 1):
        expect(page.get_by_text(f"Copie {number} sur {COPIES}")).to_be_visible()
        expect(mark).to_be_focused()
        if number == 1:
            _look(page, "copy")
            page.evaluate("() => { window.still = true }")
        if number == COPIES:  # each took the place of the one before without a page being loaded
            assert page.evaluate("() => window.still")
        page.keyboard.type(f"1{number},5")
        if number == 2:  # kept as it is typed, and the keys of the page
            page.keyboard.press("Escape")
            page.keyboard.press("c")
            page.keyboard.type("Bien rédigé. ;o ")
            expect(page.get_by_text("Enregistré.")).to_be_visible()
            page.keyboard.press("Control+Enter")
        else:
            page.keyboard.press("Enter")
    button = page.get_by_role("button", name=f"Rendre les {COPIES} copies corrigées")
    expect(button).to_be_visible()
    button.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text(f"{COPIES} copies corrigées sont rendues.")).to_be_visible()
    _look(page, "given-back")
    with django_db_blocker.unblock(), in_database(own_site.database), scope.everything("what was written"):
        points = sorted(str(one) for one in Correction.objects.values_list("points", flat=True))
        assert points == [f"1{number}.50" for number in range(1, COPIES + 1)]
        assert Correction.objects.get(comment="Bien rédigé. Orthographe à revoir.").points
        assert not Copy.objects.filter(returned_at=None).exists()
    guardian = browser.new_context(locale="fr-FR")
    guardian.add_init_script(axe.SCRIPT)
    parent = guardian.new_page()
    sign_in(parent, own_site, PARENT)
    parent.goto(f"{own_site.url}/a-rendre/{work}/")
    expect(parent.get_by_role("heading", name="Copie corrigée")).to_be_visible()
    expect(parent.get_by_text(",5 / 20")).to_be_visible()
    _look(parent, "guardian")
