"""Two taps on "sign" at the same moment are one answer, one line of the journal, one person counted."""

import threading
from typing import Any

import pytest
from django.db import connections
from django.test import Client

from liaison.conftest import PARENT, PUPIL, TEACHER, Room
from preau.kernel.models import AuditEntry
from preau.liaison.enums import Buttons, By
from preau.liaison.models import Answer, FormerAnswer
from preau.liaison.selectors.desk import count_of, desk_word, table_of

pytestmark = pytest.mark.django_db(transaction=True)
TAPS = 6


def taps(client: Client, address: str, choices: list[str]) -> list[Any]:
    """What the same browser's taps, let go together, came to."""
    barrier, found = threading.Barrier(len(choices), timeout=60), []

    def run(choice: str) -> None:
        try:
            one = Client()
            one.cookies = client.cookies.copy()
            connections["default"].ensure_connection()
            barrier.wait()
            found.append(one.post(address, {"reponse": choice}).status_code)
        except Exception as error:
            found.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(one,)) for one in choices]
    for one in threads:
        one.start()
    for one in threads:
        one.join(120)
    return found


def test_taps_on_sign_at_the_same_moment_count_once(academy: Any) -> None:
    room = Room(academy)
    word = room.sent(only=[PUPIL], quorum=By.EACH.value, buttons=Buttons.SIGN.value)
    pupil = academy[PUPIL].person.pk
    assert taps(academy.client(PARENT), f"/carnet/mot/{word.pk}/{pupil}/", ["signed"] * TAPS) == [302] * TAPS
    assert Answer.objects.filter(word=word).count() == 1 and not FormerAnswer.objects.filter(answer__word=word).exists()
    assert AuditEntry.objects.filter(action="liaison.answer", subject_id=str(word.pk)).count() == 1
    found = count_of(table_of(desk_word(room.hat(TEACHER), word.pk)))
    assert (found.done, found.people) == (0, 1)  # one of two guardians


def test_both_buttons_at_the_same_moment_leave_one_answer_and_the_other_as_what_it_was(academy: Any) -> None:
    room = Room(academy)
    word = room.sent(only=[PUPIL], quorum=By.ONE.value, buttons=Buttons.PERMISSION.value)
    address = f"/carnet/mot/{word.pk}/{academy[PUPIL].person.pk}/"
    assert taps(academy.client(PARENT), address, ["allowed", "refused"]) == [302, 302]
    stands = Answer.objects.get(word=word)
    before = FormerAnswer.objects.get(answer=stands)
    assert {stands.choice, before.choice} == {"allowed", "refused"}
