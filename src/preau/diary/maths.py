"""Mathematics as they are typed, LaTeX between dollars, drawn as MathML.

The library writes what was typed as a tree; the tree is built anew with nothing but what MathML Core shows. Whatever
does not come out of it well stays as it was typed.
"""

import functools
from xml.etree import ElementTree as ET

from latex2mathml.converter import convert
from markupsafe import Markup, escape

LONGEST = 600
MOST_ELEMENTS = 2000
_SPACE = "{http://www.w3.org/1998/Math/MathML}"
_ELEMENTS = frozenset(
    [
        "math",
        "mrow",
        "mi",
        "mn",
        "mo",
        "ms",
        "mtext",
        "mspace",
        "mfrac",
        "msqrt",
        "mroot",
        "mstyle",
        "merror",
        "mpadded",
        "mphantom",
        "msub",
        "msup",
        "msubsup",
        "munder",
        "mover",
        "munderover",
        "mmultiscripts",
        "mprescripts",
        "mtable",
        "mtr",
        "mtd",
        "menclose",
    ]
)
_ATTRIBUTES = frozenset(
    [
        "accent",
        "accentunder",
        "columnalign",
        "columnspacing",
        "columnlines",
        "depth",
        "display",
        "displaystyle",
        "fence",
        "form",
        "height",
        "largeop",
        "linethickness",
        "lspace",
        "mathsize",
        "mathvariant",
        "maxsize",
        "minsize",
        "movablelimits",
        "notation",
        "rowlines",
        "rowspacing",
        "rspace",
        "scriptlevel",
        "separator",
        "stretchy",
        "symmetric",
        "voffset",
        "width",
    ]
)


@functools.lru_cache(maxsize=4096)
def drawn(latex: str, *, is_block: bool = False) -> Markup | None:
    """MathML of a formula, with what was typed for who copies it; None when it makes none."""
    if not latex.strip() or len(latex) > LONGEST:
        return None
    # Read at the first formula: a tenth of a second of the start of every process, and most never draw one.

    try:
        made = convert(latex, display="block" if is_block else "inline")
        tree = ET.fromstring(made)  # noqa: S314 (what our own library wrote)
        if sum(1 for _one in tree.iter()) > MOST_ELEMENTS:
            return None
        kept = _kept(tree)
    except Exception:  # whatever a text can do to the reader of a language that was never meant for strangers
        return None
    kept.set("alttext", latex.strip())
    return Markup(ET.tostring(kept, encoding="unicode"))  # noqa: S704 (built from our own list)


def _kept(one: ET.Element) -> ET.Element:
    """An element with what it may hold. Raises ValueError for another one: nothing of what was typed goes unseen."""
    name = one.tag.removeprefix(_SPACE)
    if name not in _ELEMENTS:
        raise ValueError(name)
    made = ET.Element(name, {key: value for key, value in one.attrib.items() if key in _ATTRIBUTES})
    made.text, made.tail = one.text, one.tail
    made.extend([_kept(child) for child in one])
    return made


def typed(latex: str) -> Markup:
    """What was typed, where it draws nothing."""
    return Markup("<code>") + escape(latex) + Markup("</code>")
