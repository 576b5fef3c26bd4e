"""OneRoster 1.2: what a partner's token reads, how lists are filtered, sorted and cut, and what it never reads."""

import datetime as dt
import json
from dataclasses import replace

import pytest

from api.caller import Api, by_session, by_token, partner_secret
from cast import COLLEGE, LYCEE
from preau.api import problems
from preau.directory.models import Affiliation, HomeroomTeacher
from preau.kernel import scope

ROOT = "/ims/oneroster/rostering/v1p2"


@pytest.fixture
def lycee(academy):
    return Api(partner_secret(academy, LYCEE)[1])


def _list(api, path):
    answer = api.get(ROOT + path)
    assert answer.status_code == 200, answer.content
    return next(iter(answer.json().values()))


def test_a_school_lends_its_classes_and_who_is_in_them(academy, lycee):
    assert [one["identifier"] for one in _list(lycee, "/schools")] == [academy.school(LYCEE).uai]
    lina = academy["lina-benali"].person
    mine = _list(lycee, f"/users/{lina.pk}/classes")
    homeroom = next(one for one in mine if one["classType"] == "homeroom")
    assert homeroom["title"] == "2de 4"
    students = _list(lycee, f"/classes/{homeroom['sourcedId']}/students")
    assert str(lina.pk) in {one["sourcedId"] for one in students}
    teachers = {one["sourcedId"] for one in _list(lycee, f"/classes/{homeroom['sourcedId']}/teachers")}
    assert str(academy["claire-roux"].person.pk) in teachers
    course = homeroom["course"]["sourcedId"]
    assert lycee.get(f"{ROOT}/courses/{course}").json()["course"]["org"]["sourcedId"] == str(academy.school(LYCEE).pk)
    for kind in ("schoolYear", "term"):
        assert [one for one in _list(lycee, "/academicSessions") if one["type"] == kind] or kind == "term"


STANDARD = ("sourcedId", "status", "dateLastModified")
REQUIRED = {
    "orgs": ("name", "type", "identifier"),
    "academicSessions": ("title", "startDate", "endDate", "type", "schoolYear"),
    "courses": ("title", "courseCode", "org"),
    "classes": ("title", "classType", "course", "school", "terms"),
    "users": ("enabledUser", "givenName", "familyName", "roles"),
    "enrollments": ("user", "class", "school", "role"),
}
"""What version 1.2 of the standard wants of each kind of record, none of it empty."""
WORDS = {
    "status": {"active", "tobedeleted"}, "enabledUser": {"true", "false"}, "primary": {"true", "false"},
    "classType": {"homeroom", "scheduled"}, "roleType": {"primary", "secondary"},
    "role": {"aide", "counselor", "districtAdministrator", "guardian", "parent", "principal", "proctor", "relative",
             "siteAdministrator", "student", "systemAdministrator", "teacher"},
}  # fmt: skip
TYPES = {
    "orgs": {"school"}, "academicSessions": {"schoolYear", "term", "semester", "gradingPeriod"}, "org": {"org"},
}  # fmt: skip
MINOR = {
    "invalid_filter_field", "invalid_selection_field", "invaliddata", "unauthorisedrequest", "forbidden", "server_busy",
    "unknownobject", "internal_server_error",
}  # fmt: skip


def _words_of(record):
    """Names and words of a record, and of what it holds."""
    for name, value in record.items():
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, dict):
                yield from _words_of(one)
            else:
                yield name, one


@pytest.mark.parametrize("kind", REQUIRED)
def test_records_hold_what_the_standard_wants_in_its_own_words(lycee, kind):
    records = _list(lycee, f"/{kind}?limit=5000")
    assert records
    for one in records:
        assert all(one.get(name) for name in (*STANDARD, *REQUIRED[kind])), one
        assert one["dateLastModified"].endswith("Z") and dt.datetime.fromisoformat(one["dateLastModified"])
        assert kind not in TYPES or one["type"] in TYPES[kind]
        for name, word in _words_of(one):
            assert name not in WORDS or word in WORDS[name], (name, word)
            assert not isinstance(word, bool), name


