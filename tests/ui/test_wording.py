"""Words that depend on their neighbours."""

import pytest
from django.utils import translation

from preau.ui.wording import of_name


@pytest.mark.parametrize(
    ("name", "french", "english"),
    [
        ("Adam", "d’Adam", "of Adam"),
        ("Élise MARTIN", "d’Élise MARTIN", "of Élise MARTIN"),
        ("Inês", "d’Inês", "of Inês"),
        ("Hélène", "d’Hélène", "of Hélène"),
        ("Hassan", "de Hassan", "of Hassan"),
        ("Samira", "de Samira", "of Samira"),
        ("", "de ", "of "),
    ],
)
def test_what_belongs_to_somebody_is_said_as_it_is_spoken(name: str, french: str, english: str) -> None:
    with translation.override("fr"):
        assert of_name(name) == french
    with translation.override("en"):
        assert of_name(name) == english
