"""Each defence removed in turn: the test that holds it must fail."""

from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from access import test_finding, test_pages, test_replies, test_table
from preau.access import communication, contacts, finding, groups, pages, rights, trial
from preau.access.apart import kept_apart
from preau.access.selectors import openings
from preau.access.services import openings as opening_services
from preau.access.services import policies
from preau.kernel import clock

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


def _no_decision(patch: pytest.MonkeyPatch) -> None:
    for module in (contacts, trial):
        patch.setattr(module, "kept_apart", lambda person_id: frozenset())
    assert kept_apart is not contacts.kept_apart


def _all_schools(patch: pytest.MonkeyPatch) -> None:
    """Groups are read in every school."""
    declared = groups._select
    patch.setattr(groups, "_select", lambda source, name, values, schools: declared(source, name, values, None))


def _any_class(patch: pytest.MonkeyPatch) -> None:
    """A rule between two classes forgets which."""
    patch.setattr(communication, "counterpart", lambda mine, kind: groups.GroupRef(mine.school_id, kind))


def _any_school(patch: pytest.MonkeyPatch) -> None:
    """Two people are compared without their school."""
    patch.setattr(
        communication, "linked_pairs",
        lambda mine, theirs: [(one, other) for one in mine for other in theirs],
    )  # fmt: skip


def _no_closing_by_a_person(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(contacts, "is_reply_closed", lambda **_asked: False)


def _no_version(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(policies, "_same", lambda row, read, inherited: None)


def _no_closed_reply(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(communication, "reply_closed", lambda mine, theirs, policies: None)


def _no_limit(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(contacts, "RECIPIENTS_AT_MOST", {})


def _no_switch(patch: pytest.MonkeyPatch) -> None:
    patch.setattr("preau.access.middleware.refuse_when_off", lambda off, rule: None)
    assert pages.refuse_when_off


def _no_right(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(pages, "can", lambda hat, right: True)


def _no_end(patch: pytest.MonkeyPatch) -> None:
    """Delegations are read without their days."""
    patch.setattr(
        rights, "_ROLES", rights._ROLES.replace("AND d.starts_on <= %(today)s AND d.ends_on >= %(today)s", "")
    )


def _no_term(patch: pytest.MonkeyPatch) -> None:
    """Names stay open after their hour."""
    patch.setattr(openings.OpeningLine, "is_open", property(lambda line: line.state == "open"))
    patch.setattr(opening_services, "clock", SimpleNamespace(now=lambda: clock.real_now().replace(year=2000)))


def _colleague_told(patch: pytest.MonkeyPatch) -> None:
    """A function is searched in every group, families' included."""
    patch.setattr(finding, "STAFF_KINDS", tuple(groups.GROUPS))


def _places_of_others(patch: pytest.MonkeyPatch) -> None:
    """A right confided in one class is taken for one over the school."""
    held = rights._held
    patch.setattr(
        rights, "_held",
        lambda right, value, roles: replace(
            held(right, value, roles), **({"extent": rights.Extent.SCHOOL} if held(right, value, roles).units else {})
        ),
    )  # fmt: skip


HELD: dict[Callable[[pytest.MonkeyPatch], None], tuple[Any, tuple[Any, ...]]] = {
    _no_decision: (test_finding.test_a_person_put_aside_finds_neither_the_pupil_nor_the_other_guardian, ()),
    _all_schools: (test_finding.test_canary_words_of_another_school_never_appear, ()),
    _colleague_told: (test_finding.test_of_a_colleague_seen_as_a_parent_nothing_tells_that_they_teach, ()),
    _no_version: (test_pages.test_two_administrators_of_one_rule_never_overwrite_each_other, ()),
    _no_switch: (test_pages.test_a_service_switched_off_leaves_the_menu_and_says_so, ()),
    _no_right: (test_pages.test_a_right_given_to_a_role_and_a_right_confided_open_pages, ()),
    _no_end: (test_pages.test_a_right_given_to_a_role_and_a_right_confided_open_pages, ()),
    _no_term: (test_pages.test_names_are_opened_for_a_reason_for_some_hours_and_each_look_is_told, ()),
}
ALONE: dict[Callable[[pytest.MonkeyPatch], None], tuple[Any, tuple[Any, ...]]] = {
    _any_class: (test_table.test_all_combinations_of_directions, ("two groups of two classes", False)),
    _any_school: (test_table.test_all_combinations_of_directions, ("two groups of the school", True)),
}
OF_ACADEMY: dict[Callable[[pytest.MonkeyPatch], None], Any] = {
    _no_limit: test_finding.test_recipients_of_a_pupil_are_few_and_each_is_asked,
    _no_closed_reply: test_replies.test_a_reply_lives_until_a_rule_or_a_person_closes_it,
    _no_closing_by_a_person: test_replies.test_a_reply_lives_until_a_rule_or_a_person_closes_it,
    _places_of_others: test_replies.test_a_right_confided_in_one_class_reaches_that_class_alone,
}


@pytest.mark.parametrize("mutation", HELD, ids=lambda one: one.__name__)
def test_a_page_without_its_defence_is_found(mutation, academy, client_as, monkeypatch):
    mutation(monkeypatch)
    test, more = HELD[mutation]
    with pytest.raises(AssertionError):
        test(academy, client_as, *more)


@pytest.mark.parametrize("mutation", ALONE, ids=lambda one: one.__name__)
def test_a_rule_without_its_condition_is_found(mutation, monkeypatch):
    mutation(monkeypatch)
    test, arguments = ALONE[mutation]
    with pytest.raises(AssertionError):
        test(*arguments)


@pytest.mark.parametrize("mutation", OF_ACADEMY, ids=lambda one: one.__name__)
def test_a_right_without_its_bound_is_found(mutation, academy, monkeypatch):
    mutation(monkeypatch)
    with pytest.raises(AssertionError):
        OF_ACADEMY[mutation](academy)
