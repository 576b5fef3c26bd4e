"""Compiled templates that are kept serve the files, languages and settings they were made from, and no others."""

import shutil
from pathlib import Path

import pytest
from django.template import engines
from jinja2 import DictLoader

from preau.ui import compiled
from preau.ui.jinja import House, environment


@pytest.fixture
def folder(settings, tmp_path: Path) -> Path:
    settings.COMPILED_DIR = str(tmp_path / "compiled")
    return tmp_path / "compiled"


def house(text: str, language: str = "fr", **options: object) -> House:
    """As a process that starts finds it."""
    return environment(language, loader=DictLoader({"a.html": text}), autoescape=True, **options)


def planted(folder: Path) -> None:
    """What was kept says something else: whoever reads it shows it."""
    for file in folder.iterdir():
        file.write_bytes(file.read_bytes().replace(b"sincere", b"planted"))


def test_the_next_process_takes_what_was_kept(folder: Path) -> None:
    assert house("sincere").get_template("a.html").render() == "sincere"
    planted(folder)
    assert house("sincere").get_template("a.html").render() == "planted"


def test_another_text_another_language_or_another_seal_is_compiled_again(folder: Path, monkeypatch) -> None:
    assert house("sincere").get_template("a.html").render() == "sincere"
    planted(folder)
    assert house("sincere", "en").get_template("a.html").render() == "sincere"
    assert house("sincere too").get_template("a.html").render() == "sincere too"
    house("sincere").get_template("a.html")
    planted(folder)
    monkeypatch.setattr(compiled, "seal", lambda: "of other files")
    assert house("sincere").get_template("a.html").render() == "sincere"


def test_a_file_more_less_or_changed_breaks_the_seal(tmp_path: Path) -> None:
    room = tmp_path / "preau"
    (room / "locale").mkdir(parents=True)
    (room / "locale" / "django.mo").write_bytes(b"Accueil")
    seals = {compiled.seal_of(room, "settings")}
    (room / "locale" / "django.mo").write_bytes(b"Home")
    seals.add(compiled.seal_of(room, "settings"))
    seals.add(compiled.seal_of(room, "other settings"))
    (room / "macros.html").write_text("x")
    seals.add(compiled.seal_of(room, "settings"))
    shutil.move(room / "macros.html", room / "locale")
    seals.add(compiled.seal_of(room, "settings"))
    assert len(seals) == 5


def test_the_seal_covers_what_templates_are_worked_out_from(settings) -> None:
    sources = [Path(folder) for folder in settings.TEMPLATES[0]["DIRS"]]
    for file in (*sources, settings.STATIC_ROOT / "manifest.json", Path(compiled.__file__)):
        assert file.is_relative_to(compiled.PACKAGE), file
    assert {".html", ".json", ".mo", ".py"} <= compiled._SEEN


def test_what_is_not_worked_out_is_not_kept(folder: Path) -> None:
    assert house("sincere", auto_reload=True).get_template("a.html").render() == "sincere"
    assert house("sincere").as_written().get_template("a.html").render() == "sincere"
    assert not folder.exists() or not list(folder.iterdir())


def test_nothing_is_kept_unless_a_folder_is_named(settings) -> None:
    settings.COMPILED_DIR = ""
    assert house("sincere").bytecode_cache is None


def test_the_templates_of_the_session_share_one_folder() -> None:
    for env in engines["jinja2"]._by_language.values():
        assert env.bytecode_cache is not None
