"""What browsers keep for us is declared, and the page on personal data tells all of it."""

import ast
import importlib
import itertools
import re
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from django.conf import settings
from django.test import Client
from django.utils.html import escape

from preau.kernel import duties
from quality.tools import ROOT

SOURCES = ROOT / "src" / "preau"
BY_DJANGO = {settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME}


def written(path: Path, names: dict[str, Any]) -> Iterator[str]:
    """The names of cookies that a file writes, "?" for one that cannot be read; those it only takes away left out."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        called = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        if not called or node.func.attr not in ("set_cookie", "set_signed_cookie"):
            continue
        name, *more = node.args
        if more and isinstance(more[0], ast.Constant) and more[0].value == "":
            continue
        first = name.left if isinstance(name, ast.BinOp) else name  # PREFIX + a number: by its beginning
        try:
            yield str(eval(compile(ast.Expression(first), str(path), "eval"), dict(names)))
        except NameError:
            yield "?"


def all_written() -> set[str]:
    found = set()
    for path in SOURCES.rglob("*.py"):
        if "set_cookie(" in path.read_text(encoding="utf-8"):
            dotted = ".".join(path.relative_to(SOURCES.parent).with_suffix("").parts)
            found |= set(written(path, vars(importlib.import_module(dotted))))
    return found


def declared() -> list[str]:
    return list(itertools.chain.from_iterable([one.name for one in duty.cookies] for duty in duties.duties().values()))


def kept_by_scripts() -> set[str]:
    """The beginnings of the names under which our scripts keep something in a browser."""
    texts = [path.read_text(encoding="utf-8") for path in (ROOT / "assets" / "js").glob("*.js")]
    return {
        name
        for text in texts
        if re.search("localStorage|caches", text)
        for name in re.findall(r'"(preau:[a-z:]+:)"', text)
    }


def test_every_cookie_is_declared_once():
    assert kept_by_scripts() == {"preau:appel:", "preau:appels:"}
    assert sorted(declared()) == sorted(all_written() | BY_DJANGO | kept_by_scripts())


def test_a_cookie_that_nobody_declared_is_found(tmp_path):
    planted = tmp_path / "planted.py"
    planted.write_text("def f(response):\n    response.set_cookie(NAME, 'x')\n    response.set_cookie(name(), 'x')\n")
    assert list(written(planted, {"NAME": "preau-canari"})) == ["preau-canari", "?"]


def test_the_page_tells_every_cookie_and_how_long(db, monkeypatch):
    page = Client().get("/donnees/").content.decode()
    for duty in duties.duties().values():
        for one in duty.cookies:
            assert one.name in page
            assert escape(str(one.purpose)) in page, one.name
            assert one.days() > 0
    planted = SimpleNamespace(**{"name": "preau-canari", "purpose": "compter les canaris", "days": lambda: 3})
    known = {**duties.duties(), "diary": duties.Duty({}, cookies=(planted,))}
    monkeypatch.setattr(duties, "duties", lambda: known)
    told = Client().get("/donnees/").content.decode()
    assert "compter les canaris" in told and "3 jours" in told


def test_no_answer_sets_a_cookie_that_is_not_declared(academy, client_as):
    """What the pages of the cast set, with all that Django adds."""
    names = tuple(declared())
    for slug in ("lina-benali", "helene-garnier"):
        client = client_as(slug)
        for path in ("/", "/mes-donnees/", "/preferences/", "/donnees/"):
            client.get(path)
        assert client.cookies
        for name in client.cookies:
            assert name.startswith(names), name
