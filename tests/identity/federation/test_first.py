"""Which source comes first at the door: set for a collectivity or a school, known by the link that leads there."""

import re
from typing import Any

import pytest
from django.test import Client

from cast import COLLEGE, LYCEE
from identity.federation.conftest import declare_oidc
from preau.directory.models import LocalAuthority
from preau.identity.federation.errors import BadSource
from preau.identity.federation.sources import read

pytestmark = pytest.mark.django_db
REGION, DEPARTMENT = "200053767", "226900013"


@pytest.fixture
def sources(folder: Any, academy: Any) -> Any:
    """One source for everybody, one first for a Région, one first for a Département, one for a school."""
    for key, siren in ((LYCEE, REGION), (COLLEGE, DEPARTMENT)):
        LocalAuthority.objects.filter(pk=academy.school(key).local_authority_id).update(siren=siren)
    base = "http://127.0.0.1:9"
    declare_oidc(folder, base, "commun", more="rank = 1", label="Commun")
    declare_oidc(folder, base, "region", more=f'rank = 50\nfirst_for = ["{REGION}"]', label="Région")
    declare_oidc(folder, base, "departement", more=f'rank = 60\nfirst_for = ["{DEPARTMENT}"]', label="Département")
    return folder


def order(page: str) -> list[str]:
    return list(dict.fromkeys(re.findall(r"(Commun|Région|Département)\s*</", page)))  # each has a second link


def door(client: Client, uai: str = "") -> list[str]:
    return order(client.get("/connexion/", {"etablissement": uai} if uai else {}).content.decode())


def test_each_collectivity_finds_its_own_first(sources: Any, academy: Any) -> None:
    assert door(Client())[0] == "Commun"
    assert door(Client(), academy.school(LYCEE).uai)[0] == "Région"
    assert door(Client(), academy.school(COLLEGE).uai.lower())[0] == "Département"
    assert len(door(Client(), academy.school(LYCEE).uai)) == 3, "the others stay"


def test_the_browser_remembers_and_another_link_changes_it(sources: Any, academy: Any) -> None:
    client = Client()
    door(client, academy.school(LYCEE).uai)
    assert door(client)[0] == "Région"
    assert client.post("/connexion/", {"login": "", "password": ""}).status_code == 422
    door(client, academy.school(COLLEGE).uai)
    assert door(client)[0] == "Département"


def test_a_school_may_be_set_alone(sources: Any, academy: Any) -> None:
    uai = academy.school(COLLEGE).uai
    declare_oidc(sources, "http://127.0.0.1:9", "commun", more=f'rank = 1\nfirst_for = ["{uai}"]', label="Commun")
    assert door(Client(), uai)[0] == "Commun", "by rank between two that are first"
    assert door(Client(), academy.school(LYCEE).uai)[0] == "Région"


@pytest.mark.parametrize("uai", ["9999999Z", "x", "' OR 1=1", "é" * 300, "<script>"])
def test_what_is_no_school_changes_nothing_and_is_not_kept(sources: Any, uai: str) -> None:
    client = Client()
    assert door(client, uai)[0] == "Commun"
    assert "preau-place" not in client.cookies or uai == "9999999Z"


def test_nothing_more_is_asked_of_the_database_where_none_is_first(folder: Any, django_assert_num_queries: Any) -> None:
    # One read: whether the door is a school's computer's, which is asked of everybody.
    declare_oidc(folder, "http://127.0.0.1:9", "commun", label="Commun")
    with django_assert_num_queries(1):
        assert door(Client(), "0690001A") == ["Commun"]


@pytest.mark.parametrize("first", ['"200053767"', '["Lyon"]', "[1]", '["0690001"]'])
def test_a_declaration_that_names_no_place_is_refused(folder: Any, first: str) -> None:
    declare_oidc(folder, "http://127.0.0.1:9", "commun", more=f"first_for = {first}")
    with pytest.raises(BadSource, match="first_for"):
        read(folder / "commun.toml")
