"""Two people who call one roll at the same moment: one roll call, and nothing lost unsaid."""

import functools
import threading
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from typing import Any

import pytest
from django.db import connections, transaction

from attendance.conftest import ABSENT, CPE, PARENT, PRESENT, TEACHER, Register
from attendance.test_pages import fields
from cast import COLLEGE
from preau.attendance.models import Absence, Mark, RollCall
from preau.attendance.selectors.family import with_absences
from preau.attendance.services import Seen, contest, tell_families
from preau.kernel import scope
from preau.kernel.actor import system
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


def test_the_first_absence_of_a_school_is_read_once_written_and_others_stay_known(
    register: Register, django_assert_num_queries: Any
) -> None:
    school, other = register.school.pk, register.academy.school(COLLEGE).pk
    Absence.objects.all().delete()
    RollCall.objects.all().delete()
    assert with_absences([school, other]) == set()
    lesson = register.lesson()
    with transaction.atomic():
        register.call(lesson)
        with ThreadPoolExecutor(1) as pool:  # somebody else's page, before it is written
            assert pool.submit(_read, school).result() == set()
    assert with_absences([school]) == {school}
    with django_assert_num_queries(0):
        assert with_absences([school, other]) == {school}


def _read(school_id: uuid.UUID) -> set[uuid.UUID]:
    try:
        with scope.everything("tests of attendance"):
            return with_absences([school_id])
    finally:
        connections.close_all()


def meanwhile(done: Callable[[], Any], other: Callable[[], Any]) -> Any:
    """What `other` gives when it is asked for in another thread while `done` is done and not yet written."""

    def run() -> Any:
        try:
            with scope.everything("tests of attendance"):
                return other()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            done()
            found = pool.submit(run)
            wait([found], timeout=1)
        return found.result(60)


def test_a_family_asked_while_the_roll_is_called_again_is_told_it_was_a_mistake(register: Register) -> None:
    lesson, one = register.lesson(), register.pupils()[0]
    register.call(lesson, register.away(one))
    register.later(1)
    robot, mine = system("appel"), register.absence().pk
    meanwhile(
        lambda: tell_families(actor=robot, absence_ids=[mine]),
        lambda: register.call(lesson, {one.pk: Seen(PRESENT, register.now)}, version=1),
    )
    assert Absence.objects.get(pk=mine).is_void
    assert register.told(PARENT) == []


def test_an_answer_contested_twice_at_the_same_moment_is_contested_once(register: Register) -> None:
    register.call(register.lesson(), register.away(register.pupils()[0]))
    made = register.explain_for(register.absence(), family=PARENT)
    parent = register.doing(PARENT)
    act = functools.partial(contest, **parent, justification_id=made.pk)
    version = meanwhile(act, act).version
    assert register.absence().version == version == 2
    assert AuditEntry.objects.filter(action="attendance.contest").count() == 1
