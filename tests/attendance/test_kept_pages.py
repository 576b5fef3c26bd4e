"""What a page says of itself to the browser that may keep it: whose it is, until when, and which lessons go with it."""

import re
from typing import Any

from attendance.conftest import CPE, TEACHER, Register
from preau.identity.sessions import RowStore


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
