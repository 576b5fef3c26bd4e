"""The roll call opened without a line: on the device of who teaches, for today, and for nobody else."""

import json
import os
import re
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, expect

from harness.databases import run_preau
from tests.browser.conftest import picture, sign_in
from tests.browser.engine import Site
from tests.browser.test_attendance import lesson_now, phone, tap

__all__ = ["phone"]

KEPT = """async () => {
  const found = {};
  for (const name of await caches.keys()) {
    for (const { url } of await (await caches.open(name)).keys()) {
      const { pathname } = new URL(url);
      if (pathname.startsWith('/appel/')) found[pathname] = name;
    }
  }
  return found;
}"""


def kept(page: Page) -> dict[str, str]:
    """The pages of roll calls that the browser keeps, each with the name of what holds it."""
    return dict(page.evaluate(KEPT))


def kept_after(page: Page, *paths: str) -> None:
    """Wait until these pages are kept."""
    for _turn in range(60):
        if set(paths) <= set(kept(page)):
            return
        page.wait_for_timeout(250)
    raise AssertionError(f"{paths} are not kept: {kept(page)}")


def processes(number: int) -> list[int]:
    """A process and all that it started."""
    children = Path(f"/proc/{number}/task/{number}/children").read_text().split()
    return [number, *(found for one in children for found in processes(int(one)))]


@contextmanager
def bad_line(site: Site) -> Iterator[None]:
    """The server is reached, and answers nothing."""
    stopped = processes(site.process.pid)
    for one in stopped:
        os.kill(one, signal.SIGSTOP)
    try:
        yield
    finally:
        for one in reversed(stopped):
            os.kill(one, signal.SIGCONT)


def test_a_roll_call_opens_without_a_line_and_leaves_when_it_is_back(own_site: Site, phone: Callable[..., Page]):
    number = lesson_now(own_site, before=20, pupils=1)
    board = phone(own_site, "nadia-leroy", 1280)
    board.get_by_role("link", name="Appels", exact=True).first.click()
    expect(board.get_by_role("heading", name="1 appel non fait")).to_be_visible()
    page = phone(own_site, "claire-roux")
    kept_after(page, "/appel/", f"/appel/{number}/")
    page.goto("about:blank")
    page.context.set_offline(True)
    # Home leads to what is kept, which leads to the lesson.
    page.goto(f"{own_site.url}/")
    expect(page.get_by_text(re.compile(r"Vu le \w+ .* à .*, hors connexion"))).to_be_visible()
    picture(page, "mes-appels-hors-connexion")
    page.get_by_role("link", name=re.compile("Mathématiques")).click()
    expect(page.get_by_text(re.compile(r"Vu le \w+ .* à .*, hors connexion"))).to_be_visible()
    tap(page, 0)
    page.get_by_role("button", name=re.compile("Valider")).click()
    expect(page.locator("[data-roll-state]")).to_contain_text("Absents gardés : 1.")
    picture(page, "appel-hors-connexion")
    page.wait_for_timeout(1_000)
    expect(board.get_by_role("heading", name="1 appel non fait")).to_be_visible()
    page.context.set_offline(False)
    expect(page.locator("#status")).to_contain_text("1 absent", timeout=20_000)
    expect(page.get_by_text("hors connexion")).to_be_hidden()
    expect(board.get_by_role("heading", name="0 appel non fait")).to_be_visible(timeout=20_000)
    # What came with the line took the place of what was kept.
    page.goto("about:blank")
    page.context.set_offline(True)
    page.goto(f"{own_site.url}/appel/{number}/")
    expect(page.get_by_text("Appel fait")).to_be_visible()
    expect(page.locator(".roll-input[value=absent]:checked")).to_have_count(1)


AGED = """async (minutes) => {
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    const list = await cache.match('/appel/');
    if (!list) continue;
    const headers = new Headers(list.headers);
    headers.set('preau-seen', Number(headers.get('preau-seen')) - minutes * 60000);
    await cache.put('/appel/', new Response(await list.text(), { headers }));
  }
}"""


def test_pages_that_wait_long_without_a_line_stay(own_site: Site, phone: Callable[..., Page]):
    path = f"/appel/{lesson_now(own_site, before=20, pupils=1)}/"
    page = phone(own_site, "claire-roux")
    kept_after(page, "/appel/", path)
    page.evaluate(AGED, 11)
    page.goto("about:blank")
    page.context.set_offline(True)
    for worker in page.context.service_workers:  # which browsers driven by tests do not tell
        worker.evaluate("() => Object.defineProperty(navigator, 'onLine', { get: () => false })")
    for address in ("/appel/", path, "/appel/"):
        page.goto(own_site.url + address)
        expect(page.get_by_text("hors connexion")).to_be_visible()
        page.wait_for_timeout(3_000)
        page.reload()
        expect(page.get_by_text("hors connexion")).to_be_visible()
        assert set(kept(page)) == {"/appel/", path}


