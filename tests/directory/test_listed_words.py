"""A name looked for in the list of a school: found as names say it, and on PostgreSQL by an index."""

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from directory import people_of
from preau.access.statement import Values
from preau.directory.bulk import follow_names
from preau.directory.enums import Profile
from preau.directory.listed_words import LISTED_WORDS
from preau.directory.models import Person, School
from preau.kernel import scope, sql
from preau.kernel.text import fold, folded_name

pytestmark = pytest.mark.django_db
PIECES = st.sampled_from(["Ma", "Martin", "Mar-tine", "L’Œuf", "de la", "Éa", "O'Neil", "d'", "12", "_%", "\\", "Zoé"])
NAMES = st.lists(PIECES, max_size=3).map(" ".join)
PREFIXES = st.sampled_from(["m", "ma", "mar", "martin", "o", "oe", "de", "la", "e", "neil", "12", "z", "a"])


def found(words: list[str], schools: list[School]) -> list[object]:
    values = Values()
    condition = values.bears(words, [one.pk for one in schools])
    with scope.everything("test"):
        rows = sql.named_rows(f"SELECT l.person_id FROM directory_listedperson l WHERE {condition}", values.params)
    return sorted(sql.as_id(row[0]) for row in rows)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(names=st.lists(st.tuples(NAMES, NAMES, st.integers(0, 1)), max_size=6), words=st.lists(PREFIXES, max_size=2))
def test_who_bears_the_words_is_found_in_the_schools_asked_and_nowhere_else(names, words, db) -> None:
    with scope.everything("test"):
        schools = [people_of.school("A"), people_of.school("B")]
        people = [(people_of.person(given, family), schools[at]) for family, given, at in names]
        for one, at in people:
            people_of.place(one, at, Profile.TEACHER)

    def bears(one: Person) -> bool:
        borne = fold(one.family_name).split() + fold(one.given_name).split()
        return all(any(word.startswith(typed) for word in borne) for typed in words)

    for asked in (schools[:1], schools[1:], schools):
        assert found(words, asked) == sorted(one.pk for one, at in people if at in asked and bears(one))


def test_a_name_put_right_is_found_by_its_new_words_alone() -> None:
    with scope.everything("test"):
        at, one = people_of.school("A"), people_of.person("Ana", "Blanc")
        people_of.place(one, at, Profile.TEACHER)
        assert found(["blanc"], [at]) == [one.pk]
        Person.objects.filter(pk=one.pk).update(search_name=folded_name("Noir", "Ana"))
        follow_names([one.pk.hex])
    assert (found(["blanc"], [at]), found(["noi", "an"], [at])) == ([], [one.pk])


def _plan(schools: list[School]) -> str:
    values = Values()
    condition = values.bears(["mar"], [one.pk for one in schools])
    with scope.everything("test"), connection.cursor() as cursor:
        for other in ("seqscan", "indexscan", "indexonlyscan"):  # so few rows are else read one by one
            cursor.execute(f"SET LOCAL enable_{other} = off")
        cursor.execute(
            f"EXPLAIN SELECT l.person_id FROM directory_listedperson l WHERE {condition}",
            values.params,
        )
        return "\n".join(row[0] for row in cursor.fetchall())


@pytest.mark.postgres
def test_words_are_read_by_their_index(monkeypatch) -> None:
    with scope.everything("test"):
        schools = [people_of.school("A"), people_of.school("B")]
    assert "listed_words" in _plan(schools[:1])
    assert "listed_words" in _plan(schools)
    monkeypatch.setattr("preau.access.statement.LISTED_WORDS", LISTED_WORDS.replace(", 12)", ", 11)"))
    assert "listed_words" not in _plan(schools), "an expression that is not the index's own is seen"
