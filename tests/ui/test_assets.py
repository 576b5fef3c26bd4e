"""Built assets are those of their sources, light enough, and made for the browsers we promise."""

import gzip
import hashlib
import json
import re
from pathlib import Path

import pytest

from preau.ui import built

ROOT = Path(__file__).resolve().parents[2]
BUILT = ROOT / "src" / "preau" / "static_built"
MANIFEST = json.loads((BUILT / "manifest.json").read_text("utf-8"))
SOURCES = sorted(
    [
        *(path for path in (ROOT / "assets").rglob("*") if path.is_file()),
        ROOT / "scripts" / "assets.mjs",
        ROOT / "package.json",
        ROOT / "package-lock.json",
    ]
)


def test_built_assets_are_those_of_their_sources() -> None:
    now = {path.relative_to(ROOT).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in SOURCES}
    assert now == MANIFEST["sources"], "Sources changed since the last build: run `make assets`."


@pytest.mark.parametrize("name", MANIFEST["files"])
def test_built_files_are_those_of_the_manifest(name: str) -> None:
    entry = MANIFEST["files"][name]
    data = (BUILT / entry["path"]).read_bytes()
    assert hashlib.sha256(data).hexdigest() == entry["sha256"]
    assert entry["sha256"][:12] in entry["path"]
    if "br" in entry:
        assert (BUILT / f"{entry['path']}.br").stat().st_size == entry["br"]
        assert gzip.decompress((BUILT / f"{entry['path']}.gz").read_bytes()) == data


def test_nothing_else_lies_among_built_assets() -> None:
    expected = {"manifest.json"}
    for entry in MANIFEST["files"].values():
        expected |= {entry["path"], *((f"{entry['path']}.br", f"{entry['path']}.gz") if "br" in entry else ())}
    assert {path.name for path in BUILT.iterdir()} == expected


# Kilobytes of a first visit once compressed (ux §7): stylesheet 15, scripts 22, icons 8.
@pytest.mark.parametrize(("names", "kilobytes"), [(["app.css"], 15), (["app.js", "htmx.js"], 22), (["icons.svg"], 8)])
def test_weights_stay_within_budget(names: list[str], kilobytes: int) -> None:
    assert sum(MANIFEST["files"][name]["br"] for name in names) <= kilobytes * 1000


def test_the_stylesheet_asks_nothing_newer_than_the_browsers_we_promise() -> None:
    css = (BUILT / MANIFEST["files"]["app.css"]["path"]).read_text("utf-8")
    assert re.findall(r":has\(|light-dark\(|oklch\(|oklab\(|color-mix\(|@scope|@starting-style", css) == []
    assert "http" not in re.sub(r'a\[href\^="?http"?\]', "", css)


def test_the_lock_file_holds_no_address() -> None:
    text = (ROOT / "package-lock.json").read_text("utf-8")
    assert "resolved" not in text
    assert "funding" not in text
    assert "://" not in text


def test_every_package_has_a_version_and_a_licence() -> None:
    assert {package["licence"] for package in MANIFEST["packages"].values()} <= {
        "MIT", "MPL-2.0", "OFL-1.1", "0BSD",
    }  # fmt: skip


def test_an_unknown_file_or_icon_fails_loudly() -> None:
    with pytest.raises(built.UnknownAsset):
        built.static("nothing.css")
    with pytest.raises(built.UnknownAsset):
        built.icon("nothing")
