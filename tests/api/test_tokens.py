"""Tokens of the API: shown once, hashed, narrowed by scopes, ended by a date, a click or a leaving."""

import datetime as dt
import hashlib
import re

import pytest
from django.test import Client

import strong
from api.caller import Api, by_session, by_token, partner_secret, secret_of
from cast import LYCEE
from preau.api import limits, notes
from preau.api.services import count_notes
from preau.identity.models import ApiToken, SecondFactor
from preau.identity.public import Refused, revoke_token, revoke_tokens_of_account, secure_account
from preau.identity.tokens import GUESSES
from preau.kernel import audit, clock, scope
from preau.kernel.ids import new_id
from preau.kernel.models import AuditEntry


def _form(**more):
    return {"label": "Agenda", "scopes": ["me:read"], "days": "90", "draft": str(new_id()), **more}


def _secret_on(page) -> str:
    return re.search(r"preau_[A-Za-z0-9_-]{43}", page.content.decode())[0]


def test_a_token_is_shown_once_and_kept_as_a_digest(academy):
    browser = academy.client("samira-benali")
    made = browser.post("/jetons/", _form())
    secret = _secret_on(made)
    assert made.headers["Cache-Control"] == "private, no-store"
    assert "preau_" not in browser.get("/jetons/").content.decode()
    row = ApiToken.objects.get()
    assert bytes(row.digest) == hashlib.sha256(secret.encode()).digest()
    assert secret not in {str(value) for value in vars(row).values()}
    assert Api(secret).get("/me").json()["scopes"] == ["me:read"]


def test_a_form_sent_twice_makes_one_token(academy):
    browser, form = academy.client("samira-benali"), _form()
    assert browser.post("/jetons/", form).status_code == 200
    assert browser.post("/jetons/", form).status_code == 422
    assert ApiToken.objects.count() == 1


def _signed_in(academy, name):
    return academy.client_for(academy[name].account, proved=False)


def test_who_has_a_second_factor_gives_it_before_making_a_token(academy):
    browser, form = _signed_in(academy, "samira-benali"), _form()
    strong.give_factor(academy["samira-benali"].account)
    asked = browser.post("/jetons/", form)
    assert asked.status_code == 403 and "preau_" not in asked.content.decode()
    assert browser.get("/jetons/").status_code == 200 and not ApiToken.objects.exists()
    browser.post("/confirmer/", {"code": strong.code()})
    assert browser.post("/jetons/", form).status_code == 200 and ApiToken.objects.count() == 1


def test_who_needs_a_second_factor_makes_no_token_without_one(academy):
    browser = _signed_in(academy, "helene-garnier")
    assert "second facteur" in browser.post("/jetons/", _form()).content.decode()
    assert not ApiToken.objects.exists()


def test_a_partners_token_asks_for_the_second_factor(academy):
    strong.give_factor(academy["helene-garnier"].account)
    browser = _signed_in(academy, "helene-garnier")
    assert browser.post("/console/jetons/", _form(scopes=["roster:read"])).status_code == 403
    assert not ApiToken.objects.exists()


def test_without_a_second_factor_the_api_opens_what_a_teacher_opens(academy):
    weak = by_token(academy, "helene-garnier")
    SecondFactor.objects.all().delete()
    staff = f"/schools/{academy.school(LYCEE).pk}/staff"
    assert weak.get("/pupils").status_code == 200
    assert weak.get(staff).json()["type"].endswith("second-factor")
    strong.give_factor(academy["helene-garnier"].account)
    assert weak.get(staff).status_code == 200


def test_an_account_made_safe_has_no_token_left(academy):
    api = by_token(academy, "samira-benali")
    assert api.get("/me").status_code == 200
    samira = academy["samira-benali"]
    counts = secure_account(actor=samira.actor, account_id=samira.account.pk)
    assert counts["tokens"] == 1 and ApiToken.objects.get().revoked_at is not None
    assert api.get("/me").status_code == 401


