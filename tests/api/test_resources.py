"""What each caller reads through the API: as much as the pages show them, and no more."""

import base64

import pytest
from django.test import TestCase

from api.caller import Api, by_session, by_token, partner_secret
from cast import COLLEGE, LYCEE
from preau.directory import readings
from preau.directory.models import Affiliation, Homeroom
from preau.kernel import scope


def test_who_calls_and_under_which_hat(academy):
    told = by_session(academy, "claire-roux").get("/me").json()
    assert told["person"]["name"] == academy["claire-roux"].person.full_name
    assert len(told["hats"]) >= 2 and told["scopes"] is None
    other = told["hats"][1]["key"]
    assert by_token(academy, "claire-roux").get("/me", Preau_Hat=other).json()["hat"] == other
    assert by_token(academy, "claire-roux").get("/me", Preau_Hat="dir-0000000A").status_code == 400


def test_a_head_reads_the_pupils_of_the_school_and_a_teacher_those_of_own_classes(academy):
    head, teacher = by_token(academy, "helene-garnier"), by_token(academy, "claire-roux")
    everyone, own = _all(head, "/pupils?limit=100"), _all(teacher, "/pupils?limit=100")
    names = {one["name"] for one in everyone}
    assert len(everyone) > len(own) > 0 and {one["name"] for one in own} < names


def test_a_service_switched_off_is_off_for_programs_too(academy):
    head, claire, paper = (
        academy.client("helene-garnier"),
        by_session(academy, "nadia-leroy"),
        by_token(academy, "nadia-leroy"),
    )
    assert claire.get("/classes").status_code == 200
    with scope.everything("a test"), TestCase.captureOnCommitCallbacks(execute=True):
        head.post("/console/services/service/classes:National_evs/", {"valeur": "off", "version": ""})
    for api in (claire, paper):
        for path in ("/classes", "/groups"):
            closed = api.get(path)
            assert (closed.status_code, closed.json()["type"].rpartition(":")[2]) == (403, "service-closed"), path
    assert by_session(academy, "helene-garnier").get("/classes").status_code == 200


def test_terms_open_to_who_holds_the_right(academy):
    from preau.directory.calendar import year_of
    from preau.kernel import clock

    path = f"/schools/{academy.school(LYCEE).pk}/terms/{year_of(clock.today())}"
    assert by_session(academy, "helene-garnier").get(path).status_code == 200
    assert by_session(academy, "claire-roux").get(path).status_code == 403


def _all(api, path):
    items, cursor = [], ""
    while True:
        page = api.get(f"{path}&cursor={cursor}")
        if page.status_code == 403:
            return items
        told = page.json()
        items += told["items"]
        cursor = told["next"]
        if not cursor:
            return items


def test_pages_follow_each_other_without_loss_nor_double(academy):
    head = by_token(academy, "helene-garnier")
    by_four = _all(head, "/classes?limit=4")
    assert by_four == head.get("/classes?limit=100").json()["items"]
    assert len({one["id"] for one in by_four}) == len(by_four) > 4


def test_a_cursor_of_ours_or_none(academy):
    head = by_token(academy, "helene-garnier")
    assert head.get("/classes?cursor=nonsense").status_code == 400
    assert head.get("/pupils?cursor=AAAAAAAAAAAAAAAAAAAAAA").status_code == 400
    other = head.get("/classes?limit=1").json()["next"]
    assert head.get(f"/groups?cursor={other}").json()["type"] == "urn:preau:problem:bad-cursor"


def test_a_cursor_goes_on_though_its_item_is_gone_and_others_came(academy):
    head = by_token(academy, "helene-garnier")
    whole = head.get("/pupils?limit=20").json()["items"]
    first = head.get("/pupils?limit=5").json()
    with scope.everything("test"):
        Affiliation.objects.filter(person_id__in=[first["items"][4]["id"], whole[6]["id"]]).update(state="removed")
    then = head.get(f"/pupils?limit=5&cursor={first['next']}").json()["items"]
    assert [one["id"] for one in then] == [one["id"] for one in (whole[5], *whole[7:11])]
    classes = head.get("/classes?limit=100").json()["items"]
    page = head.get("/classes?limit=3").json()
    with scope.everything("test"):
        Homeroom.objects.filter(pk=page["items"][2]["id"]).update(label="zzz")
    then = head.get(f"/classes?limit=2&cursor={page['next']}").json()["items"]
    assert [one["id"] for one in then] == [one["id"] for one in classes[3:5]]


