"""A collectivity's colours, made readable in every theme.

From two colours the rule derives what pages need, by moving OKLCH lightness (hue kept) until text reaches 4.5:1 and
what is not text 3:1; in high contrast 7:1. The fill keeps the brand colour as it is, with black or white on it, unless
it would vanish on the page. The rule never refuses a colour.

A theme is a stylesheet whose name holds the two colours and a digest of what it contains, so it needs no storage and
may be kept for ever: a change of rule or of colours changes the name.
"""

import functools
import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from preau.ui.colour import as_hex, contrast, from_oklch, parse, to_oklch

TEXT = 4.5  # WCAG 2.2 §1.4.3
SHAPE = 3.0  # WCAG 2.2 §1.4.11
STRONG = 7.0  # WCAG 2.2 §1.4.6

# Backgrounds a coloured text may stand on, those of notices among them (same values as tokens.css).
BACKGROUNDS: Mapping[str, tuple[str, ...]] = {
    "light": ("#ffffff", "#faf8f4", "#f3efe8", "#e8f5ec", "#fdf2de", "#fdeceb", "#e9f1fb"),
    "dark": ("#1c1f25", "#14161a", "#242830", "#15301f", "#35280f", "#3b1b1c", "#16283c"),
    "contrast": ("#ffffff",),
}
BLACK = "#000000"
WHITE = "#ffffff"

# The trial of the rule: six brand colours, from yellow to violet.
TRIALS = ("#ffd100", "#00a0e3", "#7ab51d", "#e4003a", "#5b2d8e", "#0a5aa8")


@dataclass(frozen=True, slots=True)
class Palette:
    """What a theme gives to one of light, dark and contrast. Colours as hex."""

    brand: str
    on_brand: str
    brand_hover: str
    brand_text: str
    brand_bg: str
    link: str
    link_hover: str
    accent: str

    def variables(self) -> str:
        """The palette as CSS custom properties."""
        names = self.__slots__
        return "".join(f"--{name.replace('_', '-')}:{getattr(self, name)};" for name in names)


def ratio(colour: str, backgrounds: tuple[str, ...]) -> float:
    """The least contrast of `colour` on these backgrounds."""
    return min(contrast(colour, background) for background in backgrounds)


def moved(colour: str, backgrounds: tuple[str, ...], target: float) -> str:
    """`colour`, unchanged when it reaches `target` on all backgrounds; else its nearest lightness that does."""
    if ratio(colour, backgrounds) >= target:
        return colour
    lightness, chroma, hue = to_oklch(parse(colour))
    darker = contrast(backgrounds[0], "#000000") > contrast(backgrounds[0], "#ffffff")
    edge = 0.0 if darker else 1.0
    near, far = lightness, edge
    found = "#000000" if darker else "#ffffff"
    for _ in range(18):
        middle = (near + far) / 2
        tried = as_hex(from_oklch(middle, chroma, hue))
        if ratio(tried, backgrounds) >= target:
            found, far = tried, middle
        else:
            near = middle
    return found


def shifted(colour: str, by: float) -> str:
    """`colour` made lighter (by > 0) or darker by a part of the OKLCH lightness scale."""
    lightness, chroma, hue = to_oklch(parse(colour))
    return as_hex(from_oklch(min(1.0, max(0.0, lightness + by)), chroma, hue))


def on(colour: str) -> str:
    """Black or white, whichever reads better on `colour`: one of them always reaches 4.58:1."""
    return max((WHITE, BLACK), key=lambda text: contrast(text, colour))


def hovered(fill: str, text: str) -> str:
    """The fill under a pointer: away from the text on it, so that its contrast only grows."""
    return shifted(fill, -0.08 if contrast(text, "#000000") > contrast(text, "#ffffff") else 0.08)


def mixed(colour: str, background: str, part: float) -> str:
    """`part` of `colour` over `background`."""
    one, other = parse(colour), parse(background)
    red, green, blue = (a * part + b * (1 - part) for a, b in zip(one, other, strict=True))
    return as_hex((red, green, blue))


def tinted(brand: str, text: str, background: str, part: float, target: float) -> str:
    """A breath of `brand` over `background`, at most `part` of it, on which `text` keeps `target`."""
    while part > 0.005:
        tint = mixed(brand, background, part)
        if contrast(text, tint) >= target:
            return tint
        part *= 0.75
    return background


def palette(theme: str, brand: str, second: str) -> Palette:
    """The palette of `theme` (a key of BACKGROUNDS) for these two colours."""
    backgrounds = BACKGROUNDS[theme]
    page, surface = backgrounds[0], backgrounds[:2]
    target = STRONG if theme == "contrast" else TEXT
    # In light the fill is the brand itself, a pale yellow included: its text and its place carry the shape.
    fill = {"light": brand, "dark": moved(brand, backgrounds, SHAPE), "contrast": moved(brand, backgrounds, STRONG)}
    part = {"light": 0.09, "dark": 0.16, "contrast": 0.0}[theme]
    if ratio(brand, surface) >= target:  # it stays itself, and its tint stays light enough for it
        text, tint = brand, tinted(brand, brand, page, part, target)
    else:
        tint = mixed(brand, page, part)
        text = moved(brand, (*surface, tint), target)
    link = moved(brand, backgrounds, target)
    on_brand = on(fill[theme])
    return Palette(
        brand=fill[theme],
        on_brand=on_brand,
        brand_hover=hovered(fill[theme], on_brand),
        brand_text=text,
        brand_bg=tint,
        link=link,
        link_hover=shifted(link, 0.08 if theme == "dark" else -0.08),
        accent=moved(second, backgrounds, SHAPE),
    )


def _blocks(brand: str, second: str) -> Iterator[str]:
    light = palette("light", brand, second).variables()
    dark = palette("dark", brand, second).variables()
    strong = palette("contrast", brand, second).variables()
    yield f":root{{{light}}}"
    yield f"@media(prefers-color-scheme:dark){{:root:not([data-theme]){{{dark}}}}}"
    yield f":root[data-theme=dark]{{{dark}}}"
    yield f":root[data-theme=contrast]{{{strong}}}"


@functools.lru_cache(maxsize=256)
def stylesheet(brand: str, second: str) -> str:
    """The theme of these two colours (`#rrggbb`), at most 1 KB once compressed."""
    return "".join(_blocks(brand, second))


def _digest(brand: str, second: str) -> str:
    return hashlib.sha256(stylesheet(brand, second).encode()).hexdigest()[:12]


@functools.lru_cache(maxsize=256)
def name(brand: str, second: str) -> str:
    """The name of the theme: both colours and a digest of what it contains. Raises ValueError on what is no colour."""
    one, other = as_hex(parse(brand)), as_hex(parse(second))
    return f"{one[1:]}-{other[1:]}.{_digest(one, other)}"


def url(brand: str, second: str = "") -> str:
    """Address of the theme, empty when no colour was chosen."""
    return f"/theme/{name(brand, second or brand)}.css" if brand else ""


NAME = re.compile(r"([0-9a-f]{6})-([0-9a-f]{6})\.([0-9a-f]{12})")


def colours_of(theme_name: str) -> tuple[str, str] | None:
    """The two colours that a theme's name holds; None when it is not a name we would give today."""
    match = NAME.fullmatch(theme_name)
    if match is None:
        return None
    brand, second = f"#{match[1]}", f"#{match[2]}"
    return (brand, second) if _digest(brand, second) == match[3] else None
