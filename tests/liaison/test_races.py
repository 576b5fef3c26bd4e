"""Two taps on "sign" at the same moment are one answer, one line of the journal, one person counted."""

import threading
from collections.abc import Sequence
from typing import Any

import pytest
from django.db import connections
from django.test import Client

from liaison.conftest import CPE, OTHER_PARENT, PARENT, PUPIL, TEACHER, Room
from preau.kernel.ids import new_id
from preau.kernel.models import AuditEntry
from preau.liaison.enums import Buttons, By
from preau.liaison.models import Answer, Entry, FormerAnswer
from preau.liaison.selectors.desk import count_of, desk_word, table_of
from preau.messaging.models import Message

pytestmark = pytest.mark.django_db(transaction=True)
TAPS = 6


def taps(client: Client, address: str, choices: list[str]) -> list[Any]:
    """What the same browser's taps, let go together, came to."""
    return together([client] * len(choices), address, [{"reponse": one} for one in choices])


def together(clients: Sequence[Client], address: str, forms: Sequence[dict[str, str]]) -> list[Any]:
    """What came of these forms, each sent by its client, all let go at once."""
    barrier, found = threading.Barrier(len(forms), timeout=60), []

    def run(client: Client, form: dict[str, str]) -> None:
        try:
            one = Client()
            one.cookies = client.cookies.copy()
            connections["default"].ensure_connection()
            barrier.wait()
            found.append(one.post(address, form).status_code)
        except Exception as error:
            found.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in zip(clients, forms, strict=True)]
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


def test_two_guardians_at_the_same_moment_each_sign_and_one_is_enough_where_one_is(academy: Any) -> None:
    room, pupil = Room(academy), academy[PUPIL].person.pk
    for quorum in (By.EACH, By.ONE):
        word = room.sent(only=[PUPIL], quorum=quorum.value, buttons=Buttons.PERMISSION.value, title=quorum.value)
        address = f"/carnet/mot/{word.pk}/{pupil}/"
        both = [academy.client(one) for one in (PARENT, OTHER_PARENT)]
        assert together(both, address, [{"reponse": "allowed"}] * 2) == [302, 302]
        rows = Answer.objects.filter(word=word)
        assert rows.count() == rows.values("signer").distinct().count() == 2
        assert AuditEntry.objects.filter(action="liaison.answer", subject_id=str(word.pk)).count() == 2
        counted = count_of(table_of(desk_word(room.hat(TEACHER), word.pk)))
        assert counted.done == 1


def test_one_form_of_the_counter_sent_twice_at_once_is_one_message(academy: Any) -> None:
    family = f"{academy[PUPIL].person.pk}/{academy[PARENT].person.pk}"
    form = {
        "key": str(new_id()), "means": "phone", "to": str(academy[TEACHER].person.pk), "subject": "Absence",
        "text": "Elle est malade.",
    }  # fmt: skip
    one = academy.client(CPE)
    assert together([one] * 4, f"/carnet/guichet/{family}/faire/message/", [form] * 4) == [302] * 4
    assert Entry.objects.count() == Message.objects.filter(subject="Absence").count() == 1
