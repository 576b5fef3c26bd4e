"""One engine draws our pages, and PostgreSQL is asked for nothing that its server may not have."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection
from django.template import engines
from django.template.loader import get_template
from django.template.utils import get_app_template_dirs

from quality import source_rules as rules
from quality.tools import ROOT

PACKAGE = ROOT / "src" / "preau"
Rule = Callable[[Path], list[str]]
NOT_OURS = {"django.contrib.auth"}
"""Apps whose Django templates are reachable: none of their pages has an address here."""

BREACHES: list[tuple[Rule, str, str]] = [
    (rules.djangos_templates, "news/templates/news/a.html", "{% load i18n %}<p>"),
    (rules.djangos_templates, "news/templates/news/a.html", "{% csrf_token %}"),
    (rules.djangos_templates, "news/templates/news/a.html", "{% url 'news:home' %}"),
    (rules.djangos_templates, "news/templates/news/a.html", '{{ day|date:"d M" }}'),
    (rules.djangos_templates, "news/pages/a.html", "<p>"),
    (rules.djangos_templates, "news/views.py", "from django.template import Context, Template\n"),
    (rules.djangos_templates, "news/views.py", "page = engines['django'].from_string('x')\n"),
    (rules.djangos_templates, "news/views.py", "render(request, 'a.html', using='django')\n"),
    (rules.djangos_templates, "news/views.py", "home = TemplateView.as_view(template_name='a.html')\n"),
    (rules.extensions_of_postgresql, "news/models.py", "from django.contrib.postgres.fields import ArrayField\n"),
    (rules.extensions_of_postgresql, "news/models.py", "from django.contrib import postgres\n"),
    (rules.extensions_of_postgresql, "news/migrations/0002_search.py", "operations = [TrigramExtension()]\n"),
    (rules.extensions_of_postgresql, "news/migrations/0002_search.py", "sql = 'CREATE EXTENSION IF NOT EXISTS x'\n"),
    (rules.extensions_of_postgresql, "news/migrations/0002.sql", "create  extension citext;\n"),
    (rules.extensions_of_postgresql, "news/selectors.py", "where = ['unaccent(name) = %s']\n"),
    (rules.extensions_of_postgresql, "news/selectors.py", "order = 'similarity(name, %s)'\n"),
    (rules.extensions_of_postgresql, "news/models.py", "opclasses = ['gin_trgm_ops']\n"),
]


@pytest.mark.parametrize("rule", [rules.djangos_templates, rules.extensions_of_postgresql])
def test_rule_holds(rule: Rule):
    assert rule(PACKAGE) == []


def test_benchmarks_ask_for_no_extension_either():
    assert rules.extensions_of_postgresql(ROOT / "bench") == []


@pytest.mark.parametrize(("rule", "name", "text"), BREACHES, ids=[f"{one[1]} {one[2][:30]!r}" for one in BREACHES])
def test_a_planted_breach_is_found(rule: Rule, name: str, text: str, tmp_path: Path):
    (tmp_path / name).parent.mkdir(parents=True)
    (tmp_path / name).write_text(text)
    assert len(rule(tmp_path)) == 1


def _ours() -> list[str]:
    return sorted(
        path.relative_to(folder).as_posix() for folder in PACKAGE.glob("*/templates") for path in folder.rglob("*.html")
    )


def test_every_page_of_ours_is_drawn_by_our_engine():
    assert len(_ours()) > 100
    assert {name for name in _ours() if get_template(name).backend is not engines["jinja2"]} == set()


def test_djangos_templates_are_those_of_third_parties_that_no_page_names():
    theirs = [folder for folder in get_app_template_dirs("templates") if not folder.is_relative_to(PACKAGE)]
    owners = {config.name for config in apps.get_app_configs() for one in theirs if one.is_relative_to(config.path)}
    assert owners == NOT_OURS
    names = {path.relative_to(folder).as_posix() for folder in theirs for path in folder.rglob("*.html")}
    texts = [path.read_text() for path in [*rules.python_files(PACKAGE), *PACKAGE.rglob("templates/**/*.html")]]
    assert names and not [name for name in names if any(name in text for text in texts)]


@pytest.mark.postgres
@pytest.mark.django_db
def test_a_migrated_database_holds_no_extension():
    """plpgsql is there before anybody asks: PostgreSQL makes it with each database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT extname FROM pg_extension")
        assert {name for (name,) in cursor.fetchall()} <= {"plpgsql"}
