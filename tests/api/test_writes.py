"""Writes through the API: never twice, never over somebody else's, never without proof of origin."""

import json
import threading

import pytest
from django.db import connection
from django.test import Client

import strong
from api.caller import ROOT, Api, by_session, by_token, secret_of
from cast import LYCEE
from preau.api.models import IdempotentAnswer
from preau.directory.calendar import year_of
from preau.directory.selectors import grading_periods_of
from preau.identity.public import Overtaken, save_preferences
from preau.kernel import clock, scope
from preau.portal.models import ContactRequest

YEAR = None
DIFFICULTY = {"text": "Le menu ne s’ouvre pas au clavier."}


def _terms(academy):
    year = year_of(clock.today())
    return f"/schools/{academy.school(LYCEE).pk}/terms/{year}", {
        "terms": [
            {"name": "Semestre 1", "starts_on": f"{year}-09-01", "ends_on": f"{year + 1}-01-31"},
            {"name": "Semestre 2", "starts_on": f"{year + 1}-02-01", "ends_on": f"{year + 1}-07-01"},
        ]
    }


def test_a_key_sent_again_gives_the_same_answer_and_writes_once(academy):
    api = by_token(academy, "samira-benali")
    first = api.ask("post", "/difficulties", DIFFICULTY, Idempotency_Key="k1")
    again = api.ask("post", "/difficulties", DIFFICULTY, Idempotency_Key="k1")
    assert first.status_code == 200 and again.content == first.content
    assert again.headers["Idempotent-Replayed"] == "true" and ContactRequest.objects.count() == 1
    assert api.ask("post", "/difficulties", DIFFICULTY, Idempotency_Key="k2").status_code == 200
    assert ContactRequest.objects.count() == 2


def test_without_a_key_nothing_is_made(academy):
    told = by_token(academy, "samira-benali").ask("post", "/difficulties", DIFFICULTY)
    assert told.status_code == 400 and told.json()["type"] == "urn:preau:problem:key-missing"
    assert "Idempotency-Key" in told.json()["detail"] and not ContactRequest.objects.count()


def test_the_document_says_what_is_required(client):
    paths = client.get("/api/v1/openapi.json").json()["paths"]
    seen = 0
    for path, operations in paths.items():
        for method, one in operations.items():
            required = {each["name"] for each in one.get("parameters", ()) if each.get("required")}
            assert method != "post" or "Idempotency-Key" in required, path
            if method in ("put", "patch", "delete"):
                assert "If-Match" in required and {"412", "428"} <= set(one["responses"]), path
                seen += 1
    assert seen == 4


def test_what_is_written_is_read_first_and_said(academy):
    """Every address that changes a resource: 428 without If-Match, 412 with a former one, else done."""
    path, body = _terms(academy)
    head = by_token(academy, "helene-garnier")
    for method, where, sent in (("put", path, body), ("patch", "/me/preferences", {"theme": "dark"})):
        missing = head.ask(method, where, sent)
        assert (missing.status_code, missing.json()["title"]) == (428, "Dites ce que vous aviez lu"), where
        assert head.ask(method, where, sent, If_Match='"former"').status_code == 412, where
        assert head.ask(method, where, sent, If_Match=head.get(where)["ETag"]).status_code == 200, where


def test_a_key_with_another_body_is_refused(academy):
    api = by_token(academy, "samira-benali")
    api.ask("post", "/difficulties", DIFFICULTY, Idempotency_Key="k1")
    other = api.ask("post", "/difficulties", {"text": "Autre chose."}, Idempotency_Key="k1")
    assert other.status_code == 422 and other.json()["type"] == "urn:preau:problem:key-reused"
    assert ContactRequest.objects.count() == 1


def test_keys_are_each_caller_s_own_and_last_a_day(academy, monkeypatch):
    for name in ("samira-benali", "helene-garnier"):
        by_token(academy, name).ask("post", "/difficulties", DIFFICULTY, Idempotency_Key="k1")
    assert ContactRequest.objects.count() == 2
    import datetime as dt

    from preau.api.privacy import DUTY

    IdempotentAnswer.objects.update(made_at=clock.now() - dt.timedelta(hours=25))
    assert DUTY.expire() == {"answers": 2}


