"""No query on a school's data runs outside a scope, however it is written; inside one, only its schools' rows exist."""

import pytest
from django.db import connection

from directory import people_of
from preau.directory.enums import Profile
from preau.directory.models import Affiliation, Homeroom
from preau.kernel import scope
from preau.kernel.scope import OutOfScope, Scope
from preau.kernel.tenancy import tenant_tables

pytestmark = pytest.mark.django_db


@pytest.fixture
def two():
    """Two schools with a teacher each."""
    with scope.everything("test"):
        here, there = people_of.school("Lycée A"), people_of.school("Lycée B")
        for at in (here, there):
            people_of.place(people_of.person("Claire", "Roux"), at, Profile.TEACHER)
    return here, there


def run(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT COUNT(*) FROM directory_affiliation",
        'select 1 from "directory_affiliation" where 1 = 0',
        "SELECT 1 FROM directory_person p\n  JOIN\tdirectory_affiliation a ON a.person_id = p.id",
        "SELECT (SELECT COUNT(*) FROM directory_homeroom)",
        "WITH x AS (SELECT id FROM directory_homeroom) SELECT COUNT(*) FROM x",
        "UPDATE directory_affiliation SET state = 'suspended'",
        "DELETE FROM directory_affiliation",
        "INSERT INTO directory_homeroom (id) VALUES ('x')",
    ],
)
def test_a_statement_written_by_hand_outside_a_scope_never_reaches_the_database(two, sql):
    with pytest.raises(OutOfScope):
        run(sql)
    with scope.everything("test"):
        assert Affiliation.objects.filter(state="active").count() == 2


def test_a_query_of_the_models_outside_a_scope_raises(two):
    for ask in (
        lambda: list(Affiliation.objects.all()),
        lambda: Affiliation.objects.count(),
        lambda: Affiliation.objects.filter(pk=None).update(state="x"),
        lambda: Affiliation.objects.all().delete(),
        lambda: Homeroom._base_manager.count(),
    ):
        with pytest.raises(OutOfScope):
            ask()


def test_an_open_query_cannot_leave_its_scope(two):
    with scope.everything("test"):
        kept = Affiliation.objects.all()
    with pytest.raises(OutOfScope):
        list(kept)


def test_every_table_of_a_school_is_fenced():
    assert len(tenant_tables()) > 10
    for table in tenant_tables():
        with pytest.raises(OutOfScope):
            run(f"SELECT 1 FROM {table} WHERE 1 = 0")


def test_inside_a_scope_only_its_schools_exist(two):
    here, there = two
    with scope.use(Scope.of([here.pk])):
        assert {one.school_id for one in Affiliation.objects.all()} == {here.pk}
        assert not Affiliation.objects.filter(school=there).exists()
        assert Affiliation.objects.filter(school=there).update(state="suspended") == 0
    with scope.use(Scope.of([])):
        assert not Affiliation.objects.exists()
    with scope.use(Scope.of([here.pk, there.pk])):
        assert Affiliation.objects.count() == 2


def test_a_scope_ends_with_its_block_and_gives_the_former_one_back(two):
    here, there = two
    with scope.use(Scope.of([here.pk])):
        with pytest.raises(ZeroDivisionError), scope.use(Scope.of([there.pk])):
            raise ZeroDivisionError
        assert scope.current().tenants == {here.pk}
    assert not scope.is_open()
    with pytest.raises(ValueError, match="reason"):
        scope.everything("")


def test_what_belongs_to_no_school_is_read_without_a_scope(two):
    run("SELECT COUNT(*) FROM directory_person")
    run("SELECT COUNT(*) FROM directory_school")
