"""What each column is, guessed from its heading; what the school said the last time comes first."""

from collections.abc import Mapping, Sequence

from preau.imports.csvfiles.fields import FIELDS
from preau.kernel.text import fold


def guess(kind: str, headings: Sequence[str], former: Mapping[str, str] | None = None) -> list[str]:
    """A field for each column, "" for one left aside; no field twice. `former`: fields by folded heading."""
    fields, known = FIELDS[kind], former or {}
    taken: set[str] = set()
    found: list[str] = []
    by_heading = {
        word: name for name, one in reversed(list(fields.items())) for word in (*one.known_as, fold(str(one.label)))
    }
    for heading in headings:
        folded = fold(heading)
        name = known[folded] if folded in known else by_heading.get(folded, "")
        if name not in fields or name in taken:
            name = ""
        taken.add(name)
        found.append(name)
    return found


def remembered(headings: Sequence[str], columns: Sequence[str]) -> dict[str, str]:
    """What a school said of its columns, by folded heading: columns left aside are remembered too."""
    return {fold(heading): name for heading, name in zip(headings, columns, strict=False)}