def test_a_kept_page_is_as_guarded_as_the_one_that_came(own_site: Site, phone: Callable[..., Page]):
    path = f"/appel/{lesson_now(own_site, pupils=1)}/"
    page = phone(own_site, "claire-roux")
    kept_after(page, "/appel/", path)
    for address in ("/appel/", path):
        came = page.context.request.get(own_site.url + address).headers
        told = page.evaluate("async (path) => [...(await caches.match(path)).headers]", address)
        found = dict(told)
        for name in (
            "content-security-policy",
            "x-content-type-options",
            "x-frame-options",
            "cache-control",
            "content-type",
        ):
            assert found[name] == came[name]
        assert not {"content-encoding", "content-length"} & set(found)


SLOW = """() => {
  const line = self.fetch;
  self.fetch = async (...asked) => {
    await new Promise((done) => setTimeout(done, 6000));
    return line(...asked);
  };
}"""


def test_what_was_sent_is_shown_however_slow_the_line(own_site: Site, phone: Callable[..., Page]):
    path = f"/appel/{lesson_now(own_site, pupils=1)}/"
    page = phone(own_site, "claire-roux")
    kept_after(page, "/appel/", path)
    page.goto(own_site.url + path)
    tap(page, 0)
    for worker in page.context.service_workers:
        worker.evaluate(SLOW)
    page.get_by_role("button", name=re.compile("Valider")).click()
    expect(page.locator("#status")).to_contain_text("1 absent", timeout=20_000)
    expect(page.get_by_text("Appel fait")).to_be_visible()
    expect(page.get_by_text("hors connexion")).to_be_hidden()
    # It took its place again, without the words that were said once.
    kept_after(page, "/appel/", path)
    page.goto("about:blank")
    page.context.set_offline(True)
    page.goto(own_site.url + path)
    expect(page.get_by_text("hors connexion")).to_be_visible()
    expect(page.get_by_text("Appel fait")).to_be_visible()
    expect(page.locator("#status")).to_have_text("")


def test_a_fault_of_ours_erases_nothing_and_gives_what_was_kept(own_site: Site, phone: Callable[..., Page]):
    path = f"/appel/{lesson_now(own_site, pupils=1)}/"
    page = phone(own_site, "claire-roux")
    kept_after(page, "/appel/", path)
    door = page.context.request.get(f"{own_site.url}/aide/").text().replace('class="menu-name"', "")
    failed = door.replace("<body ", "<body data-failed ")
    page.route("**/aide/", lambda route: route.fulfill(status=500, content_type="text/html", body=failed))
    page.goto(f"{own_site.url}/aide/")
    page.wait_for_timeout(1_000)
    assert set(kept(page)) == {"/appel/", path}
    for worker in page.context.service_workers:
        worker.evaluate("() => { self.fetch = async () => new Response('Non', { status: 500 }); }")
    page.goto(own_site.url + path)
    expect(page.get_by_text("hors connexion")).to_be_visible()
    assert set(kept(page)) == {"/appel/", path}
    # The same page, were it not a fault: somebody who is nobody.
    page.unroute("**/aide/")
    page.route("**/aide/", lambda route: route.fulfill(status=200, content_type="text/html", body=door))
    page.goto(f"{own_site.url}/aide/")
    page.wait_for_timeout(1_000)
    assert kept(page) == {}


def test_signing_out_from_the_list_of_everything_erases_it(own_site: Site, phone: Callable[..., Page]):
    path = f"/appel/{lesson_now(own_site, pupils=1)}/"
    page = phone(own_site, "claire-roux")
    kept_after(page, "/appel/", path)
    page.goto(f"{own_site.url}/plus/")
    page.context.set_offline(True)
    page.get_by_role("main").get_by_role("button", name=re.compile("Se déconnecter")).click()
    page.wait_for_timeout(500)
    assert _fails(page, own_site.url + path)


