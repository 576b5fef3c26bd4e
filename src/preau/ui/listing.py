"""A list as every desk shows it: sorted by its headings, forty to a page, with the query kept in the address.

The view names the columns and makes the cells; ui/listing.html draws. Nothing here reads the database: the source is a
sequence that makes rows only for the part asked of it.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, NamedTuple, TypeVar
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import QueryDict
from markupsafe import Markup

from preau.kernel.text import fold
from preau.ui.drawing import all_shown, shown

Row = TypeVar("Row")
PER_PAGE = 40
"""The largest class stands on one page."""
TEXT_LENGTH = 80
SEEN_AT_ONCE = 10
MARK = "\x1a"
"""Where a value goes in a row drawn once for all lines."""


@dataclass(frozen=True, slots=True)
class Column:
    """A heading; `sort`: the word in the address that sorts by it, empty when nothing does."""

    label: str
    sort: str = ""
    is_number: bool = False


class Line(NamedTuple):
    """A drawn row: its cells as texts, where its first cell leads, and the key that a bulk act names it by.

    `apart`: what a listener hears after a name that another row of the page has too.
    """

    cells: Sequence[Any]
    href: str = ""
    key: str = ""
    apart: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of a list, ready to be drawn."""

    columns: Sequence[Column]
    lines: Sequence[Line]
    count: int
    page: int
    pages: int
    address: str
    query: dict[str, str] = field(default_factory=dict)
    sort: str = ""
    descending: bool = False

    @property
    def base(self) -> str:
        """The address of this list up to and with "page="."""
        return f"{self.address}?{urlencode({**self.query, 'page': ''})}"

    @property
    def file_base(self) -> str:
        """The address of the whole list as a file, up to and with "format="."""
        return f"{self.address}?{urlencode({**self.query, 'format': ''})}"

    @property
    def others(self) -> tuple[Column, ...]:
        """The headings beside the first."""
        return tuple(self.columns[1:])

    @property
    def mark(self) -> str:
        """What stands for a value in the rows that `drawn` is given."""
        return MARK

    def drawn(self, boxed: str, linked: str, plain: str, apart: str, *, both: bool = False) -> Markup:
        """All rows, each after the row that suits it, which the template draws once, with marks in place of values.

        In the order of the marks: the key three times when it has a box, the address when it leads somewhere (of a row
        with a box, when `both`); the name, what tells it apart (drawn as `apart`, or nothing), the other cells.
        """
        with_box, with_link, alone, with_apart = (
            one.replace("%", "%%").replace(MARK, "%s") for one in map(str, (boxed, linked, plain, apart))
        )
        rows = []
        for cells, href, key, told in self.lines:
            name, *others = all_shown(cells)
            aside = with_apart % shown(told) if told else ""
            if boxed and key:
                ticked, led = shown(key), (shown(href),) if both else ()
                rows.append(with_box % (ticked, ticked, ticked, *led, name, aside, *others))
            elif href:
                rows.append(with_link % (shown(href), name, aside, *others))
            else:
                rows.append(alone % (name, aside, *others))
        return Markup("".join(rows))  # noqa: S704 - each value was made harmless, the rest is the template's

    @property
    def is_sortable(self) -> bool:
        """Whether a heading sorts; those stay in sight on a phone, where others are written beside each cell."""
        return any(one.sort for one in self.columns)

    def sorted_by(self, column: Column) -> str:
        """The address of the same list by that heading; by the same heading again, from its end."""
        turned = column.sort == self.sort and not self.descending
        order = {"tri": column.sort, "sens": "desc" if turned else ""}
        return f"{self.address}?{urlencode({name: value for name, value in {**self.query, **order}.items() if value})}"

    def direction(self, column: Column) -> str:
        """The value of aria-sort for a heading, empty when the list is not sorted by it."""
        if not column.sort or column.sort != self.sort:
            return ""
        return "descending" if self.descending else "ascending"


def typed(data: QueryDict, name: str = "q") -> str:
    """What was typed in a search box, cut to a sensible length."""
    return data.get(name, "")[:TEXT_LENGTH].replace("\0", "").strip()


def number_of(data: QueryDict) -> int:
    """The page asked for; 1 for anything that is not a number."""
    asked = data.get("page", "1")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 1


def order_of(data: QueryDict, allowed: Sequence[str]) -> tuple[str, bool]:
    """The heading sorted by, the first one allowed for anything else; and whether from its end."""
    asked = data.get("tri", "")
    return (asked if asked in allowed else allowed[0]), data.get("sens") == "desc"


