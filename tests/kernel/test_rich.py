"""Shaped texts: what is kept, what goes, what they say as plain ones."""

import re
from html.parser import HTMLParser
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from preau.kernel import rich
from vectors import ALL, VECTORS

LINK = re.compile(r"^(https?://|mailto:)")


class _Harmless(HTMLParser):
    """Fails at the first thing that is not allowed."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        assert tag in rich.TAGS, tag
        assert set(found) <= ({"href", "rel"} if tag == "a" else set()), found
        assert LINK.match(found.get("href") or "https://"), found
        assert tag != "a" or found.get("rel") == "noopener noreferrer nofollow"

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)

    def unknown_decl(self, data: str) -> None:
        raise AssertionError(data)


def _harmless(html: str) -> None:
    reader = _Harmless()
    reader.feed(html)
    reader.close()


@pytest.mark.parametrize("kind", VECTORS)
def test_every_vector_leaves_nothing(kind: str) -> None:
    for vector in VECTORS[kind]:
        kept = rich.clean(vector)
        _harmless(kept)
        assert rich.clean(kept) == kept, "saved twice, it is the same"
        _harmless(str(rich.shown(vector)))
        assert "<" not in re.sub(r"</?(p|br|strong|em|ul|ol|li|a|blockquote|h3)\b[^<>]*>", "", kept)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.one_of(
    st.sampled_from(ALL), st.text(max_size=12),
    st.sampled_from([
        "<p>", "</p>", "<ul>", "<li>", "</ul>", "<a href='https://e.fr'>", "</a>", "<svg>", "<math>", "<style>", "<!--",
        "-->", "<table>", "</table>", "<mtext>", "<title>", "</title>", "<select>", '"', "'", ">", "<",
    ]),
), max_size=8))  # fmt: skip
def test_nothing_slips_through_between_two(parts: list[Any]) -> None:
    kept = rich.clean("".join(parts))
    _harmless(kept)
    assert rich.clean(kept) == kept
    assert rich.as_text(kept) == rich.as_text(rich.clean(kept))


def test_what_is_allowed_stays() -> None:
    text = (
        "<h3>Sortie</h3><p>Prenez <strong>un</strong> <em>pique</em>-nique.<br>Merci</p><ul><li>eau</li></ul>"
        "<ol><li>a</li><li>b</li></ol><blockquote>Oui</blockquote>"
    )
    assert rich.clean(text) == text
    assert rich.clean('<a href="https://e.fr/?a=1&amp;b">e</a>') == (
        '<a href="https://e.fr/?a=1&amp;b" rel="noopener noreferrer nofollow">e</a>'
    )
    assert rich.as_text(text) == (
        "Sortie\n\nPrenez un pique-nique.\nMerci\n\n– eau\n\n1. a\n2. b\n\n«\u00a0Oui\u00a0»"
    )  # fmt: skip
    assert rich.as_text(
        rich.clean('<p><a href="https://e.fr">le site</a>, <a href="mailto:a@b.fr">a@b.fr</a></p>')
    ) == ("le site (https://e.fr), a@b.fr")
    assert rich.clean("<p> <br></p>") == "", "what says nothing is nothing"
