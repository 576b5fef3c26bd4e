"""A catch-up pack in a real browser: given by a teacher in one click, read by the pupil and by the guardian."""

import datetime as dt
import re
from typing import Any

from playwright.sync_api import Browser, Page, expect

from cast import LYCEE, Academy
from harness.databases import in_database
from preau.attendance.models import Absence, Mark, RollCall
from preau.catchup.models import CatchUp
from preau.diary.models import Entry, EntryUnit, Work, WorkUnit
from preau.directory.calendar import year_of
from preau.directory.models import Enrollment, Homeroom
from preau.kernel import clock, scope
from preau.timetable.models import Lesson, Slot, SlotPupils, SlotTeacher
from tests.browser import axe
from tests.browser.conftest import picture, sign_in
from tests.browser.engine import Site

TEACHER, COLLEAGUE, PUPIL, PARENT = "claire-roux", "marc-petit", "lina-benali", "samira-benali"


def _look(page: Page, name: str) -> None:
    """Keeps pictures at both widths; nothing is wrong for who reads otherwise, nor beyond the edge."""
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 900})
        picture(page, f"catchup-{name}-{width}")
        assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"), (name, width)
        assert axe.axe(page) == [], (name, width)


def _missed_yesterday() -> Lesson:
    """Three lessons of yesterday that the pupil missed: mathematics written with work, mathematics and French not. Its
    first."""
    academy = Academy()
    school, day, at = academy.school(LYCEE), clock.today() - dt.timedelta(days=1), clock.now() - dt.timedelta(hours=12)
    pupil, year = academy[PUPIL].person, year_of(day)
    unit = Homeroom.objects.get(
        pk=Enrollment.objects.get(school=school, student=pupil, school_year_id=year, left_on=None).homeroom_id
    )
    Slot.objects.filter(school=school).delete()
    lessons = []
    for starts, title, who in (
        (480, "Mathématiques", TEACHER), (540, "Français", COLLEAGUE), (600, "Mathématiques", TEACHER)
    ):  # fmt: skip
        slot = Slot.objects.create(
            school=school, school_year_id=year, weekday=day.isoweekday(), starts=starts, ends=starts + 55, first_on=day,
            last_on=day, made_until=day, title=title,
        )  # fmt: skip
        SlotTeacher.objects.create(school=school, slot=slot, teacher=academy[who].person)
        SlotPupils.objects.create(school=school, slot=slot, homeroom=unit)
        lessons.append(Lesson.objects.create(school=school, slot=slot, day=day))
    away = Absence.objects.create(
        school=school, pupil=pupil, first_on=day, starts=480, last_on=day, ends=655, origin="seen", reason="illness"
    )
    for lesson in lessons:
        row = RollCall.objects.create(
            school=school, lesson=lesson, day=day, starts=lesson.slot.starts, ends=lesson.slot.ends, called_at=at,
            changed_at=at, version=1,
        )  # fmt: skip
        Mark.objects.create(
            school=school, roll_call=row, pupil=pupil, day=day, state="absent", absence=away, observed_at=at
        )
    written = {"school": school, "school_year_id": year, "subject": "Mathématiques", "appears_at": at,
               "published_at": at, "changed_at": at, "written_by": "Claire Roux"}  # fmt: skip
    page = Entry.objects.create(
        **written, lesson=lessons[0].pk, day=day, starts=480,
        text="Le théorème de Thalès : $\\frac{AM}{AB} = \\frac{AN}{AC}$. Figure à recopier, puis exercices 10 et 11.",
    )  # fmt: skip
    EntryUnit.objects.create(school=school, entry=page, unit=unit.pk, label=unit.label, day=day)
    work = Work.objects.create(
        **written, text="Exercices 12 et 14 page 87", minutes=25, given_on=day, given_lesson=lessons[0].pk
    )
    WorkUnit.objects.create(school=school, work=work, unit=unit.pk, label=unit.label, due_on=day + dt.timedelta(days=4))
    return lessons[0]


def test_a_pack_is_released_by_a_teacher_and_read_by_the_pupil_and_the_guardian(
    browser: Browser, own_site: Site, django_db_blocker: Any
) -> None:
    with django_db_blocker.unblock(), in_database(own_site.database), scope.everything("lessons of yesterday"):
        lesson = _missed_yesterday()
    context = browser.new_context(locale="fr-FR")
    context.add_init_script(axe.SCRIPT)
    teacher = context.new_page()
    sign_in(teacher, own_site, TEACHER)
    expect(teacher.get_by_text("2 cours où des élèves manquaient à l’appel")).to_be_visible()
    _look(teacher, "home-teacher")
    teacher.goto(f"{own_site.url}/cahier/")
    teacher.get_by_role("link", name="Rattrapages").click()
    expect(teacher.get_by_text("Rien d’écrit encore.")).to_have_count(1)
    _look(teacher, "to-give")
    mine = teacher.locator(f"#r-{lesson.pk}")
    expect(mine).to_contain_text("BENALI Lina")
    expect(mine).to_contain_text(re.compile("1.travail .≈.25.min. pour"))
    mine.get_by_text("Ajouter un mot").click()
    mine.get_by_label("Un mot aux élèves").fill("Commence par l’exercice 12.")
    mine.get_by_role("button", name="Donner à rattraper").click()
    expect(teacher.get_by_text("Donné à rattraper : Mathématiques.")).to_be_visible()
    expect(teacher.get_by_role("heading", name="Déjà donnés")).to_be_visible()
    _look(teacher, "given")

    guardian = browser.new_context(locale="fr-FR")
    guardian.add_init_script(axe.SCRIPT)
    parent = guardian.new_page()
    sign_in(parent, own_site, PARENT)
    expect(parent.get_by_text("1 cours manqué est donné à rattraper.")).to_be_visible()
    _look(parent, "home-guardian")
    parent.goto(f"{own_site.url}/a-rattraper/")
    expect(parent.get_by_text("Exercices 12 et 14 page 87")).to_be_visible()
    expect(parent.get_by_role("button", name="C’est fait")).to_have_count(0)
    _look(parent, "guardian")

    pupil = browser.new_context(locale="fr-FR", java_script_enabled=False).new_page()
    sign_in(pupil, own_site, PUPIL)
    pupil.goto(f"{own_site.url}/a-faire/")
    pupil.get_by_role("link", name="À rattraper").first.click()
    expect(pupil.get_by_text("Commence par l’exercice 12.")).to_be_visible()
    expect(pupil.locator("mfrac")).to_have_count(2)
    expect(pupil.get_by_text("Pas encore donné", exact=True)).to_have_count(2)
    for width in (1280, 360):
        pupil.set_viewport_size({"width": width, "height": 900})
        picture(pupil, f"catchup-pupil-{width}")
    pupil.get_by_role("button", name="C’est fait").click()
    expect(pupil.get_by_role("heading", name="Rattrapés")).to_be_visible()
    picture(pupil, "catchup-pupil-done-360")
    with django_db_blocker.unblock(), in_database(own_site.database), scope.everything("what was done"):
        assert CatchUp.objects.get().done_at is not None
    parent.reload()
    expect(parent.get_by_role("heading", name="Rattrapés")).to_be_visible()
    _look(parent, "guardian-done")
    teacher.reload()
    expect(teacher.locator(f"#r-{lesson.pk}")).to_contain_text("1 l’a fait")
