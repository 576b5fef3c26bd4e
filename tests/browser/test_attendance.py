"""The roll call as a class lives it: quick on a telephone, kept when the line is cut."""

import re
import time
import uuid
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from harness.databases import run_preau
from tests.browser import axe
from tests.browser.conftest import picture, sign_in
from tests.browser.engine import Site

LESSON = """
import datetime as dt
from django.utils import timezone
from preau.directory.calendar import year_of
from preau.directory.models import Enrollment, Person, School
from preau.kernel import clock, scope
from preau.kernel.actor import system
from preau.notifications.quiet import DEFAULT, Calm
from preau.notifications.services import set_calm
from preau.timetable.models import Lesson, Slot, SlotPupils, SlotTeacher
from preau.timetable.weeks import clock_of
with scope.everything("a lesson of tests"):
    teacher = Person.objects.get(family_name__iexact="Roux", given_name="Claire")
    mine = Enrollment.objects.get(student__given_name="Lina", student__family_name__iexact="Benali", left_on=None)
    school = School.objects.get(pk=mine.school_id)
    # Tests run at any hour: nothing waits for the morning.
    never = Calm(dt.time(23, 59, 59), dt.time(0), False, dt.time(23, 59, 59), dt.time(0))
    set_calm(actor=system("tests"), school_id=school.pk, calm=never, seen=DEFAULT)
    Slot.objects.filter(school=school).delete()
    # Nor does a lesson cross midnight: where this school stands, it is past noon of the platform's day.
    here = timezone.localtime(clock.now())
    school.timezone = f"Etc/GMT{{here.hour - 12 - round(here.utcoffset().total_seconds() / 3600):+d}}"
    school.save(update_fields=["timezone"])
    day, minutes = clock_of(clock.now(), school.timezone)
    starts = minutes - {before}
    year = year_of(day)
    slot = Slot.objects.create(
        school=school, school_year_id=year, weekday=day.isoweekday(), starts=starts, ends=starts + 55, first_on=day,
        last_on=day, title="Mathématiques", made_until=day,
    )
    SlotTeacher.objects.create(school=school, slot=slot, teacher=teacher)
    here = Enrollment.objects.filter(school=school, school_year_id=year, left_on=None).exclude(homeroom=None)
    count = 0
    for homeroom in [mine.homeroom_id, *sorted(set(here.values_list("homeroom_id", flat=True)) - {{mine.homeroom_id}})]:
        if count < {pupils}:
            SlotPupils.objects.create(school=school, slot=slot, homeroom_id=homeroom)
            count += here.filter(homeroom_id=homeroom).count()
    print(Lesson.objects.create(school=school, slot=slot, day=day).pk)
"""


def lesson_now(site: Site, before: int = 5, pupils: int = 35) -> str:
    """A lesson of Claire Roux's that began some minutes ago, with so many pupils at least; its number."""
    code = LESSON.format(before=before, pupils=pupils)
    return run_preau(["shell", "-v", "0", "-c", code], site.database, site.data_dir, PREAU_DEMO="1").split()[-1]


@pytest.fixture
def phone(browser: Browser) -> Iterator[Callable[[Site, str], Page]]:
    contexts = []

    def opened(site: Site, slug: str, width: int = 360) -> Page:
        context = browser.new_context(viewport={"width": width, "height": 740}, locale="fr-FR")
        contexts.append(context)
        context.add_init_script(axe.SCRIPT)
        page = context.new_page()
        sign_in(page, site, slug)
        return page

    yield opened
    for one in contexts:
        one.close()


def tap(page: Page, place: int, times: int = 1) -> None:
    """Touch a name of the list."""
    for _time in range(times):
        page.locator(".roll-tap").nth(place).click()


def test_thirty_five_are_called_in_under_ten_seconds(own_site: Site, phone: Callable[..., Page]):
    lesson_now(own_site)
    page = phone(own_site, "claire-roux")
    began = time.monotonic()
    page.get_by_role("link", name=re.compile("Faire l’appel")).click()
    expect(page.locator(".roll-one").nth(34)).to_be_attached()
    for place in (2, 9, 30):
        tap(page, place)
    tap(page, 17, times=2)
    tap(page, 20, times=3)
    count = page.locator(".roll-one").count()
    picture(page, "appel-rempli")
    page.get_by_role("button", name=f"Valider l’appel ({count - 3} présents)").click()
    expect(page.locator("#status")).to_contain_text(f"{count - 3} présents, 3 absents, 1 retard")
    assert time.monotonic() - began < 10
    expect(page.locator(".roll-input[value=absent]:checked")).to_have_count(3)
    assert int(page.locator(".roll-input[value=late]:checked ~ .roll-minutes input").input_value()) in range(5, 8)
    expect(page.get_by_text("Appel fait")).to_be_visible()


