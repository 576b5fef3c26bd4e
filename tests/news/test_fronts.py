"""The public page of a school: what it tells, to whom it belongs, and that it holds when nothing behind it answers."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from cast import LYCEE
from news.conftest import hat_of
from preau.directory.models import Closure, SchoolHoliday
from preau.kernel import clock, jobs, outbox
from preau.news import fronts
from preau.news.models import NewsItem, SchoolFront
from preau.news.services import close_days, publish, show, show_all, withdraw
from preau.news.services.writing import version_of

HEAD, TEACHER = "helene-garnier", "claire-roux"
FRIDAY = dt.datetime(2026, 11, 27, 9, 0, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def data_dir(settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path


@pytest.fixture(autouse=True)
def friday(monkeypatch: Any) -> None:
    monkeypatch.setattr(clock, "now", lambda: FRIDAY)


@pytest.fixture
def uai(academy: Any) -> str:
    """The lycée shows its page."""
    row = academy.school(LYCEE)
    SchoolFront.objects.create(school=row, is_shown=True, hours="De 8 h à 18 h", phones="Vie scolaire : 01 00 00 00 00")
    show(row.pk)
    return str(row.uai)


@pytest.fixture
def no_database(academy: Any, uai: str) -> Iterator[str]:
    """Whoever asks the database from here on finds that it is gone."""
    academy.client("lina-benali")

    def gone(*_: Any) -> Any:
        raise AssertionError("the database was asked")

    with connection.execute_wrapper(gone):
        yield uai


def page(uai: str, who: Client | None = None, **more: Any) -> Any:
    return (who or Client()).get(f"/public/{uai}/", **more)


def words(uai: str) -> str:
    return str(page(uai).content.decode()).replace("\u00a0", " ").replace("\u202f", " ")


def doing(academy: Any, item: NewsItem, who: str = HEAD) -> dict[str, Any]:
    return {"actor": academy[who].actor, "hat": hat_of(academy[who], item.school_id), "item_id": item.pk}


def test_it_answers_without_a_database_to_anybody(no_database: str) -> None:
    assert page(no_database).status_code == 200
    assert Client().get("/public/").content.decode().count(f"/public/{no_database}/") == 1


def test_before_any_school_shows_its_page_the_list_says_so(db: None) -> None:
    answer = Client().get("/public/")
    assert answer.status_code == 200
    assert "Aucune page publique" in answer.content.decode()
    assert page("0690001Z").status_code == 404


def test_whoever_is_signed_in_costs_no_statement_either(academy: Any, uai: str) -> None:
    client = academy.client("lina-benali")

    def gone(*_: Any) -> Any:
        raise AssertionError("the database was asked")

    with connection.execute_wrapper(gone):
        assert page(uai, client).status_code == 200 and client.get("/public/").status_code == 200


def test_it_says_open_hours_telephones_and_address(academy: Any, uai: str) -> None:
    told = words(uai)
    assert "Ouvert" in told and "De 8 h à 18 h" in told and "Vie scolaire : 01 00 00 00 00" in told
    assert '<html lang="fr"' in told and "<script" not in told and academy.school(LYCEE).name in told


@pytest.mark.parametrize(("days", "saturday", "closed"), [(1, False, "week-end"), (1, True, ""), (2, True, "week-end")])
def test_the_day_follows_the_clock_without_a_worker(
    academy: Any, uai: str, monkeypatch: Any, days: int, saturday: bool, closed: str
) -> None:
    SchoolFront.objects.update(opens_saturday=saturday)
    show(academy.school(LYCEE).pk)
    monkeypatch.setattr(clock, "now", lambda: FRIDAY + dt.timedelta(days=days))
    told = words(uai)
    assert ("Fermé" in told) is bool(closed) and (closed in told)
    assert ("Réouverture : lundi 30 novembre" in told) is bool(closed)


def test_holidays_and_declared_days_close_it(academy: Any, uai: str) -> None:
    school = academy.school(LYCEE)
    year = SchoolHoliday.objects.order_by("pk").first()
    assert year is not None
    SchoolHoliday.objects.create(
        zone=school.authority.holiday_zone, school_year=year.school_year, name="Vacances d’essai",
        starts_on=dt.date(2026, 11, 30), ends_on=dt.date(2026, 12, 1),
    )  # fmt: skip
    hat = hat_of(academy[HEAD], school.pk)
    close_days(
        actor=academy[HEAD].actor, hat=hat, school_id=school.pk, starts_on=dt.date(2026, 11, 27),
        ends_on=dt.date(2026, 11, 27), reason="Intempéries",
    )  # fmt: skip
    outbox.dispatch()
    told = words(uai)
    assert "Fermé" in told and "Intempéries" in told and "Réouverture : mercredi 2 décembre" in told


def test_facts_too_old_to_tell_say_so(uai: str, monkeypatch: Any) -> None:
    monkeypatch.setattr(clock, "now", lambda: FRIDAY + dt.timedelta(days=90))
    told = words(uai)
    assert "Appelez l’établissement" in told and "badge-ok" not in told


def test_public_news_is_there_from_its_beginning_to_its_end_and_no_other(
    academy: Any, uai: str, published: Any, monkeypatch: Any
) -> None:
    more: dict[str, Any] = {"is_public": True, "text": "Un <b>texte</b>", "ends_at": FRIDAY + dt.timedelta(days=2)}
    item = published(HEAD, "students", title="Portes ouvertes", starts_at=FRIDAY + dt.timedelta(hours=1), **more)
    published(HEAD, "students", title="Entre nous")
    jobs.settle()
    assert "Portes ouvertes" not in words(uai)
    monkeypatch.setattr(clock, "now", lambda: FRIDAY + dt.timedelta(hours=2))
    told = words(uai)
    assert "Portes ouvertes" in told and "Un &lt;b&gt;texte" in told and "Entre nous" not in told
    assert academy[HEAD].person.family_name not in told
    monkeypatch.setattr(clock, "now", lambda: FRIDAY + dt.timedelta(days=3))
    assert "Portes ouvertes" not in words(uai)
    monkeypatch.setattr(clock, "now", lambda: FRIDAY + dt.timedelta(hours=2))
    withdraw(**doing(academy, item))
    jobs.settle()
    assert "Portes ouvertes" not in words(uai)


def test_a_change_is_another_etag_and_the_same_page_is_not_sent_again(uai: str, published: Any) -> None:
    first = page(uai)
    again = page(uai, HTTP_IF_NONE_MATCH=first["ETag"])
    assert again.status_code == 304 and not again.content and "max-age=60" in first["Cache-Control"]
    published(HEAD, "students", title="Du nouveau", is_public=True)
    jobs.settle()
    changed = page(uai, HTTP_IF_NONE_MATCH=first["ETag"])
    assert changed.status_code == 200 and changed["ETag"] != first["ETag"] and not changed.cookies


def test_who_reaches_classes_alone_publishes_nothing_there(academy: Any, written: Any) -> None:
    form = academy.client(TEACHER).get("/actualites/rediger/").content.decode()
    assert "is_public" not in form and "is_public" in academy.client(HEAD).get("/actualites/rediger/").content.decode()
    assert academy.client(TEACHER).get("/actualites/page-publique/").status_code == 403
    item = written(HEAD, "students", is_public=True)
    answer = academy.client(HEAD).post(f"/actualites/{item.pk}/publier/", {"version": version_of(item)})
    assert answer.status_code == 403  # the address for classes asks for no second factor
    assert publish(**doing(academy, item), version=version_of(item), widely=True).is_public


def test_its_head_sets_it_and_two_never_overwrite_each_other(academy: Any) -> None:
    client, path = academy.client(HEAD), "/actualites/page-publique/"

    def seal() -> str:
        return str(client.get(path).content.decode()).split('name="seen" value="')[1].split('"')[0]

    old = seal()
    assert client.post(path, {"is_shown": "on", "hours": "8 h", "seen": old}).status_code == 302
    assert client.post(path, {"is_shown": "on", "hours": "8 h", "seen": old}).status_code == 302  # sent twice
    assert client.post(path, {"is_shown": "on", "hours": "9 h", "seen": old}).status_code == 409
    jobs.settle()
    uai = academy.school(LYCEE).uai
    assert "8 h" in words(uai)
    assert client.post(path, {"hours": "8 h", "seen": seal()}).status_code == 302
    jobs.settle()
    assert page(uai).status_code == 404 and uai not in Client().get("/public/").content.decode()


def test_days_of_closing_are_said_once_and_taken_back(academy: Any) -> None:
    client, path = academy.client(HEAD), "/actualites/page-publique/fermer/"
    told = {"starts_on": "2026-12-03", "ends_on": "2026-12-04", "reason": "Travaux"}
    for wrong in ({"ends_on": "2026-12-02"}, {"ends_on": "2028-01-01"}, {"starts_on": "0001-01-01"}, {"reason": ""}):
        assert client.post(path, {**told, **wrong}).status_code == 422, wrong
    assert [client.post(path, told).status_code for _ in range(2)] == [302, 302]
    row = Closure.objects.get(reason="Travaux")
    assert client.post(f"/actualites/page-publique/{row.pk}/rouvrir/").status_code == 302
    assert client.post(f"/actualites/page-publique/{row.pk}/rouvrir/").status_code == 404


@pytest.mark.parametrize("name", ["..", "a", "0691234567X", "%2e%2e", "INDEX", "index"])
def test_no_other_file_is_ever_read(uai: str, name: str) -> None:
    assert Client().get(f"/public/{name}/").status_code == 404


def test_a_cut_leaves_the_former_page(academy: Any, uai: str, monkeypatch: Any) -> None:
    before = fronts.path_of(uai).read_text()

    def cut(*_: Any, **__: Any) -> None:
        raise OSError("cut")

    monkeypatch.setattr("os.fsync", cut)
    with pytest.raises(OSError, match="cut"):
        show(academy.school(LYCEE).pk)
    assert fronts.path_of(uai).read_text() == before and page(uai).status_code == 200
    assert {one.suffix for one in fronts.path_of(uai).parent.iterdir()} == {".json"}


def test_the_night_writes_all_of_them_again(uai: str) -> None:
    fronts.path_of(uai).unlink()
    assert page(uai).status_code == 404
    assert show_all() >= 1 and page(uai).status_code == 200


def test_the_door_leads_to_it(db: None) -> None:
    assert 'href="/public/"' in Client().get("/connexion/").content.decode()
