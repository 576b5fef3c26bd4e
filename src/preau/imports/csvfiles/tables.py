"""A CSV file as lines of cells: its encoding and separator are found, its limits said in plain words."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from preau.directory.errors import Refused
from preau.imports.aaf.refusals import FileRefused
from preau.imports.enums import RefusalCause
from preau.kernel.spreadsheets import read_cell

MOST_BYTES = 20_000_000
MOST_LINES = 20_000
MOST_COLUMNS = 80
CELL_MAX = 5_000
SEPARATORS = (";", ",", "\t", "|")
ENCODINGS = ("utf-8-sig", "cp1252")
_LOOKED_AT = 200
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


@dataclass(frozen=True, slots=True)
class Shape:
    """How a file is written: its encoding, its separator, and the names at the head of its columns."""

    encoding: str
    separator: str
    headings: tuple[str, ...]


def too_big(size: int) -> str:
    """What to say of a file of that size, "" when it may be taken."""
    if size <= MOST_BYTES:
        return ""
    told = {"size": max(1, size // 1_000_000), "most": MOST_BYTES // 1_000_000}
    return (
        _("Ce fichier pèse %(size)s Mo, la limite est de %(most)s Mo : la liste d’un établissement est plus petite.")
        % told
    )  # fmt: skip


def shape_of(path: Path) -> Shape:
    """How the file is written; raises Refused, in plain words, for what is no list."""
    if why := too_big(path.stat().st_size):
        raise Refused(why)
    with path.open("rb") as file:
        head = file.read(4096)
    if not head.strip():
        raise Refused(_("Ce fichier est vide."))
    if head.startswith(_WORKBOOKS):
        raise Refused(
            _("C’est un classeur : dans votre tableur, enregistrez-le au format CSV, puis déposez ce fichier.")
        )
    if b"\x00" in head:
        raise Refused(_("Ce fichier n’est pas du texte : exportez la liste au format CSV."))
    encoding = _encoding_of(path)
    separator = _separator_of(path, encoding)
    try:
        first = next(_raw(path, encoding, separator), (1, []))[1]
    except csv.Error:
        first = []
    headings = tuple(" ".join(one.split())[:80] for one in first)
    while headings and not headings[-1]:
        headings = headings[:-1]
    if len([one for one in headings if one]) < 2:
        raise Refused(
            _("La première ligne doit porter le titre d’au moins deux colonnes, séparés par des points-virgules.")
        )
    if len(headings) > MOST_COLUMNS:
        raise Refused(_("Ce fichier a plus de %s colonnes : ce n’est pas une liste de personnes.") % MOST_COLUMNS)
    return Shape(encoding, separator, headings)


def _encoding_of(path: Path) -> str:
    """UTF-8 when every byte agrees, else the one French spreadsheets write; raises Refused for neither."""
    for encoding in ENCODINGS:
        try:
            with path.open(encoding=encoding, newline="") as file:
                while file.read(1 << 16):
                    pass
        except UnicodeDecodeError:
            continue
        return encoding
    raise Refused(_("Les lettres de ce fichier ne se lisent ni en UTF-8 ni en Windows-1252 : exportez-le en UTF-8."))


def _separator_of(path: Path, encoding: str) -> str:
    """The separator that parts the first lines in the same number of cells, the most of them."""

    def fit(separator: str) -> tuple[float, int]:
        counts = []
        try:
            for _line, cells in _raw(path, encoding, separator):
                counts.append(len(cells))
                if len(counts) >= _LOOKED_AT:
                    break
        except csv.Error:
            return 0.0, 0
        if not counts or counts[0] < 2:
            return 0.0, 0
        return sum(one == counts[0] for one in counts) / len(counts), counts[0]

    return max(SEPARATORS, key=fit)


def _raw(path: Path, encoding: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    with path.open(encoding=encoding, newline="") as file:
        reader = csv.reader(file, delimiter=separator)
        while True:
            line = reader.line_num + 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            yield line, cells


def lines_of(path: Path, shape: Shape, *, most: int = MOST_LINES) -> Iterator[tuple[int, Sequence[str]]]:
    """Number of each line (1 is the headings') and its cells, empty lines left out; `most` of them.

    Raises FileRefused where the file can be read no further.
    """
    many = 0
    lines = _raw(path, shape.encoding, shape.separator)
    line = 1
    while True:
        try:
            line, cells = next(lines)
        except StopIteration:
            return
        except csv.Error:
            reason = _("lecture arrêtée après la ligne %s : un guillemet ouvert n’est pas refermé") % line
            raise FileRefused(RefusalCause.MALFORMED, reason, line + 1) from None
        if line == 1 or not any(one.strip() for one in cells):
            continue
        many += 1
        if many > most:
            reason = _("plus de %s lignes : la suite n’est pas lue") % most
            raise FileRefused(RefusalCause.TOO_LONG, reason, line)
        yield line, [read_cell(one).strip() for one in cells]
