"""CAS 2 and 3: who enters, what is said of them, and all that is refused."""

import pytest

from tests.federation.linked import (
    EVERYTHING,
    attributes,
    code_of,
    informed,
    link,
    ticket_of,
    user,
    validated,
)  # fmt: skip


@pytest.fixture
def exo(academy):
    return link(attributes=EVERYTHING)


@pytest.fixture
def lina(client_as, exo):
    client = client_as("lina-benali")
    informed(client, exo)
    return client


def test_a_pupil_enters_and_the_service_learns_what_was_chosen(academy, lina, exo):
    found = validated(ticket_of(lina))
    person = academy["lina-benali"].person
    told = attributes(found)
    assert told["ENTPersonNom"] == ["Benali"]
    assert told["ENTPersonPrenom"] == ["Lina"]
    assert told["ENTPersonProfils"] == ["National_elv"]
    assert told["ENTClasse"] == ["2de 4"]
    assert told["ENTPersonDateNaissance"] == [person.birth_date.strftime("%d/%m/%Y")]
    assert told["ENTStructureTypeStruct"] == ["LYC"]
    assert told["longTermAuthenticationRequestTokenUsed"] == ["false"]
    assert len(user(found)) == 40
    assert str(person.pk) not in user(found)


def test_a_ticket_opens_once(lina):
    ticket = ticket_of(lina)
    assert code_of(validated(ticket)) == ""
    assert code_of(validated(ticket)) == "INVALID_TICKET"
