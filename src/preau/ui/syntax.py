"""Syntax trees of templates: walked, copied, joined, settled."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from jinja2 import nodes
from markupsafe import Markup

Node = nodes.Node


def clone(node: Node) -> Node:
    """A copy that shares nothing but constants and the environment."""
    new: Node = object.__new__(type(node))
    for name in (*node.fields, *node.attributes):
        setattr(new, name, _cloned(getattr(node, name, None)))
    return new


def _cloned(value: Any) -> Any:
    if isinstance(value, Node):
        return clone(value)
    return [_cloned(one) for one in value] if isinstance(value, list) else value


def all_within(body: Iterable[Node]) -> Iterator[Node]:
    """These nodes and all within them, in no order. Jinja2's `find_all` walks by a generator per level, which tells."""
    waiting = list(body)
    while waiting:
        node = waiting.pop()
        yield node
        for name in node.fields:
            value = getattr(node, name, None)
            if isinstance(value, Node):
                waiting.append(value)
            elif isinstance(value, list):
                waiting += [one for one in value if isinstance(one, Node)]


def names_of(tree: Iterable[Node], *contexts: str) -> set[str]:
    """Names that these nodes use in these ways ("load", "store", "param")."""
    return {one.name for one in all_within(tree) if type(one) is nodes.Name and one.ctx in contexts}


def constant(node: Node, context: nodes.EvalContext) -> Any:
    """The value of an expression that is settled; raises nodes.Impossible."""
    if not isinstance(node, nodes.Expr):
        raise nodes.Impossible
    try:
        return node.as_const(context)
    except nodes.Impossible:
        raise
    except Exception:
        raise nodes.Impossible from None


def merged(body: Iterable[Node]) -> list[Node]:
    """The same statements, texts that follow one another in one."""
    done: list[Node] = []
    for node in body:
        if isinstance(node, nodes.Output) and done and isinstance(done[-1], nodes.Output):
            done[-1] = nodes.Output([*done[-1].nodes, *node.nodes], lineno=done[-1].lineno)
        else:
            done.append(node)
    return done


def joined(body: Iterable[Node]) -> list[Node]:
    """The same, within all that stands in them too; a scope that sets no name gives way to what it holds."""
    done: list[Node] = []
    for node in body:
        for name in ("body", "elif_", "else_"):
            if isinstance(within := getattr(node, name, None), list):
                setattr(node, name, joined(within))
        free = type(node) is nodes.Scope and not names_of(node.body, "store", "param")
        done += node.body if free else [node]  # type: ignore[attr-defined]
    return merged(done)


_PLACE = re.compile(r"%\((\w+)\)s|%%")


def parts(node: Node) -> list[Node]:
    """A text with places for values, where it goes to the page: its pieces and the values, one after the other."""
    if not (isinstance(node, nodes.Mod) and isinstance(node.left, nodes.Const) and isinstance(node.right, nodes.Dict)):
        return [node]
    text = node.left.value
    values = {pair.key.value: pair.value for pair in node.right.items if isinstance(pair.key, nodes.Const)}
    if not isinstance(text, Markup) or "%" in _PLACE.sub("", text):
        return [node]
    found: list[Node] = []
    at = 0
    for place in _PLACE.finditer(text):
        value = clone(values[place[1]]) if place[1] else nodes.Const(Markup("%"))
        found += [nodes.Const(Markup(text[at : place.start()])), value]  # noqa: S704 (our own catalogues)
        at = place.end()
    return [*found, nodes.Const(Markup(text[at:]))]  # noqa: S704 (our own catalogues)
