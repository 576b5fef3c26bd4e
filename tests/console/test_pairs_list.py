"""The list of pairs: searched, sorted and paged, in as many reads whatever their number, within the scope."""

import datetime as dt

import pytest

from console import worn
from console.test_lists import csv_of
from directory import people_of
from harness.sql import queries
from preau.console.models import ListExport
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


def test_pairs_leave_as_a_file_that_counts_both_sides(world) -> None:
    head, _at = world
    assert 'name="liste" value="pairs"' in head.get(PAIRS).content.decode()
    asked = {"liste": "pairs", "q": "legrand07", "format": "csv"}
    rows = csv_of(head.post("/console/exports/nouveau/", asked))
    assert [row[1:4] for row in rows[1:]] == [["gardée", "Légrand07", "Anne"], ["réunie", "Légrand07", "Hanna"]]
    with scope.everything("test"):
        assert [(one.kind, one.count) for one in ListExport.objects.all()] == [("pairs", 2)]
        operator = worn.operator()
        office = worn.staff(_at, Profile.SCHOOL_STAFF, "Bob")
    assert 'name="liste"' not in operator.get(PAIRS).content.decode(), "no list of people leaves a platform whole"
    assert operator.post("/console/exports/nouveau/", asked).status_code == 404
    assert office.post("/console/exports/nouveau/", asked).status_code == 403


def test_a_file_of_pairs_counts_the_pupils_whom_places_of_a_guardian_name(world) -> None:
    head, at = world
    with scope.everything("test"):
        one = RecordMatch.objects.get(kept__family_name="Légrand07")
        for pupil in (people_of.pupil("Lina", "Légrand", at), people_of.pupil("Tom", "Légrand", at)):
            people_of.link(one.kept, pupil, at)
            people_of.link(one.merged, pupil, at)
    rows = csv_of(head.post("/console/exports/nouveau/", {"liste": "pairs", "q": "legrand07", "format": "csv"}))
    assert "Lina" in " ".join(rows[1]) and "Tom" in " ".join(rows[2])
    with scope.everything("test"):
        assert ListExport.objects.get().count == 4, "both sides, and two pupils counted once"


def test_several_pairs_are_set_aside_after_their_number_is_said_and_none_is_joined_so(world) -> None:
    head, _at = world
    aside = f"{PAIRS}ecarter/"
    with scope.everything("test"):
        by_name = {one.kept.family_name: str(one.pk) for one in RecordMatch.objects.select_related("kept")}
    chosen = {"id": [by_name["Légrand00"], by_name["Légrand01"], by_name["Canari"]]}
    recap = worn.text_of(head.get(aside, chosen))
    assert "2 paires choisies." in recap and "Canari" not in recap
    with scope.everything("test"):
        assert not RecordMatch.objects.exclude(state=MatchState.PROPOSED).exists()
    assert "Le nombre a changé" in worn.text_of(head.post(aside, {**chosen, "nombre": "3"})), "it is read again"
    with scope.everything("test"):
        assert not RecordMatch.objects.exclude(state=MatchState.PROPOSED).exists()
    done = worn.text_of(head.post(aside, {**chosen, "nombre": "2"}, follow=True))
    assert "2 paires écartées" in done
    with scope.everything("test"):
        left = RecordMatch.objects.exclude(state=MatchState.PROPOSED).values_list("kept__family_name", "state")
        assert set(left) == {("Légrand00", MatchState.REFUSED), ("Légrand01", MatchState.REFUSED)}
    assert "Cochez au moins une paire" in worn.text_of(head.post(aside, chosen, follow=True)), "sent twice, done once"