def test_scopes_narrow_and_add_nothing(academy):
    assert by_token(academy, "helene-garnier", "me:read").get("/pupils").status_code == 403
    assert by_token(academy, "samira-benali").get("/pupils").status_code == 403
    offered = academy.client("samira-benali").get("/jetons/").content.decode()
    assert (
        'value="me:read"' in offered and 'value="pupils:read"' not in offered and 'value="roster:read"' not in offered
    )
    assert academy.client("samira-benali").post("/jetons/", _form(scopes=["pupils:read"])).status_code == 422


@pytest.mark.parametrize("days", [0, 366, 4000])
def test_no_token_lives_more_than_a_year(academy, days):
    with pytest.raises(Refused):
        secret_of(academy, "samira-benali", days=days)


def test_a_token_that_ended_or_was_revoked_opens_nothing_and_says_why(academy):
    token, secret = secret_of(academy, "samira-benali")
    api = Api(secret)
    assert api.get("/me").status_code == 200
    owner = {"account_id": academy["samira-benali"].account.pk}
    revoke_token(actor=academy["samira-benali"].actor, token_id=token.pk, **owner)
    told = api.get("/me")
    assert told.status_code == 401 and "révoqué" in told.json()["detail"]
    assert told.headers["WWW-Authenticate"].startswith("Bearer")
    old, secret = secret_of(academy, "samira-benali")
    ApiToken.objects.filter(pk=old.pk).update(expires_at=clock.now() - dt.timedelta(seconds=1))
    assert "fin" in Api(secret).get("/me").json()["detail"]
    assert "end" in Api(secret, language="en").get("/me").json()["detail"]


def test_nobody_revokes_the_token_of_another(academy):
    token, secret = secret_of(academy, "samira-benali")
    academy.client("karim-benali").post("/jetons/", {"revoke": str(token.pk)})
    academy.client("helene-garnier").post("/console/jetons/", {"revoke": str(token.pk)})
    assert Api(secret).get("/me").status_code == 200
    academy.client("samira-benali").post("/jetons/", {"revoke": str(token.pk)})
    assert Api(secret).get("/me").status_code == 401


def test_a_token_dies_with_the_place_of_its_person(academy):
    api = by_token(academy, "jean-royer")
    assert api.get("/me").status_code == 200
    from preau.directory.models import Affiliation

    with scope.everything("a leaver, for a test"):
        Affiliation.objects.filter(person=academy["jean-royer"].person).update(state="suspended")
    told = api.get("/me")
    assert told.status_code == 401 and "plus de place" in told.json()["detail"]


def test_a_stolen_account_loses_all_its_tokens_at_once(academy):
    apis = [by_token(academy, "samira-benali") for _ in range(3)]
    member = academy["samira-benali"]
    assert revoke_tokens_of_account(actor=member.actor, account_id=member.account.pk) == 3
    assert {api.get("/me").status_code for api in apis} == {401}


def test_a_token_opens_no_page(academy):
    secret = secret_of(academy, "helene-garnier")[1]
    answer = Client().get("/eleves/", headers={"authorization": f"Bearer {secret}"})
    assert answer.status_code == 302 and answer.headers["Location"].startswith("/connexion/")


def test_a_wrong_token_is_not_made_up_for_by_a_session(academy):
    client = academy.client("helene-garnier")
    assert Api("preau_" + "x" * 43, client=client).get("/me").status_code == 401
    assert Api(client=client).ask("get", "/me", authorization="Basic eDp5").status_code == 401


def test_guessing_is_slowed_down_and_a_right_token_passes_all_the_same(academy):
    met = [Api(f"preau_{number:043}").get("/me").status_code for number in range(GUESSES + 2)]
    assert set(met[:GUESSES]) == {401} and met[-1] == 429
    assert by_token(academy, "samira-benali").get("/me").status_code == 200


def _guesses(many, passed_on, here="127.0.0.1"):
    clients = [Client(REMOTE_ADDR=here, HTTP_X_FORWARDED_FOR=passed_on(number)) for number in range(many)]
    return [Api(f"preau_{n:043}", client=one).get("/me").status_code for n, one in enumerate(clients)]


