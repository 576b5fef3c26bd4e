"""What a tool reads in somebody's name and what they take as files are one count: 200 people in 24 hours (A9)."""

import datetime as dt

import pytest

from api.caller import Api, by_session, by_token, partner_secret
from cast import LYCEE
from console.worn import text_of
from preau.api import leaving
from preau.api.services import count_notes
from preau.console import services
from preau.console.enums import ExportKind, ExportState
from preau.console.models import ListExport
from preau.kernel import audit, clock, scope
from preau.kernel.models import AuditEntry

ROSTER = "/ims/oneroster/rostering/v1p2"
NEW = "/console/exports/nouveau/"


@pytest.fixture(autouse=True)
def few(monkeypatch):
    """The cast's lycée has few people: forty stand for two hundred."""
    monkeypatch.setattr(services, "MOST_ALONE", 40)


def lines(academy):
    with scope.everything("test"):
        return list(ListExport.objects.filter(school=academy.school(LYCEE)).order_by("pk"))


def told(action):
    return [(one.chain, audit.sentence_of(one)) for one in AuditEntry.objects.filter(action=action)]


def refused(answer):
    assert answer.status_code == 403, answer.content
    said = answer.json()
    assert said["type"] == "urn:preau:problem:needs-reason" and answer["Content-Type"].startswith("application/")
    assert "un motif et l’accord d’une autre personne" in said["detail"] and "«\xa0Exports\xa0»" in said["detail"]
    assert "items" not in said and "users" not in said
    return True


@pytest.mark.parametrize("way", [by_token, by_session])
def test_lists_read_by_a_tool_are_counted_and_stop_where_exports_stop(academy, way):
    head = way(academy, "helene-garnier")
    assert head.get("/pupils?limit=30").status_code == 200
    assert refused(head.get("/pupils?limit=30"))
    assert head.get("/pupils?limit=10").status_code == 200, "what is refused is not counted"
    assert refused(head.get("/pupils?limit=1"))
    here = str(academy.school(LYCEE).pk)
    assert [(one.kind, one.count, one.state) for one in lines(academy)] == [(ExportKind.API, 40, ExportState.TAKEN)]
    assert [chain for chain, _ in told("console.read_through_api")] == [here]
    [(chain, sentence)] = told("console.refuse_api")
    assert chain == here and "(limite en 24 heures\xa0: 40)" in sentence and "Hélène GARNIER" in sentence


def test_files_of_lists_and_lists_of_tools_are_one_count(academy, client_as):
    head, pages = by_token(academy, "helene-garnier"), client_as("helene-garnier")
    assert head.get("/pupils?limit=39").status_code == 200
    taken = {"liste": "people", "format": "csv", "q": "lina benali"}
    assert pages.post(NEW, taken)["Content-Disposition"].startswith("attachment")
    assert refused(head.get("/pupils?limit=1")), "the file took the last place"
    answer = pages.post(NEW, taken)
    assert "Content-Disposition" not in answer and "Rien n’est encore sorti" in text_of(answer)


def test_the_school_sees_in_its_exports_what_tools_read(academy, client_as):
    by_token(academy, "nadia-leroy").get("/pupils?limit=12")
    page = text_of(client_as("helene-garnier").get("/console/exports/"))
    assert "Listes lues par l’API" in page and "12 lignes" in page and "Nadia LEROY" in page
    head = client_as("helene-garnier")
    for form in ({"liste": "api", "format": "csv"}, {"liste": "people", "format": "json"}):
        assert head.post(NEW, form).status_code == 404


@pytest.mark.parametrize("what", ["class", "file", "guardians", "staff"])
def test_every_answer_that_names_people_counts(academy, monkeypatch, what):
    head, here = by_token(academy, "helene-garnier"), academy.school(LYCEE).pk
    pupil = academy["lina-benali"].person.pk
    with scope.everything("test"):
        homeroom = academy["lina-benali"].person.enrollments.get(left_on=None).homeroom_id
    path = {
        "class": f"/classes/{homeroom}", "file": f"/pupils/{pupil}", "guardians": f"/pupils/{pupil}/guardians",
        "staff": f"/schools/{here}/staff",
    }[what]  # fmt: skip
    answer = head.get(path)
    assert answer.status_code == 200
    many = len(answer.json().get("pupils") or (answer.json().get("items") if what == "staff" else [1]))
    assert [one.count for one in lines(academy)] == [many]
    monkeypatch.setattr(services, "MOST_ALONE", many)
    answer = head.get(path)
    assert refused(answer)
    assert f"Au-delà de {many} personne{'' if many == 1 else 's'} en 24" in answer.json()["detail"]


def test_a_roster_read_with_a_session_counts_whatever_fields_are_asked(academy, monkeypatch):
    monkeypatch.setattr(services, "MOST_ALONE", 8)
    officer = by_session(academy, "paul-faure")
    assert officer.get(f"{ROSTER}/teachers?limit=5&fields=givenName").status_code == 200
    with scope.everything("test"):
        assert sum(one.count for one in ListExport.objects.all()) == 5
    assert refused(officer.get(f"{ROSTER}/users?limit=5000"))
    one = officer.get(f"{ROSTER}/users?limit=1").json()["users"][0]["sourcedId"]
    assert officer.get(f"{ROSTER}/users/{one}").status_code == 200
    with scope.everything("test"):
        assert sum(one.count for one in ListExport.objects.all()) == 7


def test_a_partners_token_is_its_own_decision_and_is_in_the_journal_once_a_day(academy, monkeypatch):
    partner = Api(partner_secret(academy, LYCEE)[1])
    for _ in range(3):
        answer = partner.get(f"{ROSTER}/users?limit=5000")
        assert answer.status_code == 200 and len(answer.json()["users"]) > 40
    assert not lines(academy)
    later = clock.now() + dt.timedelta(minutes=5)
    monkeypatch.setattr(clock, "now", lambda: later)
    count_notes()
    count_notes()
    [(chain, sentence)] = told("api.partner_read")
    assert chain == str(academy.school(LYCEE).pk) and "Bibliothèque" in sentence and "listes de personnes" in sentence


def test_a_day_later_one_may_read_again(academy, monkeypatch):
    head = by_token(academy, "helene-garnier")
    head.get("/pupils?limit=40")
    assert refused(head.get("/pupils?limit=1"))
    later = clock.now() + dt.timedelta(hours=24, minutes=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert head.get("/pupils?limit=40").status_code == 200


def test_somebody_else_has_a_count_of_their_own(academy):
    by_token(academy, "helene-garnier").get("/pupils?limit=40")
    assert by_token(academy, "nadia-leroy").get("/pupils?limit=40").status_code == 200


@pytest.mark.parametrize(
    ("name", "instead"),
    [("_add_to_hour", lambda actor, school_id, count: None), ("taken_alone", lambda school_id, person_id: 0),
     ("_note_refusal", lambda actor, school_id: None)],
)  # fmt: skip
def test_without_its_defence_the_count_is_red(academy, monkeypatch, name, instead):
    monkeypatch.setattr(services, name, instead)
    with pytest.raises((AssertionError, ValueError)):
        test_lists_read_by_a_tool_are_counted_and_stop_where_exports_stop(academy, by_token)


def test_without_the_call_the_count_is_red(academy, monkeypatch):
    monkeypatch.setattr(leaving, "take_through_api", lambda **_: None)
    with pytest.raises(AssertionError):
        test_every_answer_that_names_people_counts(academy, monkeypatch, "file")
