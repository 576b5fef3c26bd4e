"""Words: catalogues follow the sources, every text exists in English, and no text loses a part on the way."""

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("messages_tool", ROOT / "scripts" / "messages.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_catalogues_are_complete_and_follow_their_sources(tool: ModuleType) -> None:
    assert tool.faults() == []


def test_a_new_text_makes_catalogues_stale(tool: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    more = tool.extracted()
    more.add("Un texte que personne n’a encore traduit")
    monkeypatch.setattr(tool, "extracted", lambda: more)
    assert any("behind" in fault for fault in tool.faults())


PLACES = re.compile(r"%\(\w+\)[sd]|%[sd%]|\{\w*\}")


def test_translations_keep_every_place_of_their_source(tool: ModuleType) -> None:
    for message in tool.loaded("en"):
        if not message.id or isinstance(message.id, tuple):
            continue
        assert sorted(PLACES.findall(message.string)) == sorted(PLACES.findall(message.id)), message.id


def test_plurals_keep_every_place_of_their_source(tool: ModuleType) -> None:
    for message in tool.loaded("en"):
        if isinstance(message.id, tuple):
            asked = set(PLACES.findall(message.id[1]))
            assert set(PLACES.findall(message.string[1])) == asked, message.id
            assert set(PLACES.findall(message.string[0])) <= asked, message.id


def test_french_counts_zero_as_one(tool: ModuleType) -> None:
    from django.utils import translation
    from django.utils.translation import ngettext

    with translation.override("fr"):
        assert ngettext("%(num)s point à corriger", "%(num)s points à corriger", 0) == "%(num)s point à corriger"
    with translation.override("en"):
        assert ngettext("%(num)s point à corriger", "%(num)s points à corriger", 0) != "%(num)s point à corriger"


def test_french_words_never_begin_a_line_with_their_punctuation(tool: ModuleType) -> None:
    assert tool.typeset("Élèves : « oui » ; non ? 3 %") == "Élèves\xa0: «\xa0oui\xa0»\xa0; non\xa0? 3 %"
    assert tool.typeset("prenom.nom, :a : b") == "prenom.nom, :a\xa0: b"
    breaking = re.compile(r"\S [:;?!»](?!\w)|« ")
    for message in tool.loaded("fr"):
        words = [message.string] if isinstance(message.string, str) else list(message.string)
        assert not [one for one in words if breaking.search(one)], message.id


def test_a_label_does_not_say_itself_that_it_is_optional(tool: ModuleType) -> None:
    """The field says it: twice is once too many."""
    assert not [one.id for one in tool.loaded("fr") if one.id and "(facultatif)" in str(one.id)]
