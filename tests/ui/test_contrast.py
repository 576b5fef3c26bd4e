"""Every pair of colours that a page puts together is readable, computed from the tokens of the stylesheet."""

import re
from pathlib import Path

import pytest

from preau.ui import themes
from preau.ui.colour import contrast

CSS = Path(__file__).resolve().parents[2] / "assets" / "css"
TOKENS = (CSS / "tokens.css").read_text("utf-8")
HEX = re.compile(r"--([a-z0-9-]+):\s*(#[0-9a-f]{6})\b")

SURFACES = ("bg", "surface", "sunken")
NOTICES = ("ok-bg", "warn-bg", "error-bg", "info-bg")
# (what is read, what it stands on): WCAG 2.2 §1.4.3.
TEXTS = [
    *((text, under) for text in ("text", "text-2", "link", "link-hover") for under in SURFACES),
    *((text, under) for text in ("link", "link-hover") for under in NOTICES),
    *((text, under) for text in ("brand-text", "ok", "warn", "error", "info") for under in ("bg", "surface")),
    *((kind, f"{kind}-bg") for kind in ("ok", "warn", "error", "info")),
    *(("text", f"{kind}-bg") for kind in ("ok", "warn", "error", "info", "brand")),
    *(("on-tint", f"tint-{number}") for number in range(1, 7)),
    ("brand-text", "brand-bg"),
    ("on-brand", "brand"),
    ("on-brand", "brand-hover"),
    ("on-danger", "danger"),
    ("on-danger", "danger-hover"),
    ("surface", "error"),  # the figure beside an entry of the navigation
]
# What is not text and must be seen: WCAG 2.2 §1.4.11.
SHAPES = [(shape, under) for shape in ("border", "focus", "brand-text") for under in SURFACES]


def _block(selector: str) -> dict[str, str]:
    start = TOKENS.index(selector + " {")
    return dict(HEX.findall(TOKENS[start : TOKENS.index("}", start)]))


LIGHT = _block("\n:root")
THEMES = {
    "light": LIGHT,
    "dark": LIGHT | _block(':root[data-theme="dark"]'),
    "contrast": LIGHT | _block(':root[data-theme="contrast"]'),
}


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("over", "under"), TEXTS)
def test_texts_are_readable(theme: str, over: str, under: str) -> None:
    colours = THEMES[theme]
    assert contrast(colours[over], colours[under]) >= (7.0 if theme == "contrast" else 4.5)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("over", "under"), SHAPES)
def test_shapes_are_seen(theme: str, over: str, under: str) -> None:
    colours = THEMES[theme]
    assert contrast(colours[over], colours[under]) >= 3.0


@pytest.mark.parametrize(
    ("theme", "token", "background", "promised"),
    [
        ("light", "text", "#ffffff", 17.1),
        ("light", "text-2", "#ffffff", 8.1),
        ("light", "border", "#ffffff", 3.8),
        ("light", "ok", "#ffffff", 6.6),
        ("light", "warn", "#ffffff", 6.8),
        ("light", "error", "#ffffff", 6.9),
        ("light", "link", "#ffffff", 6.9),
        ("dark", "text", "#14161a", 15.9),
        ("dark", "text-2", "#14161a", 9.8),
        ("dark", "ok", "#14161a", 9.7),
        ("dark", "warn", "#14161a", 9.8),
        ("dark", "error", "#14161a", 8.2),
        ("dark", "link", "#14161a", 8.7),
    ],
)
def test_base_tokens_keep_their_contrast(theme: str, token: str, background: str, promised: float) -> None:
    assert contrast(THEMES[theme][token], background) == pytest.approx(promised, abs=0.06)


def test_the_system_s_dark_and_the_chosen_dark_are_the_same() -> None:
    assert _block("  :root:not([data-theme])") == _block(':root[data-theme="dark"]')


def test_the_rule_of_themes_knows_the_real_backgrounds() -> None:
    for theme, colours in THEMES.items():
        assert set(themes.BACKGROUNDS[theme]) == {colours[name] for name in SURFACES + NOTICES}


def test_colours_are_written_in_tokens_only() -> None:
    raw = re.compile(r"#[0-9a-fA-F]{3,8}\b|\brgba?\(|\bhsla?\(|\boklch\(|\boklab\(|\bcolor-mix\(|\blight-dark\(")
    found = {
        f"{path.name}: {match.group()}"
        for path in CSS.glob("*.css")
        if path.name != "tokens.css"
        for match in raw.finditer(path.read_text("utf-8"))
    }
    assert found == set()
