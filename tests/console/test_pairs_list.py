"""The list of pairs: searched, sorted and paged, in as many reads whatever their number, within the scope."""

import datetime as dt

import pytest

from console import worn
from directory import people_of
from harness.sql import queries
from preau.directory.enums import MatchState, Profile
from preau.directory.models import RecordMatch
from preau.kernel import clock, scope

pytestmark = pytest.mark.django_db
PAIRS = "/console/rapprochements/"


def pair(at, family: str, number: int, **more: object) -> RecordMatch:
    sides = []
    for given in ("Anne", "Hanna"):
        who = people_of.person(given, family)
        people_of.place(who, at, Profile.TEACHER)
        sides.append(who)
    return RecordMatch.objects.create(
        kept=sides[0], merged=sides[1], created_at=clock.now() - dt.timedelta(hours=number), **more
    )


@pytest.fixture
def world():
    with scope.everything("test"):
        at, other = people_of.school("Lycée des Tilleuls"), people_of.school("Autre lycée")
        head = worn.staff(at)
        for number in range(23):
            pair(at, f"Légrand{number:02d}", number)
        pair(other, "Canari", 0)
        return head, at


def names(page: object) -> list[str]:
    text = worn.text_of(page)
    return [f"Légrand{number:02d}" for number in range(23) if f"Anne Légrand{number:02d} et" in text]


def test_pairs_are_paged_sorted_and_searched_without_regard_to_accents(world) -> None:
    head, _at = world
    first = head.get(PAIRS)
    assert names(first) == [f"Légrand{number:02d}" for number in range(10)] and "Page 1 sur 3" in worn.text_of(first)
    assert names(head.get(PAIRS, {"page": "3"})) == ["Légrand20", "Légrand21", "Légrand22"]
    assert names(head.get(PAIRS, {"tri": "anciennes"}))[-1] == "Légrand22"
    found = head.get(PAIRS, {"q": "legrand07 tilleuls"})
    assert names(found) == ["Légrand07"] and "1 paire trouvée" in worn.text_of(found)
    assert "Aucune paire trouvée" in worn.text_of(head.get(PAIRS, {"q": "canari"})), "another school's is not found"
    assert head.get(PAIRS, {"page": "x", "tri": "x", "etat": "x"}).status_code == 200


def test_joined_pairs_have_their_own_tab(world) -> None:
    head, at = world
    with scope.everything("test"):
        schools = {"kept": [str(at.pk)], "merged": [str(at.pk)]}
        pair(at, "Réuni", 0, state=MatchState.JOINED, joined_at=clock.now(), moved={"schools": schools})
    page = worn.text_of(head.get(PAIRS, {"etat": "reunies"}))
    assert "Réunies (1)" in page and "À examiner (23)" in page and "Séparer ces fiches" in page


def test_as_many_reads_for_one_pair_as_for_many(world) -> None:
    head, _at = world
    head.get(PAIRS)
    with queries() as many:
        head.get(PAIRS)
    with scope.everything("test"):
        RecordMatch.objects.exclude(kept__family_name="Légrand00").delete()
    with queries() as few:
        head.get(PAIRS)
    assert len(many) == len(few)