def test_the_line_comes_first_and_a_bad_one_does_not_keep_waiting(own_site: Site, phone: Callable[..., Page]):
    address = f"{own_site.url}/appel/{lesson_now(own_site, pupils=1)}/"
    page = phone(own_site, "claire-roux")
    kept_after(page, "/appel/", address.removeprefix(own_site.url))
    page.goto(address)
    expect(page.locator(".roll-one").first).to_be_visible()
    expect(page.get_by_text("hors connexion")).to_be_hidden()
    with bad_line(own_site):
        page.goto(address, timeout=10_000)
        expect(page.get_by_text("hors connexion")).to_be_visible()
        expect(page.locator(".roll-tap").first).to_be_visible()
    # A server that wakes up answers what waited for it first: somebody tries again, and once more.
    again = page.get_by_role("link", name="Réessayer avec la connexion")
    for _turn in range(5):
        if not again.is_visible():
            break
        again.click()
        page.wait_for_load_state("load")
    expect(page.get_by_text("hors connexion")).to_be_hidden()


def test_nobody_else_opens_what_was_kept_on_the_device(own_site: Site, phone: Callable[..., Page]):
    address = f"{own_site.url}/appel/{lesson_now(own_site, pupils=1)}/"
    page = phone(own_site, "claire-roux")
    kept_after(page, "/appel/", address.removeprefix(own_site.url))
    # The session ends by itself, and somebody else signs in there.
    state = page.context.storage_state()["cookies"]
    page.context.clear_cookies()
    page.goto(address)
    expect(page).to_have_url(re.compile("/connexion/"))
    page.wait_for_timeout(500)
    assert kept(page) == {}
    # The same without any page between: their first page erases.
    page.context.add_cookies(state)
    page.goto(f"{own_site.url}/")
    kept_after(page, "/appel/", address.removeprefix(own_site.url))
    other = phone(own_site, "sabine-weber").context.storage_state()["cookies"]
    page.context.clear_cookies()
    page.context.add_cookies(other)
    page.goto(f"{own_site.url}/aide/")
    page.wait_for_timeout(500)
    assert kept(page) == {}
    page.context.set_offline(True)
    assert _fails(page, address)


def _fails(page: Page, address: str) -> bool:
    try:
        page.goto(address)
    except Exception:
        return True
    return False


def test_signing_out_erases_it_and_a_day_that_is_over_too(own_site: Site, phone: Callable[..., Page]):
    address = f"{own_site.url}/appel/{lesson_now(own_site, pupils=1)}/"
    page = phone(own_site, "claire-roux")
    kept_after(page, "/appel/", address.removeprefix(own_site.url))
    page.context.set_offline(True)
    page.goto(address)
    expect(page.get_by_text("hors connexion")).to_be_visible()
    # Even without a line.
    page.get_by_role("banner").locator("summary").click()
    page.get_by_role("button", name=re.compile("Se déconnecter")).click()
    page.wait_for_timeout(500)
    assert _fails(page, address)
    page.context.set_offline(False)
    page.context.clear_cookies()
    sign_in(page, own_site, "claire-roux")
    kept_after(page, "/appel/", address.removeprefix(own_site.url))
    page.goto("about:blank")
    page.context.set_offline(True)
    for worker in page.context.service_workers:
        worker.evaluate("() => { const now = Date.now; Date.now = () => now() + 86400000; }")
    assert _fails(page, address)
    for worker in page.context.service_workers:
        assert worker.evaluate(KEPT) == {}


def test_a_session_that_is_another_is_told_and_loses_nothing(own_site: Site, phone: Callable[..., Page]):
    path = f"/appel/{lesson_now(own_site, pupils=1)}/"
    page = phone(own_site, "claire-roux")
    kept_after(page, "/appel/", path)
    page.context.set_offline(True)
    page.goto(own_site.url + path)
    tap(page, 0)
    # They sign in anew meanwhile, elsewhere in the same browser: the page's token is of an older session.
    again = phone(own_site, "claire-roux").context.storage_state()["cookies"]
    page.context.clear_cookies()
    page.context.add_cookies(again)
    page.route("**/*", lambda route: route.continue_())
    page.evaluate("() => { window.addEventListener('online', (event) => event.stopImmediatePropagation(), true); }")
    page.context.set_offline(False)
    page.get_by_role("button", name=re.compile("Valider")).click()
    expect(page.locator("[data-roll-state]")).to_contain_text("d’une session qui n’est plus ouverte")
    with page.expect_response(lambda one: one.url.endswith(path) and one.request.method == "POST") as sent:
        page.goto(f"{own_site.url}/aide/")
    assert sent.value.status == 200
    page.goto(own_site.url + path)
    expect(page.locator(".roll-input[value=absent]:checked")).to_have_count(1)
    assert json.loads(page.evaluate("() => JSON.stringify({...localStorage})")) == {}