def test_behind_a_proxy_each_address_is_counted_apart(academy):
    assert set(_guesses(GUESSES + 5, lambda n: f"203.0.113.{n % 250}")) == {401}
    met = _guesses(GUESSES + 2, lambda n: "198.51.100.1")
    assert set(met[:GUESSES]) == {401} and met[-1] == 429
    assert _guesses(1, lambda n: "198.51.100.2") == [401], "another one behind the same proxy"


def test_what_a_caller_claims_of_its_address_is_not_believed(academy):
    met = _guesses(GUESSES + 2, lambda n: f"203.0.113.{n}", here="192.0.2.77")
    assert set(met[:GUESSES]) == {401} and met[-1] == 429


@pytest.mark.parametrize("here", ["127.0.0.1", "192.0.2.77"], ids=["behind a proxy", "without one"])
def test_calls_without_a_token_are_counted_by_the_same_address(academy, monkeypatch, here):
    counted = []
    monkeypatch.setattr(limits, "take", lambda who, *_: counted.append(who) or 0)
    for number in range(2):
        Client(REMOTE_ADDR=here, HTTP_X_FORWARDED_FOR=f"203.0.113.{number}").get("/api/v1/openapi.json")
    assert len(counted) == 2
    assert len(set(counted)) == (2 if here == "127.0.0.1" else 1)


def test_the_last_use_is_written_by_the_worker_once_in_ten_minutes(academy, monkeypatch):
    token, secret = secret_of(academy, "samira-benali")
    for _ in range(3):
        Api(secret).get("/me")
    lines = [note for path in notes.folder().glob("*.tsv") for note in notes.read(path)]
    assert [(one.kind, one.subject) for one in lines] == [(notes.USED, token.pk)]
    token.refresh_from_db()
    assert token.last_used_at is None
    later = clock.now() + dt.timedelta(minutes=5)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert count_notes() == 1 and count_notes() == 0
    token.refresh_from_db()
    assert token.last_used_at is not None
    assert "jamais" not in academy.client("samira-benali").get("/jetons/").content.decode()


def test_a_partner_reads_what_the_head_ticked_and_the_journal_tells(academy):
    head = academy.client("helene-garnier")
    made = head.post("/console/jetons/", _form(label="Médiathèque", scopes=["roster:read"]))
    api = Api(_secret_on(made))
    assert api.get("/ims/oneroster/rostering/v1p2/schools").status_code == 200
    assert api.get("/schools").status_code == 403
    assert head.post("/console/jetons/", _form(scopes=["pupils:read"])).status_code == 422
    with scope.everything("reading the trail for a test"):
        entry = AuditEntry.objects.filter(action="identity.make_token").latest("at")
    assert entry.chain == str(academy.school(LYCEE).pk) and "roster:read" in audit.sentence_of(entry)


def test_a_partner_is_nobody_and_opens_no_file(academy):
    api = Api(partner_secret(academy, LYCEE)[1])
    assert api.get("/schools").json()["items"][0]["uai"] == academy.school(LYCEE).uai
    pupil = academy["lina-benali"].person.pk
    for path in ("/me", "/pupils", f"/pupils/{pupil}", "/me/preferences", "/classes"):
        assert api.get(path).status_code == 403


def test_twenty_tokens_are_enough(academy):
    for _ in range(20):
        secret_of(academy, "samira-benali", "me:read")
    with pytest.raises(Refused):
        secret_of(academy, "samira-benali", "me:read")


def test_an_owner_is_one(academy):
    from django.db import IntegrityError, transaction

    token, _secret = secret_of(academy, "samira-benali")
    with pytest.raises(IntegrityError), transaction.atomic():
        ApiToken.objects.filter(pk=token.pk).update(school_id=academy.school(LYCEE).pk)


def test_a_session_is_not_narrowed(academy):
    assert by_session(academy, "helene-garnier").get("/me").json()["scopes"] is None