def test_what_is_refused_keeps_no_key(academy):
    api = by_token(academy, "samira-benali")
    assert api.ask("post", "/difficulties", {"text": ""}, Idempotency_Key="k1").status_code == 422
    assert api.ask("post", "/difficulties", DIFFICULTY, Idempotency_Key="k1").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_many_at_once_with_one_key_write_once(academy):
    secret = secret_of(academy, "samira-benali")[1]
    met = []

    def send():
        answer = Api(secret).ask("post", "/difficulties", DIFFICULTY, Idempotency_Key="k1")
        met.append((answer.status_code, answer.content))
        connection.close()

    threads = [threading.Thread(target=send) for _ in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(60)
    assert len(met) == 8 and {status for status, _content in met} == {200} and len(set(met)) == 1
    assert ContactRequest.objects.count() == 1


def test_terms_are_set_over_what_was_read_and_over_nothing_else(academy):
    path, body = _terms(academy)
    head = by_token(academy, "helene-garnier")
    read = head.get(path)
    assert head.ask("put", path, body).status_code == 428
    put = head.ask("put", path, body, If_Match=read.headers["ETag"])
    assert put.status_code == 200 and put.json() == body and put.headers["ETag"] == head.get(path).headers["ETag"]
    late = head.ask("put", path, {"terms": []}, If_Match=read.headers["ETag"])
    assert late.status_code == 412 and head.get(path).json() == body
    with scope.use(academy.scope_of(LYCEE)):
        assert len(grading_periods_of(academy.school(LYCEE).pk, year_of(clock.today()))) == 2


def test_terms_by_a_session_ask_for_the_second_factor_given_just_now(academy):
    path, body = _terms(academy)
    browser = academy.client("helene-garnier")
    head = Api(client=browser)
    etag = head.get(path).headers["ETag"]
    session = browser.session
    del session["confirmed"]
    session.save()
    assert head.ask("put", path, body, If_Match=etag).json()["type"].endswith("second-factor")
    browser.post("/confirmer/", {"code": strong.code()})
    assert head.ask("put", path, body, If_Match=etag).status_code == 200


def test_terms_that_a_rule_forbids_are_told_in_its_words(academy):
    path, body = _terms(academy)
    head = by_token(academy, "helene-garnier")
    body["terms"][1]["starts_on"] = body["terms"][0]["starts_on"]
    told = head.ask("put", path, body, If_Match=head.get(path).headers["ETag"])
    assert told.status_code == 422 and "Semestre 2" in told.json()["detail"]


def test_preferences_change_with_their_etag(academy):
    api = by_token(academy, "samira-benali")
    read = api.get("/me/preferences")
    changed = api.ask("patch", "/me/preferences", {"theme": "dark"}, If_Match=read.headers["ETag"])
    assert changed.json()["theme"] == "dark" and changed.json()["text"] == read.json()["text"]
    stale = api.ask("patch", "/me/preferences", {"theme": "light"}, If_Match=read.headers["ETag"])
    assert stale.status_code == 412 and api.get("/me/preferences").json()["theme"] == "dark"
    same = api.get("/me/preferences", If_None_Match=f"W/{changed.headers['ETag']}")
    assert same.status_code == 304 and not same.content


def test_the_service_itself_refuses_what_was_overtaken(academy):
    member = academy["samira-benali"]
    save_preferences(actor=member.actor, account_id=member.account.pk, changes={"language": "en"})
    with pytest.raises(Overtaken):
        save_preferences(
            actor=member.actor, account_id=member.account.pk, changes={"language": "fr"}, seen={"language": "de"}
        )  # fmt: skip


def test_unknown_fields_are_refused_never_ignored(academy):
    api = by_token(academy, "samira-benali")
    told = api.ask("patch", "/me/preferences", {"theme": "dark", "is_active": False})
    assert told.status_code == 422 and told.json()["errors"][0]["field"].endswith("is_active")
    assert api.get("/me/preferences").json()["theme"] != "dark"


def test_a_session_writes_with_its_csrf_token_alone(academy):
    client = academy.client("samira-benali", enforce_csrf_checks=True)
    etag = Api(client=client).get("/me/preferences")["ETag"]
    refused = Api(client=client).ask("patch", "/me/preferences", {"theme": "dark"}, If_Match=etag)
    assert refused.status_code == 403 and refused.json()["type"] == "urn:preau:problem:csrf"
    client.get("/preferences/")
    token = client.cookies["preau-csrf"].value
    sent = {"X_CSRFToken": token, "If_Match": etag}
    assert Api(client=client).ask("patch", "/me/preferences", {"theme": "dark"}, **sent).status_code == 200


def test_a_token_needs_no_csrf_token(academy):
    secret = secret_of(academy, "samira-benali")[1]
    api = Api(secret, client=Client(enforce_csrf_checks=True))
    etag = api.get("/me/preferences")["ETag"]
    assert api.ask("patch", "/me/preferences", {"theme": "dark"}, If_Match=etag).status_code == 200


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [
        (b"{", "application/json", 400),
        (b"\xff", "application/json", 400),
        (b'{"text": "\\u0000"}', "application/json", 400),
        (b'{"text": "\\ud800"}', "application/json", 422),
        (b"[" * 100_000, "application/json", 400),
        (b'{"text": "' + b"x" * 3_000_000 + b'"}', "application/json", 413),
        (b'{"text": 1}', "application/json", 422),
        (b"text=x", "application/x-www-form-urlencoded", 415),
    ],
)
def test_bad_bodies_are_told_plainly(academy, content, kind, status):
    secret = secret_of(academy, "samira-benali")[1]
    answer = Client().post(
        f"{ROOT}/difficulties", data=content, content_type=kind,
        headers={"authorization": f"Bearer {secret}", "idempotency-key": "k1"},
    )  # fmt: skip
    assert answer.status_code == status and answer.headers["Content-Type"] == "application/problem+json"
    assert json.loads(answer.content)["title"]


def test_an_english_caller_is_told_in_english(academy):
    told = Api(language="en").get("/me").json()
    assert (
        told["title"] == "You need to identify yourself"
        and by_session(academy, "samira-benali").get("/x").status_code == 404
    )
