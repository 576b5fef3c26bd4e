"""Templates worked out ahead, when they are compiled: what does not depend on the page is done once, not at each page.

A page of the house is made of a few dozen macros called with words that never change. Left to Jinja2, each call costs
some microseconds, each text a look-up in a catalogue. Since the house compiles its templates once per language, all of
this is known beforehand:

- `_("…")`, `icon("…")`, `url("…")`, `static("…")`, `colon()`, `language()` with fixed arguments become what they give;
- a text with places for values (`_("… %(name)s …", name=…)`) becomes its pieces, with the values between them;
- a macro called where its text goes (`{{ card(…) }}`, `{% call card(…) %}`) is replaced by its body, its parameters
  by the arguments; conditions that are settled thereby vanish.

The text drawn is the same to the byte (tests/ui/test_unfolding.py draws pages both ways). What is not understood with
certainty stays a plain call: a macro with computed defaults, one that calls another within an expression, recursion.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from jinja2 import Environment, nodes
from jinja2.visitor import NodeTransformer
from markupsafe import Markup

from preau.ui.syntax import Node, all_within, clone, constant, joined, merged, names_of, parts

_UNSURE = (nodes.Macro, nodes.CallBlock, nodes.Block, nodes.Import, nodes.FromImport, nodes.Include, nodes.NSRef)


class Unsure(Exception):
    """This call is left to the time the page is drawn."""


def _each_branch(work: NodeTransformer, node: nodes.If) -> nodes.If:
    """An `if` with `elif` stays one, whatever is settled; its branches are worked out."""
    branches, node.elif_ = node.elif_, []
    for one in (node, *branches):
        NodeTransformer.generic_visit(work, one)
        one.body, one.else_ = merged(one.body), merged(one.else_)
    node.elif_ = branches
    return node


class _Replacing(NodeTransformer):
    """Puts arguments in the place of parameters, and the caller's body in the place of `caller()`."""

    def __init__(
        self,
        context: nodes.EvalContext,
        values: Mapping[str, Node],
        renamed: Mapping[str, str],
        caller: list[Node] | None,
    ) -> None:
        self.context, self.values, self.renamed, self.caller = context, values, renamed, caller

    def visit_Name(self, node: nodes.Name) -> Node:
        if node.name in self.values and node.ctx == "load":
            return clone(self.values[node.name])
        if node.name == "caller":
            raise Unsure
        return nodes.Name(self.renamed.get(node.name, node.name), node.ctx, lineno=node.lineno)

    def visit_Test(self, node: nodes.Test) -> Node:
        if node.name == "defined" and isinstance(node.node, nodes.Name) and node.node.name == "caller":
            return nodes.Const(self.caller is not None, lineno=node.lineno)
        return self.generic_visit(node)

    def visit_If(self, node: nodes.If) -> Node | list[Node]:
        # Settled first: a branch that is not taken may ask for a caller that is not there.
        if node.elif_:
            return _each_branch(self, node)
        node.test = self.visit(node.test)
        try:
            settled = constant(node.test, self.context)
        except nodes.Impossible:
            return self.generic_visit(node)
        kept = nodes.Scope(node.body if settled else node.else_)
        self.generic_visit(kept)
        return kept.body

    def visit_Output(self, node: nodes.Output) -> list[Node]:
        done: list[Node] = []
        for child in node.nodes:
            if isinstance(child, nodes.Call) and isinstance(child.node, nodes.Name) and child.node.name == "caller":
                if self.caller is None or child.args or child.kwargs:
                    raise Unsure
                done += [clone(one) for one in self.caller]
            else:
                done.append(nodes.Output([self.visit(child)], lineno=node.lineno))
        return done


