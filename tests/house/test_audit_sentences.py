"""Each act written to the trail has a sentence that people can read, made of what its data hold."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import preau
from preau.kernel.audit import sentences
from preau.kernel.registry import modules_named

SOURCE = Path(preau.__file__).parent
_HOLE = re.compile(r"%\((\w+)\)[sd]")


def _calls(tree: ast.AST) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            owner = getattr(getattr(node.func, "value", None), "id", "")
            if name == "record" and owner in {"audit", ""}:
                yield node


def _constants(tree: ast.Module) -> dict[str, str]:
    return {
        target.id: node.value.value
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def _pattern(value: ast.expr, names: dict[str, str]) -> re.Pattern[str] | None:
    """What the expression may say: a text, a constant of the module, a choice of both, a text with holes."""
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        return re.compile(re.escape(value.value))
    if isinstance(value, ast.Name) and value.id in names:
        return re.compile(re.escape(names[value.id]))
    if isinstance(value, ast.IfExp):
        both = [_pattern(one, names) for one in (value.body, value.orelse)]
        return None if None in both else re.compile("|".join(one.pattern for one in both if one))
    if isinstance(value, ast.JoinedStr):
        parts = [re.escape(str(one.value)) if isinstance(one, ast.Constant) else r"\w+" for one in value.values]
        return re.compile("".join(parts))
    return None


def acts_of(source: str) -> list[tuple[int, str | None]]:
    """Line and pattern of the action of each audit.record(...); None when it cannot be read from the code."""
    tree = ast.parse(source)
    names = _constants(tree)
    found = []
    for call in _calls(tree):
        given = [word.value for word in call.keywords if word.arg == "action"]
        if given:
            pattern = _pattern(given[0], names)
            found.append((call.lineno, pattern.pattern if pattern else None))
    return found


def all_acts() -> list[tuple[str, str | None]]:
    """Every act of the source, with its place."""
    found = []
    for path in sorted(SOURCE.rglob("*.py")):
        for line, pattern in acts_of(path.read_text(encoding="utf-8")):
            found.append((f"{path.relative_to(SOURCE)}:{line}", pattern))
    return found


def test_every_act_has_a_sentence() -> None:
    known = sentences()
    acts = all_acts()
    assert len(acts) >= 3
    lacking = [
        f"{place}: no sentence in trail.py for {pattern!r}"
        for place, pattern in acts
        if pattern is not None and not any(re.fullmatch(pattern, action) for action in known)
    ]
    assert lacking == []


def test_every_sentence_is_of_an_act_of_its_room() -> None:
    patterns = [pattern for _place, pattern in all_acts() if pattern]
    through_a_name = {place.split("/")[0] for place, pattern in all_acts() if pattern is None}
    odd = []
    for module in modules_named("trail"):
        room = module.__name__.split(".")[-2]
        for action, text in module.SENTENCES.items():
            if not action.startswith(f"{room}."):
                odd.append(f"{room}: {action} belongs to another room")
            if "%(actor)s" not in str(text):
                odd.append(f"{room}: {action} does not say who acted")
            if re.sub(_HOLE, "", str(text)).replace("%%", "").count("%"):
                odd.append(f"{room}: {action} has a hole that cannot be filled")
            used = any(re.fullmatch(pattern, action) for pattern in patterns)
            if not used and room not in through_a_name:
                odd.append(f"{room}: {action} is never written")
    assert odd == []


def test_words_are_for_what_their_sentence_tells() -> None:
    known, odd = sentences(), []
    for module in modules_named("trail"):
        for action, words in getattr(module, "WORDS", {}).items():
            odd += [f"{action}: {key} is not told" for key in words if f"%({key})s" not in str(known[action])]
    assert odd == []


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ('audit.record(actor=a, action="x.y")', [(1, "x\\.y")]),
        ('ACT = "x.z"\nrecord(actor=a, action=ACT)', [(2, "x\\.z")]),
        ('audit.record(action=f"x.{kind}_done")', [(1, "x\\.\\w+_done")]),
        ('audit.record(action="a.b" if c else "a.d")', [(1, "a\\.b|a\\.d")]),
        ("audit.record(action=made_up())", [(1, None)]),
        ('log.record(action="x.y")', []),
    ],
)
def test_the_check_reads_the_code(code: str, expected: list) -> None:
    assert acts_of(code) == expected


_COUNTED = re.compile(r"%\((\w+)\)[sd] (?!(?:des|dans|les|ses)\b)[^\W\d_]+s\b")
ALWAYS_SEVERAL = {
    "identity.many_codes": "showing.MANY",
    "identity.void_guessed_slip": "proofs.MOST_WRONG",
    "identity.codes_tried": "attempts, many at once",
}
"""Sentences whose number is a limit of ours, never one."""


def test_no_sentence_says_a_plural_of_one():
    """A sentence is one text for any number: it names what is counted, then the number ("personnes : 1")."""
    modules_named("trail")
    wrong = {
        action for action, text in sentences().items() if _COUNTED.search(str(text)) and action not in ALWAYS_SEVERAL
    }
    assert wrong == set()
    assert _COUNTED.search("%(actor)s a effacé %(count)s personnes") and not _COUNTED.search("personnes : %(count)s")
