"""The rule of themes: whatever two colours a collectivity has, every text stays readable."""

import gzip
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from preau.ui import themes
from preau.ui.colour import contrast, parse, to_oklch

COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")
WHITE = ("#ffffff",)


def assert_readable(theme: str, brand: str, second: str) -> None:
    palette = themes.palette(theme, brand, second)
    target = 7.0 if theme == "contrast" else 4.5
    backgrounds = themes.BACKGROUNDS[theme]
    assert contrast(palette.on_brand, palette.brand) >= target
    assert contrast(palette.on_brand, palette.brand_hover) >= target
    assert themes.ratio(palette.brand_text, (*backgrounds[:2], palette.brand_bg)) >= target
    assert themes.ratio(palette.link, backgrounds) >= target
    assert themes.ratio(palette.link_hover, backgrounds) >= target
    assert themes.ratio(palette.accent, backgrounds) >= 3.0


@pytest.mark.parametrize("theme", themes.BACKGROUNDS)
@given(brand=COLOURS, second=COLOURS)
@settings(max_examples=150, deadline=None)
def test_any_two_colours_give_readable_pages(theme: str, brand: str, second: str) -> None:
    assert_readable(theme, brand, second)


@pytest.mark.parametrize("theme", themes.BACKGROUNDS)
@pytest.mark.parametrize("brand", themes.TRIALS)
def test_the_six_trial_colours_pass_in_every_theme(theme: str, brand: str) -> None:
    assert_readable(theme, brand, "#ffd100")


@pytest.mark.parametrize("brand", themes.TRIALS)
def test_the_fill_keeps_the_brand_colour_in_light(brand: str) -> None:
    assert themes.palette("light", brand, brand).brand == brand


@pytest.mark.parametrize(("brand", "before"), [("#e4003a", 4.82), ("#0a5aa8", 6.91)])
def test_a_colour_that_reads_well_is_not_touched(brand: str, before: float) -> None:
    assert themes.moved(brand, WHITE, themes.TEXT) == brand
    assert round(contrast(brand, "#ffffff"), 2) == before
    assert themes.palette("light", brand, brand).brand_text == brand


# A first trial stepped to #8b7215 (4.65), #0e7baf (4.70) and #558107 (4.64) on white; searching by halves stops
# nearer to the brand's own colour, never below 4.5.
@pytest.mark.parametrize(("brand", "stepped"), [("#ffd100", "#8b7215"), ("#00a0e3", "#0e7baf"), ("#7ab51d", "#558107")])
def test_a_pale_colour_moves_no_further_than_it_must(brand: str, stepped: str) -> None:
    text = themes.moved(brand, WHITE, themes.TEXT)
    assert 4.5 <= contrast(text, "#ffffff") <= contrast(stepped, "#ffffff")
    lightness, _, hue = to_oklch(parse(text))
    assert lightness >= to_oklch(parse(stepped))[0]
    assert math.isclose(hue, to_oklch(parse(brand))[2], abs_tol=0.06)


def test_violet_grows_lighter_in_the_dark_theme() -> None:
    text = themes.palette("dark", "#5b2d8e", "#5b2d8e").brand_text
    assert to_oklch(parse(text))[0] > to_oklch(parse("#5b2d8e"))[0]


@pytest.mark.parametrize("colour", ["", "#12", "blue", "#gggggg"])
def test_what_is_no_colour_is_refused(colour: str) -> None:
    with pytest.raises(ValueError, match=r"colour|literal"):
        themes.name(colour, "#000000")


def test_a_theme_is_served_for_ever_under_a_name_that_tells_its_content(client) -> None:
    response = client.get(themes.url("#0A5AA8", "#f2a93b"))
    assert response.status_code == 200
    assert response["Content-Type"].startswith("text/css")
    assert "immutable" in response["Cache-Control"]
    assert b"--brand:#0a5aa8" in response.content
    assert len(gzip.compress(response.content)) <= 1024


def test_no_colour_no_theme() -> None:
    assert themes.url("") == ""


@pytest.mark.parametrize(
    "name", ["0a5aa8-f2a93b.000000000000", "0a5aa8-f2a93b", "x", "0a5aa8;}body{-f2a93b.0123456789ab"]
)
def test_a_made_up_name_is_not_found(client, name: str) -> None:
    assert client.get(f"/theme/{name}.css").status_code == 404
