"""The built wheel holds all that runs: templates, built assets, compiled catalogues. Built here, nothing fetched."""

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from quality.tools import ROOT

PACKAGE = ROOT / "src" / "preau"
SEEN_FROM_IT = """
import json, os, sys
import django
os.environ["DJANGO_SETTINGS_MODULE"] = "preau.config.settings"
django.setup()
from django.template.loader import get_template
from django.utils import translation
from django.utils.translation import gettext
import preau
from preau.ui import built
names = json.loads(sys.argv[1])
templates = [get_template(name).template.filename for name in names]
with translation.override("en"):
    english = gettext("Ce qui a changé")
print(json.dumps({
    "at": preau.__file__, "templates": templates, "css": built.static("app.css"), "icon": str(built.icon("check")),
    "english": english, "rooms": sorted(one for one in django.apps.apps.app_configs),
}))
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel as the project's build system makes it, with what is installed: nothing is fetched."""
    folder = tmp_path_factory.mktemp("wheel")
    built = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT, capture_output=True, text=True, env={**os.environ, "PIP_NO_INDEX": "1"},
    )  # fmt: skip
    assert built.returncode == 0, built.stdout + built.stderr
    [made] = folder.glob("*.whl")
    return made


def _wanted() -> set[str]:
    """All files of the package, as the wheel names them."""
    ours = (path for path in PACKAGE.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {f"preau/{path.relative_to(PACKAGE).as_posix()}" for path in ours}


def test_the_wheel_holds_the_package_and_nothing_else(wheel: Path):
    names = set(zipfile.ZipFile(wheel).namelist())
    held = {name for name in names if name.startswith("preau/")}
    assert held == _wanted()
    assert {name.split("/")[0].split("-")[0] for name in names} == {"preau"}
    assert any(name.endswith(".dist-info/licenses/LICENSE") for name in names)


def test_templates_assets_and_catalogues_are_in_it(wheel: Path):
    archive = zipfile.ZipFile(wheel)
    names = set(archive.namelist())
    rooms = [path.parent.name for path in PACKAGE.glob("*/templates")]
    assert {name.split("/")[1] for name in names if "/templates/" in name} == set(rooms)
    manifest = json.loads(archive.read("preau/static_built/manifest.json"))
    built = {f"preau/static_built/{one['path']}" for one in manifest["files"].values()}
    assert {"app.css", "app.js"} <= set(manifest["files"]) and built <= names
    for language in ("fr", "en"):
        assert len(archive.read(f"preau/locale/{language}/LC_MESSAGES/django.mo")) > 100_000
    assert "preau/py.typed" in names
    entry = next(name for name in names if name.endswith("entry_points.txt"))
    assert "preau = preau.cli:main" in archive.read(entry).decode()


def test_it_runs_from_the_wheel_alone(wheel: Path, tmp_path: Path):
    """Unpacked elsewhere, it finds its pages, its assets and its English in itself."""
    zipfile.ZipFile(wheel).extractall(tmp_path / "site")
    names = sorted(path.relative_to(room / "templates").as_posix() for room in PACKAGE.iterdir()
                   for path in room.glob("templates/**/*.html") if not path.name.startswith("_"))  # fmt: skip
    told = subprocess.run(
        [sys.executable, "-c", SEEN_FROM_IT, json.dumps(names)],
        cwd=tmp_path, capture_output=True, text=True,
        env={
            "PATH": os.environ["PATH"], "PYTHONPATH": str(tmp_path / "site"), "PREAU_DATA_DIR": str(tmp_path / "var"),
            "PREAU_SECRET_KEY": "tests-only-" + "x" * 50,
        },
    )  # fmt: skip
    assert told.returncode == 0, told.stderr
    seen = json.loads(told.stdout)
    site = str(tmp_path / "site")
    assert seen["at"].startswith(site)
    assert len(seen["templates"]) > 100 and all(one.startswith(site) for one in seen["templates"])
    assert "app." in seen["css"] and "<svg" in seen["icon"]
    assert seen["english"] == "What changed"
    assert {"kernel", "directory", "portal", "imports"} <= set(seen["rooms"])
