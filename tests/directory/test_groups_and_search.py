"""Groups made by hand, the look of a collectivity, and finding people."""

import pytest

from directory import people_of
from preau.directory.enums import AuthorityKind, GroupSource, Profile
from preau.directory.errors import Refused, Unknown
from preau.directory.models import GroupMembership, LocalAuthority, School, StudentGroup
from preau.directory.selectors import school_counts, schools_in_scope, search_people
from preau.directory.services import (
    add_group_member,
    assign_schools,
    create_group,
    create_local_authority,
    remove_group_member,
    rename_group,
    set_local_authority_look,
)
from preau.kernel import scope


@pytest.mark.django_db
def test_only_its_source_changes_a_group() -> None:
    with scope.everything("test"):
        here, there = people_of.school("A"), people_of.school("B")
        lina = people_of.pupil("Lina", "Moreau", here)
        people_of.enrolled(lina, here)
        stranger = people_of.pupil("Noé", "Petit", there)
        chess = create_group(actor=people_of.HEAD, school_id=here.pk, year=2026, label="  Club   échecs ")
        latin = StudentGroup.objects.create(
            school=here, school_year_id=2026, code="LAT", label="Latin", source=GroupSource.AAF
        )
        assert chess.label == "Club échecs"
        rename_group(actor=people_of.HEAD, group_id=chess.pk, label="Échecs")
        add_group_member(actor=people_of.HEAD, group_id=chess.pk, student_id=lina.pk)
        add_group_member(actor=people_of.HEAD, group_id=chess.pk, student_id=lina.pk)
        assert GroupMembership.objects.count() == 1
        with pytest.raises(Unknown):
            add_group_member(actor=people_of.HEAD, group_id=chess.pk, student_id=stranger.pk)
        for change in (
            lambda: rename_group(actor=people_of.HEAD, group_id=latin.pk, label="Grec"),
            lambda: add_group_member(actor=people_of.HEAD, group_id=latin.pk, student_id=lina.pk),
            lambda: remove_group_member(actor=people_of.HEAD, group_id=latin.pk, student_id=lina.pk),
        ):
            with pytest.raises(Refused, match="Annuaire académique"):
                change()
        with pytest.raises(Refused):
            rename_group(actor=people_of.HEAD, group_id=chess.pk, label="  ")
        remove_group_member(actor=people_of.HEAD, group_id=chess.pk, student_id=lina.pk)
        assert not GroupMembership.objects.exists()
    with scope.use(scope.Scope.of([there.pk])), pytest.raises(Unknown):
        rename_group(actor=people_of.HEAD, group_id=chess.pk, label="Pris")


@pytest.mark.django_db
def test_people_are_found_by_the_start_of_any_word_within_the_scope() -> None:
    with scope.everything("test"):
        here, there = people_of.school("A"), people_of.school("B")
        lea = people_of.pupil("Léa", "D’Arçon-Œuvrard", here)
        people_of.enrolled(lea, here, "2GT4")
        people_of.pupil("Léa", "Durand", there)
    with scope.use(scope.Scope.of([here.pk])):
        [found] = search_people("arc lea")
        assert (found.person_id, found.homeroom, found.school_name) == (lea.pk, "2GT4", "A")
        assert search_people("œuvr") and search_people("OEUVRARD")
        assert not search_people("durand") and not search_people("rcon") and not search_people("l")
        assert not search_people("lea", profiles=[Profile.TEACHER])


@pytest.mark.django_db
def test_counts_of_schools_within_the_scope(django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    with scope.everything("test"):
        here, there = people_of.school("Lycée A"), people_of.school("Lycée B")
        lina = people_of.pupil("Lina", "Moreau", here)
        people_of.enrolled(lina, here)
        people_of.guardian("Anne", "Moreau", lina, here)
        karim = people_of.person("Karim", "Benali")
        people_of.place(karim, here, Profile.TEACHER)
        people_of.place(karim, here, Profile.HEAD)
    with scope.use(scope.Scope.of([here.pk])):
        assert schools_in_scope() == [here]
        assert schools_in_scope(text="lycée b") == []
    with scope.everything("test"):
        schools = schools_in_scope(text="lycée")
        with django_assert_num_queries(5):
            lines = school_counts(schools)
    assert [(line.school, line.students, line.guardians, line.staff) for line in lines] == [
        (here, 1, 1, 1), (there, 0, 0, 0),
    ]  # fmt: skip


@pytest.mark.django_db
def test_a_collectivity_its_colours_and_its_schools() -> None:
    region = create_local_authority(actor=people_of.HEAD, kind=AuthorityKind.REGION, name="Région des Sources")
    assert create_local_authority(actor=people_of.HEAD, kind=AuthorityKind.REGION, name="Région des Sources") == region
    set_local_authority_look(
        actor=people_of.HEAD, local_authority_id=region.pk, brand_color=" #0A5AA8", accent_color="#123456"
    )
    assert LocalAuthority.objects.get().brand_color == "#0a5aa8"
    for wrong in ("bleu", "#12345", "#1234567", "#12345g", "red;}"):
        with pytest.raises(Refused):
            set_local_authority_look(
                actor=people_of.HEAD, local_authority_id=region.pk, brand_color=wrong, accent_color="#123456"
            )
    with scope.everything("test"):
        here = people_of.school()
        ids = [here.pk]
        assert assign_schools(actor=people_of.HEAD, school_ids=ids, local_authority_id=region.pk) == 1
        assert assign_schools(actor=people_of.HEAD, school_ids=ids, local_authority_id=region.pk) == 0
        assert School.objects.get().local_authority == region
        assert assign_schools(actor=people_of.HEAD, school_ids=ids, local_authority_id=None) == 1
        with pytest.raises(Unknown):
            assign_schools(actor=people_of.HEAD, school_ids=ids, local_authority_id=here.pk)
