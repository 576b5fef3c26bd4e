"""What a narrow screen must not do to words."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.conftest import Opened
from tests.browser.engine import Site

# The label of a cell that stands under its row's name is drawn by the style: only its width can be asked for.
_CUT = """() => {
  const pen = document.createElement("canvas").getContext("2d");
  return [...document.querySelectorAll("td[data-label]")].filter((cell) => {
    const style = getComputedStyle(cell, "::before");
    pen.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
    const longest = Math.max(...cell.dataset.label.split(" ").map((word) => pen.measureText(word).width));
    return cell.offsetParent && parseFloat(style.width) + 1 < longest;
  }).map((cell) => cell.dataset.label);
}"""


@pytest.mark.parametrize(
    ("who", "address"),
    [(None, "/donnees/"), (None, "/accessibilite/grille/"), ("helene-garnier", "/console/activation/")],
)
def test_the_label_of_a_cell_is_never_cut_within_a_word(
    open_as: Callable[..., Opened], live_site: Site, who: str | None, address: str
):
    page = open_as(who, viewport={"width": 320, "height": 740}).page
    page.goto(f"{live_site.url}{address}")
    cells: Any = page.locator("td[data-label]")
    assert cells.count() > 3
    assert page.evaluate(_CUT) == []


def test_the_name_of_the_place_is_there_for_who_has_not_signed_in(open_as: Callable[..., Opened], live_site: Site):
    page = open_as(None, viewport={"width": 360, "height": 740}).page
    page.goto(f"{live_site.url}/aide/")
    home, door = page.locator(".top-home"), page.locator(".top-end a").last
    assert "Préau" in home.inner_text()
    assert home.bounding_box()["width"] > 60
    assert abs(home.bounding_box()["y"] - door.bounding_box()["y"]) < 12, "one line, not two"
