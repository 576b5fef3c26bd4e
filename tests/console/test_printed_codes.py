"""The square on a slip, as a telephone reads it: the paper is drawn, its squares are decoded, their links opened."""

import io
import json
import uuid
from typing import Any
from urllib.parse import urlsplit

import pytest
import typst
import zxingcpp
from django.test import Client
from PIL import Image

from cast import LYCEE
from console import worn
from preau.console import paper as papers
from preau.directory.models import Homeroom
from preau.identity.models import Slip
from preau.kernel import scope
from preau.ui import paper as typesetting

DOTS_PER_INCH = 150


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[tuple[dict[str, Any], list[Image.Image]]]:
    """What each printing told the typesetter, and its pages as pictures."""
    found: list[tuple[dict[str, Any], list[Image.Image]]] = []
    real = typesetting._made

    def made(template: bytes, told: dict[str, Any], fonts: Any, standards: list[Any]) -> bytes:
        pages = typst.compile(
            template, format="png", ppi=DOTS_PER_INCH, font_paths=fonts,
            sys_inputs={"told": json.dumps(told)},
        )  # fmt: skip
        each = pages if isinstance(pages, list) else [pages]
        found.append((told, [Image.open(io.BytesIO(one)).convert("L") for one in each]))
        return real(template, told, fonts, standards)

    monkeypatch.setattr(typesetting, "_made", made)
    return found


def squares(page: Image.Image) -> list[str]:
    """What the squares of a page say, from the top, left before right."""
    read = zxingcpp.read_barcodes(page, formats=zxingcpp.BarcodeFormat.QRCode)
    return [one.text for one in sorted(read, key=lambda one: (one.position.top_left.y // 40, one.position.top_left.x))]


def test_each_square_on_paper_opens_the_slip_that_it_stands_on(academy, client_as, drawn):
    with scope.use(academy.scope_of(LYCEE)):
        homeroom = Homeroom.objects.get(label="2de 4")
    address = f"/console/activation/{homeroom.pk}/eleves/"
    worn.confirmed(client_as("claire-roux"), address, {"batch": str(uuid.uuid4()), "format": "pdf"})
    ((told, pages),) = drawn
    links = [link for page in pages for link in squares(page)]
    assert links == [one["link"] for one in told["slips"]], "each by its name, in the order of the paper"
    with scope.use(academy.scope_of(LYCEE)):
        assert len(links) == Slip.objects.count() > 5
    number = next(n for n, one in enumerate(told["slips"]) if "Lina" in one["name"])
    assert "Lina" in Client().get(urlsplit(links[number]).path, follow=True).content.decode()


def test_a_square_is_read_with_a_fold_and_a_stain(academy, client_as, drawn):
    one = papers.Sheet("Lina Benali", "2de 4", "", "7KQM-2XVA-9HTRC", "https://ent.example/f/abcdefghijklmnop", "")
    papers.as_pdf(papers.Paper("Fiches", "Lycée", papers.SlipKind.PUPIL, (one,)))
    ((_told, (page, *_more)),) = drawn
    (read,) = zxingcpp.read_barcodes(page)
    corner, end = read.position.top_left, read.position.bottom_right
    wide = end.x - corner.x
    left, top, size = int(corner.x + wide * 0.55), int(corner.y + wide * 0.55), int(wide * 0.2)
    page.paste(0, (left, top, left + size, top + size))
    assert squares(page) == [one.link]
