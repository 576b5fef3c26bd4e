"""News, words to sign and notices through the API: what the pages show and do, under the same rights."""

import datetime as dt
import hashlib
import json
import uuid
from collections.abc import Iterator
from typing import Any

import pytest

from access.test_locks import put
from api.caller import by_session, by_token
from api.test_messages import write
from liaison.conftest import OTHER_PARENT, PARENT, PUPIL, TEACHER, Clock, Room, moment, room  # noqa: F401 (fixtures)
from news.conftest import published, written  # noqa: F401 (fixtures)
from news.test_polls import asked, doing, later
from preau.access.public import hats_of
from preau.api.models import IdempotentAnswer
from preau.directory.enums import Reach
from preau.directory.models import Guardianship
from preau.identity.enums import LockKind, LockTarget
from preau.kernel import scope
from preau.kernel.actor import system
from preau.liaison.models import Answer, Reply
from preau.liaison.services import close
from preau.news.models import Acknowledgement, NewsItem, PollVote
from preau.news.services import publish
from preau.news.services.writing import version_of
from preau.notifications.models import Notice
from preau.notifications.public import To, notify


@pytest.fixture(autouse=True)
def everywhere() -> Iterator[None]:
    with scope.everything("tests of the API"):
        yield


def test_news_are_read_and_said_to_be_read(academy: Any, published: Any) -> None:  # noqa: F811
    NewsItem.objects.all().delete()
    flash = published("helene-garnier", "guardians", title="Portail fermé", is_flash=True)
    for number in range(4):
        published("helene-garnier", "guardians", title=f"n° {number}")
    hidden = published("helene-garnier", "staff", title="Réunion des professeurs")
    parent = by_token(academy, "samira-benali")
    first = parent.get("/news?limit=3").json()
    rest = parent.get(f"/news?limit=3&cursor={first['next']}").json()
    titles = [one["title"] for one in (*first["items"], *rest["items"])]
    assert titles == ["n° 3", "n° 2", "n° 1", "n° 0", "Portail fermé"] and rest["next"] is None
    assert rest["items"][-1]["waits"]
    read = parent.get(f"/news/{flash.pk}")
    assert read.json()["files"] == [] and parent.get(f"/news/{flash.pk}", If_None_Match=read["ETag"]).status_code == 304
    assert write(parent, f"/news/{flash.pk}/acknowledge") == {"is_new": True}
    assert write(parent, f"/news/{flash.pk}/acknowledge") == {"is_new": False}
    assert Acknowledgement.objects.filter(item=flash, person=academy["samira-benali"].person).count() == 1
    assert parent.get(f"/news/{hidden.pk}").status_code == 404
    write(parent, f"/news/{hidden.pk}/acknowledge", status=404)
    assert by_token(academy, "helene-garnier").get(f"/news/{flash.pk}").status_code == 403


def test_who_reads_news_by_a_token_needs_another_scope_to_answer(academy: Any, published: Any) -> None:  # noqa: F811
    flash = published("helene-garnier", "guardians", is_flash=True)
    parent = by_token(academy, "samira-benali", "news:read", "words:read", "notices:read")
    assert {parent.get(path).status_code for path in ("/news", "/words", "/notices")} == {200}
    for path, body in ((f"/news/{flash.pk}/acknowledge", {}), ("/notices/read", {"notices": [str(uuid.uuid4())]}),
                       (f"/words/{uuid.uuid4()}/{uuid.uuid4()}/answer", {"choice": "signed"})):  # fmt: skip
        assert write(parent, path, body, 403)["type"].endswith("scope-missing")
    assert not Acknowledgement.objects.filter(item=flash).exists()


@pytest.mark.parametrize("way", [by_token, by_session])
def test_a_word_is_signed_once_by_who_signs_it(room: Room, moment: Clock, way: Any) -> None:  # noqa: F811
    word = room.sent(only=[PUPIL])
    parent, pupil = way(room.academy, PARENT), room.academy[PUPIL].person.pk
    path = f"/words/{word.pk}/{pupil}"
    [line] = [one for one in parent.get("/words").json()["items"] if one["id"] == str(word.pk)]
    assert line["waits"] and line["answered"] is None
    read = parent.get(path)
    offered = [one["choice"] for one in read.json()["choices"]]
    assert read.json()["signs"] and read.json()["mine"] is None and "ETag" in read
    wrong = next(one for one in ("signed", "present") if one not in offered)
    assert "propos" in write(parent, f"{path}/answer", {"choice": wrong}, 422)["detail"]
    signed = write(parent, f"{path}/answer", {"choice": offered[0]})
    assert signed["mine"]["choice"] == offered[0] and not signed["waits"] and signed["mine"]["means"] == ""
    write(parent, f"{path}/answer", {"choice": offered[0]})
    row = Answer.objects.get(word=word)
    assert (row.signer_id, row.choice) == (room.academy[PARENT].person.pk, offered[0])
    assert parent.get(path, If_None_Match=read["ETag"]).status_code == 200


