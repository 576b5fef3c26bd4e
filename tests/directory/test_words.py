"""Labels of the national lists, as people write them."""

import pytest

from preau.directory.words import readable


@pytest.mark.parametrize(
    ("kept", "read"),
    [
        ("MATHEMATIQUES", "Mathématiques"),
        ("EDUCATION PHYSIQUE ET SPORTIVE", "Éducation physique et sportive"),
        ("SCIENCES DE L INGENIEUR", "Sciences de l’ingénieur"),
        ("DEMI-PENSIONNAIRE DANS L'ETABLISSEMENT", "Demi-pensionnaire dans l’établissement"),
        ("EXTERNE SURVEILLE", "Externe surveillé"),
        ("2DE GENERALE ET TECHNOLOGIQUE", "2de générale et technologique"),
        ("HISTOIRE-GEOGRAPHIE-ENSEIGN.MORAL CIVIQUE", "Histoire-géographie, enseignement moral et civique"),
        ("ANGLAIS LV1", "Anglais LV1"),
        ("EPS", "EPS"),
        ("BTS1 COMMERCE", "BTS1 commerce"),
        ("Maths avec Léa", "Maths avec Léa"),
        ("  VIE   DE CLASSE ", "Vie de classe"),
        ("", ""),
    ],
)
def test_a_label_in_capitals_is_read_as_a_sentence_begins(kept: str, read: str) -> None:
    assert readable(kept) == read
