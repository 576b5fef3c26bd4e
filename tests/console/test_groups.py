"""Groups made by hand: filled and emptied in bulk after a true preview; those of other sources stay as they are."""

import pytest

from console import worn
from directory import people_of
from preau.directory.calendar import year_of
from preau.directory.enums import GroupSource
from preau.directory.models import GroupMembership, SchoolYear, StudentGroup
from preau.kernel import audit, clock, scope
from preau.kernel.models import AuditEntry

pytestmark = pytest.mark.django_db
GROUPS = "/console/groupes/"


@pytest.fixture
def world():
    with scope.everything("test"):
        at = people_of.school("Lycée des Tilleuls")
        lina, tom = people_of.pupil("Lina", "Béranger", at), people_of.pupil("Tom", "Cadet", at)
        people_of.enrolled(lina, at, "2A")
        people_of.enrolled(tom, at, "2B")
        sofia = people_of.guardian("Sofia", "Béranger", lina, at)
        return worn.staff(at), at, lina, tom, sofia


def _inside(address: str) -> set:
    with scope.everything("test"):
        rows = GroupMembership.objects.filter(group_id=address.strip("/").split("/")[-1])
        return set(rows.values_list("student_id", flat=True))


def test_a_group_is_made_filled_renamed_and_emptied(world) -> None:
    head, _at, lina, tom, sofia = world
    assert head.post(GROUPS, {"label": "  "}).status_code == 422
    group = head.post(GROUPS, {"label": "Chorale"})["Location"]
    asked = {"id": [str(lina.pk), str(sofia.pk)]}
    preview = worn.text_of(head.get(f"{group}ajouter/", asked))
    assert "1 élève sera ajouté." in preview and not _inside(group), "a guardian is no pupil; a preview changes nothing"
    for _ in range(2):  # sent twice, done once
        head.post(f"{group}ajouter/", {**asked, "nombre": "1"})
    assert _inside(group) == {lina.pk}
    both = worn.text_of(head.get(f"{group}ajouter/", {"id": [str(lina.pk), str(tom.pk)]}))
    assert "1 élève sera ajouté. 1 y est déjà." in both
    head.post(group, {"label": "Chœur", "seen": worn.seen_in(head.get(group))})
    assert "Chœur" in worn.text_of(head.get(group))
    assert "1 élève sera retiré." in worn.text_of(head.get(f"{group}retirer/", {"id": str(lina.pk)}))
    worn.confirmed(head, f"{group}retirer/", {"id": str(lina.pk)})
    assert not _inside(group)
    told = [audit.sentence_of(one) for one in AuditEntry.objects.filter(action__contains="group_members")]
    assert len(told) == 2 and "a complété le groupe «\xa0Chorale\xa0» (élèves ajoutés\xa0: 1)" in told[0]


def test_everybody_found_is_added_at_once(world) -> None:
    head, _at, lina, tom, _sofia = world
    group = head.post(GROUPS, {"label": "Seconde"})["Location"]
    preview = worn.text_of(head.get(f"{group}ajouter/", {"tous": "1", "q": "2b"}))
    assert "1 élève sera ajouté." in preview
    worn.confirmed(head, f"{group}ajouter/", {"tous": "1", "q": "2b"})
    assert _inside(group) == {tom.pk}
    worn.confirmed(head, f"{group}ajouter/", {"tous": "1"})
    assert _inside(group) == {lina.pk, tom.pk}


def test_the_number_is_read_again_when_it_changed_before_the_group_does(world) -> None:
    head, at, lina, tom, _sofia = world
    group = head.post(GROUPS, {"label": "Seconde"})["Location"]
    add, remove = f"{group}ajouter/", f"{group}retirer/"
    read = worn.number_in(head.get(add, {"tous": "1"}))
    with scope.everything("test"):
        zoe = people_of.pupil("Zoé", "Dupré", at)
        people_of.enrolled(zoe, at, "2A")
    assert read == "2"
    again = head.post(add, {"tous": "1", "nombre": read})
    assert "Le nombre a changé" in worn.text_of(again) and "3 élèves seront ajoutés." in worn.text_of(again)
    assert not _inside(group) and worn.number_in(again) == "3" and 'name="tous"' in again.content.decode()
    assert "Le nombre a changé" in worn.text_of(head.post(add, {"tous": "1"})), "nothing was read"
    assert not _inside(group)
    head.post(add, {"tous": "1", "nombre": "3"})
    assert _inside(group) == {lina.pk, tom.pk, zoe.pk}
    two = {"id": [str(tom.pk), str(zoe.pk)]}
    two["nombre"] = worn.number_in(head.get(remove, two))
    worn.confirmed(head, remove, {"id": str(tom.pk)})
    again = worn.text_of(head.post(remove, two))
    assert "Le nombre a changé" in again and "1 élève sera retiré. 1 n’y est pas." in again
    assert _inside(group) == {lina.pk, zoe.pk}
    assert "Tous ces élèves y sont déjà" in worn.text_of(head.get(add, {"id": str(lina.pk)}))


def test_a_group_of_another_source_is_shown_and_left_alone(world) -> None:
    head, at, lina, _tom, _sofia = world
    with scope.everything("test"):
        year = SchoolYear.objects.get(pk=year_of(clock.today()))
        given = StudentGroup.objects.create(
            school=at, school_year=year, code="G", label="Groupe AAF", source=GroupSource.AAF
        )
    group = f"{GROUPS}{given.pk}/"
    page = worn.text_of(head.get(group))
    assert "Annuaire académique" in page and "Renommer" not in page
    head.post(f"{group}ajouter/", {"id": str(lina.pk), "nombre": "1"})
    assert head.post(group, {"label": "Autre"}).status_code == 422
    assert not _inside(group)


def test_another_school_is_not_reached(world) -> None:
    head, _at, _lina, _tom, _sofia = world
    with scope.everything("test"):
        there = people_of.school("Lycée voisin")
        canary = people_of.pupil("Canari", "Dailleurs", there)
        people_of.enrolled(canary, there)
        other = worn.staff(there, given="Yves")
    group = head.post(GROUPS, {"label": "Chorale"})["Location"]
    assert other.get(group).status_code == 404 == other.post(f"{group}ajouter/", {"id": str(canary.pk)}).status_code
    assert head.get(f"{group}ajouter/", {"id": str(canary.pk)}).status_code == 302
    assert "Dailleurs" not in worn.text_of(head.get(group, {"q": "canari"})) and not _inside(group)
