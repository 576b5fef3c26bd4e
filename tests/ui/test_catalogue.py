"""One style for many hands: templates use only what the stylesheet and the catalogue know."""

import re
from pathlib import Path

import pytest
from django.test import override_settings

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "preau"
TEMPLATES = sorted(PACKAGE.glob("*/templates/**/*.html"))
COMPONENTS = PACKAGE / "ui" / "templates" / "ui" / "components.html"
CSS = "".join(path.read_text("utf-8") for path in (ROOT / "assets" / "css").glob("*.css"))
KNOWN = set(re.findall(r"\.(-?[_a-zA-Z][\w-]*)", re.sub(r"/\*.*?\*/|url\([^)]*\)", "", CSS, flags=re.S)))
WORD = re.compile(r"[a-zA-Z][\w-]*")


def classes_in(text: str) -> tuple[set[str], set[str]]:
    """Whole classes, and beginnings of classes whose end is computed ("badge-" of badge-{{ kind }})."""
    whole: set[str] = set()
    begun: set[str] = set()
    for value in re.findall(r'class="((?:[^"{]|\{\{.*?\}\}|\{%.*?%\})*)"', text, flags=re.S):
        for computed in re.findall(r"\{%.*?%\}", value, flags=re.S):
            value = value.replace(computed, " ")
        begun |= set(re.findall(r"([a-zA-Z][\w-]*-)\{\{", value))
        value = re.sub(r"[\w-]*\{\{.*?\}\}[\w-]*", " ", value, flags=re.S)
        whole |= set(WORD.findall(value))
    return whole, begun


def test_the_reader_of_classes_sees_computed_ones() -> None:
    text = '<p class="card{% if tone %} card-{{ tone }}{% endif %} wide">'
    assert classes_in(text) == ({"card", "wide"}, {"card-"})


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_templates_use_only_classes_of_the_stylesheet(path: Path) -> None:
    whole, begun = classes_in(path.read_text("utf-8"))
    assert whole - KNOWN == set()
    assert {start for start in begun if not any(name.startswith(start) for name in KNOWN)} == set()


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_templates_hold_no_inline_style_script_or_handler(path: Path) -> None:
    text = re.sub(r"\{\{.*?\}\}|\{%.*?%\}", "", path.read_text("utf-8"), flags=re.S)
    assert re.findall(r"\sstyle=|<style|<script(?![^>]*\ssrc=)|\son[a-z]+=|javascript:", text) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_templates_name_no_colour(path: Path) -> None:
    assert re.findall(r"(?:fill|stroke|color|bgcolor)=\"#|#[0-9a-f]{6}\b", path.read_text("utf-8")) == []


def macros() -> list[str]:
    parts = (COMPONENTS, COMPONENTS.with_name("files.html"))
    return [name for part in parts for name in re.findall(r"{% macro (\w+)\(", part.read_text("utf-8"))]


@pytest.mark.django_db
@override_settings(DEMO=True)
def test_every_component_is_in_the_catalogue(client) -> None:
    page = client.get("/design/").content.decode()
    assert page.count("<h1") == 1
    missing = [name for name in macros() if f'id="{name}"' not in page]
    assert missing == []
    assert len(macros()) >= 28


@override_settings(DEMO=False, DEBUG=False)
@pytest.mark.django_db
def test_the_catalogue_is_for_builders_only(client) -> None:
    assert client.get("/design/").status_code == 404