class Asked(NamedTuple):
    """What is asked of a short list: words that are looked for, the heading sorted by, whether from its end."""

    text: str
    sort: str
    descending: bool

    @property
    def query(self) -> dict[str, object]:
        """The same, as an export keeps it."""
        return self._asdict()


def asked_of(data: QueryDict, keys: Iterable[str], name: str = "q") -> Asked:
    """What the address, or a form that repeats it, asks; `name`: the field of the words."""
    return Asked(typed(data, name), *order_of(data, tuple(keys)))


def holding(rows: Iterable[Row], text: str, told: Callable[[Row], str]) -> list[Row]:
    """Those whose words hold each word of the text, without regard to accents."""
    words = fold(text).split()

    def holds(whole: str) -> bool:
        return all(word in whole for word in words)

    return [one for one in rows if holds(fold(told(one)))] if words else list(rows)


def sifted(
    rows: Iterable[Row], asked: Asked, *, told: Callable[[Row], str], keys: Mapping[str, Callable[[Row], Any]]
) -> list[Row]:
    """Of a list that is held whole: those whose words hold each word asked for, in the order asked for.

    Sorted in Python, without regard to accents: the two databases put them in different places. Those alike by a key
    follow the first one.
    """
    found = holding(rows, asked.text, told)
    first = next(iter(keys))
    found.sort(key=keys[first], reverse=asked.descending and asked.sort == first)
    if asked.sort != first:
        found.sort(key=keys[asked.sort], reverse=asked.descending)
    return found


@dataclass(frozen=True, slots=True)
class Paged(Generic[Row]):
    """A part of a list that is drawn otherwise than as a table. `count`: how many rows there are in all."""

    rows: Sequence[Row]
    count: int
    page: int
    pages: int
    base: str

    @property
    def is_long(self) -> bool:
        """Whether it is worth a search box: more than the eye takes in at once."""
        return self.count > SEEN_AT_ONCE


def paged(
    source: Any, data: QueryDict, *, address: str, query: Mapping[str, str] | None = None, per_page: int = PER_PAGE
) -> Paged[Any]:
    """The part of a sequence, or of a read not yet made, that is asked for. `query`: what narrows it."""
    pages: Paginator[Any] = Paginator(source, per_page)
    here = pages.get_page(number_of(data))
    kept = {name: value for name, value in (query or {}).items() if value}
    base = f"{address}?{urlencode({**kept, 'page': ''})}"
    return Paged(list(here.object_list), pages.count, here.number, pages.num_pages, base)


def told_apart(lines: Sequence[Line]) -> list[Line]:
    """The same rows; those that share their first cell are told apart by the others, else by their rank."""
    names = [str(one.cells[0]) for one in lines]
    if len(set(names)) == len(names):
        return list(lines)
    told = Counter(names)
    heard: Counter[tuple[str, str]] = Counter()
    found = []
    for one in lines:
        name = str(one.cells[0])
        if told[name] > 1:
            words = ", ".join(str(cell) for cell in one.cells[1:] if cell)
            heard[name, words] += 1
            rank = heard[name, words]
            one = one._replace(apart=words if rank == 1 else f"{words} ({rank})")
        found.append(one)
    return found


def listing(
    source: Sequence[Row], draw: Callable[[Row], Line], *, columns: Sequence[Column], data: QueryDict, address: str,
    query: dict[str, str], sort: str = "", descending: bool = False,
) -> Listing:  # fmt: skip
    """The page asked for in `data`, drawn. `query`: what narrows the list, kept in its addresses.

    A source that reads a part and how many there are in all at once says so by a method `look_at(start, count)`.
    """
    if (look_at := getattr(source, "look_at", None)) is not None:
        look_at((max(number_of(data), 1) - 1) * PER_PAGE, PER_PAGE)
    pages: Paginator[Row] = Paginator(source, PER_PAGE)
    here = pages.get_page(number_of(data))
    kept = {name: value for name, value in query.items() if value}
    if sort and (sort != next((one.sort for one in columns if one.sort), "") or descending):
        kept["tri"] = sort
    if descending:
        kept["sens"] = "desc"
    lines = told_apart([draw(row) for row in here.object_list])
    return Listing(
        columns, lines, pages.count, here.number, pages.num_pages, address, kept, sort, descending
    )  # fmt: skip
