"""Two records that their person proves to be one: joined by a code while signed in, or by one assertion with both keys.

Each joining is undone from the console within thirty days, to exactly what was there, and not later.
"""

import datetime as dt
import uuid
from typing import Any

import pytest
from django.test import Client

import matrix
from cast import COLLEGE, Academy
from console.worn import text_of
from directory import listed
from identity.federation import forge
from identity.federation.conftest import _fresh, ask, educonnect, folder, give, xmlsec  # noqa: F401 - fixtures
from identity.slip_tools import digits_sent
from imports.aaf_files import dump
from preau.directory.bulk import relist
from preau.directory.enums import MatchState
from preau.directory.models import DirectoryRecord, EducationAuthority, Guardianship, Person, RecordMatch
from preau.identity.enums import SlipKind
from preau.identity.external import ExternalKey
from preau.identity.federation.parting import give_back_keys
from preau.identity.models import Account
from preau.identity.services import open_account
from preau.identity.slips import Wanted, print_slips
from preau.kernel import clock, outbox, scope
from preau.kernel.ids import new_id
from preau.kernel.models import AuditEntry
from preau.kernel.text import folded_name

KEY = "99887766"


@pytest.fixture(autouse=True)
def _mail(settings: Any) -> None:
    settings.MAIL_URL = "memory:"


@pytest.fixture
def other(academy: Academy) -> Person:
    """A second record of Samira, that of the collège: Adam hangs on it."""
    samira = academy["samira-benali"].person
    made = Person.objects.create(
        id=new_id(),
        given_name="Samira",
        family_name="BENALI",
        search_name=folded_name("BENALI", "Samira"),
        email="autre@x.example",
    )
    DirectoryRecord.objects.create(
        authority=EducationAuthority.objects.get(pk="10"), kind="guardian", join_key=KEY, person=made
    )
    with scope.everything("test"):
        Guardianship.objects.filter(guardian=samira, student=academy["adam-benali"].person).update(guardian=made)
        relist(academy.school(COLLEGE).pk.hex, [samira.pk.hex, made.pk.hex])
    return made


def by_code(academy: Academy, other: Person) -> Client:
    """Signed in, she types the code that the collège printed for the other record, and proves it by its mail."""
    with scope.use(academy.scope_of(COLLEGE)):
        (slip,) = print_slips(
            actor=academy["yves-caron"].actor, school_id=academy.school(COLLEGE).pk, kind=SlipKind.GUARDIAN,
            people=[Wanted(other.pk, academy["adam-benali"].person.pk)], batch=uuid.uuid4(),
        )  # fmt: skip
    client = academy.client("samira-benali")
    assert client.post("/activer/", {"code": slip.code})["Location"] == "/activer/comment/"
    client.post("/activer/envoyer/", {"road": "mail"})
    assert client.post("/activer/preuve/", {"code": digits_sent()})["Location"] == "/"
    return client


def by_assertion(academy: Academy, other: Person) -> Client:
    """She signs in by ÉduConnect, whose one answer carries the keys of both records."""
    client = Client()
    asked = ask(client)
    keys = [f"{{AAF}}10|x|{key}" for key in (academy["samira-benali"].member.join_key, KEY)]
    assert give(client, asked, forge.signed_response(asked.wish.but(values=tuple(keys))))["Location"] == "/"
    return client


WAYS = pytest.mark.parametrize("way", [by_code, by_assertion], ids=["by code", "by assertion"])


def directory() -> dict[str, list[str]]:
    """Every row of the directory, but the note of the joining itself and when a person last changed."""
    return {table: rows for table, rows in dump().items() if table != "directory_recordmatch"}


def children_of(client: Client) -> set[str]:
    text = text_of(client.get("/"))
    return {name for name in ("Lina", "Adam") if name in text}


@WAYS
@pytest.mark.usefixtures("educonnect")
def test_what_a_proof_joined_is_parted_within_thirty_days(
    academy: Academy, other: Person, way: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    samira = academy["samira-benali"].person
    before = directory()
    assert children_of(academy.client("samira-benali")) == {"Lina"}
    client = way(academy, other)
    assert children_of(client) == {"Lina", "Adam"}
    match = RecordMatch.objects.get(kept=samira, merged=other)
    assert match.state == MatchState.JOINED and match.proof.startswith("assertion ")
    assert AuditEntry.objects.filter(action="directory.join_by_assertion", actor_id=samira.pk).exists()
    assert directory() != before

    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now + dt.timedelta(days=29))
    operator = academy.client(matrix.OPERATOR)
    assert "Séparer ces fiches" in text_of(operator.get("/console/rapprochements/", {"etat": "reunies"}))
    page = f"/console/rapprochements/{match.pk}/separer/"
    assert "Chaque place revient exactement où elle était." in text_of(operator.get(page))
    assert "comme avant" in text_of(operator.post(page, follow=True))
    assert directory() == before
    with scope.everything("test"):
        listed.assert_true()
    assert children_of(academy.client("samira-benali")) == {"Lina"}
    match.refresh_from_db()
    assert match.state == MatchState.UNDONE
    assert AuditEntry.objects.filter(action="directory.undo_match", subject_id=match.pk).exists()
    assert operator.post(page).status_code == 404, "once"