def test_a_page_kept_before_its_lesson_is_called_when_it_begins(own_site: Site, phone: Callable[..., Page]):
    path = f"/appel/{lesson_now(own_site, before=-20, pupils=1)}/"
    page = phone(own_site, "claire-roux")
    kept_after(page, "/appel/", path)
    page.context.set_offline(True)
    page.clock.install()
    page.goto(own_site.url + path)
    expect(page.get_by_text("hors connexion")).to_be_visible()
    button = page.get_by_role("button", name=re.compile("Valider"))
    expect(page.get_by_text("Ce cours n’a pas commencé")).to_be_visible()
    expect(button).to_be_hidden()
    page.clock.fast_forward("06:00")
    expect(page.get_by_text("Ce cours n’a pas commencé")).to_be_hidden()
    tap(page, 0)
    button.click()
    expect(page.locator("[data-roll-state]")).to_contain_text("Absents gardés : 1.")


SECOND = """
from preau.kernel import ids, scope
from preau.timetable.models import Lesson, Slot, SlotPupils, SlotTeacher
with scope.everything("a lesson of tests"):
    lesson = Lesson.objects.get(pk="{number}")
    slot, before = lesson.slot, lesson.slot_id
    slot.pk, slot.starts, slot.ends = ids.new_id(), slot.starts + 60, slot.ends + 60
    slot._state.adding = True
    slot.save()
    for row in [*SlotTeacher.objects.filter(slot_id=before), *SlotPupils.objects.filter(slot_id=before)]:
        row.pk, row.slot, row._state.adding = ids.new_id(), slot, True
        row.save()
    print(Lesson.objects.create(school_id=slot.school_id, slot=slot, day=lesson.day).pk)
"""


def test_a_line_that_is_counted_brings_the_next_lesson_alone(own_site: Site, phone: Callable[..., Page]):
    first = lesson_now(own_site, pupils=1)
    code = SECOND.format(number=first)
    told = run_preau(["shell", "-v", "0", "-c", code], own_site.database, own_site.data_dir, PREAU_DEMO="1")
    second = told.split()[-1]
    page = phone(own_site, "claire-roux")
    kept_after(page, "/appel/", f"/appel/{first}/", f"/appel/{second}/")
    # The same by a line that its person wants spared.
    page.evaluate("async () => { for (const name of await caches.keys()) await caches.delete(name); }")
    page.add_init_script("Object.defineProperty(navigator, 'connection', { value: { saveData: true } });")
    page.goto(f"{own_site.url}/appel/")
    kept_after(page, "/appel/", f"/appel/{first}/")
    page.wait_for_timeout(1_500)
    assert set(kept(page)) == {"/appel/", f"/appel/{first}/"}


GONE = """
from preau.kernel import scope
from preau.timetable.models import Lesson
with scope.everything("a lesson of tests"):
    Lesson.objects.filter(pk="{number}").delete()
"""


def test_what_is_refused_is_kept_no_longer(own_site: Site, phone: Callable[..., Page]):
    number = lesson_now(own_site, pupils=1)
    page = phone(own_site, "claire-roux")
    kept_after(page, "/appel/", f"/appel/{number}/")
    code = GONE.format(number=number)
    run_preau(["shell", "-v", "0", "-c", code], own_site.database, own_site.data_dir, PREAU_DEMO="1")
    answer = page.goto(f"{own_site.url}/appel/{number}/")
    assert answer is not None and answer.status == 404
    page.wait_for_timeout(500)
    assert set(kept(page)) == {"/appel/"}


SHARED = """
from preau.kernel import scope
from preau.identity.models import AccountSession
from preau.identity.sessions import RowStore
with scope.everything("a session of tests"):
    for row in AccountSession.objects.all():
        session = RowStore(row.session_key)
        session.begin("shared")
        session.save()
"""


def test_nothing_is_kept_on_a_shared_computer(own_site: Site, phone: Callable[..., Page]):
    path = f"/appel/{lesson_now(own_site, pupils=1)}/"
    page = phone(own_site, "claire-roux")
    kept_after(page, "/appel/", path)
    # The session turns out to be one of a shared computer: the next look erases, and nothing more is kept.
    run_preau(["shell", "-v", "0", "-c", SHARED], own_site.database, own_site.data_dir, PREAU_DEMO="1")
    page.evaluate("async () => { for (const name of await caches.keys()) await caches.delete(name); }")
    for address in ("/", "/appel/", path):
        page.goto(own_site.url + address)
        page.wait_for_timeout(4_000)
        assert kept(page) == {}
        assert page.locator("[data-kept], [data-rolls]").count() == 0
