"""Names are put in order by either database as people read lists: as `fold` says them."""

import random

import pytest

from preau.kernel import sql
from preau.kernel.text import fold

NAMES = [
    "Œuvrard", "Éclair", "D’Arc", "d'Arbois", "Zoé", "Ÿvon", "de la Tour", "Ecole", "Lefèvre-Roux", "Lefevre", "Straße",
    "Đorđević", "Łukasz", "Ça", "ABBÉ", "Saint Clair", "Saint-Clément", "Ærø", "Oeuf", "Ñandú",
]  # fmt: skip


@pytest.mark.django_db
def test_the_database_sorts_names_as_we_fold_them():
    shuffled = random.Random(7).sample(NAMES, len(NAMES))
    rows = " UNION ALL ".join("SELECT CAST(%s AS text) AS name" for _ in shuffled)
    for down, order in ((False, ""), (True, " DESC")):
        found = sql.rows(f"SELECT name FROM ({rows}) n ORDER BY {sql.folded('name')}{order}", shuffled)
        assert [name for (name,) in found] == sorted(NAMES, key=fold, reverse=down)


@pytest.mark.django_db
def test_a_column_told_as_lines_comes_back():
    rows = " UNION ALL ".join("SELECT CAST(%s AS text) AS name" for _ in NAMES)
    [(told,)] = sql.rows(f"SELECT {sql.joined('name')} FROM ({rows}) n", NAMES)
    assert sorted(told.split("\n")) == sorted(NAMES)