def test_who_reads_a_word_without_signing_it_is_told_so_and_strangers_find_none(room: Room, moment: Clock) -> None:  # noqa: F811
    word, pupil = room.sent(only=[PUPIL]), room.academy[PUPIL].person.pk
    path = f"/words/{word.pk}/{pupil}"
    rows = Guardianship.objects.filter(guardian=room.academy[OTHER_PARENT].person, student_id=pupil)
    rows.update(reach=Reach.SUPERVISES)
    reader = by_token(room.academy, OTHER_PARENT)
    assert not reader.get(path).json()["signs"]
    write(reader, f"{path}/answer", {"choice": "signed"}, 403)
    rows.update(reach=Reach.CONTACT)
    for who in ("sophie-martin-lycee", OTHER_PARENT):
        api = by_token(room.academy, who)
        assert api.get(path).status_code == 404, who
        write(api, f"{path}/answer", {"choice": "signed"}, 404)
    assert by_token(room.academy, TEACHER).get(path).status_code == 403
    assert not Answer.objects.filter(word=word).exists()


def test_words_follow_each_other_page_by_page(room: Room, moment: Clock) -> None:  # noqa: F811
    for number in range(5):
        room.sent(title=f"n° {number}", only=[PUPIL])
        moment.on(minutes=1)
    parent = by_token(room.academy, PARENT)
    first = parent.get("/words?limit=3").json()
    rest = parent.get(f"/words?limit=100&cursor={first['next']}").json()["items"]
    titles = [one["title"] for one in (*first["items"], *rest) if one["title"].startswith("n°")]
    assert len(first["items"]) == 3 and titles == [f"n° {number}" for number in range(4, -1, -1)]


def test_notices_are_listed_by_their_hat_and_read_by_their_person(academy: Any) -> None:
    mine, other = academy["samira-benali"].person, academy["karim-benali"].person
    Notice.objects.all().delete()
    for number in range(3):
        notify(
            actor=system("essai"), kind="news.published", key=f"essai/{number}", data={"title": f"n° {number}"},
            school_id=academy.school("1001").pk, link="/actualites/",
            to=[To(one.pk, "National_tut", academy["lina-benali"].person.pk) for one in (mine, other)],
        )  # fmt: skip
    api = by_token(academy, "samira-benali")
    first = api.get("/notices?limit=2").json()
    assert len(first["items"]) == 2 and len(api.get(f"/notices?limit=2&cursor={first['next']}").json()["items"]) == 1
    theirs = Notice.objects.filter(person=other).values_list("pk", flat=True)
    ids = [one["id"] for one in first["items"]]
    assert write(api, "/notices/read", {"notices": [*ids, *map(str, theirs)]}) == {"changed": 2}
    assert len(api.get("/notices").json()["items"]) == 1 and len(api.get("/notices?state=read").json()["items"]) == 2
    assert Notice.objects.filter(person=other, read_at=None).count() == 3
    assert dt.datetime.fromisoformat(api.get("/notices").json()["items"][0]["raised_at"]).tzinfo


