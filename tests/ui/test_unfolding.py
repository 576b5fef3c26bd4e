"""Templates worked out ahead draw the same pages, to the byte; nothing of one reader is kept for another."""

import re

import pytest
from django.middleware.csrf import _unmask_cipher_token
from django.template import engines
from django.test import Client
from django.urls import reverse
from django.utils import translation

import matrix
from cast import COLLEGE, LYCEE, Academy
from preau.kernel import scope
from preau.ui.jinja import House, environment
from preau.ui.tokens import ALPHABET, masked, random_letters
from test_matrix import client_of

PAGES = [(row, profile) for row, profile in matrix.pages() if row.method == "get" and profile == row.look[0]]
# Tokens, tickets, keys of what is sent and signed moments are new in each answer; so is the age of the last event.
_CHANGING = re.compile(
    r'(?:name="csrfmiddlewaretoken" value|name="batch" value|data-ticket)="[^"]*"|:\w{6}:[\w-]{43}"|\d+ seconde?s'
    r'|(?:action|data-draft)="/messages/ecrire/[^"]*"'  # a draft begins under a new id
    r'|name="key" value="[^"]*"'  # what keeps a second sending from storing twice
    r'|href="/agenda/creneau/[^"]*\?classe='  # a lesson to add has a new id
    r'|action="/agenda/remplacements/[^"]+"'  # so has a replacement to plan
    r'|href="/cahier/sequences/[^"]*\?nouvelle=|name="nouvelle" value="[^"]*"'  # so has a plan, and its copy
    r'|href="/cahier/(?:travail|page)/[^"]*\?classe='  # work to give, a page to write
    r'|data-place="[^"]*"'  # a place where files are brought says when it was given
    r'|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(?=" id="id_|</p>)'
)

KEPT_READY = {"news:public", "news:public_index"}
"""Drawn once for all the public, in French."""


def _client(academy: Academy, profile: str) -> Client:
    return academy.client("samira-benali") if profile == "guardian" else client_of(academy, profile, "lycee")


@pytest.fixture(scope="module")
def plain() -> dict[str, House]:
    """The same templates compiled as they are written."""
    return {code: env.as_written() for code, env in engines["jinja2"]._by_language.items()}


@pytest.mark.sqlite
@pytest.mark.parametrize(("row", "profile"), PAGES, ids=[f"{row} {profile}" for row, profile in PAGES])
def test_a_page_is_the_same_as_without(row, profile, academy, settings, monkeypatch, plain) -> None:
    settings.DEMO = True
    client = _client(academy, profile)
    with scope.everything("naming what a test opens"):
        target = row.target(academy, COLLEGE if profile == "department" else LYCEE) if row.target else {}
    address = reverse(row.url, kwargs=target) + row.query
    for language in ("fr", "en"):
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        ahead = client.get(address).content.decode()
        with monkeypatch.context() as patch:
            patch.setattr(engines["jinja2"], "_by_language", plain)
            written = client.get(address).content.decode()
        assert _CHANGING.sub("", ahead) == _CHANGING.sub("", written)
        assert f'lang="{"fr" if row.url in KEPT_READY else language}"' in ahead


@pytest.fixture
def drawn():
    """Draw a text as a template, both ways; they must agree."""

    def draw(source: str, **context: object) -> str:
        with translation.override("fr"):
            return both(source, context)

    def both(source: str, context: dict[str, object]) -> str:
        env = environment("fr", loader=engines["jinja2"].env.loader, autoescape=True)
        written = env.as_written()
        one, other = (each.from_string(source).render(context) for each in (env, written))
        assert one == other
        return one

    return draw


MACROS = """
{% macro box(title, tone="", id="") %}{% set word = title ~ "!" %}
<b{% if tone %} class="{{ tone }}"{% endif %}>{{ word }}</b>{% if caller is defined %}{{ caller() }}{% endif %}
{% endmacro %}
{% macro many(list) %}{% for title in list %}{{ box(title, tone="x") }}{% else %}none{% endfor %}{% endmacro %}
{% macro deep(n) %}{{ n }}{% if n > 0 %}{{ deep(n - 1) }}{% endif %}{% endmacro %}
{% macro kind(k) %}{% if k == "a" %}A{% elif k == "b" %}B{{ icon("check") }}{% else %}C{% endif %}{% endmacro %}
"""


