"""Elements of an XML file, streamed: each wanted one with all it holds, once it is whole.

As AAF files are read (imports.aaf.xml): expat, no entity, no DTD, nothing kept beyond the element under way.
"""

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from xml.parsers import expat

from django.utils.translation import gettext as _

from preau.imports.aaf import xmlguard
from preau.imports.aaf.refusals import FileRefused
from preau.imports.enums import RefusalCause

CHUNK = 1 << 18
DEPTH_MAX = 32
NODES_MAX = 200_000  # elements that one wanted element holds
TEXT_MAX = 1 << 22  # letters of one wanted element
TOKEN_MAX = 1 << 20  # one tag or comment


@dataclass(slots=True)
class Element:
    """An element: its name, attributes, text, what it holds, and its line."""

    name: str
    line: int
    attributes: Mapping[str, str]
    children: list["Element"] = field(default_factory=list)
    text: str = ""

    def get(self, name: str) -> str:
        """An attribute, or the text of the first child of that name, without the spaces around; "" for none."""
        if name in self.attributes:
            return self.attributes[name].strip()
        return next((one.text.strip() for one in self.children if one.name == name), "")

    def all(self, name: str) -> Iterator["Element"]:
        """Elements of that name that it holds, however deep."""
        for child in self.children:
            if child.name == name:
                yield child
            yield from child.all(name)


def root_of(path: Path) -> str:
    """The name of the first element; "" when there is none that can be read, or only far away."""
    found: list[str] = []
    parser = expat.ParserCreate()

    def start(name: str, _attributes: dict[str, str]) -> None:
        found.append(name)
        parser.StartElementHandler = None

    xmlguard.forbid(parser)
    parser.StartElementHandler = start
    with path.open("rb") as file, contextlib.suppress(expat.ExpatError, FileRefused, LookupError, ValueError):
        # At once: expat reads again, from its beginning, a comment that goes on from piece to piece.
        parser.Parse(file.read(TOKEN_MAX), False)
    return found[0] if found else ""


def elements(path: Path, wanted: frozenset[str]) -> Iterator[Element]:
    """Each element of these names, the outermost alone, in the order of the file.

    Raises FileRefused at the first fault: malformed, truncated, wrongly encoded, with forbidden declarations, or huge.
    """
    parser, done, state = _parser(wanted)
    fed = 0
    with path.open("rb") as file:
        while True:
            chunk = file.read(CHUNK)
            try:
                parser.Parse(chunk, not chunk)
            except expat.ExpatError as error:
                yield from done
                raise xmlguard.fault_of(error, chunk, state["encoding"]) from None
            except FileRefused:
                yield from done
                raise
            except (LookupError, ValueError):
                reason = _("encodage inconnu : %s") % state["encoding"]
                raise FileRefused(RefusalCause.ENCODING, reason, 1) from None
            fed += len(chunk)
            whole, done[:] = list(done), []
            yield from whole
            if not chunk:
                return
            if fed - parser.CurrentByteIndex > TOKEN_MAX:
                raise FileRefused(
                    RefusalCause.HOSTILE,
                    _("un morceau démesuré, comme aucun export n’en a : la lecture s’arrête à cette ligne"),
                    parser.CurrentLineNumber,
                )


def _parser(wanted: frozenset[str]) -> tuple[expat.XMLParserType, list[Element], dict[str, str]]:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.buffer_size = 1 << 15
    done: list[Element] = []
    open_: list[Element] = []
    texts: list[list[str]] = []  # of each that is open: joined once
    state = {"encoding": "UTF-8"}
    depth = nodes = letters = 0

    def refuse(reason: str) -> None:
        raise FileRefused(RefusalCause.HOSTILE, reason, parser.CurrentLineNumber)

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth, nodes, letters
        depth += 1
        if depth > DEPTH_MAX:
            refuse(_("trop d’éléments les uns dans les autres : la lecture s’arrête à cette ligne"))
        if open_:
            nodes += 1
            if nodes > NODES_MAX:
                refuse(_("un morceau démesuré, comme aucun export n’en a : la lecture s’arrête à cette ligne"))
            child = Element(name, parser.CurrentLineNumber, attributes)
            open_[-1].children.append(child)
            open_.append(child)
            texts.append([])
        elif name in wanted:
            nodes = letters = 0
            open_.append(Element(name, parser.CurrentLineNumber, attributes))
            texts.append([])

    def end(_name: str) -> None:
        nonlocal depth
        depth -= 1
        if open_:
            whole = open_.pop()
            whole.text = "".join(texts.pop())
            if not open_:
                done.append(whole)

    def text(data: str) -> None:
        nonlocal letters
        if open_:
            letters += len(data)
            if letters > TEXT_MAX:
                refuse(_("un morceau démesuré, comme aucun export n’en a : la lecture s’arrête à cette ligne"))
            texts[-1].append(data)

    def declaration(_version: str, encoding: str | None, _standalone: int) -> None:
        state["encoding"] = encoding or "UTF-8"

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    parser.XmlDeclHandler = declaration
    xmlguard.forbid(parser)
    return parser, done, state