def test_a_cursor_tells_no_name_to_who_reads_addresses(academy):
    cursor = by_token(academy, "helene-garnier").get("/pupils?limit=1").json()["next"]
    plain = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
    name = by_token(academy, "helene-garnier").get("/pupils?limit=1").json()["items"][0]["name"]
    assert len(name) > 4 and name.split()[0].lower().encode() not in plain.lower()


def test_what_is_read_alone_has_an_etag_and_is_not_sent_twice(academy):
    head, here = by_token(academy, "helene-garnier"), academy.school(LYCEE).pk
    pupil = academy["lina-benali"].person
    with scope.everything("test"):
        homeroom = pupil.enrollments.get(left_on=None).homeroom_id
    for path in (
        "/me", "/me/preferences", f"/schools/{here}", f"/schools/{here}/staff", f"/schools/{here}/terms/2026",
        f"/classes/{homeroom}", f"/pupils/{pupil.pk}", f"/pupils/{pupil.pk}/guardians",
    ):  # fmt: skip
        read = head.get(path)
        again = head.get(path, If_None_Match=read["ETag"])
        assert (again.status_code, again.content) == (304, b""), path
        assert head.get(path, If_None_Match='"other"').content == read.content, path
    partner = Api(partner_secret(academy, LYCEE)[1])
    path = f"/ims/oneroster/rostering/v1p2/users/{pupil.pk}"
    assert partner.get(path, If_None_Match=partner.get(path)["ETag"]).status_code == 304
    type(pupil).objects.filter(pk=pupil.pk).update(given_name="Line")
    assert partner.get(path, If_None_Match=read["ETag"]).json()["user"]["givenName"] == "Line"


@pytest.mark.parametrize(
    ("who", "knows"),
    [
        ("helene-garnier", {"birth_date", "ine"}),
        ("nadia-leroy", {"birth_date"}),
        ("claire-roux", set()),
    ],
)
def test_a_file_holds_what_the_profile_reads(academy, who, knows):
    pupil = academy["lina-benali"].person
    told = by_token(academy, who).get(f"/pupils/{pupil.pk}").json()
    assert {name for name in ("birth_date", "ine") if told[name]} == knows
    around = by_token(academy, who).get(f"/pupils/{pupil.pk}/guardians").json()["items"]
    assert around and all((one["email"] is None) == (who == "claire-roux") for one in around)


def test_opening_a_file_is_noted(academy):
    pupil = academy["lina-benali"].person
    by_token(academy, "helene-garnier").get(f"/pupils/{pupil.pk}")
    noted = [line for path in readings.folder().glob("*.tsv") for line in readings.read(path)]
    assert [(one.student_id, one.reader_id) for one in noted] == [(pupil.pk, academy["helene-garnier"].person.pk)]


def test_a_pupil_of_another_school_looks_like_none(academy):
    head = by_token(academy, "helene-garnier")
    elsewhere, nobody = academy["emma-lopes"].person.pk, "01890000-0000-7000-8000-000000000000"
    met = [head.get(f"/pupils/{one}") for one in (elsewhere, nobody)]
    told = [{**one.json(), "instance": ""} for one in met]
    assert [one.status_code for one in met] == [404, 404] and told[0] == told[1]


def test_schools_are_those_of_the_hat(academy):
    mine = by_token(academy, "helene-garnier").get("/schools").json()["items"]
    assert [one["id"] for one in mine] == [str(academy.school(LYCEE).pk)]
    assert by_token(academy, "helene-garnier").get(f"/schools/{academy.school(COLLEGE).pk}").status_code == 404
    region = by_token(academy, "paul-faure").get("/schools").json()["items"]
    assert str(academy.school(LYCEE).pk) in {one["id"] for one in region}
    assert str(academy.school(COLLEGE).pk) not in {one["id"] for one in region}
    assert len(by_token(academy, "alex-brun").get("/schools").json()["items"]) >= 4


def test_a_collectivity_reads_staff_and_never_a_pupil(academy):
    officer = by_token(academy, "paul-faure")
    assert officer.get(f"/schools/{academy.school(LYCEE).pk}/staff").json()["items"]
    for path in ("/pupils", "/classes", f"/pupils/{academy['lina-benali'].person.pk}"):
        assert officer.get(path).status_code == 403


def test_families_read_their_schools_and_no_list(academy):
    guardian = by_session(academy, "samira-benali")
    assert len(guardian.get("/schools").json()["items"]) == 3
    assert {guardian.get(path).status_code for path in ("/pupils", "/classes", "/groups")} == {403}
