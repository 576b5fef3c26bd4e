"""Every page of the matrix: axe, and the six checks that axe does not make."""

from collections.abc import Callable, Container
from dataclasses import dataclass
from itertools import product
from typing import Any

import pytest
from playwright.sync_api import Page

from matrix import COLLEGE, LYCEE, OFFICERS, OPERATOR, PEOPLE, SUPPORT, Row, pages
from tests.browser.axe import axe
from tests.browser.checks import CHECKS, keyboard


@dataclass(frozen=True, slots=True)
class Look:
    """How a page is seen."""

    width: int
    theme: str
    language: str

    def __str__(self) -> str:
        return f"{self.width}px {self.theme} {self.language}"

    def put_on(self, page: Page) -> None:
        """Have an open page seen so."""
        page.set_viewport_size({"width": self.width, "height": 740})
        page.emulate_media(
            color_scheme="dark" if self.theme == "dark" else "light",
            forced_colors="active" if self.theme == "forced" else "none",
            contrast="more" if self.theme == "contrast" else "no-preference",
        )
        # Colours pass slowly from one theme to the other.
        page.evaluate("() => document.getAnimations().forEach((one) => one.finish())")


LOCALES = {"fr": "fr-FR", "en": "en-GB"}
FEW = (Look(360, "light", "fr"), Look(1280, "dark", "fr"))
ALL = tuple(Look(*one) for one in product((360, 768, 1280), ("light", "dark", "contrast", "forced"), ("fr", "en")))
SEEN: dict[Look, set[str]] = {}
"""Kinds of controls whose focus was pictured already, by look."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Two looks by default, all with --all-pages: a page is opened once in each language, then seen at each look.

    Of the two, whoever of several people opens a page after the first wears one, each in turn.
    """
    if "looks" in metafunc.fixturenames:
        everything = bool(metafunc.config.getoption("--all-pages"))
        of_language: dict[str, list[Look]] = {}
        for look in ALL if everything else FEW:
            of_language.setdefault(look.language, []).append(look)
        seen = [
            (row, profile, looks if everything or not (turn := row.look.index(profile)) else [looks[turn % len(looks)]])
            for (row, profile), looks in product(pages(), of_language.values())
        ]
        names = [f"{row} {profile} {looks[0].language}" for row, profile, looks in seen]
        metafunc.parametrize(("row", "profile", "looks"), seen, ids=names)


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


def test_page_is_for_everyone(row: Row, profile: str, looks: list[Look], look_as: Callable[..., Any], address_of: Any):
    language = looks[0].language
    opened = look_as(somebody(profile), locale=LOCALES[language])
    page = opened.page
    looks[0].put_on(page)
    answer = page.goto(address_of(row, COLLEGE if profile == "department" else LYCEE), wait_until="load")
    assert answer and answer.status == row.shown
    if row.shown >= 400:
        # Chromium says so of the page itself, which is as it must be.
        opened.faults[:] = [one for one in opened.faults if f"status of {row.shown}" not in one]
    assert page.locator("html").get_attribute("lang") == language
    faults = []
    for look in looks:
        look.put_on(page)
        spared = {*row.spared, *(("overflow",) if look is not looks[0] else ())}  # it takes its own widths
        faults += faults_at(page, look, SEEN.setdefault(look, set()), spared, again=look is not looks[0])
    assert not faults + opened.faults, "\n".join(faults + opened.faults)


def faults_at(
    page: Page, look: Look, known: set[str], spared: Container[str] = (), *, again: bool = False
) -> list[str]:
    """What axe and our checks find in a page that wears this look; `known` as `keyboard` takes it, `again` as `axe`."""
    found = [f"axe: {fault}" for fault in axe(page, again=again)]
    for name, check in CHECKS.items():
        if name in spared:
            continue
        found += [f"{name}: {one}" for one in (keyboard(page, known) if check is keyboard else check(page))]
    return [f"{look}: {fault}" for fault in found]
