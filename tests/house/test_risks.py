"""A7: every act of the house names its right, every right its risks; what risks much asks for the second factor."""

from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from preau.access.pages import BELOW, page
from preau.access.risks import Act, Risk, act_of, exercises, strong_profiles, views
from preau.kernel.registry import modules_named

SAFE = {"GET", "HEAD", "OPTIONS"}


def methods_of(view: Callable[..., Any]) -> set[str] | None:
    """Methods that a view says it takes; None when it says nothing."""
    one: Any = view
    while one is not None:
        names = getattr(getattr(one, "__code__", None), "co_freevars", ())
        if "request_method_list" in names:
            return set(one.__closure__[names.index("request_method_list")].cell_contents)
        one = getattr(one, "__wrapped__", None)
    return None


def acts_without_a_right(found: list[Callable[..., Any]]) -> list[str]:
    """Views to which something may be sent, and that name no right."""
    return sorted(
        f"{view.__module__}.{view.__name__}"
        for view in found
        if view.__module__.startswith("preau.")
        and view.__module__.split(".")[1] not in BELOW
        and not (methods_of(view) or {"POST"}) <= SAFE
        and act_of(view) is None
    )


def declared() -> dict[str, Act]:
    """Rights that rooms say in their rules.py, by name."""
    rights = [one for module in modules_named("rules") for one in vars(module).values() if isinstance(one, Act)]
    assert len({one.name for one in rights}) == len(rights), "two rights of one name"
    return {one.name: one for one in rights}


def test_every_act_names_its_right():
    assert acts_without_a_right(list(views())) == []


def test_an_act_without_a_right_is_found():
    @require_POST
    @page()
    def planted(request):
        return HttpResponse()

    @require_GET
    @page()
    def read(request):
        return HttpResponse()

    planted.__module__ = read.__module__ = "preau.portal.views"
    assert acts_without_a_right([planted, read]) == ["preau.portal.views.planted"]
    named = exercises(Act("portal.plant", "planter", Risk.NONE))(planted)
    assert acts_without_a_right([named]) == []


def test_every_right_is_said_in_rules_and_used():
    used = {right.name: right for view in views() if (right := act_of(view)) is not None}
    assert used == declared()
    for right in used.values():
        assert isinstance(right.risk, Risk) and str(right.words).strip()


@pytest.mark.parametrize(
    ("risk", "asked"),
    [
        (Risk.NONE, False),
        (Risk.PERSONAL, False),
        (Risk.BULK, False),
        (Risk.PERSONAL | Risk.BULK, True),
        (Risk.CONFIG, True),
        (Risk.CONFIG | Risk.PERSONAL, True),
    ],
)
def test_bits_say_when_the_second_factor_is_asked(risk, asked):
    assert Act("x.y", "x", risk).needs_second_factor is asked


def test_what_the_issue_names_asks_for_it():
    """Import, change of rights, freezing a person, crisis switches, exports of many; rooms that publish add theirs."""
    for name in (
        "imports.start", "imports.apply", "imports.decide", "imports.undo", "imports.export_refusals",
        "console.record_decision", "console.withdraw_decision", "console.set_charge",
        "console.assign_schools", "console.set_look",
        "console.decide_pair", "console.set_lock", "console.lift_lock", "console.forget_factors",
        "console.answer_view", "console.set_rule", "console.set_service", "console.set_right", "console.entrust",
        "console.answer_names", "console.read_names", "console.lend_token", "console.export_list",
        "console.decide_export", "federation.set_service", "federation.renew_secret",
    ):  # fmt: skip
        assert declared()[name].needs_second_factor, name


def test_profiles_with_wide_rights_are_those_of_the_console():
    assert strong_profiles() == {"National_dir", "National_col", "operator", "support"}


def test_methods_are_read_through_decorators():
    @require_http_methods(["GET", "POST"])
    @page()
    def both(request):
        return HttpResponse()

    assert methods_of(both) == {"GET", "POST"}