class Unfolding(NodeTransformer):
    """One template being worked out."""

    def __init__(self, library: "Library", tree: nodes.Template) -> None:
        self.library = library
        self.own = {one.name: one for one in tree.body if isinstance(one, nodes.Macro)}
        self.lent = dict(_lent(library, tree))
        self.ready: dict[str, nodes.Macro | None] = {}
        self.within: list[nodes.Macro] = []
        self.shadowed = names_of(tree.body, "store", "param") - {"caller"}
        for macro in tree.find_all(nodes.Macro):
            self.shadowed |= {argument.name for argument in macro.args}

    # ---- which macro a name is

    def macro(self, name: str) -> nodes.Macro | None:
        """The macro of that name, worked out; None when it is not known or is being worked out (recursion)."""
        if name in self.shadowed:
            return None
        if name in self.lent:
            return self.lent[name]
        if name not in self.own:
            return None
        if name not in self.ready:
            self.ready[name] = None
            self.ready[name] = self._body(self.own[name])
        return self.ready[name]

    def _body(self, macro: nodes.Macro) -> nodes.Macro:
        done = clone(macro)
        assert isinstance(done, nodes.Macro)
        self.generic_visit(done)
        done.body = merged(done.body)
        return done

    def _called(self, node: Node) -> nodes.Macro | None:
        if not (isinstance(node, nodes.Call) and isinstance(node.node, nodes.Name)):
            return None
        if node.dyn_args is not None or node.dyn_kwargs is not None:
            return None
        macro = self.macro(node.node.name)
        return None if any(one is macro for one in self.within) else macro

    # ---- statements

    def visit_Macro(self, node: nodes.Macro) -> Node:
        return self.macro(node.name) or self._body(node)

    def visit_Output(self, node: nodes.Output) -> list[Node]:
        done: list[Node] = []
        for child in node.nodes:
            seen = self.visit(child)
            macro = self._called(seen)
            if macro is not None:
                try:
                    done += self._unfolded(macro, seen, None)
                    continue
                except Unsure:
                    pass
            done.append(nodes.Output(parts(seen), lineno=node.lineno))
        return merged(done)

    def visit_CallBlock(self, node: nodes.CallBlock) -> Node | list[Node]:
        self.generic_visit(node)
        macro = self._called(node.call)
        if (
            macro is None
            or node.args
            or node.defaults
            or any(isinstance(one, nodes.Block) for one in all_within(node.body))
        ):
            return node
        body = node.body
        if names_of(body, "store"):
            body = [nodes.Scope(body)]
        try:
            return self._unfolded(macro, node.call, merged(body))
        except Unsure:
            return node

    def visit_If(self, node: nodes.If) -> Node | list[Node]:
        if node.elif_:
            return _each_branch(self, node)
        self.generic_visit(node)
        node.body, node.else_ = merged(node.body), merged(node.else_)
        try:
            return node.body if constant(node.test, self.library.context) else node.else_
        except nodes.Impossible:
            return node

    def visit_For(self, node: nodes.For) -> Node:
        self.generic_visit(node)
        node.body = merged(node.body)
        return node

    def visit_CondExpr(self, node: nodes.CondExpr) -> Node:
        self.generic_visit(node)
        try:
            return node.expr1 if constant(node.test, self.library.context) else node.expr2 or node
        except nodes.Impossible:
            return node

    # ---- expressions

    def visit_Call(self, node: nodes.Call) -> Node:
        name = node.node.name if isinstance(node.node, nodes.Name) and node.node.name not in self.shadowed else ""
        self.generic_visit(node)
        if not name or node.dyn_args is not None or node.dyn_kwargs is not None:
            return node
        if name in ("_", "gettext"):
            return self._words(node)
        if name == "ngettext":
            return self._counted(node)
        function = self.library.pure.get(name)
        if function is None:
            return node
        try:
            given = [constant(one, self.library.context) for one in node.args]
            named = {one.key: constant(one.value, self.library.context) for one in node.kwargs}
            return nodes.Const(function(*given, **named), lineno=node.lineno)
        except Exception:  # not settled, or it fails: it will say so when the page is drawn
            if not node.args:
                return node
        # As a filter of the same name it is called without a search for it.
        return nodes.Filter(node.args[0], name, node.args[1:], node.kwargs, None, None, lineno=node.lineno)

    def _counted(self, node: nodes.Call) -> Node:
        """A text that depends on a number alone: remembered for each number."""
        if len(node.args) != 3 or node.kwargs:
            return node
        said = [nodes.Const(self.library.language), *node.args[:2]]
        return nodes.Filter(node.args[2], "counted", said, [], None, None, lineno=node.lineno)

    def _words(self, node: nodes.Call) -> Node:
        """A text in the language of this compilation, its places filled when the page is drawn."""
        if len(node.args) != 1 or not isinstance(node.args[0], nodes.Const):
            return node
        text = Markup(self.library.gettext(node.args[0].value))  # noqa: S704 (our own catalogues)
        try:
            return nodes.Const(text % {}, lineno=node.lineno)
        except KeyError:
            pairs = [nodes.Pair(nodes.Const(one.key), one.value) for one in node.kwargs]
            return nodes.Mod(nodes.Const(text), nodes.Dict(pairs), lineno=node.lineno)

    # ---- a call

    def _unfolded(self, macro: nodes.Macro, call: nodes.Call, caller: list[Node] | None) -> list[Node]:
        known = self.library.known(macro)
        if known.unsure or (caller is not None and known.caller_in_loop):
            raise Unsure  # in a loop of the macro, `loop` would be another one for the caller's body
        given = _bound(macro, call)
        number = self.library.next()
        renamed = {name: f"{name}_{number}" for name in known.own | set(given)}
        values: dict[str, Node] = {}
        bound: list[tuple[str, Node]] = []
        for name, value in given.items():
            if isinstance(value, nodes.Const) and name not in known.stored:
                values[name] = value
            else:
                bound.append((name, value))
        holder = nodes.Scope([clone(one) for one in macro.body])
        _Replacing(self.library.context, values, renamed, caller).generic_visit(holder)
        self.within.append(macro)
        try:
            self.generic_visit(holder)
        finally:
            self.within.pop()
        body = merged(holder.body)
        used = names_of(body, "load")
        bound = [(renamed[name], value) for name, value in bound if renamed[name] in used]
        if bound:
            targets = [nodes.Name(name, "param") for name, _value in bound]
            return [nodes.With(targets, [value for _name, value in bound], body, lineno=call.lineno)]
        return [nodes.Scope(body)] if names_of(body, "store") else body


