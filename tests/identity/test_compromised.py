"""The file of passwords found in breaches: looked through by halves, on disk, and checked to be one."""

import hashlib
import os

import pytest
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import settings as budget
from hypothesis import strategies as st

from identity.slip_tools import GOOD
from preau.identity import compromised, passwords
from preau.identity.checks import check_compromised_passwords
from preau.identity.proofs import new_reset_link

STOLEN = "trombone girafe mardi cannelle"


def digest(text: str) -> str:
    return hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest().upper()


def lines_of(texts, *, counted: bool, end: str) -> str:
    return "".join(f"{one}{f':{len(one)}' if counted else ''}{end}" for one in sorted(map(digest, texts)))


@pytest.fixture
def corpus(tmp_path, settings):
    """`corpus(texts)`: a file of these, and of thousands of others."""
    place = tmp_path / "stolen.txt"
    settings.COMPROMISED_PASSWORDS = str(place)

    def write(texts, *, more: int = 3000, counted: bool = True, end: str = "\r\n") -> None:
        others = [f"autre {number}" for number in range(more)]
        place.write_bytes(lines_of({*texts, *others}, counted=counted, end=end).encode())

    return write


@budget(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    listed=st.sets(st.text(max_size=20), max_size=30), other=st.text(max_size=20),
    more=st.sampled_from([0, 1, 90, 91, 2000]), counted=st.booleans(), end=st.sampled_from(["\n", "\r\n"]),
)  # fmt: skip
def test_each_that_is_listed_is_found_and_no_other(corpus, listed, other, more, counted, end):
    corpus(listed, more=more, counted=counted, end=end)
    texts = {*listed, *(f"autre {number}" for number in range(more))}
    asked = [*listed, *(f"autre {number}" for number in {0, more // 2, more - 1} if 0 <= number < more)]
    assert all(compromised.holds(one) for one in asked)
    assert compromised.holds(other) is (other in texts)


def test_the_first_the_last_and_every_one_between(corpus, monkeypatch):
    corpus([], more=1200)
    assert all(compromised.holds(f"autre {number}") for number in range(1200))
    read: list[int] = []
    real = os.pread
    monkeypatch.setattr(os, "pread", lambda file, size, place: read.append(size) or real(file, size, place))
    assert compromised.holds("autre 7")
    assert sum(read) < 10_000, "a few blocks of a file of any size"


def test_a_last_line_without_an_end_counts(corpus, tmp_path):
    corpus([STOLEN])
    place = tmp_path / "stolen.txt"
    last = max([STOLEN, *(f"autre {n}" for n in range(3000))], key=digest)
    place.write_bytes(place.read_bytes().rstrip())
    assert compromised.holds(last)


def test_a_stolen_password_is_refused_in_words_at_the_door(academy, corpus):
    person = academy["theo-marchand"].person
    assert passwords.complaints(STOLEN, words=[]) == [], "good by itself"
    corpus([STOLEN])
    page = f"/mot-de-passe/l/{new_reset_link(person.pk)}/"
    answer = Client().post(page, {"login": "x", "password": STOLEN, "again": STOLEN})
    assert answer.status_code == 422 and "mots de passe volés" in answer.content.decode().replace("\u00a0", " ")
    assert Client().post(page, {"login": "x", "password": GOOD, "again": GOOD}).status_code == 302


def test_a_file_that_is_gone_stops_nobody_and_is_told(settings, tmp_path, caplog):
    settings.COMPROMISED_PASSWORDS = str(tmp_path / "gone.txt")
    assert passwords.complaints(STOLEN) == [] and "PREAU_COMPROMISED_PASSWORDS" in caplog.text


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"motdepasse\n" * 900, "no SHA-1 digest"),
        (("\n".join(sorted((digest(str(n)) for n in range(900)), reverse=True))).encode(), "not in order"),
        (b"PK\x03\x04" + bytes(9000), "no SHA-1 digest"),
        (None, "No such file"),
    ],
    ids=["empty", "plain words", "backwards", "an archive", "absent"],
)
def test_a_file_that_would_serve_for_nothing_is_found_by_the_check(settings, tmp_path, content, said):
    place = tmp_path / "file"
    settings.COMPROMISED_PASSWORDS = str(place)
    if content is not None:
        place.write_bytes(content)
    (found,) = check_compromised_passwords()
    assert said in found.msg and "PREAU_COMPROMISED_PASSWORDS" in found.msg


def test_a_good_file_and_none_at_all_pass_the_check(corpus, settings):
    corpus([STOLEN])
    assert check_compromised_passwords() == []
    settings.COMPROMISED_PASSWORDS = ""
    assert check_compromised_passwords() == [] and not compromised.holds(STOLEN)
