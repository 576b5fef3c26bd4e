"""Two people who call one roll at the same moment: one roll call, and nothing lost unsaid."""

import threading
from typing import Any

import pytest
from django.db import connections

from attendance.conftest import ABSENT, CPE, TEACHER, Register
from attendance.test_pages import fields
from preau.attendance.models import Absence, Mark, RollCall
from preau.kernel.models import AuditEntry

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_roll_calls_at_the_same_moment_are_one(register: Register) -> None:
    lesson, (one, two, *_rest) = register.lesson(), register.pupils()
    address, barrier, found = f"/appel/{lesson.pk}/", threading.Barrier(2, timeout=60), []

    def run(client: Any, pupil: Any) -> None:
        try:
            sent = fields(client.get(address).content.decode()) | {f"e-{pupil.pk.hex}": ABSENT}
            barrier.wait()
            found.append(client.post(address, sent, headers={"Accept": "application/json"}).json()["words"])
        except Exception as error:
            found.append(error)
        finally:
            connections.close_all()

    clients = [register.academy.client(TEACHER), register.academy.client(CPE)]
    threads = [threading.Thread(target=run, args=both) for both in zip(clients, (one, two), strict=True)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(120)
    roll = RollCall.objects.get(lesson=lesson)
    assert AuditEntry.objects.filter(action="attendance.call").count() == roll.version
    assert Absence.objects.filter(is_void=False).count() == Mark.objects.filter(state=ABSENT).count()
    # What one saw is noted, or they are told that it is not.
    assert Mark.objects.filter(state=ABSENT).count() + sum("Gardé comme noté" in words for words in found) == 2