@pytest.mark.parametrize(
    "source",
    [
        '{{ box("<i>") }}{{ box(title="&", tone="warm") }}',
        '{% set word = "mine" %}{% call box("t") %}{{ word }}{% set word = "inner" %}{{ word }}{% endcall %}{{ word }}',
        "{% for title in names %}{% call box(title) %}{{ loop.index }} {{ title }}{% endcall %}{% endfor %}",
        "{{ many(names) }}{{ many([]) }}{{ deep(3) }}",
        '{% set title = "outer" %}{{ box(title ~ title) }}{{ title }}',
        '{{ kind("a") }}{{ kind("b") }}{{ kind("c") }}{% for k in names %}{{ kind(k) }}{% endfor %}',
        '{% call box("a") %}{% call box("b", id="z") %}{{ box(names[0]) }}{% endcall %}{% endcall %}',
        '{% set icon = "shadow" %}{{ icon }}{{ _("Accueil") }}{{ _("Bonjour %(name)s", name=names[0]) }}',
        '{% for n in (0, 1, 3) %}{{ ngettext("%(num)s élève", "%(num)s élèves", n) }}{% endfor %}',
        '{{ initials(names[0]) }}{{ tint("Samira") }}{{ icon("check") }}{{ url("portal:home") }}{{ colon() }}',
    ],
)
def test_calls_unfold_to_what_they_draw(drawn, source) -> None:
    drawn(MACROS + source, names=["a", "<script>", "b"])


def test_what_readers_wrote_stays_escaped(drawn) -> None:
    text = drawn(MACROS + "{{ box(name) }}{{ _('Bonjour %(name)s', name=name) }}", name="<script>")
    assert "<script>" not in text
    assert text.count("&lt;script&gt;") == 2


def test_each_language_has_its_own() -> None:
    said = {}
    for code in ("fr", "en", "fr"):
        with translation.override(code):
            said.setdefault(code, set()).add(
                engines["jinja2"].get_template("portal/home_plain.html").template.environment
            )
    assert all(len(one) == 1 for one in said.values())
    assert said["fr"] != said["en"]


def test_a_template_follows_the_language_spoken_when_it_is_drawn() -> None:
    with translation.override("fr"):
        template = engines["jinja2"].get_template("portal/failure.html")
        french = template.render({"heading": "t", "text": "t", "reference": ""})
    with translation.override("en"):
        english = template.render({"heading": "t", "text": "t", "reference": ""})
    assert 'lang="fr"' in french
    assert 'lang="en"' in english


@pytest.mark.parametrize("secret", ["a" * 32, ALPHABET[:32], ALPHABET[-32:]])
def test_a_token_is_one_that_django_reads(secret) -> None:
    one, other = masked(secret), masked(secret)
    assert one != other
    assert _unmask_cipher_token(one) == _unmask_cipher_token(other) == secret


def test_letters_are_all_as_likely() -> None:
    drawn = random_letters(62_000)
    assert len(drawn) == 62_000
    counts = [drawn.count(letter) for letter in ALPHABET]
    assert min(counts) > 800
    assert max(counts) < 1200


def test_forms_of_a_page_carry_one_token_and_pages_another(academy) -> None:
    client = academy.client("samira-benali")
    found = re.compile(r'csrfmiddlewaretoken" value="(\w{64})"')
    first, second = (found.findall(client.get("/").content.decode()) for _ in range(2))
    assert len(first) > 1
    assert len({*first}) == len({*second}) == 1
    assert first[0] != second[0]
    assert _unmask_cipher_token(first[0]) == _unmask_cipher_token(second[0]) == client.cookies["preau-csrf"].value


def test_two_readers_never_share_what_is_drawn(academy) -> None:
    """Same process, same templates, in turn: names, children and choices of display stay with their reader."""
    samira, lina = academy.client("samira-benali"), academy.client("lina-benali")
    name = academy["samira-benali"].person.full_name
    for _ in range(2):
        one, other = samira.get("/").content.decode(), lina.get("/").content.decode()
        assert name in one
        assert name not in other
        assert 'name="child"' in one
        assert 'name="child"' not in other
    samira.cookies["preau-display"] = "theme=dark"
    assert 'data-theme="dark"' in samira.get("/").content.decode()
    assert 'data-theme="dark"' not in lina.get("/").content.decode()
