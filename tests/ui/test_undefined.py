"""A variable that nobody gave fails in tests, wherever a template asks for it, and breaks no page of a real site."""

from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.template.loader import get_template
from django.test import RequestFactory
from jinja2 import UndefinedError

from preau.ui.backend import Templates

PLANTED = {
    "printed": "[{{ forgotten }}]",
    "an attribute": "[{{ forgotten.name }}]",
    "deeper": "[{{ forgotten.name.first }}]",
    "a filter": "[{{ forgotten | lower }}]",
    "a condition": "[{% if forgotten %}yes{% endif %}]",
    "a loop": "[{% for one in forgotten %}{{ one }}{% endfor %}]",
    "of what is given": "[{{ given.forgotten }}]",
    "given to a macro": '{% from "ui/components.html" import badge %}[{{ badge(forgotten) }}]',
    "in a called block": '{% from "ui/components.html" import card %}{% call card() %}[{{ forgotten }}]{% endcall %}',
    "in words": "[{{ _(\"Import du %(day)s\", day=forgotten) }}]",
    "in an included part": '{% include "part.html" %}',
    "of a page": '{% extends "ui/page.html" %}{% block main %}[{{ forgotten }}]{% endblock %}',
}  # fmt: skip


@pytest.fixture
def drawn(tmp_path: Path, settings: Any) -> Any:
    """Draw a planted template by the engine that the settings describe."""

    def draw(source: str) -> str:
        (tmp_path / "planted.html").write_text(source)
        (tmp_path / "part.html").write_text("[{{ forgotten }}]")
        described = deepcopy(next(one for one in django_settings.TEMPLATES if one.get("NAME") == "jinja2"))
        described.pop("BACKEND")
        engine = Templates({**described, "DIRS": [tmp_path, *described["DIRS"]]})
        request = RequestFactory().get("/")
        return str(engine.get_template("planted.html").render({"given": {"name": "x"}}, request))

    return draw


@pytest.mark.parametrize("source", PLANTED.values(), ids=PLANTED)
def test_a_forgotten_variable_fails_in_tests(drawn: Any, source: str) -> None:
    with pytest.raises(UndefinedError, match="forgotten"):
        drawn(source)


@pytest.mark.parametrize("source", PLANTED.values(), ids=PLANTED)
def test_and_breaks_no_page_of_a_real_site(drawn: Any, source: str, settings: Any) -> None:
    settings.DEBUG = settings.STRICT_TEMPLATES = False
    assert "[" in drawn(source)


def test_nothing_but_the_tests_and_a_developer_asks_for_it() -> None:
    """The setting is the tests' own: the project does not name it."""
    text = (Path(__file__).parents[2] / "src" / "preau" / "config" / "settings.py").read_text()
    assert "STRICT_TEMPLATES" not in text
    assert django_settings.STRICT_TEMPLATES


def test_the_engine_that_pages_use_is_the_strict_one() -> None:
    with pytest.raises(UndefinedError):
        get_template("imports/changed.html").render({}, RequestFactory().get("/"))
