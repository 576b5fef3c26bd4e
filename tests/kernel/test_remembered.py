"""What is remembered for a short while: asked once, forgotten by any thread at any moment, never kept past a change."""

import uuid
from collections.abc import Collection

import pytest
from django.db import transaction

from preau.kernel import remembered
from preau.kernel.remembered import Remembered

ONE, TWO = uuid.uuid4(), uuid.uuid4()


class Asked:
    """What is true, and what was asked."""

    def __init__(self, *true: uuid.UUID) -> None:
        self.true = set(true)
        self.asked: list[list[uuid.UUID]] = []

    def __call__(self, numbers: Collection[uuid.UUID]) -> set[uuid.UUID]:
        self.asked.append(list(numbers))
        return set(self.true)


def test_it_is_asked_once_a_while_for_those_that_are_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr(remembered.time, "monotonic", lambda: now[0])
    known, ask = Remembered(60, 10), Asked(ONE)
    assert known.those([ONE], ask) == {ONE}
    assert known.those([ONE, TWO], ask) == {ONE}
    assert known.those([TWO], ask) == frozenset()
    assert ask.asked == [[ONE], [TWO]]
    now[0] += 60
    known.those([ONE, TWO], ask)
    assert ask.asked[-1] == [ONE, TWO]


@pytest.mark.django_db
def test_what_is_forgotten_is_asked_again_and_the_others_are_not() -> None:
    known, ask = Remembered(60, 10), Asked()
    known.those([ONE, TWO], ask)
    ask.true = {ONE, TWO}
    known.changed(ONE)
    assert known.those([ONE, TWO], ask) == {ONE}
    known.forget()
    assert known.those([ONE, TWO], ask) == {ONE, TWO}


def test_another_thread_forgets_while_one_asks() -> None:
    known, ask = Remembered(60, 10), Asked()

    def meanwhile(numbers: Collection[uuid.UUID]) -> set[uuid.UUID]:
        told = ask(numbers)
        known.forget()
        return told

    known.those([ONE], ask)
    assert known.those([ONE, TWO], meanwhile) == frozenset()
    ask.true = {TWO}
    assert known.those([TWO], ask) == {TWO}  # what was read before it was forgotten is not kept


def test_it_remembers_no_more_than_so_many() -> None:
    known, ask = Remembered(60, 3), Asked()
    for _time in range(9):
        known.those([uuid.uuid4()], ask)
        assert len(known._known) <= 3


@pytest.mark.django_db(transaction=True)
def test_what_a_transaction_changes_is_asked_again_once_it_is_kept() -> None:
    known, ask = Remembered(60, 10), Asked()
    with transaction.atomic():
        known.changed(ONE)
        known.those([ONE], ask)  # another thread, which does not see the change yet
    ask.true = {ONE}
    assert known.those([ONE], ask) == {ONE}
