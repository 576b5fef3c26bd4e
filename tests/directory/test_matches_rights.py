"""A joined pair belongs to who has rights over both persons; one school alone neither sees nor parts it."""

import datetime as dt

import pytest

from directory import people_of
from preau.directory.enums import MatchState, Profile, RecordKind
from preau.directory.errors import Unknown
from preau.directory.models import Person, RecordMatch, School
from preau.directory.selectors import pairs_in_scope
from preau.directory.services import confirm_match, propose_match, undo_match
from preau.kernel import scope

pytestmark = pytest.mark.django_db


def _teacher(at: School, key: str) -> Person:
    who = people_of.person("Karim", "B", email="k@academie.fr", birth_date=dt.date(1980, 5, 4))
    people_of.record(who, RecordKind.STAFF, key, at.authority_id)
    people_of.place(who, at, Profile.TEACHER)
    return who


@pytest.fixture
def joined() -> tuple[School, School, RecordMatch]:
    """A teacher of two schools, known twice, joined by someone with rights over both."""
    with scope.everything("test"):
        here, there = people_of.school("Ici"), people_of.school("Là")
        one, other = _teacher(here, "t1"), _teacher(there, "t2")
    with scope.use(scope.Scope.of([here.pk, there.pk])):
        match = propose_match(actor=people_of.HEAD, first_id=one.pk, second_id=other.pk)
        confirm_match(actor=people_of.HEAD, match_id=match.pk)
    return here, there, match


@pytest.mark.parametrize("side", [0, 1])
def test_one_school_alone_neither_sees_nor_parts_a_joined_pair(
    joined: tuple[School, School, RecordMatch], side: int
) -> None:
    with scope.use(scope.Scope.of([joined[side].pk])):
        assert pairs_in_scope() == []
        with pytest.raises(Unknown):
            undo_match(actor=people_of.HEAD, match_id=joined[2].pk)
    assert RecordMatch.objects.get().state == MatchState.JOINED


def test_rights_over_both_see_and_part_it(joined: tuple[School, School, RecordMatch]) -> None:
    here, there, match = joined
    with scope.use(scope.Scope.of([here.pk, there.pk])):
        assert [pair.match.pk for pair in pairs_in_scope()] == [match.pk]
        undo_match(actor=people_of.HEAD, match_id=match.pk)
    assert RecordMatch.objects.get().state == MatchState.UNDONE
