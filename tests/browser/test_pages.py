"""Every page of the matrix: axe, and the six checks that axe does not make."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import product
from typing import Any

import pytest

from matrix import COLLEGE, LYCEE, OFFICERS, OPERATOR, PEOPLE, SUPPORT, Row, pages
from tests.browser.checks import CHECKS, keyboard, overflows


@dataclass(frozen=True, slots=True)
class Look:
    """How a page is seen."""

    width: int
    theme: str
    language: str

    def __str__(self) -> str:
        return f"{self.width}px {self.theme} {self.language}"

    def options(self) -> dict[str, Any]:
        """What Chromium is told."""
        colours: dict[str, Any] = {"color_scheme": "dark" if self.theme == "dark" else "light"}
        if self.theme == "forced":
            colours["forced_colors"] = "active"
        if self.theme == "contrast":
            colours["contrast"] = "more"
        locale = "fr-FR" if self.language == "fr" else "en-GB"
        return {"viewport": {"width": self.width, "height": 740}, "locale": locale, **colours}


FEW = (Look(360, "light", "fr"), Look(1280, "dark", "fr"))
ALL = tuple(Look(*one) for one in product((360, 768, 1280), ("light", "dark", "contrast", "forced"), ("fr", "en")))
AXE = "async () => (await axe.run({ resultTypes: ['violations'], preload: { assets: ['media'] } })).violations"
"""All rules, told of what they find wrong alone; the script is in every page that is looked at (conftest.py).

Style sheets are not fetched a second time: the one rule that would read them is not among those that axe asks.
"""
SEEN: dict[Look, set[str]] = {}
"""Kinds of controls whose focus was pictured already, by look."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Two looks by default, all with --all-pages."""
    if "look" in metafunc.fixturenames:
        looks = ALL if metafunc.config.getoption("--all-pages") else FEW
        seen = [(row, profile, look) for (row, profile), look in product(pages(), looks)]
        metafunc.parametrize(("row", "profile", "look"), seen, ids=[f"{r} {p} {k}" for r, p, k in seen])


def somebody(profile: str) -> str | None:
    """Whose eyes a page is seen through."""
    if profile == "anonymous":
        return None
    if profile == "guardian":
        return "samira-benali"
    if profile == "operator":
        return OPERATOR
    if profile == "support":
        return SUPPORT
    return OFFICERS[profile][0] if profile in OFFICERS else PEOPLE["lycee"][profile]


def test_page_is_for_everyone(row: Row, profile: str, look: Look, look_as: Callable[..., Any], address_of: Any):
    opened = look_as(somebody(profile), **look.options())
    page = opened.page
    answer = page.goto(address_of(row, COLLEGE if profile == "department" else LYCEE), wait_until="load")
    assert answer and answer.status == row.shown
    if row.shown >= 400:
        # Chromium says so of the page itself, which is as it must be.
        opened.faults[:] = [one for one in opened.faults if f"status of {row.shown}" not in one]
    assert page.locator("html").get_attribute("lang") == look.language
    faults = [f"axe: {fault}" for fault in axe(page)]
    known = SEEN.setdefault(look, set())
    for name, check in CHECKS.items():
        if name in row.spared:
            continue
        if check is overflows and (look.width, look.theme) != (FEW[0].width, FEW[0].theme):
            continue  # it takes its own widths, and no theme changes them
        faults += [f"{name}: {one}" for one in (keyboard(page, known) if check is keyboard else check(page))]
    assert not faults + opened.faults, "\n".join(faults + opened.faults)


def axe(page: Any) -> list[str]:
    """What axe says, all impacts."""
    found = page.evaluate(AXE)
    return [f"{one['id']}: {one['help']} – {', '.join(str(n['target']) for n in one['nodes'][:3])}" for one in found]
