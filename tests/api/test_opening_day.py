"""Before their space opens, families reach nothing by the API either; nor does the school's partner."""

import datetime as dt

import pytest

from api.caller import Api, by_session, by_token, partner_secret
from cast import COLLEGE, LYCEE
from preau.access import switches
from preau.access.public import set_space_opening
from preau.directory.models import Enrollment
from preau.kernel import clock, scope
from preau.kernel.actor import system

LATER = clock.today() + dt.timedelta(days=10)


@pytest.fixture(autouse=True)
def _nothing_remembered():
    switches.forget()
    yield
    switches.forget()


def closed(academy, school=LYCEE, day=LATER, **unit):
    with scope.everything("test"):
        set_space_opening(
            actor=system("test"), school_id=academy.school(school).pk, opens_on=day, version="", **unit
        )  # fmt: skip
    switches.forget()


def told(answer):
    assert answer.status_code == 403, answer.content.decode()
    assert answer.json()["type"] == "urn:preau:problem:not-open-yet"
    assert "Votre espace ouvrira le" in answer.json()["detail"]


@pytest.mark.parametrize("door", [by_token, by_session])
def test_a_pupil_waits_for_the_day_and_staff_do_not(academy, door):
    lina, claire = door(academy, "lina-benali"), door(academy, "claire-roux")
    assert lina.get("/me").status_code == 200
    closed(academy)
    told(lina.get("/me"))
    told(lina.get("/me", preau_hat="elv"))
    assert claire.get("/me").status_code == 200
    closed_hat = lina.get("/me", preau_hat="inconnu")
    assert closed_hat.status_code == 403, "nothing is open: which hats there are is not told either"


def test_a_guardian_reads_of_the_children_whose_space_is_open(academy):
    samira = by_token(academy, "samira-benali")
    before = {one["uai"] for one in samira.get("/schools").json()["items"]}
    closed(academy)
    after = {one["uai"] for one in samira.get("/schools").json()["items"]}
    assert before - after == {academy.school(LYCEE).uai} and after
    told(by_token(academy, "lina-benali").get("/me"))


def test_a_teacher_who_is_a_father_keeps_the_teacher_s_hat(academy):
    marc = by_token(academy, "marc-petit")
    hats = marc.get("/me").json()["hats"]
    assert {one["key"] for one in hats} > {"tut"}
    for school in (LYCEE, COLLEGE):
        closed(academy, school)
    assert "tut" not in {one["key"] for one in marc.get("/me").json()["hats"]}
    told(marc.get("/me", preau_hat="tut"))


def test_a_partner_waits_for_the_first_pupils_and_a_collectivity_s_for_nobody(academy):
    partner = Api(partner_secret(academy, LYCEE)[1])
    authority = Api(partner_secret(academy, authority_of=LYCEE)[1])
    assert partner.get("/ims/oneroster/rostering/v1p2/users").status_code == 200
    closed(academy)
    refused = partner.get("/ims/oneroster/rostering/v1p2/users")
    assert refused.status_code == 403 and "ouvrira le" in refused.content.decode()
    assert authority.get("/ims/oneroster/rostering/v1p2/orgs").status_code == 200
    with scope.everything("test"):
        level = Enrollment.objects.filter(school=academy.school(LYCEE)).exclude(level_label="").first().level_label
    closed(academy, day=clock.today(), level=level)
    assert partner.get("/ims/oneroster/rostering/v1p2/users").status_code == 200, "some pupils enter"
