"""The permission matrix, walked: what each profile meets at each address, in two schools of two collectivities.

The collège's people and things bear a word that nobody of the lycée may meet on the way (row A3; canaries.py).
"""

from collections.abc import Iterator

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

import matrix
from canaries import plant, shows
from cast import COLLEGE, Academy
from matrix_places import Kept, arguments_of
from preau.directory.models import Affiliation, Section
from preau.kernel import scope
from signing import keys_given_again

NOT_OURS = ("jsi18n",)
READERS = ("anonymous", *matrix.PEOPLE["lycee"], "region")
"""Who has no business in the collège."""


def _names(resolver: URLResolver, spaces: tuple[str, ...] = ()) -> Iterator[str]:
    for one in resolver.url_patterns:
        if isinstance(one, URLResolver):
            yield from _names(one, (*spaces, one.namespace) if one.namespace else spaces)
        elif isinstance(one, URLPattern):
            assert one.name, f"{one.pattern} has no name, so it can have no row"
            yield ":".join([*spaces, one.name])


def test_every_address_has_a_row():
    assert set(_names(get_resolver())) - {row.url for row in matrix.ROWS} == set(), "tests/matrix.py"


def test_every_row_has_an_address():
    assert {row.url for row in matrix.ROWS} - set(_names(get_resolver())) == set()


def test_an_address_without_a_row_is_found():
    from django.http import HttpResponse
    from django.urls import path

    planted = URLResolver.__new__(URLResolver)
    planted.__dict__["url_patterns"] = [path("x", lambda request: HttpResponse(), name="planted")]
    assert list(_names(planted)) == ["planted"]


def client_of(academy: Academy, who: str, school: str) -> Client:
    """A browser signed in as this profile in this school; anonymous when `who` says so."""
    if who == "anonymous":
        return Client()
    if who == "operator":
        return academy.client(matrix.OPERATOR)
    if who == "support":
        return academy.client(matrix.SUPPORT)
    if who in matrix.OFFICERS:
        return academy.client(matrix.OFFICERS[who][0])
    name = matrix.PEOPLE[school][who]
    if not name.startswith("@"):
        return academy.client(name)
    with scope.everything("choosing somebody for a test"):
        if name == "@teaches":
            target = matrix.targets.school_class(academy, matrix.SCHOOLS[school])["class_id"]
            taught = Section.objects.filter(homeroom=target).order_by("subject_code", "teacher").first()
            assert taught is not None, "nobody teaches the class that rows name"
            return academy.client_for(academy.account_of(taught.teacher))
        place = (
            Affiliation.objects.filter(school=academy.school(COLLEGE), profile=name[1:], state="active")
            .order_by("source_key")
            .select_related("person")
            .first()
        )
        assert place is not None, f"nobody is {name[1:]} in the collège"
        return academy.client_for(academy.account_of(place.person))


def _people() -> list[tuple[str, str]]:
    """Each profile with the school it is of; one school is enough for those who have none."""
    of_a_school = [(who, school) for school in matrix.SCHOOLS for who in matrix.PEOPLE[school]]
    officers = [(who, school) for who, (_, school) in matrix.OFFICERS.items()]
    return [("anonymous", ""), *of_a_school, *officers, ("operator", ""), ("support", "")]


def _ask(client: Client, row: matrix.Row, address: str) -> tuple[int, bool]:
    """The status met, and whether the collège's word was; whatever was written for it is undone."""
    with transaction.atomic():
        answer = getattr(client, row.method)(address, dict(row.data))
        met = answer.status_code, shows(answer, address)
        transaction.set_rollback(True)
    return met


def _by_room() -> dict[str, list[matrix.Row]]:
    """Rows in batches of one room: people come in once for all of a batch."""
    rooms: dict[str, list[matrix.Row]] = {}
    for row in matrix.ROWS:
        rooms.setdefault(row.url.partition(":")[0], []).append(row)
    return {f"{room}-{n // 25}": rows[n : n + 25] for room, rows in rooms.items() for n in range(0, len(rows), 25)}


@pytest.mark.postgres  # the longest walk of all; tests/test_page_queries.py asks each page of both databases
@pytest.mark.parametrize("rows", _by_room().values(), ids=_by_room())
def test_each_profile_meets_what_the_matrix_says(rows: list[matrix.Row], academy: Academy):
    with keys_given_again():
        wrong = list(what_is_otherwise(rows, academy))
    assert not wrong, "\n".join(wrong)


def what_is_otherwise(rows: list[matrix.Row], academy: Academy) -> Iterator[str]:
    """One sentence for each answer that the rows do not expect, and for each that shows what is another school's."""
    assert plant(academy) > 50
    kept: Kept = {}
    clients = {one: client_of(academy, *one) for one in _people()}
    cookies = {one: client.cookies.copy() for one, client in clients.items()}
    for row in rows:
        for school, key in matrix.SCHOOLS.items() if row.target else [("", "")]:
            with transaction.atomic():  # what it opens is made once, for everybody who asks
                address = reverse(row.url, kwargs=arguments_of(row, academy, key, kept)) + row.query
                for (who, home), client in clients.items():
                    own = who == "operator" or not row.target or home == school
                    # What an answer sets is undone with what it wrote.
                    client.cookies = cookies[who, home].copy()
                    (met, leaked), expected = _ask(client, row, address), row.expected(who, own=own)
                    if met != expected:
                        yield f"{row}, {who} of {home or 'nowhere'} at {school or 'it'}: {met}, not {expected}"
                    if leaked and who in READERS and home != "college":
                        yield f"{row}, {who} of {home or 'nowhere'} at {school or 'it'} meets a word of another school"
                transaction.set_rollback(True)