def test_one_primary_role_in_each_school_and_one_primary_teacher_of_a_class(academy, lycee):
    region = Api(partner_secret(academy, authority_of=LYCEE)[1])
    both = academy["claire-roux"].person
    with scope.everything("test"):
        for school in (academy.school(LYCEE), academy.school("1002")):
            Affiliation.objects.update_or_create(
                school=school, person=both, profile="National_doc", defaults={"state": "active"}
            )
        homeroom = academy["lina-benali"].person.enrollments.get(left_on=None).homeroom
        for slug in ("claire-roux", "marc-petit"):
            HomeroomTeacher.objects.get_or_create(
                school=homeroom.school, homeroom=homeroom, person=academy[slug].person
            )  # fmt: skip
    for user in _list(region, "/users?limit=5000"):
        orgs = [one["org"]["sourcedId"] for one in user["roles"]]
        primary = [one["org"]["sourcedId"] for one in user["roles"] if one["roleType"] == "primary"]
        assert sorted(primary) == sorted(set(orgs)), user
    leading = [one for one in _list(lycee, "/enrollments?limit=5000") if one.get("primary") == "true"]
    led = [one["class"]["sourcedId"] for one in leading]
    assert len(led) == len(set(led)) and str(homeroom.pk) in led
    assert not [one for one in _list(lycee, "/enrollments?limit=5000") if one["role"] == "student" and "primary" in one]


def test_what_goes_wrong_is_in_the_words_of_the_standard(academy, lycee):
    for path in ("/users?sort=x", "/users?fields=x", "/users?filter=x", "/users/x", "/nothing", "/users?offset=-1"):
        told = lycee.get(ROOT + path).json()
        assert told["imsx_codeMajor"] == "failure" and told["imsx_severity"] == "error" and told["imsx_description"]
        assert told["imsx_CodeMinor"]["imsx_codeMinorField"][0]["imsx_codeMinorFieldValue"] in MINOR, path
    assert set(problems._MINOR.values()) <= MINOR


def test_every_link_leads_somewhere(lycee):
    places = {one["sourcedId"] for one in _list(lycee, "/classes?limit=5000")}
    people = {one["sourcedId"] for one in _list(lycee, "/users?limit=5000")}
    courses = {one["sourcedId"] for one in _list(lycee, "/courses?limit=5000")}
    assert {one["course"]["sourcedId"] for one in _list(lycee, "/classes?limit=5000")} <= courses
    for one in _list(lycee, "/enrollments?limit=5000"):
        assert one["class"]["sourcedId"] in places and one["user"]["sourcedId"] in people


def test_no_contact_nor_guardian_nor_birth_date_goes_out(academy, lycee):
    told = json.dumps(_list(lycee, "/users?limit=5000"))
    for name in ("karim-benali", "samira-benali"):
        assert str(academy[name].person.pk) not in told
    assert all(word not in told for word in ("email", "phone", "birth", "address"))


def test_a_collectivity_reads_schools_and_staff_and_no_pupil(academy):
    region = Api(partner_secret(academy, authority_of=LYCEE)[1])
    assert {one["role"] for user in _list(region, "/users?limit=5000") for one in user["roles"]}.isdisjoint({"student"})
    assert _list(region, "/schools") and _list(region, "/teachers")
    for path in ("/students", "/classes", "/enrollments", "/courses"):
        assert _list(region, path) == []
    assert region.get(f"{ROOT}/users/{academy['lina-benali'].person.pk}").status_code == 404


