"""Words of another school never show (row A3): every address of the matrix, read by everyone of the lycée.

The collège's people, classes and groups are given a word that nobody else has; then each page, list, search,
completion, file and error is read, asked for the lycée's things and for the collège's, and the word is looked for in
what came. The API and its rosters have theirs in tests/api/test_limits.py, the log in kernel/test_logs_name_nobody.py.
"""

import copy
from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse

import matrix
from cast import COLLEGE, LYCEE, Academy
from matrix_places import Kept, arguments_of
from preau.access import finding, groups
from preau.directory.bulk import follow_names
from preau.directory.models import Affiliation, Guardianship, Homeroom, Person, School, StudentGroup
from preau.kernel import scope
from preau.kernel.text import folded_name
from test_matrix import client_of

CANARY = "Zqxcanari"
READERS = ("anonymous", *matrix.PEOPLE["lycee"], "region")
MORE = (
    f"/annuaire/?q={CANARY}", f"/annuaire/?q={CANARY[:3]}", f"/annuaire/propositions/?q={CANARY}",
    f"/console/annuaire/?q={CANARY}", f"/console/acces/?q={CANARY}", f"/console/responsables/?q={CANARY}",
    f"/eleves/?q={CANARY}", f"/console/journal/?q={CANARY}", f"/console/droits/confies/?q={CANARY}",
    f"/console/elus/?q={CANARY}", f"/console/groupes/?q={CANARY}", f"/{CANARY[:2]}/nulle-part/",
)  # fmt: skip


@pytest.fixture
def planted(academy: Academy) -> int:
    """The word on everyone who is of the collège and of nowhere else, and on what the collège has; how many bear it."""
    college = academy.school(COLLEGE)
    with scope.everything("planting canaries"):
        here = set(Affiliation.objects.filter(school=college).values_list("person_id", flat=True))
        here |= set(Guardianship.objects.filter(school=college).values_list("guardian_id", flat=True))
        elsewhere = set(Affiliation.objects.exclude(school=college).values_list("person_id", flat=True))
        elsewhere |= set(Guardianship.objects.exclude(school=college).values_list("guardian_id", flat=True))
        alone = here - elsewhere
        Person.objects.filter(pk__in=alone).update(
            family_name=CANARY, search_name=folded_name(CANARY, "x"), email=f"{CANARY}@example.org", address=CANARY
        )
        follow_names([one.hex for one in alone])
        kept = matrix.targets.CLASSES[COLLEGE]  # rows name this class by its label
        for model in (Homeroom, StudentGroup):
            model.objects.filter(school=college).exclude(label=kept).update(label=f"{CANARY} classe")
        School.objects.filter(pk=college.pk).update(street=CANARY, phone=CANARY)
    return len(alone)


def text_of(answer: Any) -> str:
    """Whatever came: page, JSON, file, headers."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    for close in answer._resource_closers:  # answer.close() would close the test's database too
        close()
    return body.decode("utf-8", "replace") + str(dict(answer.items()))


def leaks(academy: Academy, who: str) -> list[str]:
    """Addresses at which this reader of the lycée met the word."""
    client = client_of(academy, who, "lycee")
    kept, found = copy.deepcopy(client.cookies), []
    places: Kept = {}

    def look(address: str, method: str = "get", data: Any = None) -> None:
        client.cookies = copy.deepcopy(kept)  # an address may sign out: what it wrote is undone, so is this
        with transaction.atomic():
            answer = getattr(client, method)(address, data or {})
            said = text_of(answer).lower()
            transaction.set_rollback(True)
        asked = address.partition("?")[2].lower()
        for piece in (f"q={CANARY.lower()}", f'value="{CANARY.lower()}"', f"q%3d{CANARY.lower()}"):
            said = said.replace(piece, "") if CANARY.lower() in asked else said
        if CANARY.lower() in said:
            found.append(f"{method} {address}")

    for row in matrix.ROWS:
        for key in (LYCEE, COLLEGE) if row.target else (LYCEE,):
            arguments = arguments_of(row, academy, key, places)
            look(reverse(row.url, kwargs=arguments) + row.query, row.method, dict(row.data))
    for address in MORE:
        look(address)
    for kind in ("people", "journal"):
        look("/console/exports/nouveau/", "post", {"liste": kind, "format": "csv", "q": ""})
    return found


@pytest.mark.parametrize("who", READERS)
def test_no_word_of_another_school_shows_anywhere(academy: Academy, planted: int, who: str) -> None:
    assert planted > 50
    assert leaks(academy, who) == []


def test_a_page_that_forgets_its_school_is_found(
    academy: Academy, planted: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both defences taken away: groups are read in every school, and so are the lists that names are looked for in."""
    real, listed = groups._select, finding._listed
    everywhere = [academy.school(key).pk for key in (LYCEE, COLLEGE)]
    monkeypatch.setattr(groups, "_select", lambda source, name, values, schools: real(source, name, values, None))
    monkeypatch.setattr(finding, "_listed", lambda words, schools, values: listed(words, everywhere, values))
    assert [one for one in leaks(academy, "head") if "/annuaire/" in one]


def test_the_addresses_asked_for_are_there(academy: Academy) -> None:
    head = client_of(academy, "head", "lycee")
    met = {address: head.get(address).status_code for address in MORE}
    assert {address for address, status in met.items() if status == 404} == {MORE[-1]}, met
