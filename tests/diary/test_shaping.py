"""Formulas, links and paragraphs as pages show them: nothing of what somebody types runs, nothing goes unseen."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from preau.diary.maths import _ATTRIBUTES, _ELEMENTS
from preau.diary.shaping import shaped

OURS = _ELEMENTS | {"p", "br", "a", "code"}


def names(text: str) -> set[str]:
    return set(re.findall(r"<([a-zA-Z][^\s/>]*)", text))


def test_a_formula_is_drawn_beside_its_sentence() -> None:
    made = shaped("Résoudre $x^2=1$, puis\n$$\\frac{a}{b}$$\n\nFin.")
    assert "<msup>" in made and "<mfrac>" in made and 'display="block"' in made
    assert made.count("<p>") == 2


def test_sums_of_money_are_no_formula() -> None:
    assert "<math" not in shaped("De 3$ à 4$ par élève") and "<math" not in shaped("3 $ ou 4 $")


def test_an_address_leads_and_its_point_stays_outside() -> None:
    assert '<a href="https://example.org/a?b=1&amp;c=2" rel="noopener noreferrer nofollow ugc">' in shaped(
        "Voir https://example.org/a?b=1&c=2."
    )


def test_a_dollar_in_an_address_is_no_formula() -> None:
    made = shaped("Voir https://example.org/a?b=$c$, puis $x^2$.")
    assert '<a href="https://example.org/a?b=$c$"' in made and made.count("<math") == 1


def test_lines_of_an_old_machine_are_lines() -> None:
    assert shaped("Un\rDeux\r\rTrois") == "<p>Un<br>Deux</p><p>Trois</p>"


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>", "$\\text{<script>alert(1)</script>}$", "$\\href{javascript:alert(1)}{x}$",
        '$\\color{red" onload="alert(1)}{x}$', "$\\style{position:fixed}{x}$", "javascript:alert(1)",
        "$\\begin{matrix}$", "$" + "{" * 500 + "$", "$\\unicode{x3c}script$", "$" + "\\frac{1}{" * 60 + "$",
    ],
)  # fmt: skip
def test_what_is_hostile_is_shown_and_does_not_run(text: str) -> None:
    made = shaped(text)
    assert names(made) <= OURS
    assert not re.search(r"<[^>]*\s(on\w+|style|href=\"(?!https?://))", re.sub(r'alttext="[^"]*"', "", made))
    assert made.strip()


@given(st.text(alphabet=st.sampled_from("ab1 $\\{}^_<>&\"'/:.\nfrachtpsqrtbeginmatrix"), max_size=120))
def test_whatever_is_typed_stays_within_our_list(text: str) -> None:
    made = shaped(text)
    assert names(made) <= OURS
    for tag in re.findall(r"<m[a-z]*((?:\s[a-z]+=\"[^\"]*\")*)\s*/?>", made):
        assert set(re.findall(r"\s([a-z]+)=", re.sub(r'alttext="[^"]*"', "", tag))) <= _ATTRIBUTES | {"display"}
