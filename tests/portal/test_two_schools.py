"""A pupil of two schools reads each school's class and groups under that school; who is enrolled nowhere reads none."""

import datetime as dt
import re
from html import unescape
from typing import Any

import pytest

from cast import LP, LYCEE
from preau.directory.calendar import year_of
from preau.directory.models import (
    Affiliation,
    Enrollment,
    GroupMembership,
    Guardianship,
    Homeroom,
    Person,
    SchoolYear,
    StudentGroup,
)
from preau.kernel import clock, scope

PAGE = "/scolarite/"


def sections(page: str, heading: str) -> dict[str, str]:
    """What stands under each heading of that level, tags left out."""
    parts = re.split(rf"<{heading}\b[^>]*>(.*?)</{heading}>", page, flags=re.S)
    return {text_of(title): text_of(body) for title, body in zip(parts[1::2], parts[2::2], strict=True)}


def text_of(part: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", part)).split())


def group(school: Any, label: str, student: Person, year: int) -> None:
    made = StudentGroup.objects.create(school=school, school_year_id=year, code=label, label=label, source="aaf")
    GroupMembership.objects.create(school=school, group=made, student=student)


@pytest.fixture
def year() -> int:
    return year_of(clock.today())


@pytest.fixture
def lina(academy: Any, year: int) -> Person:
    """Lina follows an option in the vocational school too: a class and a group in each, and a group of last year."""
    person: Person = academy["lina-benali"].person
    lycee, lp = academy.school(LYCEE), academy.school(LP)
    with scope.everything("a test"):
        GroupMembership.objects.filter(student=person).delete()
        Affiliation.objects.create(school=lp, person=person, profile="National_elv", source_key="2", state="active")
        room = Homeroom.objects.create(school=lp, school_year_id=year, code="CAPX", label="CAP Canari")
        Enrollment.objects.create(school=lp, school_year_id=year, student=person, homeroom=room)
        SchoolYear.objects.get_or_create(
            year=year - 1, defaults={"starts_on": dt.date(year - 1, 9, 1), "ends_on": dt.date(year, 7, 5)}
        )
        group(lycee, "Chorale du lycée", person, year)
        group(lp, "Atelier du LP", person, year)
        group(lycee, "Latin d’avant", person, year - 1)
    return person


def test_each_school_s_groups_stand_under_that_school(academy, client_as, lina):
    cards = sections(client_as("lina-benali").get(PAGE).content.decode(), "h2")
    lycee, lp = cards[academy.school(LYCEE).name], cards[academy.school(LP).name]
    assert "2de 4" in lycee and "Chorale du lycée" in lycee
    assert "CAP Canari" in lp and "Atelier du LP" in lp
    assert "Atelier" not in lycee and "CAP Canari" not in lycee
    assert "Chorale" not in lp and "2de 4" not in lp
    assert "Latin d’avant" not in "".join(cards.values())


def test_a_guardian_reads_them_under_the_school_of_each_card(academy, client_as, lina):
    with scope.everything("a test"):
        Guardianship.objects.create(
            school=academy.school(LP), student=lina, guardian=academy["samira-benali"].person,
            source_reach="authority", reach="authority",
        )  # fmt: skip
    cards = sections(client_as("samira-benali").get(PAGE).content.decode(), "h2")
    lycee = next(body for title, body in cards.items() if title == f"Lina BENALI {academy.school(LYCEE).name}")
    lp = next(body for title, body in cards.items() if title == f"Lina BENALI {academy.school(LP).name}")
    assert "Chorale du lycée" in lycee and "Atelier" not in lycee
    assert "Atelier du LP" in lp and "Chorale" not in lp
    for title, body in cards.items():
        assert title.startswith("Lina ") or ("Chorale du lycée" not in body and "Atelier du LP" not in body)


@pytest.mark.parametrize("left", ["no enrolment", "enrolled last year", "left since"])
def test_who_is_not_enrolled_this_year_reads_no_class_and_no_group(academy, client_as, lina, year, left):
    with scope.everything("a test"):
        rows = Enrollment.objects.filter(student=lina)
        if left == "no enrolment":
            rows.delete()
        elif left == "enrolled last year":
            rows.update(school_year_id=year - 1)
        else:
            rows.update(left_on=clock.today() - dt.timedelta(days=3))
    page = client_as("lina-benali").get(PAGE).content.decode()
    main = text_of(page[page.index("<main") :])
    assert "Votre inscription n’est pas encore arrivée" in main
    for words in ("Chorale", "Atelier", "Latin", "2de 4", "CAP Canari", "Enseignants par matière"):
        assert words not in main, words


def test_one_school_left_the_other_stays(academy, client_as, lina):
    with scope.everything("a test"):
        Enrollment.objects.filter(student=lina, school=academy.school(LP)).update(left_on=clock.today())
    cards = sections(client_as("lina-benali").get(PAGE).content.decode(), "h2")
    assert "Chorale du lycée" in cards[academy.school(LYCEE).name]
    assert academy.school(LP).name not in cards
