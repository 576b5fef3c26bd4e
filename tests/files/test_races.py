"""Files kept and removed at the same time: nobody waits for somebody who waits for them, and nothing doubles."""

import functools
import os
import threading
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from cast import COLLEGE, LYCEE
from files.attached import KIND
from files.brought import arrived, bring, hat_of
from preau.directory.models import School
from preau.files.models import StoredFile
from preau.files.receiving import Arrival
from preau.files.services import keep, remove_files_of
from preau.files.services.keeping import counted_again
from preau.kernel import scope


def at_once(*acts: Callable[[], object]) -> list[BaseException]:
    """Do these acts in a thread each, begun together; what they raised."""
    raised: list[BaseException] = []
    together = threading.Barrier(len(acts))

    def one(act: Callable[[], object]) -> None:
        try:
            together.wait(30)
            with scope.everything("a test"):
                act()
        except BaseException as error:
            raised.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return raised


def _keeping(member: Any, school: School, *came: Arrival, thing: uuid.UUID | None = None) -> Callable[[], object]:
    """How one of the cast keeps these as files of a thing."""
    return functools.partial(
        keep, actor=member.actor, hat=hat_of(member), kind=KIND, arrivals=came, school_id=school.pk,
        thing_id=thing or uuid.uuid4(),
    )  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_a_form_sent_twice_at_once_keeps_its_files_once(academy):
    for _round in range(5):
        thing = uuid.uuid4()
        with scope.everything("a test"):
            act = _keeping(academy["claire-roux"], academy.school(LYCEE), arrived(os.urandom(10)), thing=thing)
        assert at_once(act, act, act) == []
        with scope.everything("a test"):
            assert StoredFile.objects.filter(thing=thing).count() == 1 and counted_again() == []


@pytest.mark.django_db(transaction=True)
def test_the_same_contents_are_kept_at_once_in_any_order(academy):
    for _round in range(15):
        bodies = [os.urandom(10) for _each in range(3)]
        with scope.everything("a test"):
            forth = _keeping(academy["claire-roux"], academy.school(LYCEE), *map(arrived, bodies))
            back = _keeping(academy["lina-benali"], academy.school(COLLEGE), *map(arrived, reversed(bodies)))
        assert at_once(forth, back) == []


@pytest.mark.django_db(transaction=True)
def test_files_of_several_people_are_removed_while_these_bring_others(academy):
    claire, lina, thing = academy["claire-roux"], academy["lina-benali"], uuid.uuid4()
    for _round in range(15):
        with scope.everything("a test"):
            lycee = academy.school(LYCEE)
            for member in (lina, claire):
                bring(member, lycee, os.urandom(10), thing=thing)
            bringing = [_keeping(one, lycee, arrived(os.urandom(10))) for one in (claire, lina)]
            removing = functools.partial(
                remove_files_of, actor=lina.actor, kind=KIND, thing_id=thing, school_id=lycee.pk
            )  # fmt: skip
        assert at_once(removing, *bringing) == []
    with scope.everything("a test"):
        assert counted_again() == []
