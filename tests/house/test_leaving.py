"""What a browser keeps for somebody goes whatever way they sign out: each form that does so tells scripts."""

import re
from pathlib import Path

from quality.tools import ROOT

TEMPLATES = sorted((ROOT / "src" / "preau").rglob("templates/**/*.html"))
_FORM = re.compile(r"<form\b[^>]*(?:identity:sign_out|sign_out_url)[^>]*>")
_CONFIRM = re.compile(r"confirm\((?:[^{}])*?identity:sign_out(?:[^{}])*\}\}")
_NAMED = re.compile(r"""url\(["']identity:sign_out["']\)|action="\{\{ \w+\.sign_out_url""")


def silent(text: str) -> list[str]:
    """Forms to the sign-out that scripts are not told of, and names of its address that no form of these holds."""
    forms, asked = _FORM.findall(text), _CONFIRM.findall(text)
    bad = [one for one in forms if " data-leave" not in one] + [one for one in asked if "leaves=True" not in one]
    return bad + ["unread"] * (len(_NAMED.findall(text)) - len(forms) - len(asked))


def test_every_form_that_signs_out_tells_scripts():
    texts: dict[Path, str] = {one: one.read_text(encoding="utf-8") for one in TEMPLATES}
    assert {str(one.relative_to(ROOT)): found for one, text in texts.items() if (found := silent(text))} == {}
    assert sum(len(_NAMED.findall(text)) for text in texts.values()) >= 3


def test_a_form_that_does_not_is_found():
    form = """<form method="post" action="{{ url('identity:sign_out') }}"%s>"""
    assert silent(form % " data-leave") == []
    assert len(silent(form % "")) == 1
    asked = """{{ confirm(_("Oui ?"), url("identity:sign_out"), danger=False%s) }}"""
    assert silent(asked % ", leaves=True") == []
    assert len(silent(asked % "")) == 1
    assert silent("""{{ other(url("identity:sign_out")) }}""") == ["unread"]
