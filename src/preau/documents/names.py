"""Names of folders and documents: as they are kept, and as they are compared."""

import unicodedata

from preau.files.public import harmless_name

__all__ = ["another", "compared", "kept"]


def kept(name: str) -> str:
    """The name as it is kept: it leads to no other folder and hides nothing; never empty."""
    return harmless_name(name)


def compared(name: str) -> str:
    """What two names that a file manager takes for one have in common: letters' size aside, accents not."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())[:240]


def another(name: str, number: int) -> str:
    """The same name, told apart by a number: "cours (2).pdf"."""
    stem, dot, ending = name.rpartition(".")
    mark = f" ({number})"
    if not dot or not stem or len(ending) > 12:
        return f"{name[: 120 - len(mark)]}{mark}"
    return f"{stem[: 119 - len(mark) - len(ending)]}{mark}.{ending}"