def test_lists_are_filtered_sorted_cut_and_narrowed(lycee):
    whole = _list(lycee, "/users?limit=5000")
    benali = _list(lycee, "/users?filter=familyName='benali'&sort=givenName&orderBy=desc")
    names = [one["givenName"] for one in benali]
    assert names and names == sorted(names, reverse=True)
    both = lycee.get(f"{ROOT}/users?filter=familyName='benali' OR roles.role='principal'&limit=1&offset=1")
    assert both.headers["X-Total-Count"] == str(len(benali) + 1) and 'rel="prev"' in both.headers["Link"]
    assert len(both.json()["users"]) == 1
    none = lycee.get(f"{ROOT}/users?filter=familyName='benali' AND roles.role='principal'")
    assert none.json()["users"] == [] and none.headers["X-Total-Count"] == "0"
    assert all(set(one) == {"familyName"} for one in _list(lycee, "/users?fields=familyName"))
    assert _list(lycee, "/users?filter=dateLastModified>'2020-01-01T00:00:00Z'&limit=5000") and len(whole) > 100
    cut = [
        one["sourcedId"]
        for offset in range(0, len(whole), 90)
        for one in _list(lycee, f"/users?limit=90&offset={offset}")
    ]
    assert cut == [one["sourcedId"] for one in whole]


@pytest.mark.parametrize(
    ("path", "word"),
    [
        ("/users?filter=password='x'", "invalid_filter_field"),
        ("/users?filter=familyName=x", "invalid_filter_field"),
        ("/orgs?filter=name='a' AND name='b' AND name='c'", "invalid_filter_field"),
        ("/users?sort=birthDate", "invaliddata"),
        ("/users?fields=familyName,email", "invalid_selection_field"),
        ("/users/nobody", "unknownobject"),
        ("/users?limit=0", "invaliddata"),
    ],
)
def test_what_is_wrong_is_told_in_the_words_of_the_standard(lycee, path, word):
    answer = lycee.get(ROOT + path)
    assert answer.status_code in (400, 404, 422) and answer.headers["Content-Type"].startswith("application/json")
    told = answer.json()
    assert told["imsx_codeMajor"] == "failure" and told["detail"]
    assert told["imsx_CodeMinor"]["imsx_codeMinorField"][0]["imsx_codeMinorFieldValue"] == word


def test_people_do_not_read_rosters_and_other_schools_stay_away(academy, lycee):
    assert by_session(academy, "helene-garnier").get(f"{ROOT}/users").status_code == 403
    assert by_token(academy, "helene-garnier").get(f"{ROOT}/users").status_code == 403
    elsewhere = academy.school(COLLEGE)
    for path in (f"/schools/{elsewhere.pk}", f"/schools/{elsewhere.pk}/students", f"/orgs/{elsewhere.pk}"):
        assert lycee.get(ROOT + path).status_code == 404
    assert str(elsewhere.pk) not in json.dumps(_list(lycee, "/users?limit=5000"))