def test_a_question_is_answered_until_its_end_and_no_trace_says_by_whom(academy: Any, written: Any) -> None:  # noqa: F811
    item = written("helene-garnier", "students", "staff", title="La fête")
    asked(academy, item)
    parent, pupil = by_token(academy, "samira-benali"), by_token(academy, PUPIL)
    publish(**doing(academy, item), version=version_of(item), widely=True)
    path = f"/news/{item.pk}"
    shown = pupil.get(path).json()["question"]
    assert [one["words"] for one in shown["answers"]] == ["Mardi", "Jeudi", "Samedi"] and shown["is_open"]
    for chosen in ([0], [0], [2]):
        assert write(pupil, f"{path}/vote", {"chosen": chosen}) == {"is_noted": True}
    assert PollVote.objects.get(poll__item=item).chosen == 0b100
    shown = pupil.get(path).json()["question"]
    assert (shown["people"], shown["has_answered"]) == (1, True)
    assert [(one["is_mine"], one["people"]) for one in shown["answers"]] == [(False, None)] * 2 + [(True, None)]
    assert "seule" in write(pupil, f"{path}/vote", {"chosen": [0, 1]}, 422)["detail"]
    write(pupil, f"{path}/vote", {"chosen": [9]}, 422)
    write(parent, f"{path}/vote", {"chosen": [0]}, 404)
    reads = by_token(academy, PUPIL, "news:read")
    assert write(reads, f"{path}/vote", {"chosen": [0]}, 403)["type"].endswith("scope-missing")
    for kept in IdempotentAnswer.objects.all():
        assert bytes(kept.content) == b'{"is_noted": true}'
        for chosen in ([0], [2]):
            said = "\n".join(("POST", f"/api/v1{path}/vote", _hat_key(academy, PUPIL), "")).encode()
            body = json.dumps({"chosen": chosen}).encode()
            assert bytes(kept.digest) != hashlib.sha256(said + b"\n" + body).digest(), "guessed from the table"


def _hat_key(academy: Any, who: str) -> str:
    return hats_of(academy[who].account)[0].key


def test_a_question_over_takes_no_answer_and_none_where_nothing_is_asked(
    academy: Any, written: Any, published: Any, monkeypatch: pytest.MonkeyPatch  # noqa: F811
) -> None:  # fmt: skip
    item = written("helene-garnier", "students", title="La fête")
    asked(academy, item)
    publish(**doing(academy, item), version=version_of(item), widely=True)
    plain = published("helene-garnier", "students")
    pupil = by_token(academy, PUPIL)
    assert pupil.get(f"/news/{plain.pk}").json()["question"] is None
    write(pupil, f"/news/{plain.pk}/vote", {"chosen": [0]}, 403)
    later(monkeypatch, days=6)
    assert "finie" in write(pupil, f"/news/{item.pk}/vote", {"chosen": [0]}, 422)["detail"]
    assert not pupil.get(f"/news/{item.pk}").json()["question"]["is_open"]


@pytest.mark.parametrize("way", [by_token, by_session])
def test_a_reply_under_a_word_is_written_once_and_read_by_the_staff_alone(room: Room, moment: Clock, way: Any) -> None:  # noqa: F811
    word, pupil = room.sent(only=[PUPIL]), room.academy[PUPIL].person.pk
    path = f"/words/{word.pk}/{pupil}"
    parent = way(room.academy, PARENT)
    told = [write(parent, f"{path}/replies", {"text": " Il sera en retard. "}, key="r1") for _ in range(2)]
    assert [one["text"] for one in told[0]["replies"]] == ["Il sera en retard."] and told[0] == told[1]
    reply = Reply.objects.get(word=word)
    assert (reply.family_id, reply.is_staff) == (room.academy[PARENT].person.pk, False)
    assert Notice.objects.filter(person=room.academy[TEACHER].person, matter__kind="liaison.written").count() == 1
    assert by_token(room.academy, OTHER_PARENT).get(path).json()["replies"] == []
    write(parent, f"{path}/replies", {"text": "  "}, 422)
    for who in ("sophie-martin-lycee",):
        write(by_token(room.academy, who), f"{path}/replies", {"text": "Bonjour"}, 404)
    write(by_token(room.academy, TEACHER), f"{path}/replies", {"text": "Bonjour"}, 403)
    reads = by_token(room.academy, PARENT, "words:read")
    assert write(reads, f"{path}/replies", {"text": "Bonjour"}, 403)["type"].endswith("scope-missing")
    close(**room.doing(TEACHER), word_id=word.pk)
    assert "terminé" in write(parent, f"{path}/replies", {"text": "Bonjour"}, 422)["detail"]
    assert Reply.objects.count() == 1


def test_whose_writing_is_stopped_replies_under_no_word(room: Room, moment: Clock) -> None:  # noqa: F811
    word, pupil = room.sent(only=[PUPIL]), room.academy[PUPIL].person.pk
    put(room.academy, LockKind.WRITE, LockTarget.PERSON, person=room.academy[PARENT].person)
    told = write(by_token(room.academy, PARENT), f"/words/{word.pk}/{pupil}/replies", {"text": "Bonjour"}, 403)
    assert "suspendu" in told["detail"] and not Reply.objects.exists()
