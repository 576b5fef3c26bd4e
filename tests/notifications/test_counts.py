"""The bell's number, the page and the rows say the same, whatever happens in whatever order."""

import datetime as dt
import uuid
from typing import Any

import hypothesis.strategies as st
import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings

from notifications.conftest import MONDAY
from preau.identity.public import account_by_id
from preau.kernel import clock, scope
from preau.kernel.actor import system
from preau.notifications.models import Matter, Notice
from preau.notifications.public import To, notify, seen, withdraw
from preau.notifications.selectors.notices import centre_of
from preau.notifications.services import end_expired, read_notice, read_notices

SENDER = system("essai")
TUT = "National_tut"
CHILDREN = ("lina", "adam")
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("notify"), st.integers(0, 4), st.sets(st.sampled_from(CHILDREN), min_size=1)),
        st.tuples(st.just("read"), st.integers(0, 9)),
        st.tuples(st.just("read_all"), st.integers(0, 9)),
        st.tuples(st.just("seen"), st.integers(0, 4)),
        st.tuples(st.just("withdraw"), st.integers(0, 4)),
        st.tuples(st.just("pass"), st.integers(1, 5)),
    ),
    min_size=2, max_size=10,
)  # fmt: skip


class Model:
    """What should wait, kept by hand: matters by key, each with its end and the children that it still waits for."""

    def __init__(self) -> None:
        self.hour = 0
        self.matters: dict[str, tuple[int, set[str]]] = {}

    def count(self) -> int:
        return sum(len(waiting) for _end, waiting in self.matters.values())

    def end_expired(self) -> None:
        for end, waiting in self.matters.values():
            if end <= self.hour:
                waiting.clear()


@pytest.fixture
def family(academy: Any) -> dict[str, Any]:
    samira = academy["samira"]
    return {
        "person": samira.person.pk, "account": samira.account.pk, "school": academy.school("1001").pk,
        **{one: academy[one].person.pk for one in CHILDREN},
    }  # fmt: skip


def _do(step: tuple[Any, ...], family: dict[str, Any], model: Model) -> None:
    person, what = family["person"], step[0]
    mine = list(Notice.objects.filter(person_id=person).order_by("pk"))
    names = {family[one]: one for one in CHILDREN}

    def gone(notices: list[Notice]) -> None:
        for one in notices:
            model.matters[Matter.objects.get(pk=one.matter_id).key][1].discard(names[one.about_id])

    if what == "notify":
        key = f"k{step[1]}"
        made = notify(
            actor=SENDER, kind="tests.news", key=key, to=[To(person, TUT, family[one]) for one in step[2]],
            data={"title": key}, expires_at=clock.now() + dt.timedelta(hours=3),
        )  # fmt: skip
        assert made.repeated is (key in model.matters)
        if not made.repeated:
            model.matters[key] = (model.hour + 3, set(step[2]))
    elif what == "read" and mine:
        one = mine[step[1] % len(mine)]
        read_notice(actor=SENDER, person_id=person, notice_id=one.pk)
        gone([one])
    elif what == "read_all":
        some = mine[: step[1]]
        read_notices(actor=SENDER, person_id=person, notice_ids=[one.pk for one in some])
        gone(some)
    elif what == "seen":
        seen(actor=SENDER, person_id=person, key=f"k{step[1]}")
        if f"k{step[1]}" in model.matters:
            model.matters[f"k{step[1]}"][1].clear()
    elif what == "withdraw":
        withdraw(actor=SENDER, key=f"k{step[1]}")
        if f"k{step[1]}" in model.matters:
            model.matters[f"k{step[1]}"][1].clear()
    elif what == "pass":
        model.hour += step[1]


def test_counts_over_any_interleaving(academy: Any, family: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    from preau.access.public import hats_of

    account = account_by_id(family["account"])
    assert account is not None
    from dataclasses import replace

    hat = replace(next(one for one in hats_of(account) if one.key == "tut"), person_id=family["person"])

    @settings(max_examples=40, suppress_health_check=list(HealthCheck))
    @given(STEPS)
    def walk(steps: list[tuple[Any, ...]]) -> None:
        model = Model()
        with transaction.atomic(), scope.everything("a walk of tests"):
            for step in steps:
                monkeypatch.setattr(clock, "now", lambda: MONDAY + dt.timedelta(hours=model.hour))
                _do(step, family, model)
                if step[0] == "pass":
                    monkeypatch.setattr(clock, "now", lambda: MONDAY + dt.timedelta(hours=model.hour))
                    end_expired()
                    model.end_expired()
                bell = account_by_id(family["account"])
                assert bell is not None and bell.unread == model.count()
            shown = centre_of(hat, [hat])
            assert len(shown.waiting) == model.count() and not shown.elsewhere and not shown.closed
            for one in CHILDREN:
                mine = sum(one in waiting for _end, waiting in model.matters.values())
                assert len(centre_of(hat, [hat], tab=family[one].hex).waiting) == mine
            transaction.set_rollback(True)

    walk()


def test_another_person_changes_nothing(academy: Any, family: dict[str, Any], monday: dt.datetime) -> None:
    karim = academy["karim"]
    with scope.everything("tests"):
        both = [To(one, TUT, family["lina"]) for one in (family["person"], karim.person.pk)]
        notify(actor=SENDER, kind="tests.news", key="k", to=both, data={"title": "k"})
        read_notices(
            actor=SENDER, person_id=karim.person.pk, notice_ids=list(Notice.objects.values_list("pk", flat=True))
        )
        assert not read_notice(actor=SENDER, person_id=karim.person.pk, notice_id=uuid.uuid4())
    mine, theirs = account_by_id(family["account"]), account_by_id(karim.account.pk)
    assert mine is not None and theirs is not None and (mine.unread, theirs.unread) == (1, 0)