FILTERS = (
    "familyName='benali'", "familyName='BÉNALI'", "givenName='lina' AND familyName='benali'", "roles.role='teacher'",
    "roles.role='teacher' OR roles.role='principal'", "roles.role='student' AND roles.role='teacher'",
    "roles.role!='student'", "sourcedId='{lina}'", "sourcedId='{LINA}'", "sourcedId='x' OR sourcedId='{lina}'",
    "familyName='benali' OR roles.role='principal'", "status='active' AND roles.role='aide'", "familyName~'al'",
    "familyName='' AND roles.role='student'", "roles.role='nobody'", "familyName='%'", "familyName='b_nali'",
)  # fmt: skip
ENROLLED = (
    "role='teacher'", "role='student' AND class.sourcedId='{place}'", "class.sourcedId='{place}'",
    "user.sourcedId='{lina}'", "role='teacher' AND primary='true'", "class.sourcedId='{place}' AND primary='false'",
    "role='teacher' OR role='student'", "class.sourcedId='x'", "school.sourcedId='{school}'",
    "class.sourcedId='{place}' AND class.sourcedId='x'", "role='aide'",
)  # fmt: skip
CATALOGUE = (
    ("orgs", "identifier='{uai}'"), ("orgs", "identifier='{UAI}' OR identifier='x'"), ("orgs", "sourcedId='{school}'"),
    ("orgs", "name~'camille'"), ("schools", "sourcedId='x'"), ("schools", "identifier='{uai}' AND type='school'"),
    ("courses", "courseCode='homeroom'"), ("courses", "courseCode='{code}'"), ("courses", "courseCode!='homeroom'"),
    ("courses", "sourcedId='{course}'"), ("courses", "sourcedId='{course}' AND courseCode='homeroom'"),
    ("courses", "org.sourcedId='{school}'"), ("courses", "org.sourcedId='x'"), ("courses", "title~'vie'"),
    ("classes", "classType='homeroom'"), ("classes", "classType='scheduled'"), ("classes", "classType='x'"),
    ("classes", "classType='HOMEROOM' OR classType='scheduled'"), ("classes", "sourcedId='{place}'"),
    ("classes", "sourcedId='{place}' AND classType='scheduled'"), ("classes", "school.sourcedId='{school}'"),
    ("classes", "title='2de 4'"), ("classes", "classType='homeroom' AND title~'2de'"), ("classes", "classCode!='x'"),
    ("classes", "subjectCodes='{code}'"), ("classes", "course.sourcedId='{course}'"),
)  # fmt: skip
LISTED = [("users", one) for one in FILTERS] + [("students", FILTERS[0]), ("teachers", FILTERS[4])]
LISTED += [("enrollments", one) for one in ENROLLED]
LISTED += CATALOGUE


@pytest.mark.parametrize(("what", "text"), LISTED, ids=lambda one: one)
def test_what_the_database_filters_is_what_the_words_mean(academy, lycee, monkeypatch, what, text):
    """The same pages, one by one and with their counts, as when the whole list is read and judged in Python."""
    lina = str(academy["lina-benali"].person.pk)
    place = next(one for one in _list(lycee, f"/users/{lina}/classes") if one["classType"] == "homeroom")["sourcedId"]
    course = _list(lycee, "/courses")[1]
    said = text.format(
        lina=lina, LINA=lina.upper(), place=place, school=academy.school(LYCEE).pk, course=course["sourcedId"],
        code=course["courseCode"], uai=academy.school(LYCEE).uai.lower(), UAI=academy.school(LYCEE).uai,
    )  # fmt: skip
    path = f"{ROOT}/{what}?filter={said.replace('%', '%25')}"
    short = [lycee.get(f"{path}&limit=7&offset={offset}") for offset in (0, 7, 700)]
    ordered = lycee.get(f"{path}&sort=sourcedId&limit=5000")
    narrowed = [_told(one) for one in (*short, ordered)]
    monkeypatch.setattr(
        "preau.api.v1.oneroster.narrow_of", lambda many, text, fields, start: replace(start, is_whole=False)
    )
    whole = [_told(lycee.get(f"{path}&limit=7&offset={offset}")) for offset in (0, 7, 700)]
    whole.append(_told(lycee.get(f"{path}&sort=sourcedId&limit=5000")))
    assert narrowed == whole


def _told(answer):
    assert answer.status_code == 200, answer.content
    (records,) = answer.json().values()
    return answer.headers["X-Total-Count"], [{**one, "dateLastModified": ""} for one in records]


def test_only_the_page_asked_for_is_made(lycee, monkeypatch):
    from preau.api.oneroster import records

    made = []
    real = records._head
    monkeypatch.setattr(records, "_head", lambda sourced_id: made.append(sourced_id) or real(sourced_id))
    for path in ("/users?limit=5", "/students?limit=5&offset=20", "/users?filter=roles.role='student'&limit=5",
                 "/classes?limit=5", "/classes?limit=5&filter=classType='scheduled'", "/courses?limit=5",
                 "/enrollments?limit=5", "/enrollments?filter=role='student'&limit=5"):  # fmt: skip
        made.clear()
        assert len(_list(lycee, path)) == len(made) == 5, path
    made.clear()
    assert len(_list(lycee, "/users?filter=familyName='benali'")) <= len(made) < 30
