"""The secret feed: what its person may read at that moment, until one tap, a stolen account or a closed one ends it."""

import datetime as dt
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client

from news.conftest import hat_of
from preau.directory.models import Affiliation
from preau.identity.models import Account
from preau.identity.services import secure_account
from preau.kernel import clock, counters
from preau.kernel.actor import system
from preau.kernel.models import AuditEntry
from preau.news import privacy
from preau.news.models import NewsFeed
from preau.news.services import end_feeds, withdraw
from preau.news.views import feeds

HEAD, PUPIL, MOTHER = "helene-garnier", "lina-benali", "samira-benali"


@pytest.fixture(autouse=True)
def counts(settings: Any, tmp_path: Path, monkeypatch: Any) -> None:
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr(counters, "_shared", None)


def address(academy: Any, who: str) -> str:
    page = academy.client(who).post("/actualites/flux/").content.decode()
    found = re.search(r'value="http://testserver(/actualites/flux/[0-9a-f]{32}\.xml)"', page)
    assert found
    return found.group(1)


def read(path: str, **more: Any) -> Any:
    return Client().get(path, **more)


def titles(path: str) -> list[str]:
    answer = read(path)
    assert answer.status_code == 200 and answer["Content-Type"].startswith("application/rss+xml")
    return [one.findtext("title") or "" for one in ElementTree.fromstring(answer.content).iter("item")]


def test_it_tells_titles_of_what_its_person_reads_and_nothing_else(academy: Any, published: Any) -> None:
    item = published(HEAD, "students", title="Pour <les> élèves & \x0b", text="Un texte bien à l’abri.")
    published(HEAD, "staff", title="Entre collègues")
    path = address(academy, PUPIL)
    told = titles(path)
    assert "Pour <les> élèves &  " in told and "Entre collègues" not in told
    body = read(path).content.decode()
    assert f"http://testserver/actualites/{item.pk}/" in body and "bien à l’abri" not in body
    assert academy[PUPIL].person.given_name not in body and academy[PUPIL].person.family_name not in body


def test_a_family_reads_of_all_its_children_and_no_name_of_theirs(academy: Any, published: Any) -> None:
    published(HEAD, "guardians", title="Aux familles")
    path = address(academy, MOTHER)
    assert "Aux familles" in titles(path)
    assert not {one.given_name for one in (academy[PUPIL].person, academy["adam-benali"].person)} & set(
        re.findall(r"\w+", read(path).content.decode())
    )


def test_what_is_withdrawn_or_over_or_no_longer_theirs_is_gone_at_once(
    academy: Any, published: Any, monkeypatch: Any
) -> None:
    first = published(HEAD, "students", title="Retirée")
    published(HEAD, "students", title="Finie", ends_at=clock.now() + dt.timedelta(hours=1))
    published(HEAD, "students", title="Reste")
    path = address(academy, PUPIL)
    assert {"Retirée", "Finie", "Reste"} <= set(titles(path))
    withdraw(actor=academy[HEAD].actor, hat=hat_of(academy[HEAD], first.school_id), item_id=first.pk)
    later = clock.now() + dt.timedelta(hours=2)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert "Reste" in titles(path) and not {"Retirée", "Finie"} & set(titles(path))
    Affiliation.objects.filter(person=academy[PUPIL].person).delete()
    assert "Reste" not in titles(path)


def test_one_tap_ends_it_and_a_new_one_ends_the_one_before(academy: Any) -> None:
    first = address(academy, PUPIL)
    second = address(academy, PUPIL)
    assert first != second and read(first).status_code == 404 and read(second).status_code == 200
    assert academy.client(PUPIL).post("/actualites/flux/fermer/").status_code == 302
    assert read(second).status_code == 404
    assert AuditEntry.objects.filter(action="news.open_feed").count() == 2


def test_its_secret_is_told_once_and_kept_nowhere(academy: Any) -> None:
    path = address(academy, PUPIL)
    secret = path.rsplit("/", 1)[1].removesuffix(".xml")
    assert len(bytes.fromhex(secret)) == 16
    assert secret not in academy.client(PUPIL).get("/actualites/flux/").content.decode()
    assert secret not in str(NewsFeed.objects.values().get(person=academy[PUPIL].person))
    assert secret not in str(list(AuditEntry.objects.values()))


def test_not_me_ends_it(academy: Any) -> None:
    path = address(academy, PUPIL)
    counts_ = secure_account(actor=system("essai"), account_id=academy[PUPIL].account.pk)
    assert counts_["feeds"] == 1 and read(path).status_code == 404


def test_a_closed_account_ends_it(academy: Any) -> None:
    path = address(academy, PUPIL)
    assert read(path).status_code == 200
    Account.objects.filter(pk=academy[PUPIL].account.pk).update(is_active=False)
    assert read(path).status_code == 404


def test_nobody_s_secret_opens_nothing(db: None) -> None:
    assert read(f"/actualites/flux/{'0' * 32}.xml").status_code == 404


def test_the_same_feed_is_not_sent_again(academy: Any, published: Any) -> None:
    path = address(academy, PUPIL)
    first = read(path)
    assert first["Cache-Control"] == "private, max-age=900" and first["Referrer-Policy"] == "no-referrer"
    assert read(path, HTTP_IF_NONE_MATCH=first["ETag"]).status_code == 304
    published(HEAD, "students", title="Du nouveau")
    assert read(path, HTTP_IF_NONE_MATCH=first["ETag"]).status_code == 200


def test_one_address_is_read_so_often_and_no_more(academy: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(feeds, "AN_HOUR", 3)
    path, other = address(academy, PUPIL), address(academy, MOTHER)
    assert [read(path).status_code for _ in range(5)] == [200, 200, 200, 429, 429]
    assert read(path)["Retry-After"] == "3600" and read(other).status_code == 200
    later = clock.now() + dt.timedelta(hours=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert read(path).status_code == 200


def test_ones_own_data_tell_it_and_erasure_takes_it(academy: Any) -> None:
    address(academy, PUPIL)
    person = academy[PUPIL].person.pk
    assert len(privacy.export(person)["feeds"]) == 1
    assert privacy.erase([person], frozenset())["feeds"] == 1
    assert end_feeds(actor=system("essai"), person_id=person) == 0
