"""Row I3: no cell of an exported list can become a formula, and what is read back is what was written."""

import csv
import io
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from preau.kernel.spreadsheets import csv_chunks, csv_text, plain_cell, read_cell, write_xlsx

STARTS = ["=", "+", "-", "@", "\t", "\r", "\n", ";", "＝", "＋", "－", "＠", " =", "\u00a0+", "'=", "''@"]
DANGEROUS = tuple("=+-@\t\r\n;＝＋－＠")
CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12) | st.builds(
    lambda start, rest: start + rest,
    st.sampled_from(STARTS),
    st.text(max_size=5).map(lambda one: one.replace("\0", "")),
)


def _read(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=";"))


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.lists(CELLS, min_size=2, max_size=4), min_size=1, max_size=5))
def test_csv_holds_no_formula_and_comes_back_exactly(rows: list[list[str]]) -> None:
    read = _read(csv_text(rows))
    assert [[read_cell(cell) for cell in row] for row in read] == rows
    assert not [cell for row in read for cell in row if cell.lstrip(" \u00a0\u202f").startswith(DANGEROUS)]


@pytest.mark.parametrize("start", STARTS)
def test_each_dangerous_start_is_disarmed(start: str) -> None:
    text = f"{start}1+1"
    assert plain_cell(text) == f"'{text}" and read_cell(plain_cell(text)) == text


@pytest.mark.parametrize("text", ["D’Arçon", "L'Hôte", "'", "06 12", "a=b", ""])
def test_what_is_harmless_is_left_alone(text: str) -> None:
    assert plain_cell(text) == text == read_cell(text)


def test_a_csv_of_many_chunks_is_one_file() -> None:
    chunks = [[["a", "b"]], [["1", "2"], ["3", "4"]], []]
    assert b"".join(csv_chunks(chunks)).decode() == csv_text([row for chunk in chunks for row in chunk])


def _sheet(rows: list[list[str]]) -> etree._Element:
    file = io.BytesIO()
    write_xlsx([rows], file, title="annuaire")
    with zipfile.ZipFile(file) as packed:
        return etree.fromstring(packed.read("xl/worksheets/sheet1.xml"))


def test_every_cell_of_a_workbook_is_text() -> None:
    rows = [[f"{start}cmd|' /C calc'!A0", "12", "http://example.org"] for start in STARTS]
    sheet = _sheet(rows)
    space = {"x": sheet.nsmap[None]}
    assert not sheet.xpath("//x:f", namespaces=space) and not sheet.xpath("//x:hyperlink", namespaces=space)
    cells = sheet.xpath("//x:c", namespaces=space)
    assert len(cells) == 3 * len(rows)
    assert {cell.get("t") for cell in cells} == {"inlineStr"}
    assert cells[0].xpath("string(.)") == rows[0][0]