@WAYS
@pytest.mark.usefixtures("educonnect")
def test_after_thirty_days_it_stays(academy: Academy, other: Person, way: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    way(academy, other)
    match = RecordMatch.objects.get(merged=other)
    joined, page = directory(), f"/console/rapprochements/{match.pk}/separer/"
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now + dt.timedelta(days=30, minutes=1))
    operator = academy.client(matrix.OPERATOR)
    assert "Séparer ces fiches" not in text_of(operator.get("/console/rapprochements/", {"etat": "reunies"}))
    assert operator.get(page).status_code == operator.post(page).status_code == 404
    assert directory() == joined
    match.refresh_from_db()
    assert match.state == MatchState.JOINED


@WAYS
@pytest.mark.usefixtures("educonnect")
def test_what_was_parted_is_not_joined_again_by_signing_in(academy: Academy, other: Person, way: Any) -> None:
    """An administrator parted them: an answer with both keys opens the account in use, and joins nothing any more."""
    way(academy, other)
    match = RecordMatch.objects.get(merged=other)
    academy.client(matrix.OPERATOR).post(f"/console/rapprochements/{match.pk}/separer/")
    parted = directory()
    assert children_of(by_assertion(academy, other)) == {"Lina"}
    assert directory() == parted
    match.refresh_from_db()
    assert match.state == MatchState.UNDONE


def heard() -> None:
    """The worker hears what was published."""
    while outbox.dispatch():
        pass


def keys_of(account: Account) -> set[str]:
    return set(ExternalKey.objects.filter(account=account).values_list("key", flat=True))


@pytest.mark.parametrize("has_account", [True, False], ids=["both have an account", "the other never came"])
@pytest.mark.usefixtures("educonnect")
def test_keys_of_one_answer_go_back_each_to_whom_it_was_proved_for(
    academy: Academy, other: Person, has_account: bool
) -> None:
    samira = academy["samira-benali"]
    theirs = open_account(actor=samira.actor, person=other, login="samira.autre") if has_account else None
    linked = {"how": "proof", "source": "educonnect", "linked_at": clock.now()}
    if theirs is not None:
        ExternalKey.objects.create(account=theirs, key=f"record:10-{KEY}", **linked)
    ExternalKey.objects.create(account=samira.account, key="educonnect:opaque:samira", **linked)
    Account.objects.filter(pk=samira.account.pk).update(last_login=clock.now())
    mine = f"record:10-{samira.member.join_key}"
    by_assertion(academy, other)
    heard()
    opaque = "educonnect:opaque:samira"
    assert keys_of(samira.account) >= {mine, f"record:10-{KEY}", opaque}

    match = RecordMatch.objects.get(merged=other)
    academy.client(matrix.OPERATOR).post(f"/console/rapprochements/{match.pk}/separer/")
    heard()
    assert {mine, opaque} <= keys_of(samira.account) and f"record:10-{KEY}" not in keys_of(samira.account)
    if theirs is not None:
        assert keys_of(theirs) == {f"record:10-{KEY}"}
        theirs.refresh_from_db()
        assert theirs.is_active and theirs.person_id == other.pk
    else:
        assert not ExternalKey.objects.filter(key=f"record:10-{KEY}").exists()
    before = sorted(ExternalKey.objects.values_list("key", "account_id"))
    give_back_keys(kept_id=samira.person.pk, merged_id=other.pk)
    assert sorted(ExternalKey.objects.values_list("key", "account_id")) == before, "twice changes nothing"


def test_a_key_of_the_source_alone_goes_back_to_the_account_it_opened(academy: Academy) -> None:
    kept, merged = academy["samira-benali"], academy["karim-benali"]
    row = ExternalKey.objects.create(
        account=kept.account, key="educonnect:opaque:karim", how="directory", source="educonnect",
        linked_at=clock.now(), former=merged.account.pk,
    )  # fmt: skip
    give_back_keys(kept_id=kept.person.pk, merged_id=merged.person.pk)
    row.refresh_from_db()
    assert row.account_id == merged.account.pk and row.former is None