def test_a_line_cut_during_a_roll_call_loses_nothing(own_site: Site, phone: Callable[..., Page]):
    number = lesson_now(own_site, pupils=1)
    address = f"{own_site.url}/appel/{number}/"
    page = phone(own_site, "claire-roux")
    page.goto(address)
    tap(page, 0)
    cut = True

    def line(route: Route) -> None:
        route.abort() if cut and route.request.method == "POST" else route.continue_()

    page.route("**/appel/**", line)
    page.get_by_role("button", name=re.compile("Valider")).click()
    expect(page.locator("[data-roll-state]")).to_contain_text("Absents gardés : 1.")
    picture(page, "appel-sans-ligne")
    # Clearly later, however long a sending takes: its age is told when it leaves, and read when it comes.
    page.wait_for_timeout(5_000)
    # Somebody else calls the same roll meanwhile, and sees the second one missing.
    other = phone(own_site, "nadia-leroy")
    other.goto(address)
    tap(other, 1)
    other.get_by_role("button", name=re.compile("Valider")).click()
    expect(other.locator("#status")).to_contain_text("1 absent")
    # The page is left; another one sends it: what was seen since stays, and is told.
    page.goto(f"{own_site.url}/aide/")
    page.unroute("**/appel/**")
    cut = False
    with page.expect_response(lambda answer: answer.url == address and answer.request.method == "POST") as sent:
        page.goto(f"{own_site.url}/agenda/")
    assert sent.value.status == 200
    expect(page.locator("#status")).to_contain_text(re.compile("1 absent.*Gardé comme noté par Nadia LEROY", re.I))
    page.goto(address)
    expect(page.locator(".roll-input[value=absent]").nth(1)).to_be_checked()
    expect(page.locator(".roll-input[value=absent]:checked")).to_have_count(1)
    assert page.evaluate("() => Object.keys(localStorage).length") == 0


def test_signing_out_erases_what_was_kept(own_site: Site, phone: Callable[..., Page]):
    number = lesson_now(own_site, pupils=1)
    page = phone(own_site, "claire-roux")
    page.goto(f"{own_site.url}/appel/{number}/")
    tap(page, 0)
    page.route("**/appel/**", lambda route: route.abort())
    page.get_by_role("button", name=re.compile("Valider")).click()
    expect(page.locator("[data-roll-state]")).to_contain_text("Absents gardés")
    assert page.evaluate("() => Object.keys(localStorage).length") == 1
    page.get_by_role("banner").locator("summary").click()
    page.get_by_role("button", name=re.compile("Se déconnecter")).click()
    page.wait_for_url("**/connexion/")
    assert page.evaluate("() => Object.keys(localStorage).length") == 0


def cut(page: Page) -> None:
    """No roll call leaves any more."""
    page.route("**/appel/**", lambda route: route.abort() if route.request.method == "POST" else route.continue_())


def hold(page: Page, address: str) -> None:
    """Note the first pupil missing while the line is cut: the browser keeps it."""
    page.goto(address)
    tap(page, 0)
    cut(page)
    page.get_by_role("button", name=re.compile("Valider")).click()
    expect(page.locator("[data-roll-state]")).to_contain_text("Absents gardés")


def kept(page: Page) -> int:
    """How many roll calls the browser keeps."""
    return int(page.evaluate("() => Object.keys(localStorage).filter((one) => one.startsWith('preau:appel:')).length"))


def take_over(page: Page, site: Site, slug: str) -> None:
    """Sign in as somebody else on a device that nobody signed out of, the line being cut."""
    page.context.clear_cookies()
    sign_in(page, site, slug)
    assert kept(page) == 1


def test_what_somebody_noted_is_never_sent_under_the_name_of_another(own_site: Site, phone: Callable[..., Page]):
    address = f"{own_site.url}/appel/{lesson_now(own_site, pupils=1)}/"
    page = phone(own_site, "claire-roux")
    hold(page, address)
    take_over(page, own_site, "nadia-leroy")
    page.unroute("**/appel/**")
    # Their own page follows, and shows what the school knows: nothing.
    page.goto(address)
    expect(page.locator("#status")).to_contain_text("rempli sous un autre nom")
    expect(page.locator(".roll-input[value=absent]:checked")).to_have_count(0)
    expect(page.get_by_text("Appel fait")).to_have_count(0)
    assert kept(page) == 0
    # And it is theirs: what they note leaves under their name.
    tap(page, 1)
    page.get_by_role("button", name=re.compile("Valider")).click()
    expect(page.locator("#status")).to_contain_text("1 absent")
    expect(page.locator(".roll-input[value=absent]").nth(1)).to_be_checked()


CHANGED = """(change) => {
  const name = Object.keys(localStorage).find((one) => one.startsWith('preau:appel:'));
  const entry = JSON.parse(localStorage.getItem(name));
  if (change.action) entry.action = change.action;
  for (const one in entry.touched) entry.touched[one] -= (change.days ?? 0) * 86400000;
  localStorage.setItem(name, JSON.stringify(entry));
}"""


