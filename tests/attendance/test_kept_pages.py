"""What a page says of itself to the browser that may keep it: whose it is, until when, and which lessons go with it."""

import re
import uuid
from typing import Any

from django.test import Client, RequestFactory

from attendance.conftest import CPE, TEACHER, Register
from cast import COLLEGE
from preau.identity.sessions import RowStore
from preau.kernel.ids import new_id
from preau.portal.failures import server_error
from preau.timetable.models import Lesson


def whose(page: str) -> set[str]:
    """For whom the page may be kept."""
    return set(re.findall(r'data-kept="([^"]*)"', page))


def listed(page: str) -> list[str]:
    """The lessons to keep with « Mes appels »."""
    return [one for found in re.findall(r'data-rolls="([^"]*)"', page) for one in found.split(" ")]


def opened(client: Any, address: str) -> str:
    return str(client.get(address).content.decode())


def test_the_lessons_that_are_not_over_are_kept_until_the_day_ends(register: Register) -> None:
    now = register.lesson()
    register.lesson(400, 455)  # over
    later = [register.lesson(starts, starts + 40) for starts in range(560, 1010, 50)]
    client = register.academy.client(TEACHER)
    page = opened(client, "/appel/")
    assert listed(page) == [f"/appel/{one.pk}/" for one in (now, *later)][:8]
    # It is ten past eight.
    assert re.findall(r'data-rolls-left="(\d+)"', page) == [str((24 * 60 - 8 * 60 - 10) * 60)]
    assert len(whose(page)) == 1
    assert whose(page) == whose(opened(client, f"/appel/{later[3].pk}/"))
    # Another session, and another person, are told apart.
    assert whose(opened(register.academy.client(TEACHER), "/appel/")) != whose(page)
    assert whose(opened(register.academy.client(CPE), f"/appel/{now.pk}/")) != whose(page)


def test_a_page_drawn_before_its_lesson_holds_the_button_that_comes_with_it(register: Register) -> None:
    lesson, gone = register.lesson(700, 755), register.lesson(800, 855)
    client = register.academy.client(TEACHER)
    page = opened(client, f"/appel/{lesson.pk}/")
    opens = int(register.at(11, 25).timestamp())
    assert f'data-roll-early="{opens}"' in page and "Ce cours n’a pas commencé" in page
    assert re.search(r'class="action-bar action-bar-stick" hidden>', page) and "Valider l’appel" in page
    register.now = register.at(11, 25)
    page = opened(client, f"/appel/{lesson.pk}/")
    assert "data-roll-early" not in page and 'action-bar-stick">' in page
    register.change(gone, is_cancelled=True)
    page = opened(client, f"/appel/{gone.pk}/")
    assert "Valider l’appel" not in page and "est annulé" in page


def test_nothing_may_be_kept_on_a_shared_computer(register: Register) -> None:
    lesson, client = register.lesson(), register.academy.client(TEACHER)
    session: RowStore = client.session
    session.begin("shared")
    session.save()
    for address in ("/appel/", f"/appel/{lesson.pk}/"):
        page = opened(client, address)
        assert "Mathématiques" in page
        assert whose(page) == set() and listed(page) == []


def sent(client: Any, lesson: uuid.UUID | str, who: str, **more: str) -> Any:
    """A roll call as the script sends it."""
    told = {"key": str(new_id()), "version": "0", "base": "", "who": who, "ages": '{"*": 0}', **more}
    return client.post(f"/appel/{lesson}/", told, headers={"accept": "application/json"})


def test_a_roll_kept_by_a_browser_is_let_go_for_a_lesson_that_is_no_more_and_for_no_hat(register: Register) -> None:
    lesson = register.lesson()
    client = register.academy.client(TEACHER)
    who = re.findall(r'name="who" value="([^"]+)"', opened(client, f"/appel/{lesson.pk}/"))[0]
    gone = sent(client, new_id(), who)
    assert gone.status_code == 410 and "n’existe plus" in gone.json()["words"]
    # Nothing is told of it to somebody else, nor to who sends by hand.
    assert sent(client, new_id(), "").status_code == 404
    assert client.post(f"/appel/{new_id()}/", {"who": who}).status_code == 404
    # A lesson of another school is one.
    scope_of = register.school.pk
    Lesson.objects.filter(pk=lesson.pk).update(school=register.academy.school(COLLEGE).pk)
    assert sent(client, lesson.pk, who).status_code in (404, 403)
    Lesson.objects.filter(pk=lesson.pk).update(school=scope_of)
    assert sent(client, lesson.pk, who).status_code == 200


def test_what_a_script_reads_by_itself_says_nothing_that_waits(register: Register) -> None:
    lesson = register.lesson()
    client = register.academy.client(TEACHER)
    who = re.findall(r'name="who" value="([^"]+)"', opened(client, f"/appel/{lesson.pk}/"))[0]
    assert sent(client, lesson.pk, who, shown="1").status_code == 200
    for address in ("/appel/", f"/appel/{lesson.pk}/"):
        quiet = client.get(address, headers={"preau-quiet": "1"})
        assert quiet.status_code == 200 and "Appel enregistré" not in quiet.content.decode()
    assert "Appel enregistré" in opened(client, "/appel/")
    assert "Appel enregistré" not in opened(client, "/appel/")


def test_a_page_says_to_scripts_that_it_failed_or_was_not_proved(register: Register) -> None:
    failed = server_error(RequestFactory().get("/"))
    assert failed.status_code == 500 and re.search(r"<body[^>]* data-failed>", failed.content.decode())
    client = register.academy.client(TEACHER)
    refused = [client.get(f"/appel/{new_id()}/"), Client().get("/nulle-part/")]
    assert [one.status_code for one in refused] == [404, 404]
    assert not any("data-failed" in one.content.decode() or "Preau-Unproved" in one for one in refused)
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post(f"/appel/{new_id()}/", {"who": ""})
    assert answer.status_code == 403 and answer["Preau-Unproved"] == "1"