def _bound(macro: nodes.Macro, call: nodes.Call) -> dict[str, Node]:
    """Arguments by parameter. Raises Unsure for one that is missing, too much or computed by the macro."""
    parameters = [argument.name for argument in macro.args]
    if len(call.args) > len(parameters) or "caller" in parameters:
        raise Unsure
    given: dict[str, Node] = dict(zip(parameters, call.args, strict=False))
    for pair in call.kwargs:
        if pair.key not in parameters or pair.key in given:
            raise Unsure
        given[pair.key] = pair.value
    first = len(parameters) - len(macro.defaults)
    for place, name in enumerate(parameters):
        if name in given:
            continue
        if place < first or not isinstance(macro.defaults[place - first], nodes.Const):
            raise Unsure
        given[name] = macro.defaults[place - first]
    return given


def _lent(library: "Library", tree: nodes.Template) -> Iterator[tuple[str, nodes.Macro | None]]:
    for node in tree.body:
        if isinstance(node, nodes.FromImport) and isinstance(node.template, nodes.Const) and not node.with_context:
            table = library.table(node.template.value)
            for one in node.names:
                original, name = one if isinstance(one, tuple) else (one, one)
                yield name, table.get(original)


@dataclass(frozen=True, slots=True)
class _Known:
    """What a macro's body says of itself, looked for once: a macro is called in a hundred places."""

    stored: frozenset[str]
    own: frozenset[str]
    caller_in_loop: bool
    unsure: bool

    @classmethod
    def of(cls, body: list[Node]) -> "_Known":
        stored = names_of(body, "store")
        return cls(
            frozenset(stored),
            frozenset(stored | names_of(body, "param")),
            any("caller" in names_of([one], "load") for one in all_within(body) if isinstance(one, nodes.For)),
            any(isinstance(one, _UNSURE) for one in all_within(body)),
        )


class Library:
    """The macros of all templates in one language, worked out.

    `pure`: functions whose result depends on their arguments and the language alone, by the name that templates use;
    the environment knows them as filters of the same name too, and `counted` (see ui/wording.py).
    """

    def __init__(
        self,
        environment: Environment,
        language: str,
        gettext: Callable[[str], str],
        pure: Mapping[str, Callable[..., Any]],
    ) -> None:
        self.environment, self.language, self.gettext, self.pure = environment, language, gettext, pure
        self.context = nodes.EvalContext(environment)
        self._tables: dict[str, dict[str, nodes.Macro]] = {}
        self._known: dict[int, tuple[nodes.Macro, _Known]] = {}
        self._number = 0

    def known(self, macro: nodes.Macro) -> _Known:
        """What is known of a macro that was worked out."""
        kept = self._known.get(id(macro))
        if kept is None or kept[0] is not macro:
            kept = self._known[id(macro)] = (macro, _Known.of(macro.body))
        return kept[1]

    def next(self) -> int:
        """A number for the names of one call's variables."""
        self._number += 1
        return self._number

    def table(self, template: str) -> dict[str, nodes.Macro]:
        """Macros of a template that may take the place of their calls elsewhere."""
        if template not in self._tables:
            self._tables[template] = {}
            assert self.environment.loader is not None
            source, filename, _fresh = self.environment.loader.get_source(self.environment, template)
            tree = self.environment.parse(source, template, filename)
            work = Unfolding(self, tree)
            found = {name: work.macro(name) for name in work.own}
            others = {*work.own, *work.lent}
            # A body that still calls a neighbour by name would not find it elsewhere.
            self._tables[template] = {
                name: macro for name, macro in found.items() if macro and not names_of(macro.body, "load") & others
            }
        return self._tables[template]

    def worked_out(self, tree: nodes.Template) -> nodes.Template:
        """The template with all that is settled done, and without the imports that nothing needs any more."""
        Unfolding(self, tree).generic_visit(tree)
        tree.body = joined(tree.body)
        used = {one.name for one in tree.find_all(nodes.Name)}
        for node in list(tree.body):
            if isinstance(node, nodes.FromImport) and not node.with_context:
                node.names = [one for one in node.names if (one[1] if isinstance(one, tuple) else one) in used]
                if not node.names:
                    tree.body.remove(node)
        if tree.find(nodes.Extends) is not None:
            tree.body = [one for one in tree.body if not isinstance(one, nodes.Macro) or one.name in used]
        tree.set_environment(self.environment)
        return tree
