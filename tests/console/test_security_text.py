"""A NUL in a search is an empty search, not a failure (PostgreSQL refuses the character)."""

import pytest

from console import worn
from directory import people_of
from preau.kernel import scope

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("who", ["head", "officer"])
def test_a_search_takes_any_character(who: str) -> None:
    with scope.everything("test"):
        client = worn.staff(people_of.school()) if who == "head" else worn.officer(worn.region())
    pages = {
        "head": ["/console/responsables/?q=a%00bc", "/console/journal/?q=a%00b"],
        "officer": ["/etablissements/?q=a%00b", "/console/etablissements/?q=a%00b"],
    }
    for page in pages[who]:
        assert client.get(page).status_code == 200, page