def test_what_will_never_pass_is_not_sent_for_ever(own_site: Site, phone: Callable[..., Page]):
    address, elsewhere = f"{own_site.url}/appel/{lesson_now(own_site, pupils=1)}/", f"{own_site.url}/aide/"
    page = phone(own_site, "claire-roux")
    answers: list[int] = []
    page.on("response", lambda one: answers.append(one.status) if one.request.method == "POST" else None)

    def opened() -> tuple[list[int], int]:
        """What a page is answered that sends what waits, and what stays."""
        answers.clear()
        page.goto(elsewhere)
        page.wait_for_load_state("networkidle")
        return answers[:], kept(page)

    hold(page, address)
    # Refused to whoever noted it, it stays: a service may open again, or a right be given back.
    page.unroute("**/appel/**")
    page.route("**/appel/**", lambda route: route.fulfill(status=403, content_type="text/html", body="Non"))
    assert opened() == ([403], 1)
    # Nor is it lost under another hat of theirs, to which its lesson does not exist; the page says so, and stays.
    page.unroute("**/appel/**")
    page.route("**/appel/**", lambda route: route.fulfill(status=404, content_type="text/html", body="Non")
               if route.request.method == "POST" else route.continue_())  # fmt: skip
    assert opened() == ([404], 1)
    page.goto(address)
    expect(page.locator("[data-roll-state]")).to_contain_text("pas ouvert sous votre rôle actuel")
    expect(page.locator(".roll-input[value=absent]:checked")).to_have_count(1)
    page.unroute("**/appel/**")
    cut(page)
    # Somebody else reads the device, and calls no roll.
    take_over(page, own_site, "sabine-weber")
    page.unroute("**/appel/**")
    assert opened() == ([403], 0)
    page.context.clear_cookies()
    sign_in(page, own_site, "claire-roux")
    # A lesson that is no more.
    hold(page, address)
    page.evaluate(CHANGED, {"action": f"/appel/{uuid.uuid4()}/"})
    page.unroute("**/appel/**")
    assert opened() == ([410], 0)
    # Older than a roll call is taken.
    hold(page, address)
    page.evaluate(CHANGED, {"days": 8})
    page.unroute("**/appel/**")
    assert opened() == ([], 0)


def test_a_roll_call_needs_no_script(own_site: Site, browser: Browser):
    number = lesson_now(own_site, pupils=1)
    context = browser.new_context(viewport={"width": 360, "height": 740}, locale="fr-FR")
    sign_in(context.new_page(), own_site, "claire-roux")
    plain = browser.new_context(
        storage_state=context.storage_state(), java_script_enabled=False, viewport={"width": 360, "height": 740}
    )
    page = plain.new_page()
    page.goto(f"{own_site.url}/appel/{number}/")
    page.locator("label.roll-absent").first.click()
    page.locator("label.roll-late").nth(1).click()
    page.get_by_role("button", name=re.compile("Valider")).click()
    expect(page.locator("#status")).to_contain_text("1 absent, 1 retard")
    context.close()
    plain.close()


def test_a_guardian_explains_from_the_notice_and_the_board_follows(own_site: Site, phone: Callable[..., Page]):
    number = lesson_now(own_site, before=20, pupils=1)
    board = phone(own_site, "nadia-leroy", 1280)
    board.get_by_role("link", name="Appels", exact=True).first.click()
    expect(board.get_by_role("heading", name="1 appel non fait")).to_be_visible()
    teacher = phone(own_site, "claire-roux")
    teacher.goto(f"{own_site.url}/appel/{number}/")
    lina = teacher.locator(".roll-one").filter(has_text="Lina").locator(".roll-tap")
    lina.click()
    teacher.get_by_role("button", name=re.compile("Valider")).click()
    # The open page changes by itself.
    expect(board.get_by_role("heading", name="0 appel non fait")).to_be_visible(timeout=20_000)
    expect(board.get_by_role("heading", name="1 absence à expliquer")).to_be_visible()
    picture(board, "tableau")
    board.get_by_label("Trouver un élève").fill("ben")
    board.keyboard.press("Enter")
    expect(board.get_by_role("heading", name="BENALI Lina", exact=False)).to_be_visible()
    picture(board, "trouver")
    board.go_back()
    board.get_by_role("checkbox", name=re.compile("Lina")).check()
    guardian = phone(own_site, "samira-benali")
    expect(guardian.get_by_role("heading", name="1 absence à expliquer")).to_be_visible()
    picture(guardian, "accueil-responsable")
    for _turn in range(40):
        guardian.goto(f"{own_site.url}/avis/")
        if (told := guardian.get_by_role("listitem").filter(has_text="Absence à expliquer")).count():
            break
        guardian.wait_for_timeout(500)
    told.get_by_role("button", name=re.compile("Ouvrir")).click()
    guardian.get_by_label("Maladie de l’élève").check()
    picture(guardian, "expliquer")
    assert axe.axe(guardian) == []
    guardian.get_by_role("button", name="Envoyer").click()
    expect(guardian.get_by_text("Réponse reçue")).to_be_visible()
    # What is ticked stays under the hand: the board says that there is news.
    news = board.get_by_role("button", name="Du nouveau : afficher")
    expect(news).to_be_visible(timeout=20_000)
    news.click()
    expect(board.get_by_role("heading", name="0 absence à expliquer")).to_be_visible()
    other = phone(own_site, "karim-benali")
    other.goto(guardian.url)
    expect(other.get_by_text("Samira Benali")).to_be_visible()
    assert axe.axe(other) == []
    picture(other, "qui-a-repondu")
